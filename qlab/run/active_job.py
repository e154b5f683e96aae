"""ActiveJob: what a processor gets to see and do in virtual time, and what it may yield beside a duration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.lab.handles.options import checked_json, checked_number
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.run.working.crew import Hand

__all__ = ["ActiveJob", "Block", "Crash", "Taken", "Wish"]


@dataclass(frozen=True)
class Crash:
    """Yielded by a processor: its worker dies here, as by kill -9, with every job it has at work. The locks expire; the
    stalled check finds the jobs.

    Attributes:
        restart: After how long a new worker takes the dead one's place; None: nobody does.
    """

    restart: Duration | None = None


@dataclass(frozen=True)
class Block:
    """Yielded by a processor: work that blocks its worker's event loop. Meanwhile none of its locks is renewed,
    none of its other jobs goes on, and it takes no new one.

    Attributes:
        duration: How long.
    """

    duration: Duration


@dataclass
class Wish:
    """What a processor asks for; a generator that yields it gets the answer.

    Attributes:
        what: ``progress``, ``log``, ``add``, ``do``, or one of the moves of its own job.
        arguments: With what.
        answer: What came of it, once it is done.
    """

    what: str
    arguments: tuple[Any, ...] = ()
    answer: Any = None


@dataclass
class Taken:
    """A job that a worker has taken.

    Attributes:
        queue: Its queue's name.
        id: Its id.
        name: Its name.
        data: Its data.
        attempt: The attempt that begins, from 1.
        deferred: Why it must fail at once (field `defa`), or None.
        handle: The driver's own hold on it.
        hand: Its worker.
    """

    queue: str
    id: str
    name: str
    data: Any
    attempt: int
    deferred: str | None
    handle: Any
    hand: Hand


@dataclass
class ActiveJob:
    """A job at work, as its processor sees it.

    Attributes:
        queue: The queue's name.
        id: The job's id.
        name: Its name.
        data: Its data.
        attempt: The attempt that runs, from 1.
        worker: The worker's name.
        random: Chance, from the lab's seed: draw service times and failures from it, and a run repeats exactly.
        handle: The driver's own hold on the job: with ``detail="keys"`` the lab's :class:`qlab.Job`.
    """

    queue: str
    id: str
    name: str
    data: Any
    attempt: int
    worker: str
    random: Random
    _now: Callable[[], int]
    wishes: list[Wish] = field(default_factory=list)
    """What the processor asked for and the run has yet to do, when the processor next yields, returns or raises."""
    handle: Any = None

    @property
    def now_ms(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._now()

    def progress(self, progress: Any) -> Wish:
        """Report progress: BullMQ's `updateProgress`, run when the processor next yields, returns or raises."""
        return self._wish("progress", checked_json(progress, "progress"))

    def log(self, text: str) -> Wish:
        """Add a row to the job's log, when the processor next yields, returns or raises."""
        return self._wish("log", str(text))

    def add(self, queue: str, name: str, data: Any = None, **options: Any) -> Wish:
        """Add another job when the processor next yields, returns or raises.

        Args:
            queue: The queue's name.
            name: The job's name.
            data: Its data.
            options: Its options, as for ``Queue.add``.

        Returns:
            What a processor may yield, like that of each of these methods; it takes no time.
        """
        return self._wish("add", queue, name, checked_json(data, "data"), options)

    def do(self, call: Callable[..., Any], *arguments: Any) -> Wish:
        """Do something with the lab's own handles when the processor next yields, returns or raises.

        Args:
            call: What to do, such as ``email.pause`` or ``email.limit``.
            arguments: Its arguments.

        Returns:
            What a processor may yield.

        Raises:
            UsageError: If that cannot be called.
        """
        if not callable(call):
            raise UsageError(f"{repr_of(call, 40)} cannot be called; write job.do(email.pause).")
        return self._wish("do", partial(call, *arguments))

    # -- signals: the processor moves its own job, then raises the error that says so ----------------------------------

    def move_to_delayed(self, duration: Duration) -> Wish:
        """Put this job back for a while (`moveToDelayed`); then raise ``DelayedError``. This uses up no attempt."""
        return self._wish("move_to_delayed", parse_duration(duration))

    def move_to_wait(self) -> Wish:
        """Put this job back in line (`moveJobFromActiveToWait`); then raise ``WaitingError``. This uses up no attempt.

        The answer is how long a rate limit has left, ms.
        """
        return self._wish("move_to_wait")

    def move_to_waiting_children(self) -> Wish:
        """Make this job wait for its children (`moveToWaitingChildren`).

        The answer says whether it waits now: ``if (yield job.move_to_waiting_children()): raise WaitingChildrenError``.
        """
        return self._wish("move_to_waiting_children")

    def children_values(self) -> Wish:
        """Ask what this job's completed children returned (``Job.getChildrenValues``), by their keys.

        That is the answer: ``values = yield job.children_values()``.
        """
        return self._wish("children_values")

    def rate_limit(self, duration: Duration) -> Wish:
        """Limit the queue by hand (``Queue.rateLimit``); then raise ``RateLimitError`` to wait for the limit's end."""
        return self._wish("rate_limit", checked_number(parse_duration(duration), "duration", least=1))

    def _wish(self, what: str, *arguments: Any) -> Wish:
        self.wishes.append(Wish(what, arguments))
        return self.wishes[-1]

    def granted(self) -> list[Wish]:
        """Return the wishes so far, in order; they are the run's from here on."""
        wishes, self.wishes = self.wishes, []
        return wishes
