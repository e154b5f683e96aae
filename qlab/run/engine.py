"""Engine: workers, arrivals, an operator's errands and stalled checks as simpy processes on the virtual clock.

A process decides, a driver acts. A process that wants something done yields an event of the environment's; the engine
has the driver do it at that instant and wakes the process with the answer. So simpy keeps the time and the order, and
every move of a job is BullMQ's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.run.arrivals import Arrival
from qlab.run.drivers.driver import Driver
from qlab.run.environment import Environment, Errand, Process
from qlab.run.station import Station
from qlab.run.working.lasting import Standstill, check_that_somebody_is_left
from qlab.run.working.virtual_worker import VirtualWorker
from qlab.snapshot.delayed import delayed
from qlab.snapshot.model import Snapshot

__all__ = ["Engine", "Plan"]


class Plan(NamedTuple):
    """What is to happen in a run, whatever the workers make of it.

    Attributes:
        arrivals: The jobs that come, in order, ``at`` in ms from the run's beginning.
        meanwhile: What an operator does: (when, ms from the run's beginning; the call), in order.
        until: When the run ends, ms since the epoch; None: when nothing is left to happen.
        random: Chance, for the processors.
        drain: At most how many jobs are taken in a run that ends as soon as nothing is due any more and nobody is at
            work; None: it goes on as long as ``until`` says.
    """

    arrivals: Iterator[Arrival]
    meanwhile: Iterable[tuple[int, Callable[[], Any]]]
    until: int | None
    random: Random
    drain: int | None = None


class Engine:
    """Plays a run.

    Args:
        driver: Acts.
        stations: The queues, by name.
        beginning: The state before the run.
        plan: What is to happen.
    """

    def __init__(self, driver: Driver, stations: Mapping[str, Station], beginning: Snapshot, plan: Plan) -> None:
        self._driver, self._stations, self._plan = driver, stations, plan
        self._start = beginning.at
        self._standstill = Standstill()
        self._environment = Environment(beginning.at)
        self.expect(beginning)
        for station in stations.values():
            for hand in station.crew:
                worker = VirtualWorker(station, hand, self._environment, driver, plan.random)
                station.workers.append(worker)
                worker.start()
            self._watch(station)
        self._environment.start(self._arrive())
        self._environment.start(self._operate())

    def close(self) -> None:
        """Leave nothing half-done: the run is over, or was cut off."""
        self._environment.close()

    def expect(self, snapshot: Snapshot) -> None:
        """Plan to wake somebody whenever a delayed job is due that nobody is to be woken for yet."""
        for queue, station in self._stations.items():
            for _queue, _id, at in delayed(snapshot, queue):
                if at is not None and at not in station.due:
                    station.wake_when_due(at, self._environment)

    async def play(self) -> Errand | None:
        """Run to the next errand, which it returns: have it done by ``run``, then go on. None: the run is over."""
        todo = self._environment.todo
        while todo or self._environment.step(self._end()):
            while todo:
                if self._driver.now != self._environment.now:
                    await self._move_on()
                following = todo.popleft()
                if isinstance(following, Errand):
                    return following
                action, event = following
                self._environment.acted += 1
                event.succeed(await action)
                self._heed()
        if self._plan.until is not None and self._driver.now < self._plan.until:
            await self._driver.advance(self._plan.until)
        return None

    def _end(self) -> float:
        """Return until when the run may go on from here, ms since the epoch."""
        if self._plan.drain is not None:
            self._check_drain(self._plan.drain)
            if not any(station.at_work for station in self._stations.values()):
                return self._environment.now
        if self._plan.until is not None:
            return self._plan.until
        check_that_somebody_is_left(self._stations.values(), self._environment)
        return float("inf")

    def _check_drain(self, most: int) -> None:
        if sum(station.taken for station in self._stations.values()) > most:
            raise UsageError(
                f"lab.drain has taken {most:,} jobs, and there are more; "
                "does a processor add one for each job it takes? Raise most= if you mean it."
            )

    async def _move_on(self) -> None:
        if self._driver.now < self._environment.now:
            await self._driver.advance(self._environment.now)
        self._check_clock()

    def _check_clock(self) -> None:
        if self._driver.now != self._environment.now:
            raise UsageError("Something else moved the clock during lab.run; only the run may move it.")

    def run(self, errand: Errand) -> None:
        """Do an errand, outside any coroutine."""
        self._environment.acted += 1
        self._driver.outside(errand.call)
        self._check_clock()
        errand.done.succeed()
        self._heed()

    # -- what it means for those who wait ------------------------------------------------------------------------------

    def _heed(self) -> None:
        """Count the jobs that moved, and wake who may take one."""
        for move in self._driver.moves():
            if (station := self._stations.get(move.queue)) is not None:
                station.count(move, self._environment.acted)
                self._standstill.check(move, self._environment.now)
                if move.due is not None:
                    station.wake_when_due(move.due, self._environment)
                station.wake(self._environment.now)
                self._watch(station)
        for queue, limits in self._driver.limits().items():
            if (station := self._stations.get(queue)) is not None:
                station.heed(limits, self._environment.now, self._environment.acted)

    # -- the processes -------------------------------------------------------------------------------------------------

    def _arrive(self) -> Process:
        for arrival in self._plan.arrivals:
            yield from self._until(int(arrival.at))  # type: ignore[arg-type]  # ms by now
            yield self._environment.do(self._driver.add(arrival))

    def _operate(self) -> Process:
        for at, call in self._plan.meanwhile:
            yield from self._until(at)
            yield self._environment.run(call)

    def _until(self, at: int) -> Process:
        wait = self._start + at - self._environment.now
        if wait > 0:
            yield self._environment.pause(wait)

    def _watch(self, station: Station) -> None:
        """Plan a stalled check while jobs are active; where none is, a check would change no job."""
        if station.active > 0 and not station.checking:
            station.checking = True
            self._environment.start(self._check(station))

    def _check(self, station: Station) -> Process:
        # BullMQ's Workers all check; the key `stalled-check` lets one of them through in each interval.
        interval, _most = station.stalled
        yield self._environment.upkeep(interval - (self._environment.now - self._start) % interval)
        if station.active > 0:
            checker = station.checker(self._environment.now)
            yield self._environment.do(self._driver.check_stalled(station.queue, *station.stalled, checker))
        station.checking = False
        self._watch(station)
