"""Jobs that wait for jobs, jobs that come again, and jobs that lost their worker."""

from __future__ import annotations

import pytest

from qlab import Job, JobState, Lab, Queue
from qlab.errors import FailedChildren, PendingChildren, WrongState

pytestmark = pytest.mark.core


def take(queue: Queue) -> Job:
    job = queue.take()
    assert job is not None
    return job


# Flows


def test_a_parent_runs_when_its_children_have(lab: Lab) -> None:
    orders, parts = lab.queue("orders"), lab.queue("parts")
    flow = lab.flow(
        {
            "name": "assemble",
            "queue": "orders",
            "data": {"order": 7},
            "children": [
                {"name": "wheel", "queue": "parts"},
                {"name": "frame", "queue": "parts", "options": {"priority": 2}},
            ],
        }
    )
    assert [job.name for job in flow.jobs()] == ["assemble", "wheel", "frame"]
    assert [job.state for job in flow.jobs()] == ["waiting-children", "waiting", "prioritized"]
    assert not orders.take()
    take(parts).complete("round")
    assert flow.job.state is JobState.WAITING_CHILDREN
    take(parts).complete("stiff")
    assert flow.job.state is JobState.WAITING
    assert "has no unfinished child left" in lab.last.sentence
    take(orders).complete()


def test_a_flow_of_three_generations(lab: Lab) -> None:
    queue = lab.queue("q")
    leaf = {"name": "leaf", "queue": "q"}
    flow = lab.flow({"name": "root", "queue": "q", "children": [{"name": "branch", "queue": "q", "children": [leaf]}]})
    order = []
    while job := queue.take():
        order.append(job.name)
        job.complete()
    assert order == ["leaf", "branch", "root"]
    assert flow.job.state is JobState.COMPLETED


def test_a_flows_ids_repeat_with_the_seed(server_url: str | None) -> None:
    def ids(seed: int) -> list[str]:
        with Lab(url=server_url, seed=seed) as lab:
            lab.queue("q")
            flow = lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]})
            return [job.id for job in flow.jobs()]

    assert ids(1) == ids(1)
    assert ids(1) != ids(2)


def failing_flow(lab: Lab, **option: bool) -> Job:
    queue = lab.queue("q")
    flow = lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q", "options": option}]})
    take(queue).fail("child")
    return flow.job


def test_a_failed_child_keeps_its_parent_waiting(lab: Lab) -> None:
    assert failing_flow(lab).state is JobState.WAITING_CHILDREN


def test_a_child_may_fail_its_parent(lab: Lab) -> None:
    parent = failing_flow(lab, failParentOnFailure=True)
    assert parent.state is JobState.WAITING
    assert "defa" in parent.fields
    assert "failParentOnFailure" in lab.last.sentence
    take(parent.queue).fail("child failed", unrecoverable=True)
    assert parent.state is JobState.FAILED


def test_a_child_may_be_ignored(lab: Lab) -> None:
    assert failing_flow(lab, ignoreDependencyOnFailure=True).state is JobState.WAITING


def test_a_child_may_be_forgotten(lab: Lab) -> None:
    assert failing_flow(lab, removeDependencyOnFailure=True).state is JobState.WAITING


def test_a_parent_may_go_on_at_once(lab: Lab) -> None:
    parent = failing_flow(lab, continueParentOnFailure=True)
    assert parent.state is JobState.WAITING


def test_a_parent_cannot_complete_before_its_children(lab: Lab) -> None:
    parents, children = lab.queue("p"), lab.queue("c")
    parent = parents.add("parent")
    children.add("child", parent=parent)
    job = take(parents)
    steps = len(lab.steps)
    with pytest.raises(PendingChildren, match="move_to_waiting_children"):
        job.complete()
    assert len(lab.steps) == steps
    assert job.move_to_waiting_children() is True


def test_a_parent_whose_child_failed_cannot_complete(lab: Lab) -> None:
    parents, children = lab.queue("p"), lab.queue("c")
    parent = parents.add("parent")
    children.add("child", parent=parent, failParentOnFailure=True)
    job = take(parents)
    take(children).fail("no")
    with pytest.raises(FailedChildren, match="a child of it failed"):
        job.complete()


def test_removing_a_parent_removes_its_children(lab: Lab) -> None:
    lab.queue("q")
    flow = lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]})
    flow.job.remove()
    assert [job.state for job in flow.jobs()] == ["unknown", "unknown"]


# Schedulers


def test_every_makes_the_next_when_one_is_taken(lab: Lab) -> None:
    queue = lab.queue("q")
    first = queue.schedule("tick", data={"n": 1}, every="10s")
    assert first is not None
    seen = []
    for _ in range(3):
        while not (job := queue.take()):
            lab.clock.to_next()
        seen.append((lab.clock.elapsed_ms, job.name, job.data))
        assert lab.last.script == "moveToActive + updateJobScheduler"
        job.complete()
    assert seen == [(0, "tick", {"n": 1}), (10_000, "tick", {"n": 1}), (20_000, "tick", {"n": 1})]
    assert queue.counts()["delayed"] == 1


def test_cron_in_a_time_zone(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.schedule("report", "daily", cron="0 9 * * *", tz="Europe/Berlin")
    at = lab.clock.to_next()
    assert at is not None
    assert at.isoformat() == "2026-01-01T08:00:00+00:00"
    assert take(queue).name == "daily"


def test_cron_of_six_fields_has_the_seconds_first(lab: Lab) -> None:
    lab.queue("q").schedule("tick", cron="*/15 * * * * *")
    lab.clock.to_next()
    assert lab.clock.elapsed_ms == 15_000


def test_a_limit_ends_a_scheduler(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.schedule("tick", every="1s", limit=2)
    taken = 0
    for _ in range(6):
        if job := queue.take():
            job.complete()
            taken += 1
        lab.clock.advance("1s")
    assert taken == 2


def test_a_scheduler_is_replaced_and_removed(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.schedule("tick", every="1m")
    queue.schedule("tick", every="5s", attempts=3)
    assert len(lab.recording.last.places) == 1
    assert queue.unschedule("tick") is True
    assert queue.unschedule("tick") is False
    assert queue.counts()["delayed"] == 0


def test_a_schedulers_next_job_cannot_be_removed_alone(lab: Lab) -> None:
    queue = lab.queue("q")
    job = queue.schedule("tick", every="1m")
    assert job is not None
    with pytest.raises(WrongState, match="unschedule"):
        job.remove()


# Stalled jobs


def stall(queue: Queue) -> list[str]:
    """The lock expires, and two checks find the job without one."""
    queue.lab.clock.advance("30s")
    queue.check_stalled()
    queue.lab.clock.advance("30s")
    return queue.check_stalled()


def test_a_stalled_job_goes_back_and_then_fails(lab: Lab) -> None:
    queue = lab.queue("q", attempts=3)
    queue.add("job")
    take(queue)
    assert stall(queue) == ["1"]
    job = take(queue)
    assert job.view is not None
    assert (job.view.stalled_count, job.view.attempts_started) == (1, 2)
    assert stall(queue) == ["1"]
    assert job.state is JobState.WAITING
    assert job.fields["defa"].startswith("job stalled more than")
    again = take(queue)
    again.fail(again.fields["defa"], unrecoverable=True)
    assert job.state is JobState.FAILED


def test_the_stalled_check_is_throttled(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("job")
    take(queue)
    queue.check_stalled(interval="1m")
    lab.clock.advance("59s")
    assert queue.check_stalled(interval="1m") == []
    lab.clock.advance("1s")
    assert queue.check_stalled(interval="1m") == ["1"]
