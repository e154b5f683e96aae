"""Queues as people found them, their keys laid down by hand as each release leaves them; and what is right to say."""

from __future__ import annotations

import json
import time

import pytest
import redis

from qlab.errors import UsageError
from qlab.observe import resolve
from qlab.observe.attach import Observer
from qlab.observe.explaining.explanation import Explanation
from tests.observe import hands, places, truth

MINUTE = 60_000
NEW, OLD = "bullmq:6.7.0", "bullmq:4.18.3"


def made_by(db: redis.Redis, base: str, version: str = NEW) -> None:
    db.hset(f"{base}:meta", mapping={"opts.maxLenEvents": 10_000, "version": version})


def job(db: redis.Redis, base: str, id: str, *, ago_ms: int = MINUTE, **fields: object) -> None:
    added = int(time.time() * 1_000) - ago_ms
    fixed = {"name": "n", "data": "{}", "opts": '{"attempts":1}', "timestamp": added, "delay": 0, "priority": 0}
    db.hset(f"{base}:{id}", mapping=fixed | fields)


def said(told: Explanation) -> str:
    return " ".join(each.text for each in told.statements)


def found(db: redis.Redis, observer: Observer, queue: str) -> dict[str, str]:
    """Every finding's words by its check; all of its evidence is compared with the keys."""
    report = observer.doctor(queue)
    assert truth.lies(db, truth.of(report)) == []
    return {each.check: f"{each.summary} {each.meaning} {each.advice}" for each in report}


def test_prioritized_and_delayed_jobs_come_in_the_order_of_their_turn(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    due = int(time.time() * 1_000) + MINUTE
    for at, id in enumerate(("a", "b", "c")):
        job(db, "bull:q", id, ago_ms=MINUTE - at, priority=3 - at)
        db.zadd("bull:q:prioritized", {id: (3 - at) * 2**32 + at})
        job(db, "bull:q", f"d{id}", ago_ms=MINUTE - at, delay=MINUTE)
        db.zadd("bull:q:delayed", {f"d{id}": (due - at) * 4096})
    page = observer.snapshot("q")
    ids = [view.id for view in page.all_jobs()]
    assert [id for id in ids if id in "abc"] == ["c", "b", "a"]
    assert [id for id in ids if id not in "abc"] == ["dc", "db", "da"]
    assert page.jobs()["id"].tolist() == ids
    assert [match.id for match in observer.find("q", "n", states=["prioritized"])] == ["c", "b", "a"]
    assert [match.id for match in observer.find("q", "n", states=["delayed"])] == ["dc", "db", "da"]


def test_a_name_with_a_colon_leads_from_the_parent_to_the_failed_child(db: redis.Redis, observer: Observer) -> None:
    for base in ("bull:tops", "bull:leaf:bad"):
        made_by(db, base, OLD)
    job(db, "bull:tops", "top-1")
    db.zadd("bull:tops:waiting-children", {"top-1": 1})
    db.sadd("bull:tops:top-1:dependencies", "bull:leaf:bad:leaf-1")
    job(db, "bull:leaf:bad", "leaf-1", failedReason="no", attemptsMade=1, parentKey="bull:tops:top-1")
    db.zadd("bull:leaf:bad:failed", {"leaf-1": 1})
    told = observer.explain("tops", "top-1")
    assert "Child bull:leaf:bad:leaf-1 has failed" in said(told)
    assert truth.lies(db, truth.of(told)) == []
    assert "child-failed" in found(db, observer, "tops")
    assert [str(each.state) for each in observer.flow("tops", "top-1").children] == ["failed"]
    child = observer.explain("leaf:bad", "leaf-1")
    assert child.queue == "leaf:bad"
    assert "its parent bull:tops:top-1 waits for it" in said(child)


def test_an_overdue_job_waits_for_a_busy_worker(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q", OLD)
    now = int(time.time() * 1_000)
    job(db, "bull:q", "hang", processedOn=now - 10_000)
    db.lpush("bull:q:active", "hang")
    db.set("bull:q:hang:lock", "token", px=MINUTE)
    job(db, "bull:q", "later", delay=500)
    db.zadd("bull:q:delayed", {"later": (now - 8_000) * 4096})
    with hands.connection(db, "bull:cQ==", "BRPOPLPUSH", "nobody:rings", "nobody:takes", "0.01"):
        places.wait_until(lambda: "b" not in db.client_list()[-1]["flags"], "the end of its wait")
        told = observer.explain("q", "later")
    assert "No worker is free: 1 active" in said(told)
    assert "the next worker to ask for a job first promotes it" in said(told)


def test_in_bullmq_1_only_a_queue_scheduler_moves_a_delayed_job(db: redis.Redis, observer: Observer) -> None:
    db.xadd("bull:q:events", {"event": "added", "jobId": "3"})
    db.xadd("bull:q:delay", {"nextTimestamp": 1})
    job(db, "bull:q", "3", delay=1_000)
    db.zadd("bull:q:delayed", {"3": (int(time.time() * 1_000) - MINUTE) * 4096})
    job(db, "bull:q", "2", processedOn=1_700_000_000_000)
    db.lpush("bull:q:active", "2")
    told = observer.explain("q", "3")
    assert "No QueueScheduler is connected" in said(told)
    assert truth.lies(db, truth.of(told)) == []
    findings = found(db, observer, "q")
    assert "no-queue-scheduler" in findings
    assert "Only a QueueScheduler looks for such jobs, and none is connected" in findings["active-without-lock"]
    with hands.connection(db, "bull:cQ==:qs"):
        assert "No QueueScheduler" not in said(observer.explain("q", "3"))


def first_release(db: redis.Redis) -> None:
    """Lays down what BullMQ 1 leaves of a job whose worker died, in a queue that has had a delayed job."""
    db.xadd("bull:q:events", {"event": "added", "jobId": "2"})
    db.xadd("bull:q:delay", {"nextTimestamp": 1})
    job(db, "bull:q", "2", processedOn=1_700_000_000_000)
    db.lpush("bull:q:active", "2")


def test_in_bullmq_1_a_queue_scheduler_looks_for_stalled_jobs_without_any_worker(
    db: redis.Redis, observer: Observer
) -> None:
    first_release(db)
    with hands.connection(db, "bull:cQ==:qs"):
        told, findings = said(observer.explain("q", "2")), found(db, observer, "q")
        assert "It has no lock: its worker is gone or hangs. The next check for stalled jobs marks it" in told
        assert "the next check for stalled jobs runs the job a second time" in findings["active-without-lock"]
        assert "until a worker and a QueueScheduler are connected" in findings["active-without-worker"]
        db.set("bull:q:2:lock", "token", px=MINUTE)
        assert "A QueueScheduler is connected: once the lock has expired" in said(observer.explain("q", "2"))


def test_in_bullmq_1_no_worker_looks_for_stalled_jobs(db: redis.Redis, observer: Observer) -> None:
    first_release(db)
    with hands.asleep(db, "bull:cQ==", "BRPOPLPUSH"):
        assert "only a QueueScheduler looks for stalled jobs: none is connected" in said(observer.explain("q", "2"))
        findings = found(db, observer, "q")
        assert "Start a QueueScheduler: its checks put the job back into line." in findings["active-without-lock"]
        db.set("bull:q:2:lock", "token", px=MINUTE)
        assert "A worker runs it" in said(observer.explain("q", "2"))
    db.delete("bull:q:2:lock", "bull:q:delay")  # nothing tells it from BullMQ 2 and 3 any more
    findings = found(db, observer, "q")
    assert "Only a worker (in a BullMQ older than 2 a QueueScheduler) looks for such" in findings["active-without-lock"]


def test_what_a_hash_no_longer_says_is_not_told(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    db.hset("bull:q:m-1", mapping={"failedReason": "after", "finishedOn": 1_700_000_000_000, "stacktrace": '["Error"]'})
    db.zadd("bull:q:failed", {"m-1": 1_700_000_000_000})
    told = said(observer.explain("q", "m-1"))
    assert "why no attempt followed is not known" in told
    assert "0 of 1" not in told
    assert "Remove it: queue.remove(id)" in told
    assert "half there" in found(db, observer, "q")["stump"]


def test_an_id_is_taken_out_once_the_lock_of_its_worker_is_gone(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    db.lpush("bull:q:active", "m-1")
    assert "Take the id out of `active`" in said(observer.explain("q", "m-1"))
    db.set("bull:q:m-1:lock", "token", px=MINUTE)
    assert "Once that lock has expired, take the id out of `active`" in said(observer.explain("q", "m-1"))


def test_a_job_that_cannot_be_read_is_not_said_to_have_lost_its_worker(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:ids")
    job(db, "bull:ids", "1", data="dc3223a8-8b1f", stc=4, ats=5, defa="job stalled more than allowable limit")
    db.lpush("bull:ids:active", "1")
    assert set(found(db, observer, "ids")) & {"unreadable-job", "active-without-lock", "nearly-stalled-out"} == {
        "unreadable-job"
    }


def test_a_template_without_data_is_not_given_any(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:cron")
    db.hset("bull:cron:repeat:twice", mapping={"name": "t", "every": 1_000, "limit": 2, "ic": 2})
    db.zadd("bull:cron:repeat", {"twice": 1_700_000_000_000})
    told = observer.explain("cron", "twice")
    assert "its limit of 2 is reached" in said(told)
    assert "'t', without data" in said(told)
    assert truth.lies(db, truth.of(told)) == []


def test_a_parent_without_children_waits_for_ever(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    for id in ("alone", "waits"):
        job(db, "bull:q", id)
        db.zadd("bull:q:waiting-children", {id: 1})
    db.sadd("bull:q:waits:dependencies", "bull:q:child")
    job(db, "bull:q", "child")
    db.zadd("bull:q:delayed", {"child": (int(time.time() * 1_000) + MINUTE) * 4096})
    assert found(db, observer, "q")["parent-without-children"].startswith("1 parent waits")
    db.sadd("bull:q:alone:dependencies", "bull:q:child")
    assert "parent-without-children" not in found(db, observer, "q")


def test_a_scheduler_cut_off_by_drain_is_told_so(db: redis.Redis, observer: Observer) -> None:
    """As drain-5.lua leaves it: the job's hash is there, its id in no list."""
    made_by(db, "bull:q")
    at = int(time.time() * 1_000) + MINUTE
    db.hset("bull:q:repeat:tick", mapping={"name": "n", "every": MINUTE, "ic": 1})
    db.zadd("bull:q:repeat", {"tick": at})
    job(db, "bull:q", f"repeat:tick:{at}", rjk="tick")
    assert "drain() cuts it out of `wait`" in found(db, observer, "q")["scheduler-without-next"]
    db.rpush("bull:q:wait", f"repeat:tick:{at}")
    assert "scheduler-without-next" not in found(db, observer, "q")


def test_on_a_large_server_the_workers_prefixes_are_looked_at(
    db: redis.Redis, observer: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "SMALL", 0)
    for base in ("bull:letters", "shop:letters"):
        made_by(db, base)
        job(db, base, "1")
        db.lpush(f"{base}:wait", "1")
    with hands.asleep(db, "shop:bGV0dGVycw=="), pytest.raises(UsageError, match=r"bull:letters, shop:letters"):
        observer.explain("letters", "1")
    assert observer.explain("bull:letters", "1").state == "waiting"


def test_reports_are_kept_and_compared(db: redis.Redis, observer: Observer) -> None:
    from qlab.observe.doctor.comparing import changes, compare
    from qlab.observe.doctor.finding import Report

    made_by(db, "bull:q")
    before = Report.from_json(json.loads(json.dumps(observer.doctor("q").to_json())))
    assert before == observer.doctor("q")
    db.zadd("bull:q:failed", {"lost": 1})
    looks = iter((True, True, False))
    told = list(changes(lambda: observer.doctor("q"), lambda: next(looks), before))
    assert [[each.check for each in found.new] for _after, found in told] == [["id-without-hash"]]
    assert [each.check for each in compare(told[0][0], before).gone] == ["id-without-hash"]
    with pytest.raises(UsageError, match="That is not a report"):
        Report.from_json({"findings": [{}]})


def test_what_happened_names_retries_by_the_events_before(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q", OLD)
    job(db, "bull:q", "1", attemptsMade=3, failedReason="no")
    events = (("added", ""), ("waiting", ""), ("active", "waiting"), ("waiting", "failed"), ("active", "waiting"),
              ("delayed", ""), ("waiting", "delayed"), ("active", "waiting"), ("waiting", "active"), ("stalled", ""),
              ("active", "waiting"), ("failed", "active"), ("waiting", "failed"))  # fmt: skip
    for name, prev in events:
        db.xadd("bull:q:events", {"event": name, "jobId": "1", **({"prev": prev} if prev else {})})
    db.lpush("bull:q:wait", "1")
    told = observer.explain("q", "1")
    text = [each.text.partition("Z ")[2] for each in told.of("history") if "Z " in each.text]
    assert text[0] == "waiting: The job is ready and waits for a worker, in `wait` or in `prioritized`."
    assert text[2] == "waiting: Its attempt failed, and it is ready again, to be tried again."
    assert text[4].startswith("delayed: Its attempt failed, and it is delayed, to be tried again, unless")
    assert text[5] == "waiting: Its delay was over, or it was promoted: it is ready."
    assert text[7] == "waiting: A check for stalled jobs found no lock, and put it back into line."
    assert text[-1] == "waiting: It was retried by hand: out of `failed`, into line again."
    assert truth.lies(db, truth.of(told)) == []
