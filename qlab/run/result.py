"""Run: what a run in virtual time left behind, a recording with the tables of a queueing model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qlab.record.recording import Recording
from qlab.record.transition import Transition
from qlab.text.durations import format_ms
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Run"]


@dataclass(eq=False, repr=False)
class Run(Recording):
    """A run in virtual time.

    With ``detail="keys"`` its steps hold every key, and it can be played, saved and exported like any recording.
    With ``detail="transitions"`` it has no steps; the tables are there all the same.

    Attributes:
        moves: The jobs' moves. One from `delayed` to `delayed` is a job that got another moment.
        workers: How many workers each queue had.
        concurrency: How many jobs each worker of a queue worked on at once; the most, where they differ.
        places: How many jobs all workers of a queue together could have at work at once.
        began, ended: The run's span, ms since the epoch.
        scripts: How many of BullMQ's scripts ran, where no steps were recorded; else 0.
    """

    moves: list[Transition] = field(default_factory=list)
    workers: Mapping[str, int] = field(default_factory=dict)
    concurrency: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    began: int = 0
    ended: int = 0
    scripts: int = 0

    def transitions(self) -> pd.DataFrame:
        """See :meth:`qlab.Recording.transitions`. ``step`` numbers the operations even without steps."""
        from qlab.record.tables import moves_frame

        return moves_frame(self.moves)

    def all_moves(self) -> Iterable[Transition]:
        """See :meth:`qlab.Recording.all_moves`."""
        return self.moves

    def counts(self) -> pd.DataFrame:
        """See :meth:`qlab.Recording.counts`. Without steps there is a row only where a queue changed."""
        from qlab.run.tables import counts

        return super().counts() if self.steps else counts(self)

    def waiting(self) -> pd.DataFrame:
        """Return how long each attempt stood in line: queue, job, attempt, scheduled, started (UTC), wait_ms.

        A delay or a backoff does not count as waiting: the wait begins when the job is due.
        """
        from qlab.run.tables import waiting

        return waiting(self)

    def service(self) -> pd.DataFrame:
        """Return how long each attempt took: queue, job, attempt, started, ended (UTC), service_ms, outcome."""
        from qlab.run.tables import service

        return service(self)

    def queue_length(self) -> pd.DataFrame:
        """Return how many jobs stood in line and were at work, one row per change: at (UTC), queue, in_line, active.

        A job is in line if it could start were a worker free: jobs in `wait`, `prioritized`, and `delayed` once due.
        """
        from qlab.run.tables import queue_length

        return queue_length(self)

    def utilisation(self) -> pd.DataFrame:
        """Return how busy the workers were, one row per queue.

        Columns: queue, workers, concurrency, attempts, busy_ms, elapsed_ms, utilisation, which is busy_ms as a part of
        elapsed_ms times the places of all workers: workers × concurrency, where they are alike.
        """
        from qlab.run.tables import utilisation

        return utilisation(self)

    def littles_law(self) -> pd.DataFrame:
        """Return both sides of L = λW for the line, one row per queue: queue, started_per_s, mean_wait_ms, in_line,
        predicted.

        ``in_line`` is the length averaged over time, ``predicted`` the rate of starts times the mean wait. They agree
        but for jobs that still stand in line at the end (J. D. C. Little, Operations Research 9, 1961).
        """
        from qlab.run.tables import littles_law

        return littles_law(self)

    def __repr__(self) -> str:
        what = plural(len(self.steps), "step") if self.steps else plural(self.scripts, "script")
        return f"Run({what}, {plural(len(self.moves), 'move')}, {format_ms(self.ended - self.began)} of virtual time)"
