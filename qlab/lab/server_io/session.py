"""Session: a lab's lines to its server, opened and closed together."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError, RedisError, ResponseError
from redis.retry import Retry

from qlab.connect import check_url, connection_errors, driver, shown_url, why_not
from qlab.errors import ServerTooOld, UsageError
from qlab.lab.lifetimes import HELD_MS
from qlab.lab.server_io import server as servers
from qlab.lab.server_io.blocking_client import BlockingClient
from qlab.lab.server_io.monitor import Monitor
from qlab.lab.server_io.pool import TEXT, Pool
from qlab.lab.server_io.server import Server, Url
from qlab.lab.server_io.sticky_connection import closed
from qlab.lab.server_io.tracking import Tracker
from qlab.snapshot.reader import Reader
from qlab.text.decoded import quoted
from qlab.text.escape import repr_of, shorten

__all__ = ["NO_TRACE", "Session", "end_forgotten"]

OLDEST = (6, 2)
"""Exclusive stream ranges, which reading only new events needs, came with Redis 6.2."""
SENTINEL = "qlab-told"
"""The last part of the name of a key that is never there: it is written and deleted at once, to be told of it."""
ANSWER_S = 5.0
"""How long a server may take to say what it is."""
NO_TRACE = "This server does not let the lab see its commands (MONITOR), so the steps have no trace."


_open: set[int] = set()
"""The sessions that have not ended."""


def end_forgotten() -> None:
    """End the labs that nobody holds any more, where others than one are open.

    A lab and its queues hold each other, so it is the garbage collector that ends one, and that may be long in coming:
    a cell ``lab = Lab()`` that is run again and again would leave a server each time.
    """
    if len(_open) > 1:
        gc.collect()


class _Client(redis.Redis):
    """A plain client that keeps where it is connected to out of its ``repr``."""

    def __repr__(self) -> str:
        return "Redis(the lab's server)"


@dataclass
class Session:
    """A lab's server and its lines to it.

    Attributes:
        url: Where the server is.
        prefix: The lab's key prefix.
        server: The embedded server, or None where it is somebody's.
        server_name: What it is, such as ``valkey 9.1.2``.
        client: A plain client, for commands by hand.
        connection: BullMQ's client, on the tracker's line.
        reader: Reads keys.
        tracker: Carries BullMQ's commands, and says which keys changed.
        monitor: Says which commands ran, or None.
        note: Why there is no trace though one was asked for; else empty.
        owner: The id of the process that opened it.
        closed: Whether it has ended.
    """

    url: Url
    prefix: str
    server: Server | None
    server_name: str
    client: redis.Redis
    connection: BlockingClient
    reader: Reader
    tracker: Tracker
    monitor: Monitor | None
    note: str
    owner: int = field(default_factory=os.getpid)
    closed: bool = False

    @classmethod
    def open(cls, url: str | None, prefix: str, *, tcp: bool, trace: bool, virtual: bool) -> Session:
        """Start or reach the server and open the lines; see :class:`qlab.Lab` for the arguments and errors."""
        server = None if url else servers.start(tcp=tcp)
        where = server.url if server else Url(url)
        try:
            with connection_errors(where):
                return cls._open(where, prefix, server, trace=trace, virtual=virtual)
        except BaseException:
            if server:
                server.close()
            raise

    @classmethod
    def _open(cls, url: Url, prefix: str, server: Server | None, *, trace: bool, virtual: bool) -> Session:
        client = _client(url)
        name, version, evicts = _identify(url)
        if server is None:
            _check_unused(client, prefix)
        pool = cast("Pool", client.connection_pool)
        monitor = Monitor.try_open(pool) if trace else None
        # On a server of its own a lab sees every key; of somebody else's, those under its prefix are all its business.
        lines = 0 if evicts else 1 + (monitor is not None)
        tracker = Tracker(pool, None if server else prefix, f"{prefix}:{SENTINEL}", lines)
        reader = Reader(tracker.read, expiretime=version >= (7, 0), hold=HELD_MS if virtual else 0)
        note = NO_TRACE if trace and monitor is None else ""
        connection = BlockingClient(tracker)
        session = cls(url, prefix, server, name, client, connection, reader, tracker, monitor, note)
        _open.add(id(session))
        return session

    def check(self) -> None:
        """Raise unless it may be used: it is open, and this is the process that opened it.

        Raises:
            ClosedError: If it has ended.
            UsageError: If this process was forked off: two of them on one connection would get each other's replies.
        """
        if self.closed:
            raise closed()
        if os.getpid() != self.owner:
            raise UsageError(
                "This lab belongs to the process that this one was forked from; make one here, with lab = Lab()."
            )

    def close(self) -> None:
        """Close the lines; end the embedded server, or remove the lab's keys from somebody's.

        A process that was forked off does nothing here: what it has are copies, and the lab is its parent's.
        """
        if os.getpid() != self.owner:
            return
        self.closed = True
        _open.discard(id(self))
        left = self._remove_keys() if self.server is None else ""
        for line in (self.tracker, self.monitor):
            if line is not None:
                line.close()
        self.client.connection_pool.disconnect()  # its close() leaves a pool that it was given alone
        if self.server is not None:
            self.server.close()
        if left:
            warnings.warn(left, stacklevel=2)

    def _remove_keys(self) -> str:
        """Remove the lab's keys from somebody's server; say so where it may not."""
        try:
            _remove(self.client, self.prefix)
        except ResponseError as error:
            where = f"under the prefix {repr_of(self.prefix)} ({quoted(error, 120)})"
            return f"The lab's keys stay on the server, {where}; remove them yourself."
        except (RedisError, OSError):
            pass  # the server has gone, and nobody knows with what
        return ""


def _client(url: Url) -> redis.Redis:
    try:
        check_url(str(url))
        # No time-outs: a teacher may stop a server with a debugger, and BullMQ's scripts may take as long as they take.
        # One retry at once, for a server may drop an idle line; redis-py's own wait between them, up to a second each.
        once_more = Retry(NoBackoff(), 1)
        pool = Pool.from_url(str(url), socket_timeout=None, retry=once_more, driver_info=driver(), **TEXT)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{shown_url(url)} is not a Redis URL ({why_not(error)}); "
            "write redis://host:6379/0, rediss://… or unix:///path."
        ) from None  # its words may quote the password
    return _Client(connection_pool=pool)


def _identify(url: Url) -> tuple[str, tuple[int, int], bool]:
    """Return the server's name and version, the Redis version it is compatible with, and whether it may evict keys."""
    # The one place that waits with a limit: something may listen there and never say a word.
    limits: Any = {"socket_timeout": ANSWER_S, "socket_connect_timeout": ANSWER_S, "retry": Retry(NoBackoff(), 0)}
    with redis.Redis.from_url(str(url), driver_info=driver(), **limits) as client:
        info: Any = client.info("server")
        memory: Any = client.info("memory")
    redis_version = str(info.get("redis_version", "0.0"))
    version = tuple(int(part) for part in redis_version.split(".")[:2] if part.isdecimal())
    if version < OLDEST:
        raise ServerTooOld(
            f"The server is Redis {shorten(redis_version, 20)}, and a lab needs 6.2 or later; use a newer one."
        )
    name = f"valkey {info['valkey_version']}" if "valkey_version" in info else f"redis {redis_version}"
    return name, (version[0], version[1]), memory.get("maxmemory") != 0


def _check_unused(client: redis.Redis, prefix: str) -> None:
    found = next(_names(client, prefix), None)
    if found is not None:
        raise UsageError(
            f"There are keys under the prefix {repr_of(prefix)} on this server already, and a lab removes "
            "its prefix at the end; leave prefix out, or choose one that is not in use."
        )


def _names(client: redis.Redis, prefix: str) -> Iterator[str]:
    from qlab.snapshot.reader import glob

    yield from client.scan_iter(match=f"{glob(prefix)}:*", count=1000)


def _remove(client: redis.Redis, prefix: str) -> None:
    # As bytes: hiredis packs no lone surrogates, which is what a name that is not UTF-8 is as text.
    names = [name.encode("utf-8", "surrogateescape") for name in _names(client, prefix)]
    for at in range(0, len(names), 500):
        page = names[at : at + 500]
        try:
            client.unlink(*page)
        except NoPermissionError:
            client.delete(*page)
