"""The clock of a stage while its world is set up."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.explore.stage.moments import moments
from qlab.lab.clock import Clock

if TYPE_CHECKING:
    from qlab.explore.stage.staged_lab import Stage

__all__ = ["SetupClock"]


class SetupClock(Clock):
    """A stage's clock: the set-up may move it; after that, time is the explorer's."""

    def __init__(self, stage: Stage) -> None:  # not Clock's: there is no recorder
        self._stage = weakref.proxy(stage)
        self._time = stage._time

    def _move_to(self, moment: int) -> Any:
        stage = self._stage
        if stage.turn.actor is not None:
            raise UsageError("Actors cannot move the clock; pass ticks= to explore, and it moves by itself.")
        ended = [name for name, end in stage.ends.items() if end <= moment]
        for name in ended:
            stage.redis.delete(name)
        self._time.ms = moment
        stage._settle()
        return self.now

    def to_next(self) -> Any:
        """Move the time to the next moment at which something is due; None where nothing is."""
        stage = self._stage
        stage._settle()
        later = [moment for moment in moments(stage.keys, stage.ends) if moment > self._time.ms]
        return self._move_to(min(later)) if later else None

    def __repr__(self) -> str:
        return "Clock(the explorer's)"
