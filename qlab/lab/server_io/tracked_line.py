"""TrackedLine: a connection to the server on which it tells which keys changed."""

from __future__ import annotations

import time
from typing import Any

from redis.exceptions import ConnectionError, NoPermissionError, ResponseError

from qlab.errors import QlabError, ServerTooOld, ServerUnreachable
from qlab.lab.server_io.pool import Pool
from qlab.lab.server_io.sticky_connection import StickyConnection, closed, lost

__all__ = ["TrackedLine"]

_TRACK, _DEAF = ("CLIENT", "TRACKING", "ON", "BCAST"), ("CLIENT", "TRACKING", "OFF")
RAW = {"encoding": "utf-8", "encoding_errors": "strict", "decode_responses": False, "protocol": 3}


class TrackedLine:
    """Sends commands one after the other, and gathers the names of the changed keys, by ``CLIENT TRACKING ON BCAST``.

    Args:
        pool: Tells how to connect; the connections of the lab's plain client.
        prefix: Only keys under it are told; None: all.
        sentinel: A key whose change is nobody's.

    Attributes:
        lost: True after FLUSHALL or a dropped connection: any key may have changed.
    """

    def __init__(self, pool: Pool, prefix: str | None, sentinel: str) -> None:
        self._pool, self._only = pool, () if prefix is None else ("PREFIX", f"{prefix}:")
        self.sentinel, self.lost = sentinel, False
        self._changed: set[str] = set()
        self._after: set[str] = set()  # told after the last reply
        self._message: set[str] = set()
        self._owed = self._posted = 0
        self._riding = self._busy = self._deaf = self._closed = False
        self._asked = time.monotonic()
        self._line = self._open()

    def _open(self) -> StickyConnection:
        connection = self._pool.connection_class(**{**self._pool.connection_kwargs, **RAW})
        line = StickyConnection(connection, self._invalidated)
        try:
            line.send(*_TRACK, *self._only)
            line.receive()
        except NoPermissionError:
            line.close()
            raise
        except ResponseError as error:
            line.close()
            raise ServerTooOld(
                f"The server cannot tell which keys change ({error}); a lab needs Redis 6.2 or Valkey 7.2 or later."
            ) from error
        return line

    def _mend(self) -> None:
        """Reopen a broken line. What changed in the meantime is unknown."""
        if self._closed:
            raise closed()
        try:
            self._line = self._open()
        except (ConnectionError, OSError) as error:
            raise lost() from error
        self._owed, self._posted, self._riding, self._deaf, self.lost = 0, 0, False, False, True

    def _invalidated(self, message: list[Any]) -> None:
        names = message[1]
        if names is None:
            self.lost = True
        else:
            self._message = {name.decode("utf-8", "surrogateescape") for name in names}
            self._changed |= self._message
            self._changed.discard(self.sentinel)

    def execute(self, *command: Any) -> Any:
        """Send a command and return its reply, text as bytes."""
        self.settle()
        self._asked = time.monotonic()
        self._owed = 1
        self._line.send(*command)
        return self._next()

    def _begin(self) -> None:
        """Mend the line where it broke, or where an interrupt left a reply unread: the next would get that one's."""
        if self._owed:
            self._line.close()
        if self._line.broken:
            self._mend()
        if self._after:
            self._changed |= self._after
            self._after = set()

    def _next(self) -> Any:
        try:
            reply = self._line.receive()
        except ResponseError:
            self._owed -= 1
            raise
        except ServerUnreachable as error:
            raise self.why(error) from error
        self._owed -= 1
        return reply

    def post(self, *command: Any) -> None:
        """Send a command whose reply nobody waits for: it is read before anything else is sent on this line."""
        self._begin()
        self._owed = 1
        self._line.send(*command)
        self._posted += 1
        self._owed = 0

    def settle(self) -> None:
        """Wait until the server has done what was posted."""
        self._begin()
        while self._posted:
            self._owed = 1
            self._posted -= 1
            self._next()
        if self._deaf and not self._busy:
            self._hear()

    def _deafen(self) -> None:
        """Be told of no more changes until the next look."""
        self._deaf = self.lost = True
        self.execute(*_DEAF)

    def _hear(self) -> None:
        for command in (_DEAF, (*_TRACK, *self._only)):  # an interrupt may have come before the first was sent
            self._owed = 1
            self._line.send(*command)
            self._next()
        self._deaf = False

    def why(self, error: ServerUnreachable) -> QlabError:
        """Return the error to raise for a lost connection: that the lab was closed, if it was."""
        return closed() if self._closed else error

    def close(self) -> None:
        """End the connection for good."""
        self._closed = True
        self._line.close()
