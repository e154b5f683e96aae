"""ActiveJob: what a processor gets to see and do in virtual time, and what it may yield beside a duration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from qlab.lab.handles.options import checked_json
from qlab.text.durations import Duration


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
    """

    queue: str
    id: str
    name: str
    data: Any
    attempt: int
    deferred: str | None
    handle: Any


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
    """

    queue: str
    id: str
    name: str
    data: Any
    attempt: int
    worker: str
    random: Random
    _now: Callable[[], int]
    wishes: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    """What the processor asked for and the run has yet to do: (`progress` | `log` | `add` | `do`, arguments)."""

    @property
    def now_ms(self) -> int:
        """The virtual time, ms since the epoch."""
        return self._now()

    def progress(self, progress: Any) -> None:
        """Reports progress: BullMQ's `updateProgress`, run when the processor next yields or returns."""
        self.wishes.append(("progress", (checked_json(progress, "progress"),)))

    def log(self, text: str) -> None:
        """Adds a row to the job's log, when the processor next yields or returns."""
        self.wishes.append(("log", (str(text),)))

    def add(self, queue: str, name: str, data: Any = None, **options: Any) -> None:
        """Adds another job, when the processor next yields or returns; options as for ``Queue.add``."""
        self.wishes.append(("add", (queue, name, checked_json(data, "data"), options)))

    def do(self, call: Callable[..., Any], *arguments: Any) -> None:
        """Does something with the lab's own handles, when the processor next yields or returns.

        Args:
            call: What to do, such as ``email.pause`` or ``email.limit``.
            arguments: With what.
        """
        self.wishes.append(("do", (partial(call, *arguments),)))

    def granted(self) -> list[tuple[str, tuple[Any, ...]]]:
        """The wishes so far, in order; they are the run's from here on."""
        wishes, self.wishes = self.wishes, []
        return wishes
