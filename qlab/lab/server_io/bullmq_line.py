"""BullMQLine: the connection that carries BullMQ's commands, and only them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from redis.connection import ConnectionPool

from qlab.lab.server_io.sticky_connection import StickyConnection

__all__ = ["BullMQLine"]


class BullMQLine:
    """Carries the commands of a :class:`~qlab.lab.server_io.blocking_client.BlockingClient`.

    A server may drop an idle line, so it is opened anew before a command where it has ended; a command that was sent is
    never sent again, for it may have run.

    Args:
        pool: Tells how to connect.
    """

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._line = self._open()

    def _open(self) -> StickyConnection:
        # BullMQ decodes as strict UTF-8; names and data that are not make its own reads fail, as they would in
        # production.
        text = {"encoding": "utf-8", "encoding_errors": "strict", "decode_responses": True, "protocol": 3}
        return StickyConnection(self._pool.connection_class(**{**self._pool.connection_kwargs, **text}))

    def pack(self, commands: Iterable[tuple[Any, ...]]) -> list[Any]:
        """The bytes of commands."""
        packed: list[Any] = self._line.connection.pack_commands(commands)
        return packed

    def send(self, packed: list[Any], count: int) -> None:  # noqa: ARG002  the wire's shape
        """Sends commands. Raises ServerUnreachable if the server is gone."""
        if self._line.broken or self._ended():
            self._line = self._open()
        self._line.send_packed(packed)

    def receive(self, *, raw: bool = False) -> Any:
        """The next reply. Raises ServerUnreachable if the line breaks before it is here."""
        return self._line.receive(disable_decoding=raw)

    def _ended(self) -> bool:
        """Whether the server has ended the line, or left on it what nobody asked for."""
        try:
            return self._line.readable()
        except Exception:  # noqa: BLE001  broken, however
            return True

    def close(self) -> None:
        """Ends the connection."""
        self._line.close()
