"""What can go wrong on the way to a server, said in one sentence each: the lab and the observer share it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

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
