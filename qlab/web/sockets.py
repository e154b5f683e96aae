"""Sockets: where a server listens, and how that is written as an address."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from qlab.errors import UsageError

__all__ = ["address_of", "listening_at"]

_WAITING = 2_048
"""So many connections may wait to be accepted, as uvicorn has it."""


@contextlib.contextmanager
def listening_at(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; closed at the end of the block.

    Args:
        host: The address of this machine to listen at.
        port: The port; 0: any that is free.

    Raises:
        UsageError: If the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_WAITING)  # now: two that have only bound a port would both believe it theirs
        except OSError as error:
            other = port + 1 if 0 < port < 65_535 else 8_001
            raise UsageError(
                f"Port {port} of {host} is refused ({error.strerror}); choose another: --port {other}."
            ) from error
        yield listener


def address_of(listener: socket.socket) -> str:
    """The URL of what listens there, as this machine reaches it."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
