"""Who took a job in real time: its hash says it, also where no look saw the job in ``active``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qlab import Lab
from qlab.plot.lives._stays import stays_table
from qlab.plot.runs._workers import lanes_table
from qlab.record.step import NO_TRACE, Step
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot

pytestmark = pytest.mark.core


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


def worked(lab: Lab, jobs: int, *, fail: int = 0, **options: Any) -> None:
    """Lets a worker end so many jobs, each after so many failures, between two looks."""

    def work(job: Any) -> str:
        if job.attemptsMade < fail:
            raise ValueError("in vain")
        return "sent"

    with lab.work("q", work, **options) as live:
        assert live.wait(jobs * (fail + 1))
    lab.snapshot()


def made(lab: Lab) -> list[tuple[Any, ...]]:
    """The attempts: job, number, outcome, worker."""
    rows = lab.recording.attempts().sort_values(["job", "attempt"])
    return [(each.job, each.attempt, each.outcome, each.worker) for each in rows.itertuples()]


def test_a_run_that_no_look_saw_has_its_worker_and_its_moments(real: Lab) -> None:
    queue = real.queue("q")
    queue.add_bulk([("a",)] * 2)
    worked(real, 2, name="ada")
    assert made(real) == [("1", 1, "completed", "ada"), ("2", 1, "completed", "ada")]
    moves = real.recording.transitions()
    assert list(moves[moves.target == "active"].worker) == ["ada", "ada"]
    assert list(moves[moves.target == "completed"].source) == ["active", "active"]
    for each in real.recording.attempts().itertuples():
        view = real.snapshot().job(each.job, "q")
        assert view is not None
        began, ended = (each.started.timestamp() * 1000, each.ended.timestamp() * 1000)
        assert (round(began), round(ended)) == (view.processed_on, view.finished_on)
    assert set(lanes_table(real.recording).worker) == {"ada"}
    assert list(stays_table(real.recording).state) == ["waiting", "active", "completed"] * 2
    assert "jobs 1 and 2 are taken from `wait`, and are in `completed` by now" in real.recording[-1].sentence


def test_a_worker_without_a_name_is_not_known(real: Lab) -> None:
    real.queue("q").add("a")
    worked(real, 1)
    assert made(real) == [("1", 1, "completed", None)]
    assert lanes_table(real.recording).empty
    assert "a worker takes job 1 from `wait`" in real.recording[-1].sentence


def test_of_several_runs_that_no_look_saw_the_last_is_told_and_the_others_are_counted(real: Lab) -> None:
    real.queue("q").add("a", attempts=3)
    worked(real, 1, fail=2, name="ada")
    assert made(real) == [("1", 3, "completed", "ada")]
    assert "attempt 3 of 3 begins, after 2 runs that no look saw" in real.recording[-1].sentence


def test_each_worker_has_the_run_that_it_made(real: Lab) -> None:
    queue = real.queue("q")
    job = queue.add("a", attempts=2, backoff="1h")

    def fails(_job: Any) -> None:
        raise ValueError("in vain")

    with real.work("q", fails, name="ada") as live:
        assert live.wait(1)
    real.snapshot()
    job.promote()
    with real.work("q", str, name="bob") as live:
        assert live.wait(1)
    real.snapshot()
    assert made(real) == [("1", 1, "retried", "ada"), ("1", 2, "completed", "bob")]
    assert next(iter(real.recording.attempts().error)) == "in vain"


def test_a_job_that_is_removed_as_it_ends_leaves_nobody_to_name(real: Lab) -> None:
    real.queue("q").add("a", removeOnComplete=True)
    worked(real, 1, name="ada")
    assert made(real) == []
    assert real.recording[-1].transitions[-1].target is None


def test_what_a_hand_puts_into_completed_had_no_worker(real: Lab) -> None:
    queue = real.queue("q")
    queue.add("a")
    with real.observe():
        real.redis.lrem(f"{real.prefix}:q:wait", 1, "1")
        real.redis.zadd(f"{real.prefix}:q:completed", {"1": 1})
    assert made(real) == []


def test_the_moments_of_a_run_that_no_look_saw_are_in_order(real: Lab) -> None:
    real.queue("q").add("a", delay="1ms")
    worked(real, 1, name="ada")
    moves = [move for step in real.recording for move in step.transitions]
    assert [move.target for move in moves] == ["delayed", "waiting", "active", "completed"]
    assert [move.at for move in moves] == sorted(move.at for move in moves)
    assert real.recording.attempts().iloc[0]["delay_ms"] >= 0


def test_an_add_whose_job_a_worker_had_before_the_look_is_told_as_an_add(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a", jobId="mine")
    add = lab.last
    with lab.observe("in no list") as bare:
        lab.redis.delete(f"{lab.prefix}:q:wait")

    def told(after: Snapshot) -> str:
        return Step(1, "add", add.call, add.before, after, None, None, sentence, lambda: NO_TRACE).sentence

    assert told(bare.after) == "Job mine is added, and is on its way to a worker as this is read."
    assert told(add.before) == "Job mine is added, and is gone by now."
    queue.add("b", jobId="mine")
    assert lab.last.sentence == "No job is added: there is a job mine already, and its data stays as it was."
