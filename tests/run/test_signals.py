"""BullMQ's signals in a run: errors that say that an attempt has not failed, recorded both ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import pytest

from qlab import JobState, Lab
from qlab.errors import UsageError
from qlab.run import DelayedError, RateLimitError, WaitingChildrenError, WaitingError
from qlab.run.active_job import ActiveJob
from qlab.run.working import lasting
from tests.run.test_details import check_same


def once(job: ActiveJob, seen: set[str]) -> bool:
    """Whether a job is here for the first time."""
    first = job.id not in seen
    seen.add(job.id)
    return first


def test_a_job_that_is_put_back_for_a_while_uses_up_no_attempt() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("email").add_bulk([("a",), ("b", None, {"priority": 2})])
        seen: set[str] = set()

        def work(job: ActiveJob) -> Iterator[Any]:
            yield "1s"
            if once(job, seen):
                yield job.move_to_delayed("5s")
                raise DelayedError

        return {"processors": work}

    made = check_same(scenario).attempts()
    assert made["outcome"].tolist() == ["delayed", "delayed", "completed", "completed"]
    assert made["attempt"].tolist() == [1, 1, 1, 1]
    assert made["delay_ms"].tolist() == [0, 0, 5_000, 5_000]


def test_a_plain_processor_may_signal_too() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("email").add_bulk([("a",), ("b", None, {"priority": 2})])
        seen: set[str] = set()

        def work(job: ActiveJob) -> str:
            job.log(f"attempt {job.attempt}")
            if once(job, seen):
                job.move_to_wait()
                raise WaitingError
            return job.name

        return {"processors": work}

    run = check_same(scenario)
    assert run.attempts()["outcome"].tolist() == ["waiting", "completed", "prioritized", "completed"]
    assert [step.call.facts["text"] for step in run if "text" in step.call.facts] == ["attempt 1"] * 4


def test_a_parent_waits_for_children_that_it_adds_itself() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        parts = lab.queue("parts")
        whole = lab.queue("whole")
        whole.add("order")

        def work(job: ActiveJob) -> Iterator[Any]:
            if (yield job.move_to_waiting_children()):
                raise WaitingChildrenError
            yield "1s"

        def adding(job: ActiveJob) -> Iterator[Any]:
            if not asked:
                asked.append(job.id)
                job.add("parts", "pdf", parent={"id": job.id, "queue": f"{lab.prefix}:whole"})
            yield from work(job)

        asked: list[str] = []
        assert parts.name == "parts"
        return {"processors": {"whole": adding, "parts": lambda job: job.name}}

    run = check_same(scenario)
    assert run.attempts()[["queue", "outcome"]].to_numpy().tolist() == [
        ["whole", "waiting-children"],
        ["parts", "completed"],
        ["whole", "completed"],
    ]


def test_a_rate_limit_by_hand_puts_the_job_back_and_holds_the_worker_off() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        email = lab.queue("email")
        email.limit(5, "1s")
        email.add_bulk([("a",), ("b",)])
        seen: list[str] = []

        def work(job: ActiveJob) -> Iterator[Any]:
            yield "1s"
            if not seen:
                seen.append(job.id)
                yield job.rate_limit("30s")
                raise RateLimitError

        return {"processors": work, "until": "2m"}

    run = check_same(scenario)
    made = run.attempts()
    assert made["outcome"].tolist() == ["waiting", "completed", "completed"]
    assert (made["started"] - made["started"].iloc[0]).dt.total_seconds().tolist() == [0, 31, 32]


def test_a_signal_without_the_move_leaves_the_job_to_the_stalled_check() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("email", lock_duration="5s").add("a")
        seen: set[str] = set()

        def work(job: ActiveJob) -> None:
            if once(job, seen):
                raise DelayedError

        return {"processors": work, "until": "5m"}

    assert check_same(scenario).attempts()["outcome"].tolist() == ["stalled", "completed"]


# -- the same with a real worker ---------------------------------------------------------------------------------------


def test_a_real_worker_takes_none_of_the_four_for_a_failure() -> None:
    errors = {"wait": WaitingError, "delay": DelayedError, "limit": RateLimitError}
    seen: set[str] = set()

    async def work(job: Any, token: str) -> str:
        if job.name not in seen:
            seen.add(job.name)
            if job.name == "wait":
                await job.moveToWait(token)
            if job.name == "delay":
                await job.moveToDelayed(round(time.time() * 1000) + 50, token)
            raise errors[job.name]
        return str(job.name)

    with Lab(clock="real") as lab:
        email = lab.queue("email")
        with lab.work(email, work) as worker:
            jobs = [email.add(name) for name in errors]
            assert worker.wait(3)
            assert (worker.done, worker.failed, worker.errors) == (3, 0, [])
            assert [job.state for job in jobs] == [JobState.COMPLETED] * 3
            assert [job.fields["ats"] for job in jobs] == ["2"] * 3
            assert [job.fields["atm"] for job in jobs] == ["1"] * 3


def _back(job: ActiveJob) -> Iterator[Any]:
    yield job.move_to_wait()
    raise WaitingError


def _due_at_once(job: ActiveJob) -> Iterator[Any]:
    yield job.move_to_delayed(0)
    raise DelayedError


def _limited_by_nothing(_job: ActiveJob) -> None:
    raise RateLimitError


@pytest.mark.parametrize("detail", ["keys", "transitions"])
@pytest.mark.parametrize("processor", [_back, _due_at_once, _limited_by_nothing])
def test_a_job_that_comes_back_at_once_does_not_stop_the_clock_for_ever(
    processor: Callable[..., Any], detail: Literal["keys", "transitions"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "TAKEN_AT_ONCE", 20)
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        with pytest.raises(UsageError, match="Job 1 of queue email was taken 20 times at one moment"):
            lab.run({"email": processor}, detail=detail)
        queue.add("next")
        lab.run({"email": lambda _job: 1}, detail=detail)
        assert queue.counts()["completed"] >= 1


def test_retries_without_a_wait_may_be_many() -> None:
    def fails(_job: ActiveJob) -> None:
        raise OSError

    with Lab() as lab:
        lab.queue("email").add("welcome", attempts=100)
        assert len(lab.run({"email": fails}).attempts()) == 100
