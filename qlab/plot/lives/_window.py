"""A stretch of time out of a recording, and which jobs' rows are drawn of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qlab.errors import UsageError
from qlab.plot.drawing.chart import Over, Scale
from qlab.plot.drawing.text import counted_as
from qlab.plot.lives._stays import Life, Stay
from qlab.text.durations import Duration, format_elapsed, parse_since_start

if TYPE_CHECKING:
    from qlab.record.recording import Recording

MOST_ROWS = 60
"""This many jobs are drawn; the rest are counted."""


class Window(NamedTuple):
    """A stretch of a recording.

    Attributes:
        first_ms: Where it begins, ms since the recording began.
        last_ms: Where it ends, in the same unit.
        whole: Whether it is all of the recording.
    """

    first_ms: int
    last_ms: int
    whole: bool

    @property
    def words(self) -> str:
        """The stretch for a title; "" where it is all of the recording."""
        return "" if self.whole else f", {format_elapsed(self.first_ms)} to {format_elapsed(self.last_ms)}"

    def axis(self, along: Scale) -> Scale:
        """Return the axis, cut to the stretch."""
        if self.whole:
            return along
        return along._replace(first=self.first_ms / along.unit_ms, last=self.last_ms / along.unit_ms)

    def cut(self, found: Sequence[Life]) -> list[Life]:
        """Return the lives as far as they lie in the stretch; a stay that goes on behind it has not ended."""
        if self.whole:
            return list(found)
        parts = ((life, list(self._stays(life))) for life in found)
        return [replace(life, stays=stays) for life, stays in parts if stays]

    def _stays(self, life: Life) -> Iterator[Stay]:
        for stay in life.stays:
            if stay.began_ms > self.last_ms or stay.ended_ms < self.first_ms:
                continue
            goes_on = stay.ended_ms > self.last_ms
            yield replace(stay, ended_ms=self.last_ms, outcome="") if goes_on else stay


def window(recording: Recording, since: Duration | None, until: Duration | None, over: Over | None) -> Window:
    """Return the stretch between two moments since the recording began.

    Raises:
        UsageError: If it is none, or the axis is one of steps.
        DurationError: If one is no moment.
    """
    begins, ends = recording.first.at - recording.start, recording.last.at - recording.start
    if since is None and until is None:
        return Window(begins, ends, whole=True)
    if over == "step":
        raise UsageError(
            'since and until are moments in time, and over="step" has no time axis; leave out one or the other.'
        )
    first = begins if since is None else max(parse_since_start(since), begins)
    last = ends if until is None else min(parse_since_start(until), ends)
    if not first < last:
        raise UsageError(
            f"There is nothing between since and until: the recording lasts from {format_elapsed(begins)} to "
            f"{format_elapsed(ends)}, and since must come before until."
        )
    return Window(first, last, whole=False)


def chosen(found: Sequence[Life], stretch: Window) -> tuple[list[Life], str]:
    """Return the lives that get a row, in their order, and what to say of those that get none; "" where all do."""
    if len(found) <= MOST_ROWS:
        return list(found), ""
    moved = [life for life in found if _moves(life, stretch)]
    most = sorted(moved, key=lambda life: -_moves(life, stretch))[:MOST_ROWS]
    kept = {id(life) for life in most} or {id(life) for life in found[:MOST_ROWS]}
    shown = [life for life in found if id(life) in kept]
    rest = len(found) - len(shown)
    if not moved:
        return shown, f" (the first {MOST_ROWS}, +{rest:,} more; none moved)"
    if len(most) < len(moved):
        return shown, f" (the {MOST_ROWS} that moved most, +{rest:,} more)"
    return shown, f" ({'the one' if len(most) == 1 else f'the {len(most)}'} that moved, +{rest:,} that stood still)"


def _moves(life: Life, stretch: Window) -> int:
    """Return how often the job moved within the stretch: its first stay may have begun before the recording did."""
    began = sum(stay.began_step > 0 and stay.began_ms >= stretch.first_ms for stay in life.stays)
    return began + (life.last.outcome == "removed")


def title_of(found: Sequence[Life], queue: str, rest: str, stretch: Window) -> str:
    """Return the figure's title; ``queue``: the queue's name as it is to be shown, "" for all."""
    where = f" of {queue}" if queue else ""
    if not found:
        return f"No jobs{where}{stretch.words}"
    them = "it" if len(found) == 1 else "them"
    became = stretch.words or f", and what became of {them}"
    return f"{counted_as(len(found), 'job')}{where}{became}{rest}"
