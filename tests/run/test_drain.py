"""lab.drain: all that is due runs, and time stands still unless a processor takes some."""

from __future__ import annotations

from typing import Any

import pytest

from qlab import Lab, exponential
from qlab.errors import UsageError
from qlab.run import Crash


@pytest.fixture
def email(lab: Lab) -> Any:
    return lab.queue("email", attempts=3, backoff=exponential("2s"))


def test_what_is_due_runs_and_what_is_not_stays(lab: Lab, email: Any) -> None:
    email.add("now")
    email.add("later", delay="7d")
    ran: list[str] = []
    lab.drain(lambda job: ran.append(job.name))
    assert ran == ["now"]
    assert lab.clock.elapsed_ms == 0
    lab.clock.advance("7d")
    lab.drain()
    assert ran == ["now", "later"]
    assert email.counts()["completed"] == 2


def test_jobs_that_processors_add_run_too_and_retries_wait_for_their_time(lab: Lab, email: Any) -> None:
    email.add("first")
    ran: list[tuple[str, int]] = []

    def work(job: Any) -> None:
        ran.append((job.name, job.attempt))
        if job.name == "first":
            job.add("email", "second")
            raise ConnectionError("451")

    lab.drain(work)
    assert ran == [("first", 1), ("second", 1)]
    lab.clock.advance("2s")
    lab.drain()
    assert ran[-2:] == [("first", 2), ("second", 1)]


def test_only_work_that_takes_time_moves_the_clock(lab: Lab, email: Any) -> None:
    email.add("slow")
    email.add("soon", delay="1s")
    email.add("late", delay="1h")

    def work(job: Any) -> Any:
        if job.name == "slow":
            yield "40s"  # longer than a lock lasts

    run = lab.drain(work)
    assert lab.clock.elapsed_ms == 40_000
    assert email.counts()["completed"] == 2
    assert run.ended - run.began == 40_000


def test_a_job_that_somebody_else_holds_keeps_nobody_waiting(lab: Lab, email: Any) -> None:
    email.add("held")
    email.take("somebody")
    email.add("free")
    lab.drain(lambda _job: None)
    assert lab.clock.elapsed_ms == 0
    assert email.counts()["completed"] == 1


def test_a_worker_that_dies_ends_it(lab: Lab, email: Any) -> None:
    email.add("fatal")

    def work(_job: Any) -> Any:
        yield Crash()

    lab.drain(work)
    assert email.counts()["active"] == 1


def test_a_scheduler_makes_no_endless_run(lab: Lab, email: Any) -> None:
    email.schedule("tick", every="1m")
    lab.clock.to_next()
    lab.drain(lambda _job: None)
    before = email.counts()["completed"]
    lab.clock.advance("1m")
    lab.drain()
    assert email.counts()["completed"] == before + 1


def test_a_function_of_two_gets_what_bullmqs_worker_gives(lab: Lab, email: Any) -> None:
    email.add("welcome", {"to": "ada"})
    got: list[Any] = []

    async def process(job: Any, token: str) -> str:
        got.extend((type(job).__module__, job.data, token))
        await job.updateProgress(50)
        return "sent"

    lab.drain(process)
    assert got == ["bullmq.job", {"to": "ada"}, "worker-1:1"]
    job = email.job("1")
    assert (job.view.progress, job.view.return_value) == (50, "sent")


def test_a_processor_that_adds_a_job_for_each_it_takes_is_stopped(lab: Lab, email: Any) -> None:
    email.add("again")
    with pytest.raises(UsageError, match=r"has taken 20 jobs, and there are more"):
        lab.drain(lambda job: job.add("email", "again"), most=20)


def test_without_a_processor_it_says_how_to_give_one(lab: Lab, email: Any) -> None:
    with pytest.raises(UsageError, match=r"lab\.drain\(\{'email': send\}\)"):
        lab.drain()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], r"\[\] are not processors; give a function"),
        (3, "3 are not processors"),
        ("email", "'email' are not processors"),
        ({3: print}, "3 is not the name of a queue"),
        ({b"email": print}, "b'email' is not the name of a queue"),
        ({"email": 3}, "3 cannot be the processor for 'email'; give a function"),
    ],
)
def test_what_is_no_processor_is_refused_and_not_kept(lab: Lab, email: Any, given: Any, said: str) -> None:
    email.add("welcome")
    for run in (lab.drain, lab.run):
        with pytest.raises(UsageError, match=said):
            run(given)
    with pytest.raises(UsageError, match="No processors are known yet"):
        lab.drain()
