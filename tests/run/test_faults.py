"""What once went wrong in a run in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest

from qlab import Lab
from qlab.run import Crash
from qlab.run.active_job import ActiveJob

DETAILS: tuple[Literal["keys", "transitions"], ...] = ("keys", "transitions")


@pytest.fixture(params=DETAILS)
def detail(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_job_added_while_a_worker_is_about_to_rest_wakes_it(detail: Any) -> None:
    with Lab() as lab:
        q, p = lab.queue("q"), lab.queue("p")
        q.add("a")
        run = lab.run({"q": lambda job: job.add("p", "x"), "p": lambda _: 1}, detail=detail)
        assert p.counts()["completed"] == 1
        assert run.attempts()["outcome"].tolist() == ["completed", "completed"]


def test_a_parent_whose_child_ends_while_its_worker_is_about_to_rest_is_taken(detail: Any) -> None:
    with Lab() as lab:
        lab.queue("part")
        whole = lab.queue("whole")
        lab.flow({"name": "w", "queue": "whole", "children": [{"name": "c", "queue": "part"}]})
        lab.run({"part": lambda _: 1, "whole": lambda _: 2}, detail=detail)
        assert whole.counts()["completed"] == 1


def test_a_worker_that_has_looked_in_vain_does_not_look_again_for_nothing(detail: Any) -> None:
    with Lab() as lab:
        q = lab.queue("q")
        q.add("a")
        run = lab.run(lambda _: 1, detail=detail)
        scripts = run.scripts or sum(1 for step in run if step.operation.name != "advance")
        assert scripts == 3, "the job is taken and completed, then the worker looks once more"


def test_a_job_that_is_never_due_stays_where_it_is(detail: Any) -> None:
    with Lab() as lab:
        q = lab.queue("q")
        q.add("never", delay="5s")
        q.add("now")
        with lab.observe("a score that is not a moment"):
            lab.redis.zadd(f"{lab.prefix}:q:delayed", {"1": float("inf")})

        def work(job: ActiveJob) -> Iterator[str]:
            yield "1s"

        run = lab.run(work, until="1m", detail=detail)
        assert run.attempts()["job"].tolist() == ["2"]
        assert q.counts()["delayed"] == 1
        assert (run.queue_length()["in_line"] >= 0).all()


@pytest.mark.parametrize("wiped", ["everything", "the list", "moved"])
def test_a_processor_that_changes_keys_by_hand_does_not_keep_the_run_going_for_ever(detail: Any, wiped: str) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add_bulk([("mail",)] * 3)

        def by_hand() -> None:
            if wiped == "everything":
                lab.redis.flushall()
            elif wiped == "the list":
                lab.redis.delete("bull:email:active")
            else:
                lab.redis.lmove("bull:email:active", "bull:email:wait", "LEFT", "RIGHT")

        def work(job: ActiveJob) -> Iterator[str]:
            yield "1s"
            if job.id == "2" and job.attempt == 1 and not done:
                done.append(by_hand())
            yield "1s"

        done: list[None] = []
        run = lab.run(work, detail=detail)
        assert run.ended - run.began == {"everything": 4_000, "the list": 6_000, "moved": 8_000}[wiped]
        ended = {(move.job, move.outcome) for move in run.moves if move.source == "active"}
        second = {"everything": "removed", "the list": "removed", "moved": "waiting"}[wiped]
        assert {("1", "completed"), ("2", second)} <= ended
        assert queue.counts()["active"] == 0


def test_nor_does_one_whose_worker_dies_after_it(detail: Any) -> None:
    with Lab() as lab:
        lab.queue("email").add("mail")

        def work(_job: ActiveJob) -> Iterator[Any]:
            yield "1s"
            lab.redis.flushall()
            yield Crash()

        run = lab.run(work, detail=detail)
        assert [(move.job, move.outcome) for move in run.moves if move.source == "active"] == [("1", "removed")]
