"""Every option that a lab's calls take, given once: what a step's code must be able to say."""

from __future__ import annotations

from functools import cache

from qlab import Lab, Recording, custom, exponential, fixed, jittered
from tests import used_again
from tests.lab.hostile import everything

__all__ = ["by_hostile_names", "every_option"]


@cache
def by_hostile_names() -> Recording:
    """Every operation, by names that are made to do harm."""
    with used_again.servers(), Lab() as lab:
        everything(lab)
        lab.recording.text()
        return lab.recording


@cache
def every_option() -> Recording:
    """Every option of every call."""
    with used_again.servers(), Lab() as lab:
        _jobs(lab)
        _schedulers(lab)
        _workers(lab)
        _calls(lab)
        lab.recording.text()
        return lab.recording


def _jobs(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("plain", {"a": [1, 2.5, None, True, "x"]}, attempts=3, delay="5s", jobId="plain", keepLogs=5)
    queue.add("kept", removeOnComplete={"count": 5, "age": 60}, removeOnFail={"age": 9, "limit": 2}, lifo=True)
    queue.add("kept", removeOnComplete=True, removeOnFail=7, priority=4, stackTraceLimit=3, sizeLimit=99)
    queue.add("once", timestamp=1_767_225_600_000, deduplication={"id": "a", "ttl": "1s", "extend": True})
    queue.add("once", deduplication={"id": "b", "ttl": "1s", "replace": True}, delay="1s")
    queue.add("once", deduplication={"id": "c", "keepLastIfActive": True})
    waits = (fixed("1s"), exponential("1s"), jittered("1s"), custom(lambda made: made * 5, "mine"), "3s")
    queue.add_bulk([("waits", None, {"backoff": wait, "attempts": 2}) for wait in waits])
    parent = queue.add("parent", jobId="parent")
    for rule in ("failParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure",
                 "continueParentOnFailure"):  # fmt: skip
        queue.add("child", parent=parent, **{rule: True})
    child = {"name": "child", "queue": "other", "data": 7, "options": {"attempts": 2, "failParentOnFailure": True}}
    trees = [
        {"name": "tree", "queue": "email", "options": {"jobId": f"tree-{at}", "priority": 2}, "children": [child]}
        for at in range(2)
    ]
    lab.flows(trees)


def _schedulers(lab: Lab) -> None:
    queue = lab.queue_named("email")
    queue.schedule("a", "mail", {"n": 1}, every="1m", limit=3, offset="2s", attempts=2, backoff=exponential("1s"))
    queue.schedule("b", cron="0 9 * * *", tz="Europe/Amsterdam", end="2027-01-01T00:00:00Z", immediately=True, count=1)
    queue.schedule("c", every="1m", start="2026-02-01T00:00:00Z", priority=2, removeOnComplete=True)


def _workers(lab: Lab) -> None:
    lab.queue("email", lock_duration="9s")
    for given in (
        {"limiter": (5, "1s"), "concurrency": 3, "lock_duration": "20s", "lock_renew_time": "5s", "metrics": 60},
        {"skip_lock_renewal": True, "remove_on_complete": 5, "remove_on_fail": {"age": 5}, "autorun": False},
        {"max_stalled": 3, "stalled_interval": "5s", "remove_on_complete": True, "remove_on_fail": False},
    ):
        worker = lab.worker("email", **given)
        if job := worker.take():
            job.complete(1)
        worker.check_stalled()
        lab.clock.advance("1m")
        worker.close(force=True)


def _calls(lab: Lab) -> None:
    queue = lab.queue("calls")
    queue.add_bulk([("a",)] * 6)
    first = queue.job("1")
    first.change_priority(3, lifo=True)
    first.remove(children=False)
    held = queue.take()
    assert held
    held.progress(50)
    held.log("one")
    held.clear_logs(1)
    held.fail("no", unrecoverable=True)
    held.retry(reset_attempts=True)
    queue.take("ann").complete({"ok": True})
    queue.job("3").retry()
    queue.job("2").retry(reset_attempts=True) if queue.job("2").state == "failed" else None
    queue.clean("wait", grace="1s", limit=2)
    queue.retry_all("completed", count=5)
    queue.promote_all(count=5)
    queue.drain(delayed=True)
    queue.limit(3, "2s")
    queue.emit("mine", 50, at=[1, {"b": None}])
    queue.obliterate(force=True)
