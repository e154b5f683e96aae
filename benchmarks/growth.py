"""How the cost of a job grows with the number of jobs: added in bulk, run, and recorded key by key."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from benchmarks.bare import DATA
from benchmarks.rows import Row, ratio
from benchmarks.run import at_once
from qlab import Lab
from qlab.run import Evenly

SIZES = (1_000, 10_000, 100_000)
STEPS = 30_000
PART = 1_000
STEPS_A_JOB = 5
FLAT, SLOWER = 1.3, 1.5


def run(*, sizes: Sequence[int] = SIZES, steps: int = STEPS, part: int = PART) -> list[Row]:
    """Measure CPU time of this process, which other work on the machine changes least."""
    rows = []
    for what, does in (("add_bulk", added), ('lab.run, detail="transitions"', run_through)):
        each = costs(does, sizes)
        medians = {f"{count:,} jobs (µs a job)": cost for count, cost in each.items()}
        first = sizes[0]
        rows += [
            Row(f"{what}, {count:,} jobs", each[count] / each[first], "×", "≤", FLAT, f"{first:,} jobs, a job", medians)
            for count in sizes[1:]
        ]
    return [*rows, recorded(steps, part), *memory(sizes[len(sizes) // 2])]


def costs(does: Callable[[int], float], sizes: Sequence[int], rounds: int = 3) -> dict[int, float]:
    """Return what a job of each size costs: the longest once, the others before and after it, and their medians.

    The longest takes half a minute, and the machine may not be the same after it.
    """
    *shorter, longest = sizes
    each: dict[int, list[float]] = {count: [] for count in sizes}
    for count in [*shorter * rounds, longest, *shorter * rounds]:
        each[count].append(does(count))
    return {count: median(costs) for count, costs in each.items()}


def added(count: int) -> float:
    """Return what it costs to add so many jobs in one transaction, µs a job."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email", removeOnComplete=True)
        queue.add_bulk([("welcome", DATA)])
        return _cpu_us(lambda: queue.add_bulk([("welcome", DATA)] * count)) / count


def run_through(count: int) -> float:
    """Return what it costs to run so many jobs, µs a job."""
    with Lab(trace=False) as lab:
        lab.queue("email", removeOnComplete=True)
        arrivals = Evenly("email", "1s", count)
        return _cpu_us(lambda: lab.run({"email": at_once}, arrivals=arrivals, detail="transitions")) / count


def recorded(steps: int, part: int, rounds: int = 5) -> Row:
    """Return what the last steps of a long run cost beside the first of another, key by key.

    Minutes lie between the first and the last of one lab's, and the machine is not the same by then: so each last part
    is measured beside the first part of a new lab, one right after the other.
    """
    pairs = []
    with Lab(trace=False) as old:
        cost_of_steps(old, max(part, steps - rounds * part))
        for _ in range(rounds):
            with Lab(trace=False) as young:
                pairs.append((cost_of_steps(old, part), cost_of_steps(young, part)))
        made = len(old.steps)
    medians = {
        name: median(each[at] for each in pairs) for at, name in enumerate(("last (µs a step)", "first (µs a step)"))
    }
    what = f'lab.run, detail="keys", {made:,} steps: the last {part:,}'
    return Row(what, ratio(pairs), "×", "≤", SLOWER, f"the first {part:,}", medians)


def cost_of_steps(lab: Lab, steps: int) -> float:
    """Return the CPU time of a step, the median of so many more of a lab's, µs."""
    moments: list[float] = []
    lab.queue("email", removeOnComplete=True)
    lab.recording.listeners.append(lambda _: moments.append(time.process_time()))
    lab.run({"email": at_once}, arrivals=Evenly("email", "1s", -(-steps // STEPS_A_JOB)), detail="keys")
    del lab.recording.listeners[-1]
    return median((end - begun) * 1e6 for begun, end in pairwise(moments))


def memory(count: int) -> list[Row]:
    """Return what a job leaves in memory, and what it takes at most meanwhile."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email", removeOnComplete=True)
        ways: dict[str, Callable[[], object]] = {
            "add_bulk": lambda: queue.add_bulk([("welcome", DATA)] * count),
            'lab.run, detail="transitions"': lambda: run_through_more(queue.lab, count),
        }
        return [_memory_row(what, count, way) for what, way in ways.items()]


def run_through_more(lab: Lab, count: int) -> object:
    """Run so many jobs, after those that wait."""
    return lab.run({"email": at_once}, arrivals=Evenly("email", "1s", count), detail="transitions")


def _memory_row(what: str, count: int, way: Callable[[], object]) -> Row:
    gc.collect()
    tracemalloc.start()
    kept = way()
    gc.collect()
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    figures = {"kept (kB a job)": left / count / 1_000, "at most (kB a job)": peak / count / 1_000}
    return Row(f"{what}, {count:,} jobs: memory", left / count / 1_000, "kB a job", "≤", None, "nothing", figures)


def _cpu_us(call: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1e6
