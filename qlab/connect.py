"""What can go wrong on the way to a server, said in one sentence each: the lab and the observer share it."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from redis.driver_info import DriverInfo
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ClusterDownError,
    ConnectionError,
    InvalidResponse,
    MasterDownError,
    NoPermissionError,
    NoScriptError,
    ResponseError,
    TimeoutError,
    TryAgainError,
)

from qlab.errors import AccessDenied, NotRedis, ServerError, ServerUnreachable, TlsError, UsageError
from qlab.text.decoded import quoted
from qlab.text.escape import mask_url

__all__ = [
    "OUT_OF_DESCRIPTORS",
    "check_url",
    "connection_errors",
    "driver",
    "out_of_descriptors",
    "shown_url",
    "why_not",
]

_OPTION = re.compile(r"(?:argument|value for) '(\w+)'")
_TLS = re.compile(r"\[SSL\b|_ssl\.c|handshake operation")
"""In what OpenSSL says, and in no host's name."""
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_FULL = "max number of clients"
_NOT_NOW = ("BUSY ", "UNBLOCKED ")
"""A script runs on, or the server has just become a replica: as little to do with what was asked as a restart."""
OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE)
"""This process, or the whole machine, has as many files open as it may."""
_OUT_OF_DESCRIPTORS = re.compile(rf"\bError ({errno.EMFILE}|{errno.ENFILE}) connecting to ")
"""How redis-py tells of it; the operating system's own error is not always behind the one that arrives."""
_NO_NUMBER = "a path that is not a number"
_NO_PATH = "a socket without its whole path"
_NO_PORT = re.compile(r"^([a-z+]+://[^/?#@:\[\],]*:)[^/?#,\d@][^/?#,@]*$", re.IGNORECASE)


@cache
def driver() -> DriverInfo:
    """Return what the client calls itself to a server.

    redis-py, not told, parses its own package's metadata for each client and each connection: a millisecond a time.
    """
    return DriverInfo()


def _of_keys(error: Exception) -> bool:
    """Return whether a user may not touch a key: Redis 6 and 7 say so in their own words."""
    return "keys used as arguments" in str(error) or "access a key" in str(error)


@contextlib.contextmanager
def connection_errors(url: str) -> Iterator[None]:
    """Turn what a client raises while it connects into qlab's errors, each one sentence.

    Args:
        url: Where it connects to; its password is not shown.

    Raises:
        AccessDenied, NotRedis, ServerUnreachable, TlsError: As the case is.
        UsageError: If the server has no database of the URL's number.
        ServerError: If the server answers with another error.
    """
    where = quoted(mask_url(str(url)), 80)
    try:
        yield
    except (AuthenticationError, AuthorizationError, NoPermissionError) as error:
        keys = " If it may read one prefix only, name that (prefix, --prefix)." if _of_keys(error) else ""
        raise AccessDenied(
            f"{where} refuses this user ({quoted(error, 80)}); check the user, the password and its rights.{keys}"
        ) from error
    except InvalidResponse as error:
        raise NotRedis(f"What answers at {where} does not speak the Redis protocol; check the port.") from error
    except (
        ConnectionError,
        TimeoutError,
        BusyLoadingError,
        OSError,
        UnicodeError,
    ) as error:  # the last: no host's name
        raise _silence(where, error) from error
    except NoScriptError:
        raise  # the caller runs scripts by their SHA-1 and expects it
    except ResponseError as error:
        raise _refusal(where, error) from error


def _silence(where: str, error: Exception) -> Exception:
    """Return why there is no line, or none that speaks Redis."""
    text = f"{error} {error.__context__}"  # redis-py calls a handshake that times out a time-out like any other
    said = quoted(error, 120)
    if _TLS.search(text):
        own = " An authority of your own is given by its file: ca=, in a shell --ca." if _UNTRUSTED in text else ""
        said = quoted(error, 200)
        return TlsError(f"No TLS connection to {where} ({said}); check the certificates, or rediss:// itself.{own}")
    if "Protocol Error" in str(error):
        return NotRedis(f"What answers at {where} does not speak the Redis protocol; check the port.")
    if out_of_descriptors(error) or _OUT_OF_DESCRIPTORS.search(text):
        return ServerUnreachable(
            f"No more connections can be opened to {where} ({said}); raise the limit of open files (ulimit -n), "
            "or close labs and observers that you no longer need."
        )
    if _FULL in text:
        return ServerUnreachable(f"{where} takes no more clients ({said}); close some, or raise its maxclients.")
    return ServerUnreachable(
        f"No server answers at {where} ({said}); check the address and that the server is running."
    )


def out_of_descriptors(error: BaseException | None) -> OSError | None:
    """Return the operating system's refusal to open one more file, if it is behind an error."""
    behind: list[BaseException] = []  # an error may have itself behind it
    while error is not None and error not in behind:
        if isinstance(error, OSError) and error.errno in OUT_OF_DESCRIPTORS:
            return error
        behind.append(error)
        error = error.__cause__ or error.__context__
    return None


def _refusal(where: str, error: ResponseError) -> Exception:
    """Return what a server's answer that is an error means."""
    text, said = str(error), quoted(error, 120)
    if "AUTH" in text.upper():
        return AccessDenied(f"{where} wants a password ({said}); put it into the URL: redis://:password@host.")
    if "DB index" in text or "SELECT is not allowed" in text:
        return UsageError(f"{where} has no such database ({said}); correct the number at the URL's end.")
    if isinstance(error, ClusterDownError | MasterDownError | TryAgainError) or text.startswith(_NOT_NOW):
        return ServerUnreachable(f"{where} does not serve at the moment ({said}); see to the server, then try again.")
    return ServerError(f"{where} answers with an error ({said}); see to the server.")


def shown_url(url: object) -> str:
    """Return a URL for a sentence with its password hidden, and a word in place of its port too: it may be one."""
    return quoted(_NO_PORT.sub(r"\1***", mask_url(url)), 80)


def check_url(url: str) -> None:
    """See that a URL's login ends where it seems to, and that it names a database by number, or a socket by its path.

    redis-py takes database 0 otherwise, and no path at all.

    Raises:
        ValueError: If an ``@`` stands behind the host: the host is then part of a password with ``/``, ``?`` or ``#``;
            or if the path is not a number; or if a socket's is none from the root; or if no bytes are that text.
    """
    parts = urlsplit(url)
    url.encode("utf-8", "surrogateescape" if parts.scheme == "unix" else "strict")  # a file's name may be any bytes
    bare = any("=" not in each and "@" in each for each in parts.query.split("&"))
    second = "@" in parts.netloc and "@" in parts.query
    if parts.scheme != "unix" and ("@" in parts.path + parts.fragment or bare or second):
        raise ValueError("an @ behind the host")
    if parts.scheme in ("redis", "rediss") and parts.path not in ("", "/") and not parts.path[1:].isdecimal():
        raise ValueError(_NO_NUMBER)
    if parts.scheme == "unix" and (parts.hostname or not parts.path.startswith("/")):
        raise ValueError(_NO_PATH)


def why_not(error: Exception) -> str:
    """Return why redis-py cannot use a URL, in words of ours: those of ``urlsplit`` quote what may be the password."""
    if isinstance(error, UnicodeEncodeError):
        return "UTF-8 cannot encode it: leave lone surrogates out"
    if option := _OPTION.search(str(error)):
        return f"{option[1]!r} is not a valid redis-py option or value"
    if str(error) == _NO_NUMBER:
        return "its path is not a database number"
    if str(error) == _NO_PATH:
        return "a socket needs its full path, with three slashes; write a % in it as %25"
    if "scheme" in str(error):
        return "its scheme is not one of the known ones"
    return "its host or port cannot be read; in a password write @ as %40, / as %2F, ? as %3F and # as %23"
