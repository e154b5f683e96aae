"""A run in virtual time: a lab's queues, processors and workers as discrete events."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from qlab.errors import OptionError, UsageError
from qlab.lab.failures import refusals
from qlab.lab.handles.options import checked_number
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.run.arrivals import Source, all_arrivals
from qlab.run.drivers.direct_driver import DirectDriver
from qlab.run.drivers.recording_driver import RecordingDriver
from qlab.run.engine import Engine, Plan
from qlab.run.environment import Errand
from qlab.run.result import Run
from qlab.run.setup import stations
from qlab.run.station import Processors, Station
from qlab.run.working.crew import Numbers, Workers
from qlab.text.durations import Duration, parse_duration, parse_since_start
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.record.recording import Recording
    from qlab.snapshot.model import Snapshot

__all__ = ["run"]

Stalled = tuple[Duration, int]
Meanwhile = Iterable[tuple[Duration, Callable[[], Any]]]


def run(  # noqa: PLR0913  all but the first two have a name and a default
    lab: Lab,
    processors: Processors,
    workers: Workers = 1,
    until: Duration | None = None,
    *,
    concurrency: Numbers = 1,
    arrivals: Any = (),
    meanwhile: Meanwhile = (),
    detail: str = "keys",
    stalled: Stalled = ("30s", 1),
    drain: int | None = None,
) -> Run:
    """Run processors in virtual time, as discrete events; every move of a job is one of BullMQ's own scripts.

    A processor gets a :class:`qlab.run.active_job.ActiveJob`. What it returns completes the job; what it raises ends
    the attempt. Plain and asynchronous processors take no virtual time. A generator takes the durations that it yields
    (``yield "2s"``), and may yield a :class:`~qlab.run.Crash` or a :class:`~qlab.run.Block`. Workers compete for jobs
    and renew their locks; backoffs, delays, schedulers, rate limits, global concurrency and stalls take their time. The
    same seed gives the same run.

    Args:
        lab: A lab with a virtual clock.
        processors: A processor for each queue by name; a single one if the lab has one queue.
        workers: How many workers each queue has, or which: a :meth:`worker <qlab.Lab.worker>` or a list of them; or
            either by queue.
        until: How long the run lasts; None: until nothing is left to happen.
        concurrency: How many jobs each worker works on at once, if ``workers`` is a number (BullMQ's ``concurrency`` of
            a Worker); or that by queue. All jobs of a worker share its event loop: one that blocks holds up the others,
            and a crash ends them all.
        arrivals: Jobs that arrive during the run: a list of :class:`~qlab.run.Arrival`, a :class:`~qlab.run.Poisson` or
            :class:`~qlab.run.Evenly`, the path of a CSV file, or a list that mixes them.
        meanwhile: What an operator does during the run: ``[("10m", email.pause), ("12m", email.resume), ("20m",
            lambda: email.limit(5, "1s"))]``, each at a time from the run's beginning. A processor does the same with
            ``job.do(email.pause)``.
        detail: ``keys``: each operation is a step of the lab. ``transitions``: only moves are recorded, about ten
            thousand scripts in seconds; in the lab's recording the whole run, or what lies between two operator
            actions, is one step. Both report the same moves, except for what a processor does to the keys behind the
            run's back: of that, ``transitions`` sees only that a running job is no longer in `active`.
        stalled: The interval of the stalled check, and how often a job may stall before it fails, if no worker of the
            queue says so.
        drain: End as soon as nothing is due and nobody is working, and take at most this many jobs.

    Returns:
        The run: its recording, and tables of waits, service times and queue lengths.

    Raises:
        UsageError: If a queue is not the lab's, the clock is real, or the run would never end.
        OptionError: If a number makes no sense.
        DurationError: If ``until`` is not a duration.
    """
    if detail not in ("keys", "transitions"):
        raise OptionError(f'detail is "keys" or "transitions", not {repr_of(detail, 30)}; choose one of them.')
    if not lab.virtual:
        raise UsageError('lab.run moves the clock, and this one is real; make a lab with clock="virtual", or lab.work.')
    before = lab.snapshot()
    staff = stations(lab, before, processors, workers, concurrency, _stalled(stalled))
    end = None if until is None else before.at + parse_duration(until)
    if end is None and drain is None:
        _check_that_it_ends(before, staff, arrivals)
    random = Random(lab.random.getrandbits(64))  # noqa: S311  a seed must repeat it
    plan = Plan(all_arrivals(arrivals, random), _in_order(meanwhile), end, random, drain)
    play = _keys if detail == "keys" else _transitions
    try:
        return play(_Scene(lab, before, staff, plan))
    finally:
        _let_go(staff)


@dataclass(frozen=True)
class _Scene:
    """A run that is about to begin: the lab, its state, the queues, and what is to happen."""

    lab: Lab
    before: Snapshot
    stations: Mapping[str, Station]
    plan: Plan

    def engine(self, driver: RecordingDriver | DirectDriver) -> Engine:
        return Engine(driver, self.stations, self.before, self.plan)

    def play(self, engine: Engine, part: Callable[[], Errand | None]) -> None:
        """Play part after part, an errand between two of them."""
        try:
            while (errand := part()) is not None:
                engine.run(errand)
                after = self.lab.recording.last
                engine.expect(after)
                if self.plan.until is None and self.plan.drain is None:
                    _check_that_it_ends(after, self.stations, ())
        finally:
            engine.close()

    def result(self, recording: Recording, first: Snapshot, driver: RecordingDriver | DirectDriver) -> Run:
        """Return the run, as yet without steps."""
        return Run(
            first=first,
            clock=recording.clock,
            server=recording.server,
            note=recording.note,
            workers={name: len(station.crew) for name, station in self.stations.items()},
            concurrency={name: max(at_once(station)) for name, station in self.stations.items()},
            places={name: sum(at_once(station)) for name, station in self.stations.items()},
            began=self.before.at,
            ended=driver.now,
        )


def at_once(station: Station) -> list[int]:
    """Return on how many jobs at once each worker of a queue works."""
    return [hand.settings.concurrency for hand in station.crew]


def _let_go(staff: Mapping[str, Station]) -> None:
    """Leave the lab's own workers to themselves again. What they had at work when the run ended is nobody's."""
    for station in staff.values():
        for hand in station.crew:
            if hand.own is not None:
                hand.own.body, hand.own.jobs = None, []


def _keys(scene: _Scene) -> Run:
    seen = len(scene.lab.steps)
    driver = RecordingDriver(scene.lab)
    engine = scene.engine(driver)
    scene.play(engine, lambda: _finish(engine.play()))
    whole = scene.lab.recording
    first = whole.steps[seen - 1].after if seen else whole.first
    return replace(scene.result(whole, first, driver), steps=whole.steps[seen:], moves=driver.all)


def _transitions(scene: _Scene) -> Run:
    lab = scene.lab
    with lab.inside() as inside:
        driver = DirectDriver(lab, inside, scene.before)
        lab.ask(driver.open(scene.stations.values()))
    engine = scene.engine(driver)

    def part() -> Errand | None:
        with lab.observe("a run in virtual time"), lab.inside(), refusals(operations.RUN, None, lambda: None):
            return lab.ask(engine.play())

    scene.play(engine, part)
    run = scene.result(lab.recording, scene.before, driver)
    return replace(run, moves=driver.move_log.all, scripts=driver.move_log.scripts)


def _finish(coroutine: Coroutine[Any, Any, Errand | None]) -> Errand | None:
    """Run a coroutine that never waits for anything; return its result."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: Errand | None = end.value
        return result
    raise RuntimeError("a recording driver has waited for an event loop")


def _stalled(stalled: Stalled) -> tuple[int, int]:
    interval = checked_number(parse_duration(stalled[0]), "stalled_interval", least=1)
    return interval, checked_number(stalled[1], "max_stalled", least=0)


def _in_order(meanwhile: Meanwhile) -> list[tuple[int, Callable[[], Any]]]:
    if not isinstance(meanwhile, Iterable):
        raise UsageError(f"{repr_of(meanwhile, 60)} is not a list of timed calls; give [('10m', call)].")
    return sorted(map(_planned, meanwhile), key=lambda entry: entry[0])


def _planned(entry: Any) -> tuple[int, Callable[[], Any]]:
    if not isinstance(entry, tuple | list) or len(entry) != 2 or not callable(entry[1]):
        raise UsageError(f"{repr_of(entry, 60)} is not a timed call; give a time and a call: ('10m', email.pause).")
    return parse_since_start(entry[0]), entry[1]


def _check_that_it_ends(state: Snapshot, staff: Mapping[str, Station], arrivals: Any) -> None:
    given = [arrivals] if isinstance(arrivals, Source) or not isinstance(arrivals, list | tuple) else arrivals
    endless = any(getattr(source, "jobs", 0) is None for source in given)
    scheduled = any(state.container(name, Role.REPEAT) is not None for name in staff)
    if endless or scheduled:
        what = "arrivals without an end" if endless else "a job scheduler"
        raise UsageError(f'With {what} this run would never end; set a limit: until="1h".')
