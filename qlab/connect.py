"""What can go wrong on the way to a server, said in one sentence each: the lab and the observer share it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ConnectionError,
    InvalidResponse,
    NoPermissionError,
    ResponseError,
    TimeoutError,
)

from qlab.decoded import quoted
from qlab.errors import AccessDenied, NotRedis, ServerUnreachable, TlsError
from qlab.escape import mask_url, shorten

_OPTION = re.compile(r"(?:argument|value for) '(\w+)'")
_NO_PORT = re.compile(r"^([a-z+]+://[^/?#@:\[\],]*:)[^/?#,\d@][^/?#,@]*$", re.IGNORECASE)


@contextlib.contextmanager
def connection_errors(url: str) -> Iterator[None]:
    """Turns what a client raises while it connects into qlab's errors, each one sentence.

    Args:
        url: Where it connects to; its password is not shown.

    Raises:
        AccessDenied, NotRedis, ServerUnreachable, TlsError: As the case is.
    """
    where = shorten(mask_url(str(url)), 80)
    try:
        yield
    except (AuthenticationError, AuthorizationError, NoPermissionError) as error:
        raise AccessDenied(
            f"{where} refuses this user ({quoted(error, 80)}); check the user, the password and its rights."
        ) from error
    except InvalidResponse as error:
        raise NotRedis(f"What answers at {where} does not speak Redis; check the port.") from error
    except (ConnectionError, TimeoutError, BusyLoadingError, OSError) as error:
        told = (
            f"{error} {error.__context__}".upper()
        )  # redis-py calls a handshake that times out a time-out like any other
        if "SSL" in told or "CERTIFICATE" in told or "HANDSHAKE" in told:
            raise TlsError(
                f"No TLS connection to {where} ({quoted(error, 120)}); check the certificates, or rediss:// itself."
            ) from error
        if "Protocol Error" in str(error):
            raise NotRedis(f"What answers at {where} does not speak Redis; check the port.") from error
        raise ServerUnreachable(
            f"Nobody answers at {where} ({quoted(error, 120)}); check the address, and that it runs."
        ) from error
    except ResponseError as error:
        if "AUTH" in str(error).upper():
            raise AccessDenied(
                f"{where} wants a password ({quoted(error, 80)}); put it into the URL: redis://:password@host."
            ) from error
        raise


def shown_url(url: object) -> str:
    """A URL to put into a sentence, its password hidden; so is a word where its port should be: it may be one."""
    return shorten(_NO_PORT.sub(r"\1***", mask_url(url)), 80)


def check_url(url: str) -> None:
    """Sees that a URL's login ends where it seems to.

    Raises:
        ValueError: If an ``@`` stands behind the host: the host is then part of a password with ``/``, ``?`` or ``#``.
    """
    parts = urlsplit(url)
    bare = any("=" not in each and "@" in each for each in parts.query.split("&"))
    second = "@" in parts.netloc and "@" in parts.query
    if parts.scheme != "unix" and ("@" in parts.path + parts.fragment or bare or second):
        raise ValueError("an @ behind the host")


def why_not(error: Exception) -> str:
    """Why redis-py cannot use a URL, in words of ours: those of ``urlsplit`` quote what may be the password."""
    if option := _OPTION.search(str(error)):
        return f"its option {option[1]!r} or the value of it is none of redis-py's"
    if "scheme" in str(error):
        return "it begins with none of the known schemes"
    return "its host or port cannot be read; in a password write @ as %40, / as %2F, ? as %3F and # as %23"
