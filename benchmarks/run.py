"""What a run in virtual time costs beside BullMQ's own calls, and how long a day of ten thousand jobs takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from benchmarks.bare import bare
from benchmarks.rows import Row
from qlab import Lab, exponential
from qlab.run import Evenly, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run

SCRIPTS_A_CYCLE = 3
DAY_S = 86_400


def run(*, jobs: int = 1_000, rounds: int = 7, day: int = 10_000) -> list[Row]:
    """Measures scripts a second, turn by turn with the bare calls, and the day."""
    bare_rates, run_rates = [], []
    with bare() as alone, Lab() as lab:
        queue = lab.queue("email", removeOnComplete=True)
        for _ in range(rounds + 1):  # the first warms up
            began = time.perf_counter()
            alone.cycles(jobs)
            bare_rates.append(SCRIPTS_A_CYCLE * jobs / (time.perf_counter() - began))
            began = time.perf_counter()
            done = lab.run({queue.name: at_once}, arrivals=Evenly("email", "1s", jobs), detail="transitions")
            run_rates.append(done.scripts / (time.perf_counter() - began))
    rates = {"bare (scripts/s)": median(bare_rates[1:]), "lab.run (scripts/s)": median(run_rates[1:])}
    ratio = rates["lab.run (scripts/s)"] / rates["bare (scripts/s)"]
    began = time.perf_counter()
    whole_day(day)
    took = time.perf_counter() - began
    return [
        Row('lab.run, detail="transitions"', ratio, "×", "≥", 1.0, "bare BullMQ calls, scripts/s", rates),
        Row(f"a day of {day:,} jobs with retries", took, "s", "≤", 60, "real time", {"the day (s)": took}),
    ]


def at_once(_: ActiveJob) -> dict[str, str]:
    """What the bare cycle returns."""
    return {"messageId": "m-1"}


def whole_day(jobs: int) -> Run:
    """A day of mails: Poisson arrivals, exponential work, one attempt in ten fails."""

    def send(job: ActiveJob) -> Iterator[float]:
        yield job.random.expovariate(1 / 8_000)
        if job.random.random() < 0.1:
            raise ConnectionError("SMTP 451")

    with Lab() as lab:
        lab.queue("email", attempts=4, backoff=exponential("2s"))
        every = 1_000 * DAY_S // max(jobs, 1)
        return lab.run({"email": send}, 2, arrivals=Poisson("email", every, jobs), detail="transitions")
