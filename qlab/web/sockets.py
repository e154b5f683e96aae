"""Sockets: where a server listens, and how that is written as an address."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from qlab.errors import UsageError
from qlab.web.site import is_loopback

__all__ = ["address_of", "lan_address", "listening_at", "many_files"]

_WAITING = 2_048
"""This many connections may wait to be accepted, as uvicorn has it."""


@contextlib.contextmanager
def listening_at(host: str, port: int) -> Iterator[socket.socket]:
    """Yield a socket that listens; close it at the end of the block.

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
                f"Port {port} on {host} cannot be opened ({error.strerror}); choose another: --port {other}."
            ) from error
        yield listener


def address_of(listener: socket.socket) -> str:
    """Return the URL of what listens there, as this machine reaches it."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def lan_address() -> str:
    """Return the address by which others on the local network reach this machine. Nothing is sent.

    Raises:
        UsageError: If it has none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, contextlib.suppress(OSError):
        asked.connect(("192.0.2.1", 9))  # of no machine (RFC 5737): the system says from where it would send
        host: str = asked.getsockname()[0]
        if not is_loopback(host):
            return host
    raise UsageError("This machine is on no network; connect it, or name its address with --host.")


def many_files(wanted: int) -> None:
    """Let this process hold this many connections, as far as the system allows: by default some allow only 256."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows, which has no such limit

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
