"""Monitor: which commands the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis.connection import ConnectionPool
from redis.exceptions import ConnectionError, NoPermissionError, ResponseError

from qlab.lab.server_io.pool import TEXT
from qlab.lab.server_io.sticky_connection import StickyConnection, lost

__all__ = ["Monitor"]


class Monitor:
    """Every command the server runs, by ``MONITOR``, those inside scripts included."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._line = self._start()

    def mend(self, *, doubtful: bool) -> None:
        """Reopen a broken line, and one that may be broken: what came before the break can hide it."""
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
        """Look away for a while: telling of every command costs a server more than running it."""
        self._line.close()
        try:
            yield
        finally:
            self._line = self._start()

    @classmethod
    def try_open(cls, pool: ConnectionPool) -> Monitor | None:
        """Return a monitor, or None where the server forbids MONITOR."""
        try:
            return cls(pool)
        except (NoPermissionError, ResponseError):
            return None

    def until(self, mark: str) -> list[str]:
        """Return the lines since the last mark, up to the one that ends with this one."""
        return self._line.until(f'"{mark}"')

    def close(self) -> None:
        """End the connection."""
        self._line.close()
