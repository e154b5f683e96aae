"""VirtualWorker: takes jobs of a queue, one attempt after the other, and may block or die."""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Sequence
from random import Random
from typing import Any

import simpy
from bullmq.custom_errors import UnrecoverableError

from qlab.errors import DataError, UsageError
from qlab.lab.handles.options import checked_json
from qlab.run.active_job import ActiveJob, Crash, Taken
from qlab.run.drivers.driver import Driver
from qlab.run.environment import Environment, Process
from qlab.run.signals import is_moved, is_rate_limit
from qlab.run.station import Station
from qlab.run.working.attempt import Attempt
from qlab.run.working.crew import Hand
from qlab.run.working.wishes import ms_of, unless_granted

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
        dead: Whether it has died.
    """

    def __init__(self, station: Station, hand: Hand, environment: Environment, driver: Driver, random: Random) -> None:
        self._station, self.hand, self._environment = station, hand, environment
        self._driver, self._random = driver, random
        self.dead, self._at_work_on = False, 0
        self._attempts: dict[str, Attempt] = {}
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
        return not self.dead and now >= self.blocked_until and (own is None or (own.started and not own.closing))

    @property
    def _asks(self) -> bool:
        return self.hand.own is None or self.hand.own.asks

    # -- what its owner does to it: see qlab.lab.workers.worker.Body ---------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether it is at work on a job."""
        return self._at_work_on > 0

    @property
    def at_work(self) -> Sequence[str]:
        """Nothing that its owner does not know: it takes its jobs through it."""
        return ()

    def changed(self) -> None:
        """Look at once if it takes jobs now: it was paused, resumed, started or closed."""
        if self._asks:
            self._station.wake_one(self._environment.now, self)
            self._station.wake(self._environment.now)

    def die(self) -> None:
        """Die now, with what it has at work."""
        self.dead = True
        self._station.idle = [(worker, woken) for worker, woken in self._station.idle if worker is not self]

    def cancel(self, id: str, reason: str | None) -> bool:
        """Abort the signal of a job at work; False where there is none."""
        attempt = self._attempts.get(id)
        if attempt is None or attempt.signal is None:
            return False
        attempt.signal.abort(reason)
        return True

    def wait(self, event: simpy.Event) -> Process:
        """Wait for an event, and until the event loop is free; the answer is the event's."""
        answer = yield event
        yield from self._go_on()
        return answer

    def _go_on(self) -> Process:
        """Wait until the event loop is free; end here if the worker has died meanwhile."""
        while self._environment.now < self.blocked_until:
            yield self._environment.pause(self.blocked_until - self._environment.now)
        if self.dead:
            raise _Death

    def do(self, action: Coroutine[Any, Any, Any]) -> Process:
        """Have the driver act; the answer is its."""
        return (yield from self.wait(self._environment.do(action)))

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
        found: Taken | int = yield from self.do(self._take())
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
            self._attempts.pop(taken.id, None)

    def _process(self, taken: Taken) -> Process:
        attempt = Attempt(self, self._station, self._environment, self._driver, taken, self._active(taken))
        self._attempts[taken.id] = attempt
        try:
            if taken.deferred:
                raise UnrecoverableError(taken.deferred)  # noqa: TRY301  as BullMQ's Worker does
            value = checked_json(unless_granted((yield from attempt.run())), "return value")
        except _Death:
            raise
        except Exception as error:  # a processor may raise anything: it ends the attempt
            if isinstance(error, UsageError) and not isinstance(error, DataError):
                raise  # the lab is used wrongly, which no retry mends
            yield from self._raised(attempt, error)
        else:
            yield from self.do(self._driver.complete(taken, value))

    def _raised(self, attempt: Attempt, error: Exception) -> Process:
        """End an attempt whose processor raised: as failed, unless the error is one of BullMQ's signals."""
        taken = attempt.taken
        yield from attempt.grant()
        if is_rate_limit(error):
            left = yield from self.do(self._driver.move_to_wait(taken))
            yield from self.wait(self._environment.pause(left or 0))
        elif not is_moved(error):
            yield from self.do(self._driver.fail(taken, error))

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

    # -- what a processor does to it -----------------------------------------------------------------------------------

    def block(self, ms: int) -> Process:
        """Hold up the event loop, and with it all of this worker's jobs."""
        self.blocked_until = self._environment.now + ms
        yield from self.wait(self._environment.pause(ms))
        self._station.wake(self._environment.now)  # for those of this worker that could not be woken

    def crash(self, crash: Crash) -> None:
        """Die, and start again if the processor says when."""
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
