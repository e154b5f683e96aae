"""Wrong use of locks, events, flows, limits and waits is a clear error, and the recording is none the worse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qlab import Job, Lab, Queue
from qlab.errors import (
    DataError,
    DurationError,
    JobMissing,
    LockMismatch,
    OptionError,
    QueueMissing,
    UsageError,
    WrongState,
)
from tests.lab.refusing import Unspeakable, check_intact, refused, take

pytestmark = pytest.mark.core
LONE = "\udcff"


@pytest.fixture
def queue(lab: Lab) -> Queue:
    return lab.queue("q")


@pytest.fixture(autouse=True)
def intact(lab: Lab) -> Iterator[None]:
    yield
    check_intact(lab)


# Arguments


@pytest.mark.parametrize("jobs", [5, None, "ab", Unspeakable()])
def test_locks_of_what_is_no_list(lab: Lab, queue: Queue, jobs: Any) -> None:
    refused(lab, UsageError, lambda: queue.extend_locks(jobs), r"are not jobs; give a list of those that were taken")


def test_locks_of_what_is_no_job_of_the_queue(lab: Lab, queue: Queue) -> None:
    other = lab.queue("r")
    for each in (queue, other):
        each.add("a")
    mine, theirs, nothing = take(queue), take(other), queue.take()
    for odd in ("1", 1, None, Unspeakable(), theirs, nothing):
        refused(
            lab, UsageError, lambda odd=odd: queue.extend_locks([mine, odd]), "is not a job of this queue; give jobs"
        )
    assert queue.extend_locks(job for job in [mine]) == []
    assert queue.extend_locks([]) == []


@pytest.mark.parametrize("duration", ["often", -1, float("nan"), Unspeakable()])
def test_durations(lab: Lab, queue: Queue, duration: Any) -> None:
    queue.add("a")
    job = take(queue)
    for call in (queue.limit_now, job.move_to_delayed, lambda given: queue.extend_locks([job], given)):
        refused(lab, DurationError, lambda call=call: call(duration), "duration|negative")
    refused(lab, OptionError, lambda: queue.extend_locks([job], 0), "a whole number from 1")
    refused(lab, OptionError, lambda: queue.limit_now(0), "a whole number from 1")


@pytest.mark.parametrize("number", ["x", -1, 1.5, True, float("nan"), 10**30, Unspeakable()])
def test_numbers(lab: Lab, queue: Queue, number: Any) -> None:
    job = queue.add("a")
    calls: list[Callable[[], Any]] = [
        lambda: queue.trim_events(number),
        lambda: job.clear_logs(number),
        lambda: queue.emit("mine", number),
        lambda: lab.get_flow("q", job.id, depth=number),
        lambda: lab.get_flow("q", job.id, most=number),
    ]
    for call in calls:
        refused(lab, OptionError, call, "cannot be .*: give a whole number from [01]")
    refused(lab, OptionError, lambda: lab.get_flow("q", job.id, depth=0), "depth cannot be 0")


@pytest.mark.parametrize("fields", [{}, {"a": "b"}])
def test_an_events_fields_are_named(lab: Lab, queue: Queue, fields: Any) -> None:
    says = r"^An event's fields have names; write queue\.emit\('ready', id=7\), not \{.*\}\.$"
    refused(lab, OptionError, lambda: queue.emit("mine", fields), says)


def test_another_labs_queue_is_refused(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    with Lab() as other:
        theirs = other.queue("q")
        for call in (lambda: lab.worker(theirs), lambda: lab.get_flow(theirs, "1")):  # type: ignore[arg-type]
            refused(lab, UsageError, call, "is a queue of another lab; give one of this lab's queues, or its name")
        with Lab(clock="real") as real, pytest.raises(UsageError, match="is a queue of another lab"):
            real.work(theirs, lambda _job: None)
    assert lab.workers == []
    assert lab.worker(queue).queue is queue


@pytest.mark.parametrize("id", [None, 5, "", [], Unspeakable()])
def test_ids_and_names(lab: Lab, queue: Queue, id: Any) -> None:
    refused(lab, UsageError, lambda: queue.deduplication_job_id(id), "cannot be a deduplication id; give a string")
    refused(lab, UsageError, lambda: queue.emit(id), "cannot name an event; give a string")
    if id != 5:
        refused(lab, UsageError, lambda: lab.get_flow("q", id), "cannot be a job's id; give a string or a number")
        refused(lab, UsageError, lambda: lab.worker("q").cancel(id), "cannot be a job's id; give a string or a number")
    if id != "":
        refused(lab, UsageError, lambda: lab.get_flow(id, "1"), "is not a queue; give one of the lab's queues")
        refused(lab, UsageError, lambda: lab.worker(id), "is not a queue; give one of the lab's queues")


def test_a_flow_of_nobody(lab: Lab, queue: Queue) -> None:
    refused(lab, QueueMissing, lambda: lab.get_flow("nowhere", "1"), "has no queue 'nowhere'; make it first")
    refused(lab, JobMissing, lambda: lab.get_flow("q", "7"), r"has no job 7; lab.snapshot\(\)")
    assert lab.get_flow(queue, queue.add("a").id).children == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("trees", [5, None, "ab", {"name": "p", "queue": "q"}, Unspeakable()])
def test_flows_that_are_no_list(lab: Lab, queue: Queue, trees: Any) -> None:
    refused(lab, OptionError, lambda: lab.flows(trees), "are not flows; give a list of flows")


def test_one_wrong_flow_of_several_adds_none(lab: Lab, queue: Queue) -> None:
    good = {"name": "p", "queue": "q"}
    refused(lab, OptionError, lambda: lab.flows([good, {"name": "p"}]), "is not a flow; give")
    assert lab.flows(each for each in [good])[0].job.id


def test_none_to_add_is_told_as_that(lab: Lab, queue: Queue) -> None:
    for add in (lambda: lab.flows([]), lambda: queue.add_bulk([])):
        assert add() == []
        assert lab.last.sentence == "No job is added, for none was given."


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"x", Unspeakable()])
def test_what_an_event_cannot_carry(lab: Lab, queue: Queue, value: Any) -> None:
    refused(lab, DataError, lambda: queue.emit("mine", value=value), "event cannot be written as JSON")


@pytest.mark.parametrize(
    "call",
    [
        lambda queue: queue.emit(LONE),
        lambda queue: queue.emit("mine", text=LONE),
        lambda queue: queue.emit("mine", **{LONE: 1}),
        lambda queue: queue.deduplication_job_id(LONE),
        lambda queue: queue.lab.worker(queue, LONE).take(),
        lambda queue: queue.lab.flows([{"name": LONE, "queue": "q"}]),
    ],
)
def test_text_that_utf8_cannot_carry(lab: Lab, queue: Queue, call: Callable[[Queue], Any]) -> None:
    refused(lab, DataError, lambda: call(queue), "leave lone surrogates out")


# Jobs


MOVES: dict[str, Callable[[Job], Any]] = {
    "move_to_wait": Job.move_to_wait,
    "move_to_delayed": lambda job: job.move_to_delayed("5s"),
}
FOR_ANY: dict[str, Callable[[Job], Any]] = {
    "release_lock": Job.release_lock,
    "clear_logs": Job.clear_logs,
    "discard_children": Job.discard_children,
    "remove_deduplication_key": Job.remove_deduplication_key,
    "children_values": Job.children_values,
    "failed_children": Job.failed_children,
    "dependencies": Job.dependencies,
}


@pytest.mark.parametrize("name", MOVES)
def test_a_job_that_is_not_active_or_gone(lab: Lab, queue: Queue, name: str) -> None:
    job = queue.add("a")
    refused(lab, WrongState, lambda: MOVES[name](job), "is in `waiting`.* a worker must take it first")
    take(queue, "ada")
    refused(lab, LockMismatch, lambda: MOVES[name](job), "is locked by ada")
    queue.obliterate(force=True)
    refused(lab, JobMissing, lambda: MOVES[name](job), "There is no job 1 any more")


@pytest.mark.parametrize("name", FOR_ANY)
def test_what_any_job_may_be_asked_changes_nothing_where_there_is_nothing(lab: Lab, queue: Queue, name: str) -> None:
    job = queue.add("a")
    before = dict(lab.snapshot().state)
    assert not any(_flat(FOR_ANY[name](job)))
    assert dict(lab.snapshot().state) == before
    job.remove()
    before = dict(lab.snapshot().state)
    assert not any(_flat(FOR_ANY[name](job)))
    assert dict(lab.snapshot().state) == before


def _flat(answer: Any) -> list[Any]:
    return list(answer.values()) if isinstance(answer, dict) else [answer]


def test_a_child_that_is_gone_has_no_parent(lab: Lab, queue: Queue) -> None:
    tree = {"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]}
    child = lab.flow(tree).children[0].job
    child.remove()
    refused(lab, UsageError, child.remove_child_dependency, "has no parent; call this on a child")


def test_a_worker_cancels_no_job_of_another_queue(lab: Lab, queue: Queue) -> None:
    theirs = lab.queue("r").add("a")
    refused(lab, UsageError, lambda: lab.worker(queue).cancel(theirs), "is a job of another queue; worker-1 can cancel")


# Waiting for the end


def test_a_job_that_was_removed_when_it_ended_is_told_by_its_event(lab: Lab, queue: Queue) -> None:
    queue.add("a", removeOnComplete=True)
    job = take(queue)
    job.complete({"sent": True})
    assert job.wait_until_finished() == {"sent": True}


def test_a_job_that_was_removed_by_hand_is_not_waited_for(lab: Lab, queue: Queue, server_url: str | None) -> None:
    job = queue.add("a")
    job.remove()
    refused(lab, JobMissing, job.wait_until_finished, "Job 1 is gone, and no event says how it ended; wait before")
    with Lab(server_url, clock="real") as real:
        gone = real.queue("q").add("a")
        gone.remove()
        with pytest.raises(JobMissing, match="no event says"):
            gone.wait_until_finished(timeout_s=600)
