"""Each promise by name is broken here once in each way it can be, and says so in its sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest

from qlab.explore import explore
from qlab.explore.invariants import (
    ALL,
    CHILDREN_FIRST,
    CONCURRENCY_KEPT,
    DEDUPLICATED,
    DEDUPLICATION_LIVE,
    HEALTHY,
    HOLDER_ENDS,
    HOLDER_WRITES,
    LOCKED_IS_ACTIVE,
    NO_LOST_WAKE_UP,
    NO_STUCK_PARENT,
    NOTHING_LOST,
    NOTHING_VANISHES,
    ONE_CONTAINER,
    PRIORITIES_KEPT,
    RATE_KEPT,
    REFUSAL_CHANGES_NOTHING,
    SCHEDULER_ALIVE,
    Invariant,
)
from qlab.explore.models.actors import does, of_job, worker
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.text.escape import html
from tests.explore.worlds import idle, paying

Calls = list[Any]
SetUp = Callable[[Lab, Queue], Calls]
ONE_ID = {"deduplication": {"id": "X"}}


class Case(NamedTuple):
    """A way to break a promise.

    Attributes:
        invariant: The promise.
        set_up: Sets a queue ``q`` up; what it returns are the moves of the only actor.
        message: How the promise is broken.
    """

    invariant: Invariant
    set_up: SetUp
    message: str


def taken(queue: Queue, **options: Any) -> Any:
    """Add a job and take it, in the set-up."""
    queue.add("job", **options)
    return queue.take("ann")


def in_two_places(lab: Lab, queue: Queue) -> Calls:
    queue.add("job")
    return [partial(lab.redis.lpush, "bull:q:active", "1")]


def id_of_no_job(lab: Lab, queue: Queue) -> Calls:
    return [queue.pause, partial(lab.redis.lpush, "bull:q:wait", "ghost")]


def hash_of_no_name(lab: Lab, queue: Queue) -> Calls:
    queue.add("job")
    return [partial(lab.redis.hdel, "bull:q:1", "name")]


def in_no_place(lab: Lab, queue: Queue) -> Calls:
    queue.add("job")
    return [partial(lab.redis.lrem, "bull:q:wait", 0, "1")]


def lock_of_a_waiting_job(lab: Lab, queue: Queue) -> Calls:
    queue.add("job")
    return [partial(lab.redis.set, "bull:q:1:lock", "mine", px=1000)]


def ended_by_its_handle(_lab: Lab, queue: Queue) -> Calls:
    return [taken(queue).complete]  # by the token that the set-up took it with


def written_without_a_lock(_lab: Lab, queue: Queue) -> Calls:
    return [partial(queue.add("job").update_data, {"step": 2})]


def written_under_anothers_lock(_lab: Lab, queue: Queue) -> Calls:
    return [partial(taken(queue).update_data, {"step": 2})]


def refused_and_written(lab: Lab, _queue: Queue) -> Calls:
    def note() -> Any:
        return lab.redis.eval("redis.call('SET', 'bull:q:note', 1) return redis.error_reply('no')", 0)

    return [note]


def family(lab: Lab) -> None:
    child = {"name": "child", "queue": "q", "options": {"jobId": "c"}}
    lab.flow({"name": "parent", "queue": "q", "options": {"jobId": "P"}, "children": [child]})


def parent_without_children(lab: Lab, _queue: Queue) -> Calls:
    family(lab)
    return [partial(lab.redis.delete, "bull:q:P:dependencies")]


def parent_of_a_lost_child(lab: Lab, _queue: Queue) -> Calls:
    family(lab)
    return [partial(lab.redis.delete, "bull:q:c")]


def parent_before_its_child(lab: Lab, _queue: Queue) -> Calls:
    family(lab)

    def both() -> Any:
        with lab.redis.pipeline() as pipe:
            return pipe.zrem("bull:q:waiting-children", "P").lpush("bull:q:active", "P").execute()

    return [both]


def limit_lowered(_lab: Lab, queue: Queue) -> Calls:
    queue.add_bulk([("job",), ("job",)])
    queue.take("ann"), queue.take("bob")
    return [partial(queue.concurrency, 1)]


def rate_lowered(_lab: Lab, queue: Queue) -> Calls:
    queue.limit(2, "1m")
    queue.add_bulk([("job",), ("job",)])
    queue.take("ann"), queue.take("bob")
    return [partial(queue.limit, 1, "1m")]


def added_twice(lab: Lab, queue: Queue) -> Calls:
    queue.add("job", **ONE_ID)
    lab.redis.delete("bull:q:de:X")
    return [partial(queue.add, "job", **ONE_ID)]


def id_of_a_lost_job(lab: Lab, queue: Queue) -> Calls:
    queue.add("job", **ONE_ID)
    return [partial(lab.redis.delete, "bull:q:1", "bull:q:wait")]


def id_of_a_finished_job(lab: Lab, queue: Queue) -> Calls:
    taken(queue, **ONE_ID).complete()
    return [partial(lab.redis.set, "bull:q:de:X", "1")]


def next_of_nobody(lab: Lab, _queue: Queue) -> Calls:
    return [partial(lab.redis.hset, "bull:q:dn:X", "name", "job")]


def id_of_nobody(lab: Lab, queue: Queue) -> Calls:
    queue.add("job", **ONE_ID)
    return [partial(lab.redis.delete, "bull:q:de:X")]


FIRST = "repeat:s:1767225600000"
"""The id of a scheduler's first job, which waits at once."""


def next_cut_off(lab: Lab, queue: Queue) -> Calls:
    queue.schedule("s", every=1000)
    return [partial(lab.redis.delete, "bull:q:wait", "bull:q:delayed", "bull:q:marker")]


def next_finished(lab: Lab, queue: Queue) -> Calls:
    queue.schedule("s", every=1000)

    def finished() -> Any:
        with lab.redis.pipeline() as pipe:
            return pipe.delete("bull:q:wait", "bull:q:delayed").zadd("bull:q:failed", {FIRST: 1}).execute()

    return [finished]


def made_anew_while_paused(_lab: Lab, queue: Queue) -> Calls:
    queue.schedule("s", every=1000)
    queue.pause()
    return [partial(queue.schedule, "s", every=1000)]


def before_the_others(lab: Lab, queue: Queue) -> Calls:
    queue.add("job", priority=5)
    return [partial(lab.redis.lpush, "bull:q:wait", "1")]


def deleted_by_hand(lab: Lab, queue: Queue) -> Calls:
    queue.add("job")
    return [partial(lab.redis.delete, "bull:q:1")]


def marker_gone(jobs: int) -> SetUp:
    def set_up(lab: Lab, queue: Queue) -> Calls:
        queue.add_bulk([("job",)] * jobs)
        return [partial(lab.redis.delete, "bull:q:marker")]

    return set_up


CASES = (
    Case(ONE_CONTAINER, in_two_places, "job 1 of q is in active and wait"),
    Case(ONE_CONTAINER, id_of_no_job, "`wait` of q holds id ghost, and there is no such job"),
    Case(ONE_CONTAINER, hash_of_no_name, "job 1 of q is in `wait`, and its hash has no name and no data"),
    Case(NOTHING_LOST, in_no_place, "job 1 of q is in no container: no worker will take it"),
    Case(LOCKED_IS_ACTIVE, lock_of_a_waiting_job, "job 1 of q has a lock and is not active"),
    Case(HOLDER_ENDS, ended_by_its_handle, "operator ended job 1's attempt without holding its lock (complete)"),
    Case(HOLDER_WRITES, written_without_a_lock, "operator changed job 1 (update_data) while nobody holds its lock"),
    Case(HOLDER_WRITES, written_under_anothers_lock,
         "operator changed job 1 (update_data) while another worker holds its lock"),
    Case(REFUSAL_CHANGES_NOTHING, refused_and_written,
         "operator: note was refused (ResponseError), and yet changed bull:q:note"),
    Case(NO_STUCK_PARENT, parent_without_children, "parent P of q waits for no child: nothing will wake it"),
    Case(NO_STUCK_PARENT, parent_of_a_lost_child, "parent P of q waits for bull:q:c, which does not exist any more"),
    Case(CHILDREN_FIRST, parent_before_its_child, "parent P of q runs while bull:q:c are not finished"),
    Case(CONCURRENCY_KEPT, limit_lowered, "2 jobs of q are active, and at most 1 may be"),
    Case(RATE_KEPT, rate_lowered, "2 jobs of q started in one window, and at most 1 may"),
    Case(DEDUPLICATED, added_twice, "2 unfinished jobs of q share deduplication id X"),
    Case(DEDUPLICATION_LIVE, id_of_a_lost_job, "deduplication id X of q is held by job 1, which does not exist"),
    Case(DEDUPLICATION_LIVE, id_of_a_finished_job, "deduplication id X of q is held by job 1, which has finished"),
    Case(DEDUPLICATION_LIVE, next_of_nobody,
         "a next job is kept for X, and no job holds that id: it will never be added"),
    Case(DEDUPLICATION_LIVE, id_of_nobody, "job 1 of q is in `wait` and nobody holds its deduplication id X"),
    Case(SCHEDULER_ALIVE, next_cut_off, "scheduler s: its next job is in no container; it will never fire again"),
    Case(SCHEDULER_ALIVE, next_finished, "scheduler s: its next job is failed already; it will never fire again"),
    Case(SCHEDULER_ALIVE, made_anew_while_paused, "scheduler s has 2 jobs to come: "),
    Case(PRIORITIES_KEPT, before_the_others, "job 1 of q has priority 5 and is in `wait`, before all prioritized jobs"),
    Case(NOTHING_VANISHES, deleted_by_hand, "job 1 of q was in `wait`, and is gone after operator: delete('bull:q:1')"),
    Case(NO_LOST_WAKE_UP, marker_gone(1),
         "1 job of q ready, a worker could take it, and no marker is there to wake an idle one"),
    Case(NO_LOST_WAKE_UP, marker_gone(2),
         "2 jobs of q ready, a worker could take it, and no marker is there to wake an idle one"),
    Case(HEALTHY, parent_without_children,
         "q: 1 parent waits for children, and has none that is unfinished [parent-without-children]"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.set_up.__name__)
def test_a_promise_is_broken_and_says_how(case: Case) -> None:
    def world(lab: Lab) -> dict[str, Any]:
        return {"operator": does(*case.set_up(lab, lab.queue("q")))}

    where = {"finally_" if case.invariant is HEALTHY else "always": [case.invariant]}
    found = explore(world, promises=(), **where)  # type: ignore[arg-type]

    assert [each.invariant.name for each in found.counterexamples] == [case.invariant.name]
    assert found.counterexample is not None
    assert found.counterexample.message.startswith(case.message)
    assert found.text().startswith(f"Broken: {case.invariant.name}.\n")
    assert html(case.invariant.sentence) in found._repr_html_()
    assert len(found.counterexample.moves) == len(explored(world)) == found.depth


def explored(world: Any) -> list[str]:
    """The moves of a world's only actor, one after the other."""
    return [*explore(world, promises=()).moves_by_kind()["operation"]]


def test_every_promise_is_among_them_and_none_is_broken_where_nothing_is_wrong() -> None:
    assert {case.invariant.name for case in CASES} == {invariant.name for invariant in ALL}
    for world in (idle, paying):
        assert explore(world, promises=(), always=ALL).holds


def test_one_that_holds_its_lock_breaks_nothing() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        return {"ann": worker(queue), "bob": does(of_job(queue, "1", "complete"))}

    found = explore(world, every=True, always=[HOLDER_ENDS, HOLDER_WRITES])

    assert found.holds, found.text()
    assert found.refused()["moves"].sum() > 0
