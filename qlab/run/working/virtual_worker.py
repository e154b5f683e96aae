"""VirtualWorker: takes jobs of a queue, runs the processor on them, renews their locks, and may block or die."""

from __future__ import annotations

import inspect
from collections.abc import Coroutine, Generator
from random import Random
from typing import Any

import simpy
from bullmq.custom_errors import UnrecoverableError

from qlab.errors import DataError, UsageError
from qlab.lab.handles.options import checked_json
from qlab.lab.waiting.watched_selector import Unending
from qlab.run.active_job import ActiveJob, Block, Crash, Taken, Wish
from qlab.run.drivers.driver import Driver, Outcome
from qlab.run.environment import Environment, Process
from qlab.run.signals import is_moved, is_rate_limit
from qlab.run.station import Station
from qlab.run.working.calling import called
from qlab.run.working.cancelling import Signal, Waiting
from qlab.run.working.crew import Hand
from qlab.run.working.wishes import granting, ms_of
from qlab.text.escape import repr_of, shorten, terminal

__all__ = ["VirtualWorker"]


_NEVER = float("inf")


class _Death(Exception):  # noqa: N818  no error: it ends all that a dead worker was about
    """The worker is dead."""


class VirtualWorker:
    """A worker of a queue: as many simpy processes as it works on jobs at once, which live, block and die together.

    Args:
        station: Its queue.
        hand: Who it is.
        environment: What it waits for.
        driver: Acts.
        random: Chance, for the processors.

    Attributes:
        blocked_until: When its event loop is free again, ms since the epoch.
        closed_until: When a rate limit of its own lets it take again, ms since the epoch.
        busy: Whether it is at work on a job.
        hand: Who it is.
    """

    def __init__(self, station: Station, hand: Hand, environment: Environment, driver: Driver, random: Random) -> None:
        self._station, self.hand, self._environment = station, hand, environment
        self._driver, self._random = driver, random
        self._dead, self._at_work_on = False, 0
        self._signals: dict[str, Signal] = {}
        self.blocked_until = self.closed_until = 0

    def start(self) -> None:
        """Begin to look for jobs."""
        if self.hand.own is not None:
            self.hand.own.body = self
        for _ in range(self.hand.settings.concurrency):
            self._environment.start(self._life())

    def takes(self, now: int) -> bool:
        """Return whether it would take a job now, if there were one."""
        return now >= self.blocked_until and now >= self.closed_until and self._asks

    def checks(self, now: int) -> bool:
        """Whether its timers run: it is alive, not closed, and its event loop is free."""
        own = self.hand.own
        return not self._dead and now >= self.blocked_until and (own is None or (own.started and not own.closing))

    @property
    def _asks(self) -> bool:
        return self.hand.own is None or self.hand.own.asks

    # -- what its owner does to it: see qlab.lab.workers.worker.Body ---------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether it is at work on a job."""
        return self._at_work_on > 0

    def changed(self) -> None:
        """Look at once if it takes jobs now: it was paused, resumed, started or closed."""
        if self._asks:
            self._station.wake_one(self._environment.now, self)
            self._station.wake(self._environment.now)

    def die(self) -> None:
        """Die now, with what it has at work."""
        self._dead = True
        self._station.idle = [(worker, woken) for worker, woken in self._station.idle if worker is not self]

    def cancel(self, id: str, reason: str | None) -> bool:
        """Abort the signal of a job at work; False where there is none."""
        signal = self._signals.get(id)
        if signal is not None:
            signal.abort(reason)
        return signal is not None

    def _wait(self, event: simpy.Event) -> Process:
        """Wait for an event, and until the event loop is free; the answer is the event's."""
        answer = yield event
        yield from self._go_on()
        return answer

    def _go_on(self) -> Process:
        """Wait until the event loop is free; end here if the worker has died meanwhile."""
        while self._environment.now < self.blocked_until:
            yield self._environment.pause(self.blocked_until - self._environment.now)
        if self._dead:
            raise _Death

    def _do(self, action: Coroutine[Any, Any, Any]) -> Process:
        return (yield from self._wait(self._environment.do(action)))

    # -- taking jobs ---------------------------------------------------------------------------------------------------

    def _life(self) -> Process:
        try:
            taken = yield from self._next()
            while True:
                if isinstance(taken, int):
                    taken = yield from self._rest(taken)
                else:
                    self._station.wake(self._environment.now)  # there may be more: as with a marker, one wakes the next
                    yield from self._at_work(taken)
                    taken = yield from self._next()
        except _Death:
            return

    def _next(self) -> Generator[simpy.Event, Any, Taken | int]:
        """Look for a job, unless it is paused, closed, or not started yet."""
        return (yield from self._look()) if self._asks else self._environment.acted

    def _look(self) -> Generator[simpy.Event, Any, Taken | int]:
        """Take a job; where there is none, return the number of the action that looked."""
        found: Taken | int = yield from self._do(self._take())
        return found

    async def _take(self) -> Taken | int:
        looked = self._environment.acted
        taken = await self._driver.take(self._station.queue, self.hand)
        return looked if taken is None else taken

    def _rest(self, looked: int) -> Generator[simpy.Event, Any, Taken | int]:
        """Wait to be woken, and look again."""
        opens = self._driver.open_at(self._station.queue, self.hand)
        if opens is not None:
            self._closes(opens)
        yield self._station.rest(self, self._environment, looked)
        try:
            yield from self._go_on()
            if not self._asks:
                self._station.wake_one(self._environment.now)  # somebody else, in its stead
            return (yield from self._next())
        except _Death:
            self._station.wake_one(self._environment.now)  # somebody else, in its stead
            raise
        finally:
            self._station.waking -= 1

    def _closes(self, until: int) -> None:
        """Hold workers back, for the rate limit is used up: the queue's all of them, a worker's own only that one."""
        if self.hand.settings.limiter is None:
            self._station.closes(until, self._environment)
        else:
            self.closed_until = until
            self._station.wake_at(until, self._environment)

    def _at_work(self, taken: Taken) -> Process:
        self._station.taken += 1
        self._station.at_work += 1
        self._at_work_on += 1
        try:
            yield from self._process(taken)
        finally:
            self._station.at_work -= 1
            self._at_work_on -= 1
            self._signals.pop(taken.id, None)

    def _process(self, taken: Taken) -> Process:
        active = self._active(taken)
        try:
            if taken.deferred:
                raise UnrecoverableError(taken.deferred)  # noqa: TRY301  as BullMQ's Worker does
            value = checked_json((yield from self._attempt(taken, active)), "return value")
        except _Death:
            raise
        except Exception as error:  # a processor may raise anything: it ends the attempt
            if isinstance(error, UsageError) and not isinstance(error, DataError):
                raise  # the lab is used wrongly, which no retry mends
            yield from self._raised(taken, active, error)
        else:
            yield from self._do(self._driver.complete(taken, value))

    def _raised(self, taken: Taken, active: ActiveJob, error: Exception) -> Process:
        """End an attempt whose processor raised: as failed, unless the error is one of BullMQ's signals."""
        yield from self._grant(active, taken)
        if is_rate_limit(error):
            left = yield from self._do(self._driver.move_to_wait(taken))
            yield from self._wait(self._environment.pause(left or 0))
        elif not is_moved(error):
            yield from self._do(self._driver.fail(taken, error))

    # -- an attempt ----------------------------------------------------------------------------------------------------

    def _attempt(self, taken: Taken, active: ActiveJob) -> Process:
        made = called(self._station.processor, *self._given(active, taken))
        if inspect.isasyncgen(made):
            raise UsageError("A processor cannot both await and yield; write def to yield work, or async def to await.")
        if inspect.isgenerator(made):
            return (yield from self._generator(made, active, taken))
        if inspect.isawaitable(made):
            outcome: Outcome = yield from self._do(self._driver.call(made))
            if isinstance(outcome.error, Unending):
                raise UsageError(self._awaits_for_ever(taken)) from outcome.error
            yield from self._grant(active, taken)
            if outcome.error is not None:
                raise outcome.error
            return outcome.value
        yield from self._grant(active, taken)
        return made

    def _awaits_for_ever(self, taken: Taken) -> str:
        name = getattr(self._station.processor, "__name__", None) or repr_of(self._station.processor, 40)
        who, job, queue = (terminal(shorten(each, 40)) for each in (name, taken.id, taken.queue))
        return (
            f"Processor {who} awaits for ever in job {job} of queue {queue}: no timer, connection or thread is left to "
            "end it, and in virtual time no other processor runs meanwhile; let it await something that ends."
        )

    def _given(self, active: ActiveJob, taken: Taken) -> tuple[Any, ...]:
        """Return what the processor is called with: the job, and the token and a signal where it takes them."""
        if self._station.arguments == 1:
            return (active,)
        if self._station.arguments == 2:
            return (active, taken.handle.token)
        signal = self._signals[taken.id] = Signal()
        return (active, taken.handle.token, signal)

    def _active(self, taken: Taken) -> ActiveJob:
        return ActiveJob(
            taken.queue,
            taken.id,
            taken.name,
            taken.data,
            taken.attempt,
            self.hand.name,
            self._random,
            lambda: self._environment.now,
            handle=taken.handle,
        )

    def _generator(self, made: Generator[Any, Any, Any], active: ActiveJob, taken: Taken) -> Process:
        renew_at, answer = self._renewal(), None
        while True:
            try:
                asked = called(made.send, answer)
            except StopIteration as end:
                yield from self._grant(active, taken)
                return end.value
            yield from self._grant(active, taken)
            answer = asked.answer if isinstance(asked, Wish) else None
            if isinstance(asked, Wish):
                continue
            if isinstance(asked, Waiting):
                most = _NEVER if asked.duration is None else ms_of(asked.duration)
                renew_at = yield from self._work(taken, most, renew_at, asked.signal)
                answer = asked.signal.aborted
            elif isinstance(asked, Crash):
                self._die(asked)
            elif isinstance(asked, Block):
                yield from self._block(ms_of(asked.duration))
            else:
                renew_at = yield from self._work(taken, ms_of(asked), renew_at)

    def _renewal(self) -> float:
        every = self.hand.settings.renew_ms
        return _NEVER if every is None else self._environment.now + every

    def _work(
        self, taken: Taken, ms: float, renew_at: float, signal: Signal | None = None
    ) -> Generator[simpy.Event, Any, float]:
        """Work and renew the lock on the way.

        Args:
            taken: The job.
            ms: For how long; infinite: until the signal is aborted.
            renew_at: When the next renewal is due, ms since the epoch.
            signal: Ends the work early where it is aborted.

        Returns:
            When the next renewal is due.
        """
        end = self._environment.now + ms
        while True:
            yield from self._pass(min(renew_at, end), signal)
            if renew_at >= end or (signal is not None and signal.aborted):
                return renew_at
            yield from self._do(self._driver.extend(taken))
            renew_at = self._renewal()

    def _pass(self, moment: float, signal: Signal | None) -> Process:
        """Wait for a moment, or until a signal is aborted."""
        environment = self._environment
        if signal is None:
            yield from self._wait(environment.pause(int(moment) - environment.now))
        elif not signal.aborted:
            told = signal.told(environment.event())
            yield from self._wait(told if moment == _NEVER else environment.either(told, int(moment)))

    def _block(self, ms: int) -> Process:
        self.blocked_until = self._environment.now + ms
        yield from self._wait(self._environment.pause(ms))
        self._station.wake(self._environment.now)  # for those of this worker that could not be woken

    def _die(self, crash: Crash) -> None:
        restart = None if crash.restart is None else ms_of(crash.restart)
        self.die()
        if (own := self.hand.own) is not None:
            own.jobs, own.dead = [], restart is None
        if restart is not None:
            self._environment.start(self._restart(restart))
        raise _Death

    def _restart(self, ms: int) -> Process:
        yield self._environment.pause(ms)
        VirtualWorker(self._station, self.hand, self._environment, self._driver, self._random).start()

    # -- what the processor asks for -----------------------------------------------------------------------------------

    def _grant(self, active: ActiveJob, taken: Taken) -> Process:
        for wish in active.granted():
            if wish.what == "do":
                yield from self._wait(self._environment.run(*wish.arguments))
            else:
                wish.answer = yield from self._do(granting(self._driver, wish, taken))
