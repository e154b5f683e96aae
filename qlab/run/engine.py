"""Engine: workers, arrivals, an operator's errands and stalled checks as simpy processes on the virtual clock.

A process decides, a driver acts. A process that wants something done yields an event of the agenda's; the engine has
the driver do it at that instant and wakes the process with the answer. So simpy keeps the time and the order, and
every move of a job is BullMQ's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.run.arrivals import Arrival
from qlab.run.drivers.driver import Driver
from qlab.run.environment import Agenda, Errand, Process
from qlab.run.station import Line
from qlab.run.worker import Worker
from qlab.snapshot.delayed import delayed
from qlab.snapshot.model import Snapshot


class Plan(NamedTuple):
    """What is to happen in a run, whatever the workers make of it.

    Attributes:
        arrivals: The jobs that come, in order, ``at`` in ms from the run's beginning.
        meanwhile: What an operator does: (when, ms from the run's beginning; the call), in order.
        until: When the run ends, ms since the epoch; None: when nothing is left to happen.
        stalled_ms: The interval of the stalled check, ms.
        random: Chance, for the processors.
    """

    arrivals: Iterator[Arrival]
    meanwhile: Iterable[tuple[int, Callable[[], Any]]]
    until: int | None
    stalled_ms: int
    random: Random


class Engine:
    """Plays a run.

    Args:
        driver: Acts.
        lines: The queues, by name.
        beginning: The state before the run.
        plan: What is to happen.
    """

    def __init__(self, driver: Driver, lines: Mapping[str, Line], beginning: Snapshot, plan: Plan) -> None:
        self._driver, self._lines, self._plan = driver, lines, plan
        self._start = beginning.at
        self._agenda = Agenda(beginning.at)
        self.expect(beginning)
        for line in lines.values():
            for number in range(1, line.workers + 1):
                Worker(line, f"worker-{number}", self._agenda, driver, plan.random).start()
            self._watch(line)
        self._agenda.start(self._arrive())
        self._agenda.start(self._operate())

    def expect(self, snapshot: Snapshot) -> None:
        """Plans to wake somebody whenever a delayed job is due that nobody is to be woken for yet."""
        for queue, line in self._lines.items():
            for _queue, _id, at in delayed(snapshot, queue):
                if at is not None and at not in line.due:
                    line.wake_when_due(at, self._agenda)

    async def play(self) -> Errand | None:
        """Runs to the next errand, which it returns: have it done by ``run``, then go on. None: the run is over."""
        end = float("inf") if self._plan.until is None else self._plan.until
        todo = self._agenda.todo
        while todo or self._agenda.step(end):
            while todo:
                if self._driver.now != self._agenda.now:
                    await self._move_on()
                following = todo.popleft()
                if isinstance(following, Errand):
                    return following
                action, event = following
                self._agenda.acted += 1
                event.succeed(await action)
                self._heed()
        if self._plan.until is not None and self._driver.now < self._plan.until:
            await self._driver.advance(self._plan.until)
        return None

    async def _move_on(self) -> None:
        if self._driver.now < self._agenda.now:
            await self._driver.advance(self._agenda.now)
        self._check_clock()

    def _check_clock(self) -> None:
        if self._driver.now != self._agenda.now:
            raise UsageError(
                "Something else moved the clock during lab.run, which moves it itself; leave it alone meanwhile."
            )

    def run(self, errand: Errand) -> None:
        """Does an errand, outside any coroutine."""
        self._agenda.acted += 1
        self._driver.outside(errand.call)
        self._check_clock()
        errand.done.succeed()
        self._heed()

    # -- what it means for those who wait ------------------------------------------------------------------------------

    def _heed(self) -> None:
        """Counts the jobs that moved, and wakes who may take one."""
        for move in self._driver.moves():
            if (line := self._lines.get(move.queue)) is not None:
                line.count(move, self._agenda.acted)
                if move.due is not None:
                    line.wake_when_due(move.due, self._agenda)
                line.wake(self._agenda.now)
                self._watch(line)
        for queue, limits in self._driver.limits().items():
            if (line := self._lines.get(queue)) is not None:
                line.heed(limits, self._agenda.now, self._agenda.acted)

    # -- the processes -------------------------------------------------------------------------------------------------

    def _arrive(self) -> Process:
        for arrival in self._plan.arrivals:
            yield from self._until(int(arrival.at))  # type: ignore[arg-type]  # ms by now
            yield self._agenda.do(self._driver.add(arrival))

    def _operate(self) -> Process:
        for at, call in self._plan.meanwhile:
            yield from self._until(at)
            yield self._agenda.run(call)

    def _until(self, at: int) -> Process:
        wait = self._start + at - self._agenda.now
        if wait > 0:
            yield self._agenda.pause(wait)

    def _watch(self, line: Line) -> None:
        """Plans a stalled check while jobs are active; where none is, a check would change no job."""
        if line.active > 0 and not line.checking:
            line.checking = True
            self._agenda.start(self._check(line))

    def _check(self, line: Line) -> Process:
        # BullMQ's Workers all check; the key `stalled-check` lets one of them through in each interval.
        interval = self._plan.stalled_ms
        yield self._agenda.pause(interval - (self._agenda.now - self._start) % interval)
        if line.active > 0:
            yield self._agenda.do(self._driver.check_stalled(line.queue))
        line.checking = False
        self._watch(line)
