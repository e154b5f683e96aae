"""MoveLog: the moves of a run without steps, numbered as if each operation were one."""

from __future__ import annotations

from qlab.record.transition import Transition
from qlab.run.drivers.driver import in_order

__all__ = ["MoveLog"]


class MoveLog:
    """What a run writes down.

    Args:
        steps: How many steps the lab has made before the run.

    Attributes:
        step: The number of the last operation.
        scripts: How many of BullMQ's scripts have run.
        all: The moves.
    """

    def __init__(self, steps: int) -> None:
        self.step, self.scripts = steps, 0
        self.all: list[Transition] = []
        self._fresh: list[Transition] = []

    def did(self, scripts: int = 1) -> None:
        """Count an operation that would be a step."""
        self.step += 1
        self.scripts += scripts

    def note(self, move: Transition) -> None:
        """Write down a move of the last operation."""
        self._fresh.append(move)

    def copy(self, moves: list[Transition], steps: int) -> None:
        """Write down moves that the lab recorded in this many steps of its own."""
        self._fresh += moves
        self.step += steps

    def fresh(self) -> list[Transition]:
        """Return the moves since the last call, in order."""
        if not self._fresh:
            return self._fresh
        fresh, self._fresh = in_order(self._fresh) if len(self._fresh) > 1 else self._fresh, []
        self.all += fresh
        return fresh
