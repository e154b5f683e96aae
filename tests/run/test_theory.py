"""A run against queueing theory: Little's law, and M/M/c for Poisson arrivals and exponential work."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from statistics import mean, stdev

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.run import Poisson, erlang_c, mean_wait_ms
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run

STUDENT_999 = 4.0
"""Above the 99.9 % quantile of Student's t for 15 batches (3.73 for two sides at 15 degrees, rounded up)."""


def simulated(workers: int, jobs: int, seed: int) -> Run:
    def work(job: ActiveJob) -> Iterator[float]:
        yield job.random.expovariate(1 / 4_000)

    with Lab(trace=False, seed=seed) as lab:
        lab.queue("email")
        arrivals = Poisson("email", "2s", jobs=jobs)
        return lab.run({"email": work}, workers, arrivals=arrivals, detail="transitions")


def test_erlangs_formula_gives_the_published_values() -> None:
    assert erlang_c(0.5, 1) == pytest.approx(0.5)  # M/M/1: the probability to wait is the load
    assert erlang_c(2, 3) == pytest.approx(4 / 9)
    assert erlang_c(8, 10) == pytest.approx(0.409180, abs=1e-6)
    assert erlang_c(3, 2) == 1
    assert mean_wait_ms(0.5, 1_000, 1) == pytest.approx(1_000)
    assert mean_wait_ms(2, 1_000, 1) == float("inf")
    with pytest.raises(UsageError):
        erlang_c(1, 0)


def test_a_run_keeps_littles_law_and_agrees_with_m_m_c() -> None:
    run = simulated(workers=3, jobs=4_000, seed=11)
    law = run.littles_law().iloc[0]
    assert law["in_line"] == pytest.approx(law["predicted"], rel=1e-9)

    waits = run.waiting()["wait_ms"].tolist()[100:]  # the first find an empty queue, unlike the rest
    size = len(waits) // 15
    batches = [mean(waits[at : at + size]) for at in range(0, 15 * size, size)]  # batch means: near waits are alike
    error = STUDENT_999 * stdev(batches) / sqrt(len(batches))
    assert mean(batches) == pytest.approx(mean_wait_ms(0.5, 4_000, 3), abs=error)
    assert error < mean_wait_ms(0.5, 4_000, 3)  # else the interval would prove nothing
    assert run.utilisation()["utilisation"].iloc[0] == pytest.approx(2 / 3, abs=0.06)
