"""Engine: workers, arrivals and stalled checks as simpy processes on the virtual clock.

A process decides, a driver acts. A process that wants something done yields the event of ``_do``; the loop runs the
script at that instant and wakes the process with the answer. So simpy keeps the time and the order, and every move of a
job is BullMQ's own.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy
from bullmq.custom_errors import UnrecoverableError

from qlab.durations import Duration, parse_duration
from qlab.errors import UsageError
from qlab.escape import shorten
from qlab.lab.options import checked_json
from qlab.run.arrivals import Arrival
from qlab.run.driver import Driver, Move, Outcome
from qlab.run.job import ActiveJob, Block, Crash, Taken
from qlab.states import JobState

Processor = Callable[[ActiveJob], Any]
Processors = Processor | Mapping[str, Processor]
Process = Generator[simpy.Event, Any, Any]
READY = (JobState.WAITING, JobState.PRIORITIZED)


class _Death(Exception):  # noqa: N818  no error: it carries a worker's death up to where the worker ends
    def __init__(self, crash: Crash) -> None:
        self.crash = crash


@dataclass
class Line:
    """A queue of the run with its workers.

    Attributes:
        queue: The queue's name.
        processor: What its workers run.
        workers: How many there are.
        lock_ms: How long a lock lasts, ms; it is renewed every half of it.
        paused: Whether workers may take nothing.
        concurrency: How many jobs may be active at once (global concurrency); None: any number.
        ready, active: How many jobs are in line and at work.
        idle: Workers that found nothing, each waiting for its event.
        waking: Workers that were woken and have not looked yet.
        closed_until: When the rate limit lets workers take again, ms since the epoch.
        checking: Whether a stalled check is planned.
    """

    queue: str
    processor: Processor
    workers: int
    lock_ms: int
    paused: bool = False
    concurrency: int | None = None
    ready: int = 0
    active: int = 0
    idle: deque[simpy.Event] = field(default_factory=deque)
    waking: int = 0
    closed_until: int = 0
    checking: bool = False

    def opens(self, now: int) -> bool:
        """Whether a worker that looks now may find a job."""
        free = self.concurrency is None or self.active < self.concurrency
        return not self.paused and free and now >= self.closed_until


class Engine:
    """Plays a run.

    Args:
        driver: Acts.
        lines: The queues, by name.
        due: When each delayed job of the beginning is due: (queue, ms since the epoch).
        random: Chance, for the processors.
        stalled_ms: The interval of the stalled check, ms.
    """

    def __init__(
        self, driver: Driver, lines: Mapping[str, Line], due: list[tuple[str, int]], random: Random, stalled_ms: int
    ) -> None:
        self._driver, self._lines, self._random, self._stalled_ms = driver, lines, random, stalled_ms
        self._start = driver.now
        self._env = simpy.Environment(initial_time=driver.now)
        self._todo: deque[tuple[Coroutine[Any, Any, Any], simpy.Event]] = deque()
        for queue, at in due:
            self._wake_at(lines[queue], at)
        for line in lines.values():
            for number in range(1, line.workers + 1):
                self._env.process(self._worker(line, f"worker-{number}"))
            self._watch(line)

    async def play(self, arrivals: Iterator[Arrival], until: int | None) -> None:
        """Runs until nothing is left to happen, or until ``until``, ms since the epoch."""
        self._env.process(self._arrive(arrivals))
        end = float("inf") if until is None else until
        while self._env.peek() <= end and self._env.peek() != float("inf"):
            self._env.step()
            while self._todo:
                await self._perform(*self._todo.popleft())
        if until is not None and self._driver.now < until:
            await self._driver.advance(until)

    def _do(self, action: Coroutine[Any, Any, Any]) -> simpy.Event:
        event = self._env.event()
        self._todo.append((action, event))
        return event

    async def _perform(self, action: Coroutine[Any, Any, Any], event: simpy.Event) -> None:
        now = int(self._env.now)
        if self._driver.now < now:
            await self._driver.advance(now)
        event.succeed(await action)
        for move in self._driver.moves():
            if move.queue in self._lines:
                self._follow(self._lines[move.queue], move)

    # -- what a move means for those who wait --------------------------------------------------------------------------

    def _follow(self, line: Line, move: Move) -> None:
        line.ready += (move.target in READY) - (move.source in READY)
        line.active += (move.target is JobState.ACTIVE) - (move.source is JobState.ACTIVE)
        if move.due is not None and move.target is JobState.DELAYED:
            self._wake_at(line, move.due)
        self._wake(line)
        self._watch(line)

    def _wake(self, line: Line) -> None:
        while line.idle and line.ready > line.waking and line.opens(int(self._env.now)):
            line.waking += 1
            line.idle.popleft().succeed()

    def _wake_at(self, line: Line, at: int) -> None:
        """Wakes one worker at a moment, as the marker does: when a delayed job is due, or a rate limit ends."""

        def wake(_: simpy.Event) -> None:
            if line.idle and line.opens(int(self._env.now)):
                line.waking += 1
                line.idle.popleft().succeed()

        timeout = self._env.timeout(max(at - int(self._env.now), 0))
        timeout.callbacks.append(wake)

    # -- the processes -------------------------------------------------------------------------------------------------

    def _arrive(self, arrivals: Iterator[Arrival]) -> Process:
        for arrival in arrivals:
            wait = self._start + int(arrival.at) - int(self._env.now)  # type: ignore[arg-type]  # ms by now
            if wait > 0:
                yield self._env.timeout(wait)
            yield self._do(self._driver.add(arrival))

    def _worker(self, line: Line, name: str) -> Process:
        woken = False
        while True:
            taken = yield self._do(self._driver.take(line.queue, name))
            line.waking -= woken
            woken = taken is None
            if taken is not None:
                self._wake(line)  # there may be more: as BullMQ's marker, one worker wakes the next
                crash = yield from self._process(line, name, taken)
                if crash is None:
                    continue
                if crash.restart is None:
                    return
                yield self._env.timeout(parse_duration(crash.restart))
                continue
            self._heed_limit(line)
            event = self._env.event()
            line.idle.append(event)
            yield event

    def _heed_limit(self, line: Line) -> None:
        opens = self._driver.open_at(line.queue)
        if opens is not None and opens > line.closed_until:
            line.closed_until = opens
            self._wake_at(line, opens)

    def _process(self, line: Line, worker: str, taken: Taken) -> Generator[simpy.Event, Any, Crash | None]:
        active = ActiveJob(
            taken.queue,
            taken.id,
            taken.name,
            taken.data,
            taken.attempt,
            worker,
            self._random,
            lambda: int(self._env.now),
        )
        try:
            if taken.deferred:
                raise UnrecoverableError(taken.deferred)  # noqa: TRY301  as BullMQ's Worker does
            value = checked_json((yield from self._attempt(line, active, taken)), "return value")
        except _Death as death:
            return death.crash
        except Exception as error:  # noqa: BLE001  a processor may raise anything: it ends the attempt
            yield self._do(self._driver.fail(taken, error))
        else:
            yield self._do(self._driver.complete(taken, value))
        return None

    def _attempt(self, line: Line, active: ActiveJob, taken: Taken) -> Process:
        made = line.processor(active)
        if inspect.isgenerator(made):
            return (yield from self._generator(line, made, active, taken))
        if inspect.isawaitable(made):
            outcome: Outcome = yield self._do(self._driver.call(made))
            yield from self._grant(active, taken)
            if outcome.error is not None:
                raise outcome.error
            return outcome.value
        yield from self._grant(active, taken)
        return made

    def _generator(self, line: Line, made: Generator[Any, Any, Any], active: ActiveJob, taken: Taken) -> Process:
        renew_at = int(self._env.now) + line.lock_ms // 2
        while True:
            try:
                asked = next(made)
            except StopIteration as end:
                yield from self._grant(active, taken)
                return end.value
            yield from self._grant(active, taken)
            if isinstance(asked, Crash):
                raise _Death(asked)
            if isinstance(asked, Block):
                yield self._env.timeout(_ms(asked.duration))
            else:
                renew_at = yield from self._work(line, taken, _ms(asked), renew_at)

    def _work(self, line: Line, taken: Taken, ms: int, renew_at: int) -> Generator[simpy.Event, Any, int]:
        """Works for so long and renews the lock on the way; returns when the next renewal is due."""
        end = int(self._env.now) + ms
        while renew_at < end:
            yield self._env.timeout(max(renew_at - int(self._env.now), 0))
            yield self._do(self._driver.extend(taken))
            renew_at = int(self._env.now) + line.lock_ms // 2
        yield self._env.timeout(end - int(self._env.now))
        return renew_at

    def _grant(self, active: ActiveJob, taken: Taken) -> Process:
        for wish, arguments in active.granted():
            yield self._do(self._action(wish, taken, arguments))

    def _action(self, wish: str, taken: Taken, arguments: tuple[Any, ...]) -> Coroutine[Any, Any, Any]:
        if wish == "add":
            return self._driver.add(Arrival(0, *arguments))
        return (self._driver.progress if wish == "progress" else self._driver.log)(taken, *arguments)

    def _watch(self, line: Line) -> None:
        """Plans a stalled check while jobs are active; where none is, a check would change no job."""
        if line.active > 0 and not line.checking:
            line.checking = True
            self._env.process(self._check(line))

    def _check(self, line: Line) -> Process:
        # BullMQ's Workers all check; the key `stalled-check` lets one of them through in each interval.
        passed = int(self._env.now) - self._start
        yield self._env.timeout(self._stalled_ms - passed % self._stalled_ms)
        if line.active > 0:
            yield self._do(self._driver.check_stalled(line.queue))
        line.checking = False
        self._watch(line)


def _ms(asked: Any) -> int:
    """What a processor yielded, as ms; numbers drawn by chance are rounded to BullMQ's unit of time."""
    if isinstance(asked, float) and 0 <= asked < float("inf"):
        return round(asked)
    try:
        duration: Duration = asked
        return parse_duration(duration)
    except UsageError as error:
        raise UsageError(
            f"A processor yielded {shorten(repr(asked), 40)}, which is no duration; yield one, a Block or a Crash."
        ) from error
