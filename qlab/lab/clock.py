"""Clock: time under the hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from qlab.errors import DurationError, UsageError
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.recorder import Recorder
from qlab.protocol import operations
from qlab.record.step import Call
from qlab.snapshot.delayed import next_due
from qlab.text.durations import LAST_MS, Duration, format_at, format_elapsed, format_ms, parse_duration

__all__ = ["Clock", "RealTime", "Time"]

_HAIR_S = 3e-7
"""A double cannot hold each millisecond since 1970 in seconds exactly, and BullMQ cuts off instead of rounding here and
there. A third of a microsecond more makes both ways give the same millisecond."""


class Time:
    """A moment that stands still until it is set."""

    def __init__(self, start: int) -> None:
        self.start = self.ms = start

    def milliseconds(self) -> int:
        """Return the moment, ms since the epoch."""
        return self.ms

    def seconds(self) -> float:
        """Return the moment as BullMQ asks for it, s since the epoch."""
        return self.ms / 1000 + _HAIR_S


class RealTime(Time):
    """The real time, for a lab that leaves it alone."""

    def __init__(self) -> None:
        super().__init__(int(time.time() * 1000))

    @property
    def ms(self) -> int:
        """The moment, ms since the epoch."""
        return int(time.time() * 1000)

    @ms.setter
    def ms(self, value: int) -> None:
        """Nobody sets the real time."""


class Clock:
    """A lab's clock. Virtual: it stands still until ``advance`` or ``to_next`` moves it.

    Args:
        time: The moment.
        recorder: Records each move as a step.
        lifetimes: The TTLs that age with it; None: the time is real.
        check_open: Raises ClosedError where the lab is closed.
    """

    def __init__(
        self, time: Time, recorder: Recorder, lifetimes: Lifetimes | None, check_open: Callable[[], None]
    ) -> None:
        self._time, self._recorder, self._lifetimes, self._check_open = time, recorder, lifetimes, check_open

    @property
    def now(self) -> datetime:
        """The lab's time, in UTC."""
        return datetime.fromtimestamp(self._time.ms // 1000, UTC).replace(microsecond=self._time.ms % 1000 * 1000)

    @property
    def now_ms(self) -> int:
        """The lab's time, ms since the epoch."""
        return self._time.ms

    @property
    def elapsed_ms(self) -> int:
        """How long the lab has run by its own clock, ms."""
        return self._time.ms - self._time.start

    def advance(self, duration: Duration) -> datetime:
        """Move the time forward. Keys whose TTL ends on the way expire; jobs that fall due wait for a worker, as
        always.

        Args:
            duration: ``"2s"``, ``"150ms"``, ``"5m"``, a timedelta, or a number of ms.

        Returns:
            The new time.

        Raises:
            UsageError: If the clock is real.
            DurationError: If that is not a duration, or leads beyond the year 9999.
            ClosedError: If the lab is closed.
        """
        return self._move_to(self._time.ms + parse_duration(duration))

    def to_next(self) -> datetime | None:
        """Move the time to the next moment when something is due: a delayed job, or the end of a TTL.

        Returns:
            The new time, or None if nothing is due; then the time does not move.
        """
        lifetimes = self._virtual()
        self._recorder.catch_up()
        moments = [next_due(self._recorder.recording.last, self._time.ms), lifetimes.next()]
        later = [moment for moment in moments if moment is not None and self._time.ms < moment <= LAST_MS]
        return self._move_to(min(later)) if later else None

    def _move_to(self, moment: int) -> datetime:
        lifetimes = self._virtual()
        if moment > LAST_MS:
            raise DurationError("The clock cannot go past the year 9999; advance it by less, or make a new lab.")
        by = moment - self._time.ms

        def move() -> None:
            # The keys go one expiry at a time so that the server sees them in the order in which they end.
            while (end := lifetimes.next()) is not None and end <= moment:
                lifetimes.expire(end)
            self._time.ms = moment

        self._recorder.step(Call(operations.ADVANCE, facts={"by_ms": by}), f"clock: advance {format_ms(by)}", move)
        return self.now

    def _virtual(self) -> Lifetimes:
        self._check_open()
        if self._lifetimes is None:
            raise UsageError('This lab\'s clock is real and cannot be moved; make a lab with clock="virtual".')
        return self._lifetimes

    def __repr__(self) -> str:
        if self._lifetimes is None:
            return "Clock(real)"
        return f"Clock({format_at(self._time.ms)}, {format_elapsed(self.elapsed_ms)})"
