"""Each operation of the design's table: one call, one step, and the script of BullMQ's that did it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from qlab import Job, JobState, Lab, Queue, exponential

pytestmark = pytest.mark.core


class Case(NamedTuple):
    """An operation: the script that does it, what goes before, and the call itself."""

    script: str | None
    prepare: Callable[[Queue], Any]
    act: Callable[[Queue, Any], Any]


def nothing(queue: Queue) -> None:
    """No preparation."""


def waiting(queue: Queue) -> Job:
    return queue.add("job")


def delayed(queue: Queue) -> Job:
    return queue.add("job", delay="1m")


def active(queue: Queue) -> Job:
    queue.add("job")
    job = queue.take()
    assert job is not None
    return job


def active_with_retries(queue: Queue) -> Job:
    queue.add("job", attempts=3)
    job = queue.take()
    assert job is not None
    return job


def failed(queue: Queue) -> Job:
    job = active(queue)
    job.fail("no")
    return job


def parent(queue: Queue) -> Job:
    flow = queue.lab.flow({"name": "p", "queue": queue.name, "children": [{"name": "c", "queue": queue.name}]})
    child = queue.take()
    assert child is not None
    child.complete()
    assert queue.take()
    return flow.job


CASES = {
    "add": Case("addStandardJob", nothing, lambda queue, _: queue.add("a")),
    "add delayed": Case("addDelayedJob", nothing, lambda queue, _: queue.add("a", delay="2s")),
    "add prioritized": Case("addPrioritizedJob", nothing, lambda queue, _: queue.add("a", priority=2)),
    "add_bulk": Case("addStandardJob", nothing, lambda queue, _: queue.add_bulk([("a", 1), ("b", 2)])),
    "take": Case("moveToActive", waiting, lambda queue, _: queue.take()),
    "take nothing": Case("moveToActive", nothing, lambda queue, _: queue.take()),
    "complete": Case("moveToFinished", active, lambda _, job: job.complete({"ok": True})),
    "fail for good": Case("moveToFinished", active, lambda _, job: job.fail("no")),
    "fail, at once again": Case("retryJob", active_with_retries, lambda _, job: job.fail("no")),
    "progress": Case("updateProgress", active, lambda _, job: job.progress(50)),
    "log": Case("addLog", active, lambda _, job: job.log("half done")),
    "extend_lock": Case("extendLock", active, lambda _, job: job.extend_lock("1m")),
    "move_to_delayed": Case("moveToDelayed", active, lambda _, job: job.move_to_delayed("1m")),
    "move_to_waiting_children": Case("moveToWaitingChildren", active, lambda _, job: job.move_to_waiting_children()),
    "retry": Case("reprocessJob", failed, lambda _, job: job.retry()),
    "promote": Case("promote", delayed, lambda _, job: job.promote()),
    "remove": Case("removeJob", waiting, lambda _, job: job.remove()),
    "change_priority": Case("changePriority", waiting, lambda _, job: job.change_priority(3)),
    "change_delay": Case("changeDelay", delayed, lambda _, job: job.change_delay("5s")),
    "update_data": Case("updateData", waiting, lambda _, job: job.update_data({"n": 2})),
    "pause": Case("pause", waiting, lambda queue, _: queue.pause()),
    "resume": Case("pause", lambda queue: queue.pause(), lambda queue, _: queue.resume()),
    "drain": Case("drain", waiting, lambda queue, _: queue.drain()),
    "clean": Case("cleanJobsInSet", failed, lambda queue, _: queue.clean("failed")),
    "obliterate": Case("pause + obliterate", waiting, lambda queue, _: queue.obliterate()),
    "retry_all": Case("moveJobsToWait", failed, lambda queue, _: queue.retry_all()),
    "promote_all": Case("moveJobsToWait", delayed, lambda queue, _: queue.promote_all()),
    "check_stalled": Case("moveStalledJobsToWait", active, lambda queue, _: queue.check_stalled()),
    "schedule": Case("addJobScheduler", nothing, lambda queue, _: queue.schedule("tick", every="1m")),
    "unschedule": Case(
        "removeJobScheduler",
        lambda queue: queue.schedule("tick", every="1m"),
        lambda queue, _: queue.unschedule("tick"),
    ),
    "limit": Case(None, nothing, lambda queue, _: queue.limit(5, "1s")),
    "limit lifted": Case(None, lambda queue: queue.limit(5, "1s"), lambda queue, _: queue.limit()),
    "concurrency": Case(None, nothing, lambda queue, _: queue.concurrency(2)),
    "concurrency lifted": Case(None, lambda queue: queue.concurrency(2), lambda queue, _: queue.concurrency()),
    "flow": Case(
        "addParentJob + addStandardJob",
        nothing,
        lambda queue, _: queue.lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]}),
    ),
    "advance": Case(None, nothing, lambda queue, _: queue.lab.clock.advance("1s")),
}


@pytest.mark.parametrize("name", CASES)
def test_an_operation_is_one_step_that_names_its_script(lab: Lab, name: str) -> None:
    case = CASES[name]
    queue = lab.queue("q")
    prepared = case.prepare(queue)
    before = len(lab.steps)
    case.act(queue, prepared)
    assert len(lab.steps) == before + 1
    step = lab.last
    assert step.index == before + 1
    assert step.script == case.script
    assert step.sentence.endswith((".", "…"))
    assert "\n" not in step.sentence
    assert step.after == lab.recording.last
    assert dict(step.after.state) == dict(lab.snapshot().state)


def test_a_parent_whose_children_are_done_does_not_wait_again(lab: Lab) -> None:
    queue = lab.queue("q")
    parent(queue)
    lab.snapshot()
    taken = [job for job in lab.recording.last.all_jobs() if job.state is JobState.ACTIVE]
    assert [view.name for view in taken] == ["p"]


# Where the calls may be made


def story(lab: Lab) -> list[str]:
    queue = lab.queue("q", attempts=2, backoff=exponential("1s"))
    queue.add("a")
    job = queue.take()
    assert job is not None
    job.fail("once")
    lab.clock.advance("1s")
    job = queue.take()
    assert job is not None
    job.complete("done")
    return [step.sentence for step in lab.steps]


def test_the_calls_are_plain_inside_a_running_loop_too(lab: Lab, server_url: str | None) -> None:
    async def main() -> list[str]:
        with Lab(url=server_url) as other:
            return story(other)

    assert asyncio.run(main()) == story(lab)


def test_a_lab_may_be_used_from_a_loop_and_outside_it_by_turns(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("outside")

    async def inside() -> None:
        await asyncio.sleep(0)
        queue.add("inside")
        assert queue.take()

    asyncio.run(inside())
    queue.add("outside again")
    asyncio.run(inside())
    assert len(lab.steps) == 6
    assert dict(lab.recording.last.state) == dict(lab.snapshot().state)


def test_threads_take_turns(lab: Lab) -> None:
    queue = lab.queue("q")

    def work(name: str) -> None:
        for number in range(10):
            queue.add(f"{name}-{number}")
            job = queue.take(worker=name)
            assert job is not None
            job.complete()

    threads = [threading.Thread(target=work, args=(f"thread-{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lab.steps) == 3 * 10 * 3
    assert [step.index for step in lab.steps] == list(range(1, 91))
    assert queue.counts()["completed"] == 30
    for earlier, later in zip(lab.steps, lab.steps[1:], strict=False):
        assert later.before is earlier.after


# What the handles tell


def test_a_job_tells_what_redis_holds(lab: Lab) -> None:
    queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
    added = queue.add("welcome", {"to": "ada@example.com"})
    assert (added.id, added.name, added.data, added.state) == ("1", "welcome", {"to": "ada@example.com"}, "waiting")
    assert added.attempt == 1
    job = queue.take(worker="ada")
    assert job is not None
    assert (job.id, job.worker, job.state, added.state) == ("1", "ada", JobState.ACTIVE, JobState.ACTIVE)
    assert job.view is not None
    assert job.view.lock == "ada:1"
    assert job.view.lock_ms == 30_000
    job.fail("SMTP 451: try again")
    assert job.fields["failedReason"] == "SMTP 451: try again"
    assert job.fields["atm"] == "1"
    assert job.state is JobState.DELAYED
    job.remove()
    assert (job.view, dict(job.fields), job.state) == (None, {}, JobState.UNKNOWN)


def test_a_handle_by_id_is_the_same_job(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a", {"n": 1})
    steps = len(lab.steps)
    found = queue.job(1)
    assert (found.id, found.name, found.data) == ("1", "a", {"n": 1})
    assert len(lab.steps) == steps
    found.update_data({"n": 2})
    assert [command.name for command in lab.last.commands if command.name == "HGETALL"] == []


def test_what_a_step_returned_is_there(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a")
    assert lab.last.returned == "1"
    queue.add_bulk([("b",), ("c", {"n": 1}, {"priority": 2})])
    assert lab.last.returned == ["2", "3"]
    queue.take()
    assert lab.last.returned == "1"
    queue.pause()
    assert not queue.take()
    assert lab.last.returned is None


def test_drain_and_clean_remove_what_they_say(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("later", delay="1h")
    queue.add("now")
    queue.drain()
    assert queue.counts()["waiting"] == 0
    assert queue.counts()["delayed"] == 1
    queue.drain(delayed=True)
    assert queue.counts()["delayed"] == 0
    for _ in range(3):
        active(queue).complete()
    lab.clock.advance("1m")
    assert queue.clean("completed", grace="2m") == []
    assert len(queue.clean("completed", grace="30s", limit=2)) == 2
    assert len(queue.clean("completed")) == 1


def test_pausing_keeps_jobs_in_wait(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a")
    queue.pause()
    assert not queue.take()
    assert "paused" in lab.last.sentence
    assert queue.counts()["waiting"] == 1
    queue.resume()
    assert queue.take()


def test_obliterate_leaves_nothing(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a")
    queue.add("b", priority=2)
    active(queue)
    queue.obliterate(force=True)
    assert dict(lab.snapshot().state) == {}


def test_concurrency_and_limit_hold_workers_back(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add_bulk([("a",), ("b",), ("c",)])
    queue.concurrency(1)
    first = queue.take()
    assert first is not None
    assert not queue.take()
    queue.concurrency()
    assert queue.take(worker="worker-2")
