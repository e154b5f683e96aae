"""What BullMQ refuses to do with a job or a queue is a clear error, and the recording is none the worse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qlab import Job, JobState, Lab, QlabError, Queue, custom
from qlab.errors import (
    DurationError,
    FailedChildren,
    JobMissing,
    LockLost,
    LockMismatch,
    OptionError,
    PendingChildren,
    QueueError,
    WrongState,
)
from tests.lab.refusing import check_intact, refused, take

pytestmark = pytest.mark.core


@pytest.fixture
def queue(lab: Lab) -> Queue:
    return lab.queue("q", attempts=2)


@pytest.fixture(autouse=True)
def intact(lab: Lab) -> Iterator[None]:
    yield
    check_intact(lab)


# Moving jobs


def test_completing_twice(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    job = take(queue)
    job.complete()
    refused(lab, WrongState, job.complete, "Job 1 is in `completed`, where one cannot complete it; it has finished")
    refused(lab, WrongState, lambda: job.fail("late"), "is in `completed`, where one cannot fail it")
    assert job.state is JobState.COMPLETED


@pytest.mark.parametrize("act", [Job.complete, lambda job: job.fail("no"), Job.extend_lock])
def test_a_job_nobody_took(lab: Lab, queue: Queue, act: Callable[[Job], object]) -> None:
    job = queue.add("a")
    refused(lab, WrongState, lambda: act(job), r"is in `waiting`.* a worker must take it first: job = queue.take\(\)")


@pytest.mark.parametrize("act", [Job.complete, lambda job: job.fail("no"), Job.extend_lock])
def test_a_job_another_worker_owns(lab: Lab, queue: Queue, act: Callable[[Job], object]) -> None:
    handle = queue.add("a")
    take(queue, "ada")
    refused(
        lab, LockMismatch, lambda: act(handle), "Job 1 is locked by ada, and only the worker that holds the lock may"
    )
    refused(lab, LockMismatch, lambda: act(queue.job(1)), "locked by ada")


def test_a_job_that_stalled_and_went_to_another_worker(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    slow = take(queue, "slow")
    for _ in range(2):
        lab.clock.advance("30s")
        queue.check_stalled()
    take(queue, "fast")
    refused(lab, LockMismatch, slow.complete, "locked by fast")


def test_a_lock_that_expired(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    job = take(queue)
    lab.clock.advance("31s")
    refused(lab, LockLost, job.complete, "The lock of job 1 is lost: it expired or was released before this complete")
    refused(lab, LockLost, lambda: job.fail("no"), "before this fail")
    refused(lab, LockLost, job.extend_lock, "The lock of job 1 is lost")


def test_a_lock_that_was_released(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    job = take(queue)
    job.release_lock()
    refused(lab, LockLost, job.complete, "The lock of job 1 is lost: it expired or was released before this complete")


@pytest.mark.parametrize(
    "act",
    [
        Job.complete,
        lambda job: job.fail("no"),
        Job.retry,
        Job.promote,
        lambda job: job.progress(1),
        lambda job: job.log("row"),
        lambda job: job.change_priority(2),
        lambda job: job.change_delay("1s"),
        lambda job: job.update_data(1),
        Job.extend_lock,
    ],
)
def test_a_job_that_is_gone(lab: Lab, queue: Queue, act: Callable[[Job], object]) -> None:
    queue.add("a")
    job = take(queue)
    job.complete()
    job.remove()
    refused(lab, JobMissing, lambda: act(job), "There is no job 1 any more")


def test_no_such_job(lab: Lab, queue: Queue) -> None:
    refused(lab, JobMissing, lambda: queue.job("nobody"), "has no job nobody")


def test_wrong_states(lab: Lab, queue: Queue) -> None:
    job = queue.add("a")
    refused(lab, WrongState, job.retry, "only a failed or completed job can be retried")
    refused(lab, WrongState, job.promote, "only a delayed job can")
    refused(lab, WrongState, lambda: job.change_delay("1s"), "only a delayed job can")


def test_removing_a_job_a_worker_has(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    job = take(queue)
    refused(lab, LockMismatch, job.remove, "only the worker that holds the lock may remove it")


def test_removing_a_parent_while_a_worker_has_its_child(lab: Lab, queue: Queue) -> None:
    flow = lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]})
    take(queue)
    refused(lab, LockMismatch, flow.job.remove, "A worker has a child of job")


def test_parents_that_are_not_there(lab: Lab, queue: Queue) -> None:
    parent = {"id": "nobody", "queue": f"{lab.prefix}:q"}
    steps = len(lab.steps)
    with pytest.raises(JobMissing, match=f"There is no parent {lab.prefix}:q:nobody; add the parent first"):
        queue.add("a", parent=parent)
    assert len(lab.steps) <= steps + 1  # BullMQ has counted an id for it


def test_waiting_for_children_takes_the_lock(lab: Lab, queue: Queue) -> None:
    parent = queue.add("parent")
    lab.queue("c").add("child", parent=parent)
    refused(lab, WrongState, parent.move_to_waiting_children, "a worker must take it first")
    take(queue, "ada")
    refused(lab, LockMismatch, parent.move_to_waiting_children, "locked by ada")


def test_children(lab: Lab, queue: Queue) -> None:
    parent = queue.add("parent")
    children = lab.queue("c")
    children.add("child", parent=parent, failParentOnFailure=True)
    job = take(queue)
    refused(lab, PendingChildren, job.complete, "children that have not finished; wait for them")
    take(children).fail("no")
    refused(lab, FailedChildren, job.complete, "a child of it failed")


# Managing


def test_wrong_arguments(lab: Lab, queue: Queue) -> None:
    refused(lab, OptionError, lambda: queue.clean("done"), "choose one of completed, failed")
    refused(lab, OptionError, lambda: queue.clean(limit=-1), "a whole number from 0")
    refused(lab, OptionError, lambda: queue.retry_all("waiting"), "choose one of completed, failed")
    refused(lab, OptionError, lambda: queue.retry_all(count=0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.promote_all(count=0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.limit(0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.concurrency(1.5), "a whole number from 1")  # type: ignore[arg-type]
    refused(lab, DurationError, lambda: queue.limit(1, "often"), "not a duration")
    refused(lab, OptionError, lambda: lab.queue("r", lock_duration=0), "a whole number from 1")
    refused(lab, DurationError, lambda: queue.check_stalled(interval="x"), "not a duration")
    refused(lab, OptionError, lambda: queue.check_stalled(max_stalled="x"), "a whole number from 0")  # type: ignore[arg-type]
    refused(lab, OptionError, lambda: queue.limit(1, 0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.unschedule(""), "scheduler needs a string as its name")
    queue.add("a")
    job = take(queue)
    refused(lab, OptionError, lambda: job.extend_lock(0), "a whole number from 1")


def test_schedules(lab: Lab, queue: Queue) -> None:
    refused(lab, OptionError, lambda: queue.schedule("s"), 'either every="10m" or cron=')
    refused(lab, OptionError, lambda: queue.schedule("s", every="1s", cron="* * * * *"), "either every")
    refused(lab, OptionError, lambda: queue.schedule("s", every=0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.schedule("s", cron="every day"), "is invalid: ")
    refused(lab, OptionError, lambda: queue.schedule("s", cron="61 * * * *"), "is invalid: ")
    refused(lab, OptionError, lambda: queue.schedule("s", cron="0 9 * * *", tz="Atlantis"), "is not a time zone; ")
    refused(lab, OptionError, lambda: queue.schedule("s", every="1s", limit=0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.schedule("", every="1s"), "scheduler needs a string as its name")


def test_obliterating_while_a_worker_has_a_job(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    take(queue)
    with pytest.raises(QueueError, match="active jobs; finish or fail those jobs first, or say force=True"):
        queue.obliterate()
    assert lab.last.title.endswith("(refused)")  # it has paused the queue, which is a change to be seen
    queue.obliterate(force=True)


@pytest.mark.parametrize(
    "function", [lambda *_: "soon", lambda *_: -5, lambda *_: float("nan"), lambda *_: 1 / 0], ids=range(4)
)
def test_a_backoff_of_ones_own_that_makes_no_sense(lab: Lab, queue: Queue, function: Callable[..., Any]) -> None:
    queue.add("a", backoff=custom(function, "odd"))
    job = take(queue)
    steps = len(lab.steps)
    with pytest.raises((QlabError, ZeroDivisionError)):
        job.fail("no")
    assert len(lab.steps) == steps
    assert job.state is JobState.ACTIVE


def test_a_backoff_the_queue_does_not_know(lab: Lab, queue: Queue) -> None:
    queue.add("a", backoff={"type": "elsewhere"})
    refused(lab, OptionError, lambda: take(queue).fail("no"), "no backoff named 'elsewhere'") if False else None
    job = take(queue)
    refused(lab, OptionError, lambda: job.fail("no"), "no backoff named 'elsewhere'")
