"""A run in virtual time: a lab's queues, processors and workers as discrete events."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from qlab.durations import Duration, parse_duration
from qlab.errors import OptionError, UsageError
from qlab.escape import shorten
from qlab.keys import STATE_OF_ROLE, Role
from qlab.lab.failures import refusals
from qlab.lab.options import checked_number
from qlab.run.arrivals import Arrival, Source, all_arrivals
from qlab.run.bare import Bare
from qlab.run.engine import READY, Engine, Line, Processors
from qlab.run.mirror import delayed
from qlab.run.recorded import Recorded
from qlab.run.result import Run
from qlab.states import JobState

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.record.recording import Recording
    from qlab.snapshot.model import Snapshot

Stalled = tuple[Duration, int]


def run(
    lab: Lab,
    processors: Processors,
    workers: int | Mapping[str, int] = 1,
    until: Duration | None = None,
    arrivals: Any = (),
    detail: str = "keys",
    stalled: Stalled = ("30s", 1),
) -> Run:
    """Runs processors in virtual time, as discrete events; every move of a job is one of BullMQ's own scripts.

    A processor gets a :class:`qlab.run.job.ActiveJob`. What it returns completes the job, what it raises ends the
    attempt. Plain and asynchronous processors take no virtual time; a generator takes the durations that it yields
    (``yield "2s"``), and may yield a :class:`~qlab.run.Crash` or a :class:`~qlab.run.Block`. Workers compete for jobs
    and renew their locks; backoffs, delays, schedulers, rate limits, global concurrency and stalls take their time.
    The same seed gives the same run.

    Args:
        lab: A lab with a virtual clock.
        processors: A processor for each queue by name; a single one where the lab has one queue.
        workers: How many workers each queue has, or how many by queue.
        until: How long the run lasts; None: until nothing is left to happen.
        arrivals: Jobs that come meanwhile: a list of :class:`~qlab.run.Arrival`, a :class:`~qlab.run.Poisson` or
            :class:`~qlab.run.Evenly`, the path of a CSV file, or a list that mixes them.
        detail: ``keys``: each operation is a step of the lab. ``transitions``: only moves are recorded, some ten
            thousand scripts in seconds; to the lab's recording the whole run is one step.
        stalled: The interval of the stalled check, and how often a job may stall before it fails.

    Raises:
        UsageError: If a queue is not the lab's, the clock is real, or the run would never end.
        OptionError: If a number makes no sense.
        DurationError: If ``until`` is no duration.
    """
    if detail not in ("keys", "transitions"):
        raise OptionError(f'detail is "keys" or "transitions", not {shorten(repr(detail), 30)}; choose one of them.')
    if not lab.virtual:
        raise UsageError('lab.run moves the clock, and this one is real; make a lab with clock="virtual", or lab.work.')
    before = lab.snapshot()
    lines = _lines(lab, before, processors, workers)
    span = None if until is None else parse_duration(until)
    if span is None:
        _check_that_it_ends(before, lines, arrivals)
    random = Random(lab.random.getrandbits(64))  # noqa: S311  a seed must repeat it
    play = _keys if detail == "keys" else _transitions
    return play(lab, before, lines, all_arrivals(arrivals, random), span, _stalled(stalled), random)


def _keys(
    lab: Lab,
    before: Snapshot,
    lines: dict[str, Line],
    arrivals: Iterator[Arrival],
    span: int | None,
    stalled: tuple[int, int],
    random: Random,
) -> Run:
    began, seen = before.at, len(lab.steps)
    driver = Recorded(lab, stalled)
    engine = Engine(driver, lines, _due(before, lines), random, stalled[0])
    _finish(engine.play(arrivals, None if span is None else began + span))
    whole = lab.recording
    first = whole.steps[seen - 1].after if seen else whole.first
    steps = whole.steps[seen:]
    return replace(_empty(whole, first, lines, began), steps=steps, moves=driver.all, ended=driver.now)


def _transitions(
    lab: Lab,
    before: Snapshot,
    lines: dict[str, Line],
    arrivals: Iterator[Arrival],
    span: int | None,
    stalled: tuple[int, int],
    random: Random,
) -> Run:
    began = before.at

    async def whole_run(driver: Bare) -> None:
        await driver.open(list(lines))
        engine = Engine(driver, lines, _due(before, lines), random, stalled[0])
        await engine.play(arrivals, None if span is None else began + span)

    with lab.observe("a run in virtual time"), lab.inside() as inside, refusals("run", None, lambda: None):
        driver = Bare(lab, inside, stalled, before)
        lab.ask(whole_run(driver))
    run = _empty(lab.recording, before, lines, began)
    return replace(run, moves=driver.all, ended=driver.now, scripts=driver.scripts)


def _finish(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine that never waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("a recording driver has waited for an event loop")


def _empty(film: Recording, first: Snapshot, lines: Mapping[str, Line], began: int) -> Run:
    staff = {name: line.workers for name, line in lines.items()}
    return Run(first=first, clock=film.clock, server=film.server, note=film.note, workers=staff, began=began)


def _stalled(stalled: Stalled) -> tuple[int, int]:
    interval, most = parse_duration(stalled[0]), stalled[1]
    if interval < 1 or most < 0:
        raise OptionError("The stalled check needs an interval from 1 ms and a count of stalls from 0; correct them.")
    return interval, most


def _lines(lab: Lab, before: Snapshot, processors: Processors, workers: int | Mapping[str, int]) -> dict[str, Line]:
    if callable(processors):
        if len(lab.queues) != 1:
            raise UsageError(f"This lab has {len(lab.queues)} queues; say whose the processor is: {{name: processor}}.")
        processors = {lab.queues[0].name: processors}
    lines = {}
    for name, processor in processors.items():
        number = workers if isinstance(workers, int) else workers.get(name, 1)
        queue = lab.queue_named(name)
        line = Line(name, processor, checked_number(number, "workers", least=1), queue.lock_ms)
        _begin(line, before)
        lines[name] = line
    return lines


def _begin(line: Line, before: Snapshot) -> None:
    for role, state in STATE_OF_ROLE.items():
        number = len(before.ids(line.queue, role))
        line.ready += number if state in READY else 0
        line.active += number if state is JobState.ACTIVE else 0
    held = before.container(line.queue, Role.META)
    meta = held.fields if held else {}
    line.paused = "paused" in meta
    line.concurrency = int(meta["concurrency"]) if "concurrency" in meta else None


def _due(before: Snapshot, lines: Mapping[str, Line]) -> list[tuple[str, int]]:
    return [(queue, at) for queue in lines for at, _ in delayed(before, queue)]


def _check_that_it_ends(before: Snapshot, lines: Mapping[str, Line], arrivals: Any) -> None:
    given = [arrivals] if isinstance(arrivals, Source) or not isinstance(arrivals, list | tuple) else arrivals
    endless = any(getattr(source, "jobs", 0) is None for source in given)
    scheduled = any(before.container(name, Role.REPEAT) is not None for name in lines)
    if endless or scheduled:
        what = "arrivals without an end" if endless else "a job scheduler"
        raise UsageError(f'With {what} this run would never end; say how long: until="1h".')
