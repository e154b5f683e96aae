"""A deadline for whole replies: a server that sends a byte now and then is as good as one that sends none."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from redis.connection import AbstractConnection

__all__ = ["WHOLE_S", "timely"]

WHOLE_S = 20.0
"""How long all replies to what was sent in one go may take together, s. A page takes a millisecond."""


class _Timely:
    """A socket whose readings all end by a deadline, counted from the last thing sent.

    redis-py's own timeout restarts with each piece that arrives.
    """

    def __init__(self, socket: Any) -> None:
        self._socket, self._own_s = socket, socket.gettimeout()
        self._until = time.monotonic() + WHOLE_S

    def sendall(self, *data: Any) -> None:
        self._until = time.monotonic() + WHOLE_S
        self._socket.settimeout(self._own_s)
        self._socket.sendall(*data)

    def settimeout(self, seconds: float | None) -> None:
        self._own_s = seconds
        self._socket.settimeout(seconds)

    def recv(self, *arguments: Any) -> bytes:
        self._bound()
        data: bytes = self._socket.recv(*arguments)
        return data

    def recv_into(self, *arguments: Any) -> int:
        self._bound()
        return int(self._socket.recv_into(*arguments))

    def _bound(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"the reply is not whole after {WHOLE_S:g} s")
        # 0 is a look without waiting, which redis-py takes before it sends
        if self._own_s is None or self._own_s > 0:
            self._socket.settimeout(left if self._own_s is None else min(left, self._own_s))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


@cache
def timely(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """Return the kind of connection, with a deadline for whole replies."""

    class Timely(kind):  # type: ignore[valid-type, misc]
        def _connect(self) -> Any:
            return _Timely(super()._connect())

    return Timely
