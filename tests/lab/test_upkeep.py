"""What npm's BullMQ can do beside the usual: what it returns, and what it refuses."""

from __future__ import annotations

import pytest

from qlab import JobState, Lab
from qlab.errors import JobError, LockLost, LockMismatch, UsageError
from qlab.protocol.decode import decode
from qlab.protocol.keys import parse_key

pytestmark = pytest.mark.core


def test_a_job_put_back_in_line_is_the_next_to_be_taken(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("first",), ("second",)])
    job = email.take()
    assert job.move_to_wait() == 0
    assert (job.state, job.view.attempts_made) == (JobState.WAITING, 0)
    assert email.take().name == "first"


def test_putting_back_what_one_does_not_hold_is_refused(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("welcome")
    job = email.take()
    with pytest.raises(LockMismatch):
        email.job("1").move_to_wait()
    assert job.release_lock()
    assert not job.release_lock()
    with pytest.raises(LockLost):
        job.complete()


def test_locks_are_renewed_together(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("a",), ("b",)])
    jobs = [email.take(), email.take()]
    lab.clock.advance("20s")
    assert email.extend_locks(jobs) == []
    lab.clock.advance("20s")
    jobs[1].release_lock()
    assert email.extend_locks(jobs) == ["2"]
    assert lab.recording.last.job("1", "email").lock_ms == 30_000


def test_children_their_values_and_failures(lab: Lab) -> None:
    ignored = {"ignoreDependencyOnFailure": True}
    children = [
        {"name": name, "queue": "files", "options": {"jobId": name, **ignored}} for name in ("pdf", "zip", "png")
    ]
    order = lab.flow({"name": "order", "queue": "orders", "children": children}).job
    files = lab.queue_named("files")
    files.take().complete({"pages": 3})
    files.take().fail("no such file")
    pdf, zipped, png = (f"{lab.prefix}:files:{name}" for name in ("pdf", "zip", "png"))
    assert order.children_values() == {pdf: {"pages": 3}}
    assert order.failed_children() == {zipped: "no such file"}
    assert order.dependencies() == {"unprocessed": [png], "processed": [pdf], "ignored": [zipped], "failed": []}
    order.discard_children()
    assert order.state is JobState.WAITING
    with pytest.raises(UsageError, match="has no parent"):
        order.remove_child_dependency()


def test_flows_in_bulk_and_read_back(lab: Lab) -> None:
    tree = {"name": "order", "queue": "orders", "children": [{"name": "pdf", "queue": "files"}]}
    one, _other = lab.flows([tree, tree])
    found = lab.get_flow("orders", one.job.id)
    assert [job.name for job in found.jobs()] == ["order", "pdf"]
    assert [job.id for job in lab.get_flow("orders", one.job.id, depth=1).jobs()] == [one.job.id]
    assert "added" in lab.last.sentence


def test_an_event_of_ones_own(lab: Lab) -> None:
    email = lab.queue("email")
    email.emit("report-ready", report=7)
    (entry,) = lab.recording.last.key(f"{lab.prefix}:email:events").entries
    assert dict(entry.fields) == {"event": "report-ready", "report": "7"}
    with pytest.raises(UsageError, match="itself"):
        email.emit("completed")
    with pytest.raises(UsageError, match="cannot name an event"):
        email.emit("")
    steps = len(lab.steps)
    for field in ("eventName", "__proto__"):  # npm's publishEvent would send another event
        with pytest.raises(UsageError, match=f"cannot send a field '{field}'; give the field another name"):
            email.emit("report-ready", **{field: "x"})
    assert len(lab.steps) == steps


def test_a_deduplication_id_is_held_and_freed(lab: Lab) -> None:
    email = lab.queue("email")
    job = email.add("welcome", deduplication={"id": "ada"})
    assert email.deduplication_job_id("ada") == job.id
    assert job.remove_deduplication_key()
    assert email.deduplication_job_id("ada") is None
    assert not email.add("plain").remove_deduplication_key()


def test_a_rate_limit_by_hand_holds_workers_off_where_a_max_is_known(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("a",), ("b",)])
    email.limit_now("5s")
    assert email.take(), "no max is known"
    email.limit(5, "1s")
    assert not email.take()
    lab.clock.advance("5s")
    assert email.take()
    email.limit_now("5s")
    assert email.remove_rate_limit()
    assert not email.remove_rate_limit()


def test_waiting_for_the_end_of_a_job(server_url: str | None) -> None:
    with Lab(server_url, clock="real") as lab:
        email = lab.queue("email")
        with lab.work(email, lambda job: 1 / 0 if job.name == "bad" else {"sent": job.name}):
            assert email.add("good").wait_until_finished() == {"sent": "good"}
            assert email.add("gone", removeOnComplete=True).wait_until_finished() == {"sent": "gone"}
            with pytest.raises(JobError, match="division by zero"):
                email.add("bad").wait_until_finished()
        with pytest.raises(JobError, match="not finished within"):
            email.add("never").wait_until_finished(timeout_s=0)


def test_in_virtual_time_nobody_works_while_one_waits(lab: Lab) -> None:
    email = lab.queue("email")
    job = email.add("welcome")
    with pytest.raises(UsageError, match=r"lab\.run"):
        job.wait_until_finished()
    lab.run(lambda job: job.name)
    assert job.wait_until_finished() == "welcome"


def test_what_the_marker_says_holds_though_a_worker_at_work_leaves_it(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("welcome")
    assert email.take("busy")
    marker = f"{lab.prefix}:email:marker"
    assert email.counts()["waiting"] == 0
    [(member, score)] = lab.recording.last.key(marker).members
    meaning = decode(parse_key(marker, lab.prefix), member, score)
    assert meaning is not None
    assert meaning.meaning == "an idle worker wakes and looks for a job now"
    assert email.wait_for_job("idle") == 0, "it wakes"
    assert not email.take("idle"), "and finds none"
    assert lab.recording.last.key(marker) is None


def test_a_worker_s_way_to_a_job_is_two_steps_and_an_idle_one_s_way_is_one(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("welcome")
    assert email.take(wait=True)
    assert not email.take(wait=True)  # `moveToActive` has set the marker anew, for there might have been more
    assert not email.take(wait=True)
    sent = [(step.operation.name, [command.name for command in step.commands][:1]) for step in lab.steps[1:]]
    woken = [("wait_for_job", ["BZPOPMIN"]), ("take", sent[1][1])]
    assert sent == [*woken, *woken, ("wait_for_job", [])]
    assert "sleeps until one is set" in lab.last.sentence
