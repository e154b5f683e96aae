"""What a run in virtual time costs beside BullMQ's own calls, and how long a day of ten thousand jobs takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.bare import bare
from benchmarks.rows import Pairs, Row, in_pairs, ratio
from qlab import Lab, exponential
from qlab.run import Evenly, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run

DAY_S = 86_400


def run(*, jobs: int = 1_000, rounds: int = 15, day: int = 10_000) -> list[Row]:
    """Measure a run beside the bare calls of the same four scripts a job, in pairs, and the day.

    The bar is on CPU time of this process. The server runs the same scripts for both, and how soon two processes wake
    each other says more of the machine than of either: by the wall clock the same code gave 0.73 and 0.95 in two runs.
    """
    with bare() as alone, Lab() as lab:
        lab.queue("email", removeOnComplete=True)
        pairs = in_pairs(partial(alone.works, jobs), partial(through, lab, jobs), rounds)
    began = time.perf_counter()
    whole_day(day)
    took = time.perf_counter() - began
    return [
        *_beside_bare(pairs, jobs),
        Row(f"a day of {day:,} jobs with retries", took, "s", "≤", 60, "real time", {"the day (s)": took}),
    ]


def through(lab: Lab, jobs: int) -> Run:
    """Run so many jobs through a lab, one at a time."""
    return lab.run({"email": at_once}, arrivals=Evenly("email", "1s", jobs), detail="transitions")


def _beside_bare(pairs: Pairs, jobs: int) -> list[Row]:
    what, beside = 'lab.run, detail="transitions", jobs a second', "the same scripts, called bare"
    rows = []
    for clock, bar, took in (("CPU", 1.0, pairs.cpu), ("wall clock", None, pairs.wall)):
        medians = {
            name: 1000 * median(each[at] for each in took) / jobs
            for at, name in enumerate((f"bare (µs a job, {clock})", f"lab.run (µs a job, {clock})"))
        }
        rows.append(Row(f"{what}, {clock}", ratio(took), "×", "≥", bar, beside, medians))
    return rows


def at_once(_: ActiveJob) -> dict[str, str]:
    """Return what the bare cycle returns."""
    return {"messageId": "m-1"}


def whole_day(jobs: int) -> Run:
    """Return a day of mails: Poisson arrivals, exponential work, one attempt in ten fails."""

    def send(job: ActiveJob) -> Iterator[float]:
        yield job.random.expovariate(1 / 8_000)
        if job.random.random() < 0.1:
            raise ConnectionError("SMTP 451")

    with Lab() as lab:
        lab.queue("email", attempts=4, backoff=exponential("2s"))
        every = 1_000 * DAY_S // max(jobs, 1)
        return lab.run({"email": send}, 2, arrivals=Poisson("email", every, jobs), detail="transitions")
