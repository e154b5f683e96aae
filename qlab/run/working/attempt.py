"""Attempt: a processor's run on a job: what it yields, asks for and returns, and the job's lock while it runs."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from qlab.errors import UsageError
from qlab.lab.waiting.watched_selector import Unending
from qlab.run.active_job import ActiveJob, Block, Crash, Taken, Wish
from qlab.run.drivers.driver import Driver, Outcome
from qlab.run.environment import Environment, Process
from qlab.run.station import Station
from qlab.run.working.calling import called
from qlab.run.working.cancelling import Signal, Waiting
from qlab.run.working.wishes import granting, ms_of
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    from qlab.run.working.virtual_worker import VirtualWorker

__all__ = ["Attempt"]

_NEVER = float("inf")


class Attempt:
    """A run of a queue's processor on a job.

    Args:
        worker: The worker that has the job.
        station: The queue.
        environment: What it waits for.
        driver: Acts.
        taken: The job.
        job: The same, as the processor sees it.

    Attributes:
        taken: The job.
        signal: By which it can be cancelled; None: its processor takes none.
        holds: Whether it still had the lock when it last renewed that.
    """

    def __init__(
        self, worker: VirtualWorker, station: Station, environment: Environment, driver: Driver, taken: Taken,
        job: ActiveJob,
    ) -> None:  # fmt: skip
        self._worker, self._station, self._environment, self._driver = worker, station, environment, driver
        self.taken, self._job = taken, job
        self.signal: Signal | None = None
        self.holds, self._renewed = False, -1

    def run(self) -> Process:
        """Run the processor to its end; the answer is what it returned, or it raises what that raised."""
        made = called(self._station.processor, *self._given())
        if inspect.isasyncgen(made):
            raise UsageError("A processor cannot both await and yield; write def to yield work, or async def to await.")
        if inspect.isgenerator(made):
            return (yield from self._generator(made))
        if inspect.isawaitable(made):
            outcome: Outcome = yield from self._worker.do(self._driver.call(made))
            if isinstance(outcome.error, Unending):
                raise UsageError(self._awaits_for_ever()) from outcome.error
            yield from self.grant()
            if outcome.error is not None:
                raise outcome.error
            return outcome.value
        yield from self.grant()
        return made

    def _awaits_for_ever(self) -> str:
        name = getattr(self._station.processor, "__name__", None) or repr_of(self._station.processor, 40)
        who, job, queue = (terminal(shorten(each, 40)) for each in (name, self.taken.id, self.taken.queue))
        return (
            f"Processor {who} awaits forever in job {job} of queue {queue}: no timer, connection or thread is left to "
            "end it, and in virtual time no other processor runs meanwhile; let it await something that ends."
        )

    def _given(self) -> tuple[Any, ...]:
        """Return what the processor is called with: the job, and the token and a signal where it takes them."""
        if self._station.arguments == 1:
            return (self._job,)
        if self._station.arguments == 2:
            return (self._job, self.taken.handle.token)
        self.signal = Signal()
        return (self._job, self.taken.handle.token, self.signal)

    def _generator(self, made: Generator[Any, Any, Any]) -> Process:
        renew_at, answer = self._renewal(), None
        while True:
            try:
                asked = called(made.send, answer)
            except StopIteration as end:
                yield from self.grant()
                return end.value
            yield from self.grant()
            answer = asked.answer if isinstance(asked, Wish) else None
            if isinstance(asked, Wish):
                continue
            if isinstance(asked, Waiting):
                most = _NEVER if asked.duration is None else ms_of(asked.duration)
                renew_at = yield from self._work(most, renew_at, asked.signal)
                answer = asked.signal.aborted
            elif isinstance(asked, Crash):
                self._worker.crash(asked)
            elif isinstance(asked, Block):
                yield from self._worker.block(ms_of(asked.duration))
            else:
                renew_at = yield from self._work(ms_of(asked), renew_at)

    def _renewal(self) -> float:
        every = self._worker.hand.settings.renew_ms
        return _NEVER if every is None else self._environment.now + every

    def _work(self, ms: float, renew_at: float, signal: Signal | None = None) -> Generator[simpy.Event, Any, float]:
        """Work and renew the lock on the way.

        Args:
            ms: For how long; infinite: until the signal is aborted.
            renew_at: When the next renewal is due, ms since the epoch.
            signal: Ends the work early where it is aborted.

        Returns:
            When the next renewal is due.
        """
        end = self._environment.now + ms
        lasts = end == _NEVER > renew_at
        if lasts:
            self._station.lasting.append(self)
        try:
            while True:
                yield from self._pass(min(renew_at, end), signal, upkeep=lasts)
                if renew_at >= end or (signal is not None and signal.aborted):
                    return renew_at
                yield from self._renew()
                renew_at = self._renewal()
        finally:
            if lasts:
                self._station.lasting.remove(self)

    def settled(self, moved: int) -> bool:
        """Return whether a living worker has tried to renew the lock since an action; ``holds`` says how that went."""
        return self._renewed >= moved and not self._worker.dead

    def _renew(self) -> Process:
        acted = self._environment.acted
        self.holds = yield from self._worker.do(self._driver.extend(self.taken))
        self._renewed = acted

    def _pass(self, moment: float, signal: Signal | None, *, upkeep: bool) -> Process:
        """Wait for a moment, or until a signal is aborted."""
        environment = self._environment
        pause = environment.upkeep if upkeep else environment.pause
        if signal is None:
            yield from self._worker.wait(pause(int(moment) - environment.now))
        elif not signal.aborted:
            told = signal.told(environment.event())
            end = () if moment == _NEVER else (pause(int(moment) - environment.now),)
            yield from self._worker.wait(environment.either(told, *end))

    def grant(self) -> Process:
        """Do what the processor has asked for."""
        for wish in self._job.granted():
            if wish.what == "do":
                yield from self._worker.wait(self._environment.run(*wish.arguments))
            else:
                wish.answer = yield from self._worker.do(granting(self._driver, wish, self.taken))
