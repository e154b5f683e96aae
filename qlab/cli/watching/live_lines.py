"""Live lines: what happens in a watched queue, one sentence per step, printed as it happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from qlab.cli.line import ProgressLine
from qlab.protocol import operations
from qlab.text.columns import wrapped
from qlab.text.decoded import behind_queue
from qlab.text.durations import format_at
from qlab.text.escape import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from qlab.record.step import Step

__all__ = ["LiveLines"]

MOST_A_SECOND = 50
"""This many steps a terminal shows in a second; nobody reads more. The rest are counted."""
PROGRESS_MS = 5_000
"""A job's reports of progress are shown once in so long, and counted in between."""
MOST_JOBS = 10_000
"""The last report of progress is remembered for this many jobs at once; then they are forgotten."""


class _Reports(NamedTuple):
    """A job's reports of progress in one attempt: when one was last shown, ms, and how many came since."""

    shown_ms: int
    since: int


class LiveLines:
    """Prints each step of a watch, with its moment in UTC. To be called with every step.

    On a terminal a line is broken between words, and of a crowd of steps only some are shown; elsewhere each step is
    one whole line, as a program wants it.

    Args:
        out: Where to.
        line: The progress line, which makes room.
        several: Whether each line names its queue.
        stop: Set where nobody reads any more, which ends the watch.
        now: A clock, in seconds.
    """

    def __init__(
        self, out: Console, line: ProgressLine, *, several: bool, stop: threading.Event,
        now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._out, self._line, self._several, self._stop, self._now = out, line, several, stop, now
        self._second, self._shown, self._left_out = float("-inf"), 0, 0
        self._reports: dict[tuple[str | None, str | None], _Reports] = {}
        self._looks: dict[str | None, str] = {}

    def __call__(self, step: Step) -> None:
        """Print a step, unless it says nothing new or comes in a crowd."""
        counted = self._folded(step)
        if counted is None:
            return
        if self._room():
            self.told()
            self._print(step, counted)
        else:
            self._left_out += 1

    def told(self) -> None:
        """Say how many steps were left out since the last line."""
        if self._left_out:
            left, self._left_out = self._left_out, 0
            self._write([f"… {left:,} more {'step' if left == 1 else 'steps'}, too many at once to be read here"])

    def _folded(self, step: Step) -> str | None:
        """Return what to add to the sentence; None where the step need not be shown: progress that follows soon on
        other progress, and a look at a queue that sees what the last one saw.
        """
        if step.operation == operations.SNAPSHOT:
            before, self._looks[step.queue] = self._looks.get(step.queue), step.sentence
            return None if before == step.sentence else ""
        if step.job is None:
            return ""
        job = (step.queue, step.job)
        if step.operation != operations.PROGRESS:
            return _counted(self._reports.pop(job, _Reports(0, 0)).since)
        return self._reported(job, step.at)

    def _reported(self, job: tuple[str | None, str | None], at: int) -> str | None:
        known = self._reports.get(job)
        if known is not None and at - known.shown_ms < PROGRESS_MS:
            self._reports[job] = known._replace(since=known.since + 1)
            return None
        if len(self._reports) >= MOST_JOBS:
            self._reports.clear()
        self._reports[job] = _Reports(at, 0)
        return "" if known is None else _counted(known.since)

    def _room(self) -> bool:
        """Return whether a line may be shown now."""
        if not self._out.is_terminal:
            return True
        if (now := self._now()) - self._second >= 1:
            self._second, self._shown = now, 0
        self._shown += 1
        return self._shown <= MOST_A_SECOND

    def _print(self, step: Step, counted: str) -> None:
        at = format_at(step.at)[11:-1]  # the time of day alone: a watch is read as it runs
        text = behind_queue(step.queue if self._several else None, f"{step.sentence}{counted}")
        if self._out.is_terminal:
            self._write(wrapped(text, self._out.width, f"{at}  ", " " * (len(at) + 2)))
        else:
            self._write([f"{at}  {terminal(text)}"])

    def _write(self, lines: list[str]) -> None:
        self._line.clear()
        try:
            print("\n".join(lines), file=self._out.file, flush=True)
        except BrokenPipeError:  # such as of `| head`
            self._stop.set()


def _counted(number: int) -> str:
    """Return how many reports of progress were not shown."""
    if not number:
        return ""
    return f" ({number:,} {'report' if number == 1 else 'reports'} of progress before it not shown.)"
