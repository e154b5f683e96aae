"""Lesson 09's checks: right answers pass, wrong ones get one thing to try; and what its prose says of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.errors import OptionError
from qlab.protocol.keys import Role
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


def test_09a_plays_it() -> None:
    assert "`jobs`: you say 2" in last("09-a", {"jobs": 2, "state": "completed", "n": 1})
    assert "`state`: you say None" in last("09-a", {"jobs": 1})
    assert "`n`: you say 2" in last("09-a", {"jobs": 1, "state": "completed", "n": 2})
    assert qlab.check("09-a", {"jobs": 1, "state": "completed", "n": 1}).passed


@pytest.mark.parametrize("mode", [{"replace": True}, {"replace": True, "extend": True, "ttl": "5s"}])
def test_09b_takes_either_mode_in_which_the_last_wins(mode: dict[str, object]) -> None:
    assert qlab.check("09-b", {"delay": "5s", "deduplication": {"id": "x", **mode}}).passed
    early = {"delay": "2500ms", "deduplication": {"id": "x", **mode}}
    assert "after the last edit. Try: a delay of four seconds" in last("09-b", early)


def test_09b_says_what_runs_instead() -> None:
    assert "5 jobs run" in last("09-b", {})
    assert "5 jobs run for 5 edits. Try: a delay" in last("09-b", {"deduplication": {"id": "x"}})
    assert "5 jobs run for 5 edits. Try: one deduplication id" in last("09-b", {"delay": "5s"})
    debounce = {"id": "x", "replace": True, "extend": True, "ttl": "5s"}
    assert "Try: a delay: without one, a worker takes each job" in last("09-b", {"deduplication": debounce})
    short = {"delay": "5s", "deduplication": {"id": "x", "replace": True, "ttl": "5s"}}
    assert "2 jobs run for 5 edits. Try: leaving out ttl, or adding `extend`" in last("09-b", short)
    throttle = {"delay": "5s", "deduplication": {"id": "x", "ttl": "5s"}}
    assert "2 jobs run for 5 edits. Try: a mode in which the last one wins" in last("09-b", throttle)
    assert "with the data of edit 1" in last("09-b", {"delay": "1m", "deduplication": {"id": "x"}})
    assert "Error" not in last("09-b", {"delay": "5s", "deduplication": {"mode": "debounce"}})


def test_09c_wants_a_new_job_under_the_old_id(lab: Lab) -> None:
    billing = lab.queue("billing")
    assert "no job `invoice-7`" in last("09-c", lab)
    billing.add("invoice", {"n": 1}, jobId="invoice-7")
    job = billing.take()
    job.complete()
    billing.add("invoice", {"n": 2}, jobId="invoice-7")
    assert "in `completed`, with n 1" in last("09-c", lab)
    job.remove()
    billing.add("invoice", {"n": 1}, jobId="invoice-7")
    assert "has n 1" in last("09-c", lab)
    billing.job("invoice-7").update_data({"n": 2})
    billing.take()
    assert "is in `active`" in last("09-c", lab)


def test_09c_tells_the_old_job_run_again_from_a_new_one(lab: Lab) -> None:
    lab.queue("billing").add("invoice", {"n": 1}, jobId="invoice-7")
    job = lab.queue_named("billing").take()
    job.complete()
    job.update_data({"n": 2})
    job.retry()
    assert qlab.check("09-c", lab).passed
    assert "It is the old job, run again" in last("09-c", lab)


def test_09c_solved(lab: Lab) -> None:
    lab.queue("billing").add("invoice", {"n": 2}, jobId="invoice-7")
    assert qlab.check("09-c", lab).passed


def test_09d_counts_what_stays() -> None:
    assert "5 of five completed jobs stay" in last("09-d", {})
    assert "0 of five completed jobs stay" in last("09-d", {"removeOnComplete": True})
    assert "0 of five failed jobs, a year apart, stay" in last("09-d", {"removeOnComplete": 2, "removeOnFail": True})
    assert "1 of five completed jobs stay" in last("09-d", {"removeOnComplete": {"count": 2, "age": 60}})
    assert qlab.check("09-d", {"removeOnComplete": {"count": 2}}).passed
    assert qlab.check("09-d", {"removeOnComplete": 2, "removeOnFail": False}).passed


@pytest.mark.parametrize("keep", [5, 1000, {"age": 3600}, {"age": 10 * 365 * 86_400}])
def test_09d_lets_no_failed_job_go_later_either(keep: object) -> None:
    assert "Try: leaving out removeOnFail" in last("09-d", {"removeOnComplete": 2, "removeOnFail": keep})


@pytest.mark.parametrize("id", ["42", "a:b"])
def test_pypi_takes_ids_that_npm_refuses(lab: Lab, id: str) -> None:
    queue = lab.queue("ids")
    with pytest.raises(OptionError, match="must not be a number"):
        queue.add("x", jobId=id)
    lab.peek(lambda: queue._queue.add("x", {}, {"jobId": id}))
    assert id in lab.snapshot().ids("ids", Role.WAIT)


def test_an_event_tells_of_a_second_job_with_the_same_id(lab: Lab) -> None:
    queue = lab.queue("orders")
    for _ in range(2):
        queue.add("pay", jobId="order-7")
    entries = lab.snapshot().container("orders", Role.EVENTS).entries  # type: ignore[union-attr]
    assert dict(entries[-1].fields)["event"] == "duplicated"


def test_a_throttled_id_outlives_its_job(lab: Lab) -> None:
    queue = lab.queue("sync")
    throttled = {"deduplication": {"id": "user-1", "ttl": "5s"}}
    queue.add("sync", **throttled)
    queue.take().complete()
    assert queue.add("sync", **throttled).id == "1"
    lab.clock.advance("5s")
    assert queue.add("sync", **throttled).id != "1"


def test_the_next_job_that_finishes_removes_what_is_too_old(lab: Lab) -> None:
    queue = lab.queue("email", removeOnComplete={"age": 60})
    queue.add("old")
    queue.take().complete()
    lab.clock.advance("1h")
    assert queue.counts()["completed"] == 1
    queue.add("late")
    queue.take().complete()
    assert [job.name for job in lab.snapshot().all_jobs()] == ["late"]
