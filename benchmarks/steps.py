"""What a recorded step costs beside the bare BullMQ call, in a short queue and in a long one."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from benchmarks.bare import DATA, bare
from benchmarks.rows import Row, interleaved
from qlab import Lab, Queue

SHORT, LONG = 20, 2_000
CYCLES = 20
STEPS_A_CYCLE = 3
"""add, take, complete; the job is removed when it completes, so the queue keeps its length."""


def run(*, short: int = SHORT, long: int = LONG, cycles: int = CYCLES, rounds: int = 15) -> list[Row]:
    """Measures add, take and complete: bare, recorded, and recorded with trace; in a short queue and in a long one."""
    with ExitStack() as opened:
        alone = opened.enter_context(bare())
        alone.fill(short)
        labs = {
            f"{kind}, {jobs:,} jobs": filled(opened.enter_context(Lab(trace=kind == "traced")), jobs)
            for kind in ("plain", "traced")
            for jobs in (short, long)
        }
        contenders = {"bare": partial(alone.cycles, cycles)}
        contenders |= {name: partial(recorded_cycles, queue, cycles) for name, queue in labs.items()}
        times = interleaved(contenders, rounds)
    each = {name: took / cycles / STEPS_A_CYCLE for name, took in times.items()}
    return _rows(each, short, long)


def filled(lab: Lab, jobs: int) -> Queue:
    """A lab's queue with so many jobs waiting."""
    queue = lab.queue("email", removeOnComplete=True)
    queue.add_bulk([("welcome", DATA)] * jobs)
    return queue


def recorded_cycles(queue: Queue, count: int) -> None:
    """Adds, takes and completes a job, ``count`` times, as steps of a lab."""
    for _ in range(count):
        queue.add("welcome", DATA)
        job = queue.take()
        if job is not None:
            job.complete({"messageId": "m-1"})


def _rows(each: dict[str, float], short: int, long: int) -> list[Row]:
    medians = {f"{name} (ms a step)": took for name, took in each.items()}

    def ratio(what: str, one: str, other: str, bar: float, beside: str) -> Row:
        return Row(what, each[one] / each[other], "×", "≤", bar, beside, medians)

    few, many = f"{short:,} jobs", f"{long:,} jobs"
    call = f"the bare BullMQ call, {few}"
    return [
        ratio(f"a step, {few}, without trace", f"plain, {few}", "bare", 3, call),
        ratio(f"a step, {few}, with trace", f"traced, {few}", "bare", 5, call),
        ratio(f"a step, {many}, without trace", f"plain, {many}", f"plain, {few}", 2, f"the same with {few}"),
        ratio(f"a step, {many}, with trace", f"traced, {many}", f"traced, {few}", 2, f"the same with {few}"),
    ]
