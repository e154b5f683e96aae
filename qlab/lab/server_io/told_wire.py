"""ToldWire: the lab's line, which says when the replies of a command, or of a transaction, are all there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from qlab.lab.server_io.blocking_client import Wire

__all__ = ["ToldWire"]


class ToldWire:
    """Carries commands on another wire and tells of each one that was answered.

    Args:
        wire: Carries them.
        tell: Called after each command, or after each batch that was sent together.
    """

    def __init__(self, wire: Wire, tell: Callable[[], None]) -> None:
        self._wire, self._tell, self._left = wire, tell, 0

    def pack(self, commands: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Return the bytes of commands."""
        return self._wire.pack(commands)

    def send(self, packed: list[Any], count: int) -> None:
        """Send this many commands, packed."""
        self._wire.send(packed, count)
        self._left = count

    def receive(self, *, raw: bool = False) -> Any:
        """Return the next reply. Raises ResponseError where the server refused the command."""
        try:
            return self._wire.receive(raw=raw)
        finally:
            self._left -= 1
            if self._left == 0:
                self._tell()
