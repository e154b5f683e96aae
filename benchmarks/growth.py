"""How the cost of a job grows with the number of jobs: added in bulk, run, and recorded key by key."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from benchmarks.bare import DATA
from benchmarks.rows import Row
from benchmarks.run import at_once
from qlab import Lab
from qlab.run import Evenly

SIZES = (1_000, 10_000, 100_000)
STEPS = 30_000
PART = 1_000
STEPS_A_JOB = 5
FLAT, SLOWER = 1.3, 1.5


def run(*, sizes: Sequence[int] = SIZES, steps: int = STEPS, part: int = PART) -> list[Row]:
    """Measures CPU time of this process, which other work on the machine changes least."""
    rows = []
    for what, does in (("add_bulk", added), ('lab.run, detail="transitions"', run_through)):
        each = {count: does(count) for count in sizes}
        medians = {f"{count:,} jobs (µs a job)": cost for count, cost in each.items()}
        first = sizes[0]
        rows += [
            Row(f"{what}, {count:,} jobs", each[count] / each[first], "×", "≤", FLAT, f"{first:,} jobs, a job", medians)
            for count in sizes[1:]
        ]
    return [*rows, recorded(steps, part)]


def added(count: int) -> float:
    """What it costs to add so many jobs in one transaction, µs a job."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email", removeOnComplete=True)
        queue.add_bulk([("welcome", DATA)])
        return _cpu_us(lambda: queue.add_bulk([("welcome", DATA)] * count)) / count


def run_through(count: int) -> float:
    """What it costs to run so many jobs, µs a job."""
    with Lab(trace=False) as lab:
        lab.queue("email", removeOnComplete=True)
        arrivals = Evenly("email", "1s", count)
        return _cpu_us(lambda: lab.run({"email": at_once}, arrivals=arrivals, detail="transitions")) / count


def recorded(steps: int, part: int) -> Row:
    """What the last steps of a long run cost beside the first, key by key."""
    moments: list[float] = []
    with Lab(trace=False) as lab:
        lab.queue("email", removeOnComplete=True)
        lab.recording.listeners.append(lambda _: moments.append(time.process_time()))
        lab.run({"email": at_once}, arrivals=Evenly("email", "1s", -(-steps // STEPS_A_JOB)), detail="keys")
    took = [(end - begun) * 1e6 for begun, end in pairwise(moments)]
    first, last = median(took[:part]), median(took[-part:])
    medians = {"first (µs a step)": first, "last (µs a step)": last}
    what = f'lab.run, detail="keys", {len(moments):,} steps: the last {part:,}'
    return Row(what, last / first, "×", "≤", SLOWER, f"the first {part:,}", medians)


def _cpu_us(call: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1e6
