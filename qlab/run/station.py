"""Station: a queue of a run as its workers see it, and which of them is woken when a job can start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import simpy

from qlab.protocol.queue_settings import QueueSettings, obstacles
from qlab.protocol.states import READY, JobState
from qlab.record.transition import Transition
from qlab.run.environment import Environment
from qlab.run.working.calling import arguments_of

if TYPE_CHECKING:
    from qlab.run.working.attempt import Attempt
    from qlab.run.working.crew import Hand
    from qlab.run.working.virtual_worker import VirtualWorker

__all__ = ["Processor", "Processors", "Station"]

Processor = Callable[..., Any]
"""Takes the job (:class:`ActiveJob`), the job and its token, or these and a signal."""
Processors = Processor | Mapping[str, Processor]


@dataclass
class Station:
    """A queue of the run with its workers.

    Attributes:
        queue: The queue's name.
        processor: What its workers run.
        crew: Who they are.
        stalled: How often somebody looks for stalled jobs, ms, and how often a job may stall.
        limits: What holds all its workers back.
        ready, active: How many jobs are in line and at work.
        taken: How many jobs this run's workers have taken.
        at_work: How many of those they are at work on.
        idle: Who found nothing: workers, once for each job they could take, and the event that wakes each.
        waking: How many were woken and have not looked yet.
        closed_until: When the rate limit lets workers take again, ms since the epoch.
        due: The moments at which somebody is woken for a delayed job, ms since the epoch.
        checking: Whether a stalled check is planned.
        joined: Which of the run's actions last put a job in line.
        moved: Which of them last moved a job.
        lasting: The attempts that go on until their signal is aborted, and renew their locks.
        workers: The crew at work.
    """

    queue: str
    processor: Processor
    crew: list[Hand]
    stalled: tuple[int, int]
    limits: QueueSettings
    ready: int = 0
    active: int = 0
    taken: int = 0
    at_work: int = 0
    idle: list[tuple[VirtualWorker, simpy.Event]] = field(default_factory=list)
    waking: int = 0
    closed_until: int = 0
    due: set[int] = field(default_factory=set)
    checking: bool = False
    joined: int = 0
    moved: int = 0
    lasting: list[Attempt] = field(default_factory=list)
    workers: list[VirtualWorker] = field(default_factory=list)

    def checker(self, now: int) -> str | None:
        """Return the name of the worker that runs the stalled check now; None where none of the run's could.

        All look, each at its own interval, and the key `stalled-check` lets one through: who looks most often.
        """
        interval, _most = self.stalled
        can = [worker for worker in self.workers if worker.checks(now)]
        most_often = [worker for worker in can if worker.hand.settings.stalled_ms == interval]
        return next((worker.hand.name for worker in (*most_often, *can)), None)

    @cached_property
    def arguments(self) -> int:
        """With how many arguments the processor is called."""
        return arguments_of(self.processor)

    def count(self, move: Transition, action: int) -> None:
        """Count a job that moved in an action of that number."""
        self.moved = action
        if move.target in READY:
            self.joined = action
        self.ready += (move.target in READY) - (move.source in READY)
        self.active += (move.target is JobState.ACTIVE) - (move.source is JobState.ACTIVE)

    def opens(self, now: int) -> bool:
        """Return whether a worker that looks now may find a job."""
        return not obstacles(self.limits, active=self.active, limited=now < self.closed_until)

    def rest(self, worker: VirtualWorker, environment: Environment, looked: int) -> simpy.Event:
        """Let a worker that found nothing rest; return the event that wakes it.

        Args:
            worker: The worker.
            environment: Makes the event.
            looked: The number of the action by which it looked. A job that came into line since, before the worker was
                on the list of the idle, wakes it at once.
        """
        event = environment.event()
        self.idle.append((worker, event))
        if self.joined > looked:
            self.wake(environment.now)
        return event

    def wake(self, now: int) -> None:
        """Wake as many as there are jobs to take."""
        while self.ready > self.waking and self.wake_one(now):
            pass

    def wake_one(self, now: int, whom: VirtualWorker | None = None) -> bool:
        """Wake who has waited longest, as the marker does; return False where nobody can take a job.

        Args:
            now: The time, ms since the epoch.
            whom: Only this worker; None: any.
        """
        if self.idle and self.opens(now):
            for place, (worker, event) in enumerate(self.idle):
                if worker.takes(now) and whom in (None, worker):
                    del self.idle[place]
                    self.waking += 1
                    event.succeed()
                    return True
        return False

    def wake_at(self, moment: int, environment: Environment) -> None:
        """Wake one at a moment, ms since the epoch: when a delayed job is due, or a rate limit ends."""
        environment.at(moment, lambda: self.wake_one(environment.now))

    def wake_when_due(self, moment: int, environment: Environment) -> None:
        """Wake one when a delayed job is due, ms since the epoch."""
        self.due.add(moment)
        self.wake_at(moment, environment)

    def closes(self, until: int, environment: Environment) -> None:
        """Let nobody take before a moment, ms since the epoch: the rate limit is used up."""
        if until > self.closed_until:
            self.closed_until = until
            self.wake_at(until, environment)

    def heed(self, limits: QueueSettings, now: int, action: int) -> None:
        """Apply new limits; idle workers retry immediately (a real worker within its `drainDelay`, 5 s)."""
        if limits != self.limits:
            self.limits, self.closed_until, self.joined = limits, 0, action
            self.wake_one(now)  # also where none is ready: a delayed job may have fallen due meanwhile
            self.wake(now)
