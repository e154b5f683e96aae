"""What a recorded step costs beside the bare BullMQ call, in a short queue and in a long one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from benchmarks.bare import DATA, bare
from benchmarks.rows import Row, interleaved
from qlab import Lab, Queue

SHORT, LONG, HUGE = 20, 2_000, 100_000
DELAYED = 50_000
CYCLES = 20
STEPS_A_CYCLE = 3
"""add, take, complete; the job is removed when it completes, so the queue keeps its length."""


def run(
    *,
    short: int = SHORT,
    long: int = LONG,
    huge: int = HUGE,
    delayed: int = DELAYED,
    cycles: int = CYCLES,
    rounds: int = 15,
) -> list[Row]:
    """Measure add, take and complete: bare, recorded, and recorded with trace; in short queues and in long ones.

    Beside the bare call it is the time that somebody waits. How it grows with the queue is told of the CPU time of this
    process: on the server BullMQ's own scripts take longer in a long queue, whose jobs lie further apart in memory.
    """
    with ExitStack() as opened:
        alone = opened.enter_context(bare())
        alone.fill(short)

        def recorded(jobs: int, *, trace: bool = False, **options: Any) -> Queue:
            return filled(opened.enter_context(Lab(trace=trace)), jobs, **options)

        queues = {f"plain, {jobs:,} jobs": recorded(jobs) for jobs in (short, long, huge)}
        queues |= {f"traced, {jobs:,} jobs": recorded(jobs, trace=True) for jobs in (short, long)}
        queues |= {f"plain, {jobs:,} delayed": recorded(jobs, delay=3_600_000) for jobs in (short, delayed)}
        steps: dict[str, Callable[[], object]] = {
            name: partial(recorded_cycles, queue, cycles) for name, queue in queues.items()
        }
        beside = {name: steps[name] for name in (f"plain, {short:,} jobs", f"traced, {short:,} jobs")}
        beside |= {
            "bare": partial(alone.cycles, cycles),
            "in a loop": partial(in_a_loop, next(iter(queues.values())), cycles),
        }
        times = interleaved(beside, rounds)
        used = {f"{name}, CPU": took for name, took in interleaved(steps, rounds, clock=time.process_time).items()}
    each = {name: took / cycles / STEPS_A_CYCLE for name, took in {**times, **used}.items()}
    return _rows(each, (short, long, huge), delayed)


def in_a_loop(queue: Queue, count: int) -> None:
    """The same steps inside a running event loop, as in a notebook."""

    async def cycles() -> None:
        recorded_cycles(queue, count)

    asyncio.run(cycles())


def filled(lab: Lab, jobs: int, **options: Any) -> Queue:
    """Return a lab's queue with so many jobs, waiting unless an option says otherwise."""
    queue = lab.queue("email", removeOnComplete=True)
    queue.add_bulk([("welcome", DATA, options)] * jobs)
    return queue


def recorded_cycles(queue: Queue, count: int) -> None:
    """Add, take and complete a job, ``count`` times, as steps of a lab."""
    for _ in range(count):
        queue.add("welcome", DATA)
        job = queue.take()
        if job is not None:
            job.complete({"messageId": "m-1"})


def _rows(each: dict[str, float], lengths: tuple[int, int, int], delayed: int) -> list[Row]:
    medians = {f"{name} (ms a step)": took for name, took in each.items()}
    few, many, most = (f"{jobs:,} jobs" for jobs in lengths)

    def ratio(what: str, one: str, other: str, bar: float, beside: str) -> Row:
        return Row(what, each[one] / each[other], "×", "≤", bar, beside, medians)

    def growth(what: str, one: str, other: str, beside: str) -> Row:
        return ratio(f"{what}, CPU", f"{one}, CPU", f"{other}, CPU", 1.3, beside)

    call, same = f"the bare BullMQ call, {few}", f"the same with {few}"
    none, all_of_them = f"plain, {lengths[0]:,} delayed", f"plain, {delayed:,} delayed"
    return [
        ratio(f"a step, {few}, without trace", f"plain, {few}", "bare", 2.2, call),
        ratio(f"a step, {few}, with trace", f"traced, {few}", "bare", 2.7, call),
        ratio(f"a step, {few}, in a running loop", "in a loop", "bare", 2.4, call),
        growth(f"a step, {many}, without trace", f"plain, {many}", f"plain, {few}", same),
        growth(f"a step, {many}, with trace", f"traced, {many}", f"traced, {few}", same),
        growth(f"a step, {most}, without trace", f"plain, {most}", f"plain, {few}", same),
        growth(f"a step, {delayed:,} delayed", all_of_them, none, f"the same with {lengths[0]:,} delayed"),
    ]
