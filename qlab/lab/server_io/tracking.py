"""The lab's own lines to the server, beside BullMQ's: which keys changed, and which commands ran."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.connection import ConnectionPool
from redis.exceptions import ConnectionError, NoPermissionError, ResponseError

from qlab.errors import ServerTooOld
from qlab.lab.server_io.sticky_connection import StickyConnection, lost

__all__ = ["TEXT", "Monitor", "Pool", "Tracker"]

TEXT = {"encoding": "utf-8", "encoding_errors": "surrogateescape", "decode_responses": True}
"""Any bytes come through as text, and go back as the same bytes."""


class Pool(ConnectionPool):
    """The connections of a lab's plain client; knows whether it was used, and when.

    Attributes:
        used: Whether it was, since the lab last looked.
        began: When it was first, by ``time.monotonic``, s.
        ended: When a command last ended, likewise.
    """

    used = False
    began = ended = 0.0

    def get_connection(self, command_name: Any = None, *keys: Any, **options: Any) -> Any:  # noqa: ARG002  its shape
        """A connection for a command, as ``ConnectionPool`` gives it, which wants none of its arguments any more."""
        if not self.used:
            self.used, self.began = True, time.monotonic()
        return super().get_connection()

    def release(self, connection: Any) -> None:
        """Takes a connection back."""
        super().release(connection)
        self.ended = time.monotonic()


class Tracker:
    """Says which keys changed, all or those under a prefix, by ``CLIENT TRACKING ON BCAST``.

    The server tells of every changed key: changed by a command, inside a script, or expired. It does so before it
    answers this connection's next command, so whatever a finished step changed is known when ``flush`` returns.
    """

    def __init__(self, pool: Pool, prefix: str | None) -> None:
        self._pool, self._only = pool, () if prefix is None else ("PREFIX", f"{prefix}:")
        self._changed: set[str] = set()
        self._posted = 0
        self._asked = self._looked = time.monotonic()
        self.lost = False
        """Whether nobody knows what changed (after FLUSHALL, or a broken line): then everything may have."""
        self._line = self._open()

    def _open(self) -> StickyConnection:
        line = StickyConnection(self._pool.connection_class(**{**self._pool.connection_kwargs, **TEXT, "protocol": 3}))
        pushed = line.pushed
        line.connection._parser.set_invalidation_push_handler(lambda message: self._invalidated(message, pushed))
        try:
            # NOLOOP: what the lab itself does through this connection, to hold a TTL still, is no change to tell of.
            line.send("CLIENT", "TRACKING", "ON", "BCAST", "NOLOOP", *self._only)
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
        """Opens a broken line anew. What changed meanwhile, nobody has told."""
        try:
            self._line, self._posted, self.lost = self._open(), 0, True
        except (ConnectionError, OSError) as error:
            raise lost() from error

    def _invalidated(self, message: list[Any], pushed: object) -> object:
        names = message[1]
        if names is None:
            self.lost = True
        else:
            self._changed.update(
                name if isinstance(name, str) else name.decode("utf-8", "surrogateescape") for name in names
            )
        return pushed

    def execute(self, *command: Any) -> Any:
        """Sends a command and returns its reply, text as bytes. What it changes is not reported."""
        self.settle()
        self._asked = time.monotonic()
        with self._undivided():
            self._line.send(*command)
            return self._line.receive(disable_decoding=True)

    def post(self, *command: Any) -> None:
        """Sends a command whose reply nobody waits for: it is read before anything else is sent on this line."""
        if self._line.broken:
            self._mend()
        with self._undivided():
            self._line.send(*command)
            self._posted += 1

    def settle(self) -> None:
        """Waits until the server has done what was posted."""
        if self._line.broken:
            self._mend()
        with self._undivided():
            while self._posted:
                self._posted -= 1
                self._line.receive()

    @contextmanager
    def _undivided(self) -> Iterator[None]:
        """Breaks the line where an interrupt comes in between, or the next command would get this one's reply."""
        try:
            yield
        except ResponseError:
            raise
        except BaseException:
            self._line.close()
            raise

    def quiet(self) -> bool:
        """Whether nobody can have changed anything since the last look: costs no round trip, unlike a flush."""
        self.settle()
        return not self.lost and not self._pool.used and not self._changed and not self._line.readable()

    def outside(self) -> tuple[float, float]:
        """Between when and when somebody else can have changed keys since the last look, by ``time.monotonic``, s.

        What the lab's plain client did is told to the millisecond; when others did something, nobody knows.
        """
        pool = self._pool
        return (pool.began, pool.ended) if pool.used and pool.ended > pool.began else (self._looked, time.monotonic())

    def flush(self, mark: str) -> frozenset[str]:
        """The names of the keys that changed since the last look.

        Args:
            mark: A text that the server echoes; it stands in the trace after everything that ran before.
        """
        self.execute("ECHO", mark)
        return self.seen()

    def seen(self) -> frozenset[str]:
        """The names of the keys that changed, as far as the server has told by the last reply on this line."""
        # What comes after the server's reply, but before it is here, counts to the next look.
        self._pool.used, self._looked = False, self._asked
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def close(self) -> None:
        """Ends the connection."""
        self._line.close()


class Monitor:
    """Every command the server runs, by ``MONITOR``, those inside scripts included."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._line = self._start()

    def mend(self, *, doubtful: bool) -> None:
        """Opens a broken line anew, and one that may be: what came before the break can hide it."""
        if doubtful:
            self._line.close()
        if self._line.broken:
            try:
                self._line = self._start()
            except (ConnectionError, OSError) as error:
                raise lost() from error

    def _start(self) -> StickyConnection:
        line = StickyConnection(self._pool.connection_class(**{**self._pool.connection_kwargs, **TEXT, "protocol": 2}))
        line.send("MONITOR")
        line.receive()
        return line

    @contextmanager
    def off(self) -> Iterator[None]:
        """Looks away for a while: telling of every command costs a server more than running it."""
        self._line.close()
        try:
            yield
        finally:
            self._line = self._start()

    @classmethod
    def try_open(cls, pool: ConnectionPool) -> Monitor | None:
        """A monitor, or None where the server forbids MONITOR."""
        try:
            return cls(pool)
        except (NoPermissionError, ResponseError):
            return None

    def until(self, mark: str) -> list[str]:
        """The lines since the last mark, up to the one that ends with this one."""
        lines: list[str] = []
        end = f'"{mark}"'
        while not (line := str(self._line.receive())).endswith(end):
            lines.append(line)
        return lines

    def close(self) -> None:
        """Ends the connection."""
        self._line.close()
