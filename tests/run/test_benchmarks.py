"""The benchmarks of runs and of the application work, with tiny sizes; no wall-clock figure is asserted here."""

from __future__ import annotations

import pytest

from benchmarks import app, run

pytestmark = pytest.mark.slow


def test_the_run_is_measured_beside_bare_calls() -> None:
    rows = run.run(jobs=5, rounds=1, day=20)
    assert [row.bar for row in rows] == [1.0, None, 60]
    assert set(rows[0].medians) == {"bare (µs a job, CPU)", "lab.run (µs a job, CPU)"}


def test_the_application_is_measured_and_killed_workers_lose_nothing() -> None:
    assert app.KILLS >= 20
    rows = app.run(clients=2, requests=1, jobs=100, killed=200, workers=6, retries=2)
    assert len(rows) == 8
    assert [(row.figure, row.met) for row in rows[-3:]] == [(6, True), (0, True), (0, True)]
    assert rows[-1].medians["run twice (jobs)"] > 0  # they were killed at work
