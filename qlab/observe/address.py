"""Where to connect to: the URLs an observer takes, each turned into what redis-py's connections take."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionInterface, ConnectionPool
from redis.exceptions import AuthenticationError, ConnectionError, RedisError
from redis.retry import Retry

from qlab.connect import check_url, driver, shown_url, why_not
from qlab.errors import UsageError
from qlab.files import path_of
from qlab.observe.wire.timely import timely
from qlab.text.decoded import quoted
from qlab.text.escape import shorten

__all__ = ["Address"]

SCHEMES = "redis://host:6379/0, rediss://…, unix:///path, redis+cluster://… or redis+sentinel://host:26379/mymaster/0"
CONNECT_S = 5.0
"""How long to wait for a connection, in seconds."""
TIMEOUT_S = 10.0
"""How long to wait for a reply, in seconds. A page takes a millisecond."""
TEXT = {"decode_responses": True, "encoding": "utf-8", "encoding_errors": "surrogateescape"}


@dataclass(frozen=True)
class Address:
    """A server's address.

    Attributes:
        url: Password and all; show it with ``mask_url`` only.
        given: The URL as it was given, where it names the server through Sentinels.
        cluster: Whether the URL says that it is a Redis Cluster.
        sentinels: Host and port of each Sentinel; empty where the URL names the server itself.
        master: The master's name at the Sentinels.
        options: What redis-py's connection takes beside the URL, such as certificates.
        dump: Whether the server serves a dump, where nobody but the observer is ever connected.
    """

    url: str
    given: str = ""
    cluster: bool = False
    sentinels: tuple[tuple[str, int], ...] = ()
    master: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    dump: bool = False

    @classmethod
    def parse(cls, url: str, *, ca: str | None = None, cert: str | None = None, key: str | None = None) -> Address:
        """Return the address a URL names, with the files of TLS certificates where there are any.

        Raises:
            UsageError: If it is not a URL of a Redis server, or certificates come with a URL that does not use TLS.
        """
        if not isinstance(url, str):
            raise UsageError(f"A server's URL is text, not {type(url).__name__}; write {SCHEMES}.")
        scheme, colon, rest = url.partition("://")
        kind = scheme.lower()
        if (ca or cert or key) and not kind.startswith("rediss"):
            raise UsageError(f"Certificates go with rediss://, and {shown_url(url)} uses no TLS; write rediss://…")
        options = _certificates(ca, cert, key)
        if not colon or kind not in _KINDS:
            raise UsageError(f"{shown_url(url)} is not the URL of a Redis server; write {SCHEMES}.")
        with _usable(url):
            check_url(url)
            address = _KINDS[kind](url, f"{kind.partition('+')[0]}://{rest}")
            check_url(address.url)
        return replace(address, options=options)

    @property
    def name(self) -> str:
        """The URL to speak of, password and all: that which the user knows."""
        return self.given or self.url

    def connection(self) -> ConnectionInterface:
        """Return a connection, not yet open.

        Raises:
            UsageError: If the URL is malformed.
            redis.exceptions.RedisError: If no Sentinel knows the master.
        """
        if self.sentinels:
            return self.at(*self._ask_sentinels()).connection()
        with _usable(self.url):
            pool = ConnectionPool.from_url(
                self.url, socket_timeout=TIMEOUT_S, socket_connect_timeout=CONNECT_S,
                protocol=2, retry_on_timeout=False, driver_info=driver(), **TEXT, **self.options,
            )  # fmt: skip
            pool.connection_class = timely(pool.connection_class)
            return pool.make_connection()

    def at(self, host: str, port: int) -> Address:
        """Return the same user, password and certificates at another host: another node, or the master a Sentinel
        names.
        """
        parts = urlsplit(self.url)
        login = parts.netloc.rpartition("@")
        name = f"[{host}]" if ":" in host else host
        netloc = f"{login[0]}{login[1]}{name}:{port}"
        return replace(self, url=urlunsplit(parts._replace(netloc=netloc)), given="", sentinels=())

    def _ask_sentinels(self) -> tuple[str, int]:
        last: Exception | None = None
        for host, port in self.sentinels:
            try:
                found = self._asked(host, port)
            except RedisError as error:
                last = error
            else:
                if found:
                    return str(found[0]), int(found[1])
        reason = shorten(last, 60) if last else f"none knows the master {self.master!r}"
        asked = f"{len(self.sentinels)} Sentinel{'' if len(self.sentinels) == 1 else 's'}"
        refused = isinstance(last, AuthenticationError)
        raise (AuthenticationError if refused else ConnectionError)(f"asked {asked}: {reason}")

    def _asked(self, host: str, port: int) -> Any:
        """Return where one Sentinel says the master is. Most want no login; one that does gets the server's."""
        try:
            return _master_at(host, port, self.master)
        except AuthenticationError:
            login = urlsplit(self.url)
            user, password = (unquote(text) if text else None for text in (login.username, login.password))
            return _master_at(host, port, self.master, username=user, password=password)


def _master_at(host: str, port: int, master: str, **login: str | None) -> Any:
    once = Retry(NoBackoff(), 0)
    with redis.Redis(host, port, socket_timeout=CONNECT_S, decode_responses=True, retry=once, **login) as sentinel:  # type: ignore[arg-type]
        return sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master)


@contextlib.contextmanager
def _usable(url: str) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except (ValueError, TypeError, redis.exceptions.DataError) as error:
        raise UsageError(f"{shown_url(url)} cannot be used ({why_not(error)}); write {SCHEMES}.") from None


def _certificates(ca: str | None, cert: str | None, key: str | None) -> dict[str, str]:
    """Return the files as redis-py takes them; each can be read: what OpenSSL says of one that cannot names no file."""
    if key and not cert:
        raise UsageError("key= belongs to the certificate in cert=; give both.")
    options = {"ssl_ca_certs": ca, "ssl_certfile": cert, "ssl_keyfile": key}
    given = {name: path for name, path in options.items() if path}
    for path in given.values():
        try:
            path_of(path, "ca.pem").open("rb").close()
        except UsageError:
            raise
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            said = error.strerror if isinstance(error, OSError) else error
            raise UsageError(f"{quoted(path, 200)} cannot be read ({said}); check the path.") from None
    return given


def _plain(_given: str, url: str) -> Address:
    return Address(url)


def _cluster(given: str, url: str) -> Address:
    if urlsplit(url).path.strip("/") not in ("", "0"):
        raise UsageError(f"{shown_url(given)} names a database, but a cluster has only database 0; leave it out.")
    return Address(url, cluster=True)


def _sentinel(given: str, url: str) -> Address:
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    master, _slash, db = parts.path.strip("/").partition("/")
    if not master or not hosts:
        raise UsageError(
            f"{shown_url(given)} does not name a master; write redis+sentinel://host:26379,host2:26379/mymaster/0."
        )
    sentinels = tuple(_host_and_port(each, given) for each in hosts.split(","))
    plain = urlunsplit(parts._replace(netloc=f"{login}{at}master", path=f"/{db}"))
    return Address(plain, given, sentinels=sentinels, master=master)


def _host_and_port(text: str, given: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if colon and not port.isdecimal():
        raise UsageError(f"{shown_url(given)} has a Sentinel with an invalid port; write host:26379.")
    return (host.strip("[]"), int(port)) if colon else (text, 26379)


_KINDS: Mapping[str, Callable[[str, str], Address]] = {
    "redis": _plain,
    "rediss": _plain,
    "unix": _plain,
    "redis+cluster": _cluster,
    "rediss+cluster": _cluster,
    "redis+sentinel": _sentinel,
    "rediss+sentinel": _sentinel,
}
