"""Worker: takes jobs of a queue, runs the processor on them, renews their locks, and may block or die."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Generator
from random import Random
from typing import Any

import simpy
from bullmq.custom_errors import UnrecoverableError

from qlab.errors import DataError, UsageError
from qlab.lab.handles.options import checked_json
from qlab.run.active_job import ActiveJob, Block, Crash, Taken, Wish
from qlab.run.arrivals import Arrival
from qlab.run.drivers.driver import Driver, Outcome
from qlab.run.environment import Environment, Process
from qlab.run.signals import is_moved, is_rate_limit
from qlab.run.station import Station
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import shorten

__all__ = ["Worker"]


class _Death(Exception):  # noqa: N818  no error: it ends all that a dead worker was about
    """The worker is dead."""


class Worker:
    """A worker of a queue: as many simpy processes as it works on jobs at once, which live, block and die together.

    Args:
        station: Its queue.
        name: Its name.
        environment: What it waits for.
        driver: Acts.
        random: Chance, for the processors.

    Attributes:
        blocked_until: When its event loop is free again, ms since the epoch.
    """

    def __init__(self, station: Station, name: str, environment: Environment, driver: Driver, random: Random) -> None:
        self._station, self._name, self._environment, self._driver, self._random = (
            station,
            name,
            environment,
            driver,
            random,
        )
        self._dead = False
        self.blocked_until = 0

    def start(self) -> None:
        """Begins to look for jobs."""
        for _ in range(self._station.concurrency):
            self._environment.start(self._life())

    def _wait(self, event: simpy.Event) -> Process:
        """Waits for an event, and until the event loop is free; the answer is the event's."""
        answer = yield event
        yield from self._go_on()
        return answer

    def _go_on(self) -> Process:
        """Waits until the event loop is free; ends here if the worker has died meanwhile."""
        while self._environment.now < self.blocked_until:
            yield self._environment.pause(self.blocked_until - self._environment.now)
        if self._dead:
            raise _Death

    def _do(self, action: Coroutine[Any, Any, Any]) -> Process:
        return (yield from self._wait(self._environment.do(action)))

    # -- taking jobs ---------------------------------------------------------------------------------------------------

    def _life(self) -> Process:
        try:
            taken = yield from self._look()
            while True:
                if isinstance(taken, int):
                    taken = yield from self._rest(taken)
                else:
                    self._station.wake(
                        self._environment.now
                    )  # there may be more: as BullMQ's marker, one wakes the next
                    yield from self._at_work(taken)
                    taken = yield from self._look()
        except _Death:
            return

    def _look(self) -> Generator[simpy.Event, Any, Taken | int]:
        """Takes a job; where there is none, returns the number of the action that looked."""
        found: Taken | int = yield from self._do(self._take())
        return found

    async def _take(self) -> Taken | int:
        looked = self._environment.acted
        taken = await self._driver.take(self._station.queue, self._name)
        return looked if taken is None else taken

    def _rest(self, looked: int) -> Generator[simpy.Event, Any, Taken | int]:
        """Waits to be woken, and looks again."""
        opens = self._driver.open_at(self._station.queue)
        if opens is not None:
            self._station.closes(opens, self._environment)
        yield self._station.rest(self, self._environment, looked)
        try:
            yield from self._go_on()
            return (yield from self._look())
        except _Death:
            self._station.wake_one(self._environment.now)  # somebody else, in its stead
            raise
        finally:
            self._station.waking -= 1

    def _at_work(self, taken: Taken) -> Process:
        self._station.taken += 1
        self._station.at_work += 1
        try:
            yield from self._process(taken)
        finally:
            self._station.at_work -= 1

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
        """Ends an attempt whose processor raised: as failed, unless the error is one of BullMQ's signals."""
        yield from self._grant(active, taken)
        if is_rate_limit(error):
            left = yield from self._do(self._driver.move_to_wait(taken))
            yield from self._wait(self._environment.pause(left or 0))
        elif not is_moved(error):
            yield from self._do(self._driver.fail(taken, error))

    # -- an attempt ----------------------------------------------------------------------------------------------------

    def _attempt(self, taken: Taken, active: ActiveJob) -> Process:
        made = self._station.processor(active)
        if inspect.isasyncgen(made):
            raise UsageError("A processor cannot both await and yield; write def to yield work, or async def to await.")
        if inspect.isgenerator(made):
            return (yield from self._generator(made, active, taken))
        if inspect.isawaitable(made):
            outcome: Outcome = yield from self._do(self._driver.call(made))
            yield from self._grant(active, taken)
            if outcome.error is not None:
                raise outcome.error
            return outcome.value
        yield from self._grant(active, taken)
        return made

    def _active(self, taken: Taken) -> ActiveJob:
        return ActiveJob(
            taken.queue,
            taken.id,
            taken.name,
            taken.data,
            taken.attempt,
            self._name,
            self._random,
            lambda: self._environment.now,
            handle=taken.handle,
        )

    def _generator(self, made: Generator[Any, Any, Any], active: ActiveJob, taken: Taken) -> Process:
        renew_at, answer = self._renewal(), None
        while True:
            try:
                asked = made.send(answer)
            except StopIteration as end:
                yield from self._grant(active, taken)
                return end.value
            yield from self._grant(active, taken)
            answer = asked.answer if isinstance(asked, Wish) else None
            if isinstance(asked, Wish):
                continue
            if isinstance(asked, Crash):
                self._die(asked)
            elif isinstance(asked, Block):
                yield from self._block(_ms(asked.duration))
            else:
                renew_at = yield from self._work(taken, _ms(asked), renew_at)

    def _renewal(self) -> int:
        return self._environment.now + max(self._station.lock_ms // 2, 1)

    def _work(self, taken: Taken, ms: int, renew_at: int) -> Generator[simpy.Event, Any, int]:
        """Works for so long and renews the lock on the way; returns when the next renewal is due."""
        end = self._environment.now + ms
        while renew_at < end:
            yield from self._wait(self._environment.pause(renew_at - self._environment.now))
            yield from self._do(self._driver.extend(taken))
            renew_at = self._renewal()
        yield from self._wait(self._environment.pause(end - self._environment.now))
        return renew_at

    def _block(self, ms: int) -> Process:
        self.blocked_until = self._environment.now + ms
        yield from self._wait(self._environment.pause(ms))
        self._station.wake(self._environment.now)  # for those of this worker that could not be woken

    def _die(self, crash: Crash) -> None:
        restart = None if crash.restart is None else _ms(crash.restart)
        self._dead = True
        self._station.idle = [(worker, woken) for worker, woken in self._station.idle if worker is not self]
        if restart is not None:
            self._environment.start(self._restart(restart))
        raise _Death

    def _restart(self, ms: int) -> Process:
        yield self._environment.pause(ms)
        Worker(self._station, self._name, self._environment, self._driver, self._random).start()

    # -- what the processor asks for -----------------------------------------------------------------------------------

    def _grant(self, active: ActiveJob, taken: Taken) -> Process:
        for wish in active.granted():
            if wish.what == "do":
                yield from self._wait(self._environment.run(*wish.arguments))
            else:
                wish.answer = yield from self._do(self._action(wish, taken))

    def _action(self, wish: Wish, taken: Taken) -> Coroutine[Any, Any, Any]:
        if wish.what == "add":
            return self._driver.add(Arrival(0, *wish.arguments))
        if wish.what == "rate_limit":
            return self._driver.rate_limit(taken.queue, *wish.arguments)
        actions: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {
            "progress": self._driver.progress,
            "log": self._driver.log,
            "move_to_delayed": self._driver.move_to_delayed,
            "move_to_wait": self._driver.move_to_wait,
            "move_to_waiting_children": self._driver.move_to_waiting_children,
        }
        return actions[wish.what](taken, *wish.arguments)


def _ms(asked: Any) -> int:
    """What a processor yielded, as ms; numbers drawn by chance are rounded to BullMQ's unit of time."""
    try:
        duration: Duration = round(asked) if isinstance(asked, float) and 0 <= asked < float("inf") else asked
        return parse_duration(duration)
    except UsageError as error:
        raise UsageError(
            f"A processor yielded {shorten(repr(asked), 40)}, which is no duration; "
            "yield one, a Block, a Crash, or what a method of its job returned."
        ) from error
