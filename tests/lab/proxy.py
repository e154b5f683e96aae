"""A proxy between a lab and its server that can chop what it carries into single bytes, and cut a line anywhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

__all__ = ["Proxy", "proxy"]


class Proxy:
    """Carries bytes both ways.

    Args:
        port: The server's.

    Attributes:
        port: Its own.
        chop: Carry one byte a time.
        carried: How many bytes it has carried since the last cut was set.
        cut_after: Cut the line that carries the byte after so many; None: none is cut.
    """

    def __init__(self, port: int) -> None:
        self._server, self._lock = port, threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]
        self.chop, self.carried, self.cut_after = False, 0, None

    cut_after: int | None

    def cut(self, after: int | None) -> None:
        """Cut the line that carries the byte after so many from now on; None: none."""
        with self._lock:
            self.carried, self.cut_after = 0, after

    def serve(self) -> None:
        """Accept connections until it is closed."""
        for _ in count():
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._server))
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                whole = self._allowed(data)
                step = 1 if self.chop else len(data)
                for at in range(0, len(whole), step):
                    other.sendall(whole[at : at + step])
                if len(whole) < len(data):
                    break
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _allowed(self, data: bytes) -> bytes:
        with self._lock:
            left = len(data) if self.cut_after is None else max(self.cut_after - self.carried, 0)
            self.carried += len(data)
            if left < len(data):
                self.cut_after = None  # once
            return data[:left]

    def close(self) -> None:
        """End it and its connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for each in (self._listener, *self._open):
            each.close()


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """A proxy before the server on a port, as long as the block."""
    between = Proxy(port)
    thread = threading.Thread(target=between.serve, daemon=True)
    thread.start()
    try:
        yield between
    finally:
        between.close()
        thread.join(10)
