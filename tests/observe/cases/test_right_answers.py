"""What public reports of queues should have been told: their keys laid down by hand, and the right answer to each."""

from __future__ import annotations

import time

import pytest
import redis

from qlab.observe.attach import Observer
from tests.observe import hands, places, truth
from tests.observe.cases.test_cases import MINUTE, found, job, made_by, said

HOUR = 60 * MINUTE


def now() -> int:
    return int(time.time() * 1_000)


def explained(db: redis.Redis, observer: Observer, queue: str, id: str) -> str:
    """All that is said of a job; its evidence is compared with the keys."""
    told = observer.explain(queue, id)
    assert truth.lies(db, truth.of(told)) == []
    assert "1970" not in told.text()
    return said(told)


def waiting(db: redis.Redis, base: str, id: str) -> None:
    job(db, base, id)
    db.lpush(f"{base}:wait", id)


def active(db: redis.Redis, base: str, id: str, *, since_ms: int) -> None:
    job(db, base, id, ago_ms=since_ms, ats=1, processedOn=now() - since_ms)
    db.lpush(f"{base}:active", id)
    db.set(f"{base}:{id}:lock", "token", px=30_000)


def test_an_id_in_two_places_is_told_with_both(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "page-1")
    db.lpush("bull:q:active", "page-1")
    assert "It is in 2 places at once: `wait` and `active`." in explained(db, observer, "q", "page-1")


def test_a_queue_whose_only_job_has_no_hash_is_not_taken_for_another_librarys(
    db: redis.Redis, observer: Observer
) -> None:
    """A clean-up deletes the hash of a job that a Bull worker has; the id was added twice."""
    db.rpush("bull:q:active", "page-1", "page-1")
    db.set("bull:q:id", 2)
    db.set("bull:q:page-1:lock", "token", px=30_000)
    db.set("bull:q:stalled-check", now(), px=30_000)
    text = explained(db, observer, "q", "page-1")
    assert (
        "It is in `active`. A worker has the job, and a lock on it that it must keep renewing. Its hash is gone" in text
    )
    assert [each.layout for each in observer.queues()] == ["Bull or BullMQ"]


@pytest.mark.parametrize("elsewhere", [{"name": "bull:cQ=="}, {"name": "shop:cQ==", "db": 3}])
def test_a_worker_elsewhere_takes_nothing_here(
    db: redis.Redis, observer: Observer, elsewhere: dict[str, object]
) -> None:
    made_by(db, "shop:q")
    waiting(db, "shop:q", "1")
    with hands.asleep(db, str(elsewhere["name"]), db=int(str(elsewhere.get("db", 0)))):
        where = f"{str(elsewhere['name']).partition(':')[0]}:q in database {elsewhere.get('db', 0)}"
        told = found(db, observer, "shop:q")["nobody-works"]
        assert f"no worker of shop:q is connected; 1 worker is connected to {where}" in told
        text = explained(db, observer, "shop:q", "1")
        assert f"1 worker is connected to {where}: give both the same prefix and database" in text
        assert "a free worker" not in text


def test_a_worker_that_does_not_ask_takes_nothing(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    with hands.connection(db, "bull:cQ=="):
        text = explained(db, observer, "q", "1")
        assert "A worker is connected, and has not asked for a job: made with autorun: false" in text
        assert "a worker that asks takes" in text
        assert "workers-not-asking" in found(db, observer, "q")


def test_a_worker_that_waits_out_a_rate_limit_is_not_said_to_be_stopped(db: redis.Redis, observer: Observer) -> None:
    """A worker that meets its limit with its first jobs sleeps in itself, and has never blocked on the server."""
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    db.set("bull:q:limiter", 2, px=MINUTE)
    with hands.connection(db, "bull:cQ=="):
        text = explained(db, observer, "q", "1")
        assert "A worker is connected, and has not waited for a job: held back by the rate limit, made with" in text
        assert "a free worker takes" in text
        assert "workers-not-asking" not in found(db, observer, "q")


def test_a_hash_that_lacks_a_part_is_found_in_any_state(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    for id, gone in (("nothing-left", ("name", "data", "timestamp")), ("no-data", ("data",)), ("whole", ())):
        waiting(db, "bull:q", id)
        if gone:
            db.hdel(f"bull:q:{id}", *gone)
    (finding,) = [each for each in observer.doctor("q") if each.check == "stump"]
    assert "2 jobs' hashes are half there: their name, data or timestamp is missing." in finding.summary
    assert {each.text() for each in finding.evidence} == {
        "bull:q:nothing-left name = (none)",
        "bull:q:no-data data = (none)",
    }


def test_what_is_said_fits_the_width_that_is_asked_for(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    texts = [observer.explain("q", "1").text(80), *(each.text(80) for each in observer.doctor("q"))]
    sentences = [line for text in texts for line in text.splitlines() if "See: " not in line]
    assert max(map(len, sentences)) <= 80
    assert len(texts) > 1


def test_a_count_of_waiting_jobs_is_the_sum_of_its_evidence(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    for id, priority in (("2", 1), ("3", 2)):
        job(db, "bull:q", id, priority=priority)
        db.zadd("bull:q:prioritized", {id: priority * 2**32})
    active(db, "bull:q", "4", since_ms=2 * HOUR)
    assert "3 jobs wait, and no worker" in found(db, observer, "q")["nobody-works"]
    lengths = {"bull:q:wait length = 1", "bull:q:prioritized length = 2"}
    with hands.asleep(db, "bull:cQ=="):
        by_check = {each.check: each for each in observer.doctor("q")}
        assert "3 jobs wait behind" in found(db, observer, "q")["active-very-long"]
    assert lengths <= {each.text() for each in by_check["active-very-long"].evidence}
    (finding,) = [each for each in observer.doctor("q") if each.check == "nobody-works"]
    assert lengths <= {each.text() for each in finding.evidence}


def test_raw_values_are_broken_between_words_and_only_on_a_narrow_terminal(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:notifications-of-customers")
    waiting(db, "bull:notifications-of-customers", "1")
    db.xadd("bull:notifications-of-customers:events", {"event": "waiting", "jobId": "1"})
    told = observer.explain("notifications-of-customers", "1")
    said = {each.text() for statement in told.statements for each in statement.evidence}
    said |= {each.text() for finding in observer.doctor() for each in finding.evidence}
    wide, narrow = ([told, *observer.doctor()], [told.text(60), *(each.text(60) for each in observer.doctor())])
    assert all(any(line == f"      {raw}" for each in wide for line in each.text().splitlines()) for raw in said)
    lines = [line for text in narrow for line in text.splitlines() if "See: " not in line]
    assert all(len(line) <= 60 or " " not in line.strip() for line in lines)
    words = {word for text in narrow for word in text.split()}
    assert {word for raw in said for word in raw.split()} <= words
    assert any(len(raw) > 60 for raw in said)


def test_a_template_with_a_deduplication_id_stops_its_scheduler(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    at = now() - MINUTE
    db.hset("bull:q:repeat:list-1", mapping={"name": "n", "every": 5_000, "ic": 3, "opts": '{"de":{"id":"list-1"}}'})
    db.zadd("bull:q:repeat", {"list-1": at})
    assert "Its template has a deduplication id" in found(db, observer, "q")["scheduler-without-next"]
    text = explained(db, observer, "q", "list-1")
    assert "It is a job scheduler: every 5 s." in text
    assert "Its template has the deduplication id 'list-1'" in text


def test_active_for_hours_keeps_those_behind_waiting(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    active(db, "bull:q", "1", since_ms=18 * HOUR)
    waiting(db, "bull:q", "3")
    with hands.connection(db, "bull:cQ==", "BZPOPMIN", "nobody:rings", "0.01"):
        places.wait_until(lambda: "b" not in db.client_list()[-1]["flags"], "the end of its wait")
        told = found(db, observer, "q")["active-very-long"]
        assert "1 job has been active for very long, the first since 18 h" in told
        assert "1 job waits behind" in told
        text = explained(db, observer, "q", "3")
        assert "No worker is free: 1 active, the first for 18 h" in text
        assert "no job that is still kept has finished since" in text


def test_a_limit_by_hand_holds_only_those_with_a_max(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "30")
    db.set("bull:q:limiter", 2**53 - 1, px=10 * MINUTE)
    text = explained(db, observer, "q", "30")
    assert "The rate is limited by hand" in text
    assert "Others start jobs all the same." in text
    db.persist("bull:q:limiter")
    assert "has no TTL, so it holds nothing back" in explained(db, observer, "q", "30")


def test_concurrency_0_starts_nothing(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    db.hset("bull:q:meta", "concurrency", 0)
    assert "The queue's global concurrency is 0: no job ever starts." in explained(db, observer, "q", "1")


def test_a_parent_that_has_failed_waits_for_nobody(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:tops")
    made_by(db, "bull:kids")
    job(db, "bull:tops", "top", failedReason="child bull:kids:a failed", atm=1, ats=0)
    db.zadd("bull:tops:failed", {"top": now()})
    db.sadd("bull:tops:top:dependencies", "bull:kids:b")
    job(db, "bull:kids", "b", parentKey="bull:tops:top", delay=HOUR)
    db.zadd("bull:kids:delayed", {"b": (now() + HOUR) * 4096})
    assert "bull:tops:top does not wait for it: it is failed." in explained(db, observer, "kids", "b")
    text = explained(db, observer, "tops", "top")
    assert "a retry (`job.retry()`) would fail again: 1 child has not finished" in text
    db.delete("bull:tops:top:dependencies")
    db.zadd("bull:tops:top:unsuccessful", {"bull:kids:a": 1})
    text = explained(db, observer, "tops", "top")
    assert "would fail again: `unsuccessful` still holds 1 failed child" in text
    assert "puts it back into `wait`" not in text


def test_explain_follows_a_flow_down_to_the_job_that_blocks_it(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    for id, child in (("top", "middle"), ("middle", "leaf")):
        job(db, "bull:q", id)
        db.zadd("bull:q:waiting-children", {id: 1})
        db.sadd(f"bull:q:{id}:dependencies", f"bull:q:{child}")
    job(db, "bull:q", "leaf", failedReason="no stock", atm=1)
    db.zadd("bull:q:failed", {"leaf": now()})
    text = explained(db, observer, "q", "top")
    assert "Child bull:q:middle is waiting-children." in text
    assert "Deeper in the flow bull:q:leaf holds it back: it is failed: no stock." in text
    assert "Deeper" not in explained(db, observer, "q", "middle")


def family(db: redis.Redis, *children: str) -> None:
    """Lays down a parent that waits for children of the queue `kids`, which are in no state yet."""
    for base in ("bull:tops", "bull:kids", "bull:leaves"):
        made_by(db, base)
    job(db, "bull:tops", "top")
    db.zadd("bull:tops:waiting-children", {"top": 1})
    for id in children:
        job(db, "bull:kids", id)
        db.sadd("bull:tops:top:dependencies", f"bull:kids:{id}")


def test_a_parent_is_told_what_holds_its_children_back(db: redis.Redis, observer: Observer) -> None:
    family(db, "one", "two")
    db.lpush("bull:kids:wait", "one", "two")
    text = explained(db, observer, "tops", "top")
    assert text.count("No worker of its queue is connected: start one.") == 1  # once for a queue
    assert "What holds bull:kids:" in text
    with hands.asleep(db, "bull:a2lkcw=="):
        assert "What holds" not in explained(db, observer, "tops", "top")
        db.hset("bull:kids:meta", "paused", 1)
        assert "back: The queue is paused" in explained(db, observer, "tops", "top")
    with hands.asleep(db, "shop:a2lkcw=="):
        assert "1 worker is connected to shop:kids in database 0" in explained(db, observer, "tops", "top")
    with hands.connection(db, "bull:a2lkcw=="):
        assert "back: A worker is connected, and has not asked for a job" in explained(db, observer, "tops", "top")


def test_a_parent_is_told_of_a_child_whose_worker_is_gone(db: redis.Redis, observer: Observer) -> None:
    family(db, "held", "lost")
    db.lpush("bull:kids:active", "held", "lost")
    db.set("bull:kids:held:lock", "token", px=MINUTE)
    text = explained(db, observer, "tops", "top")
    assert "What holds bull:kids:lost back: It has no lock, and only a worker looks for stalled jobs: none is" in text
    assert "What holds bull:kids:held back: No worker is connected, so whoever ran it is gone" in text
    with hands.asleep(db, "bull:a2lkcw=="):
        text = explained(db, observer, "tops", "top")
        assert "What holds bull:kids:lost back: It has no lock: its worker is gone or hangs." in text
        assert "What holds bull:kids:held" not in text


def test_a_parent_is_told_that_nobody_works_where_its_grandchild_waits(db: redis.Redis, observer: Observer) -> None:
    family(db, "middle")
    db.zadd("bull:kids:waiting-children", {"middle": 1})
    db.sadd("bull:kids:middle:dependencies", "bull:leaves:leaf")
    job(db, "bull:leaves", "leaf")
    db.lpush("bull:leaves:wait", "leaf")
    with hands.asleep(db, "bull:a2lkcw=="):
        for queue, id in (("tops", "top"), ("kids", "middle")):
            text = explained(db, observer, queue, id)
            assert text.count("What holds") == 1
            assert "What holds bull:leaves:leaf back: No worker of its queue is connected: start one." in text


def test_a_worker_cannot_read_data_that_is_no_json(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    job(db, "bull:q", "1", data="dc3223a8-8b1f", ats=3)
    db.lpush("bull:q:active", "1")
    text = explained(db, observer, "q", "1")
    assert "Its `data` is no JSON, so the worker that takes it cannot read it" in text
    with hands.asleep(db, "bull:cQ=="):
        text = explained(db, observer, "q", "1")
        assert "It has no lock: the worker that took it could not read it, and renews none." in text
        assert "is gone" not in text
        db.set("bull:q:1:lock", "a-worker:1", px=30_000)
        db.hset("bull:q:1", "defa", "job stalled more than allowable limit")
        text = explained(db, observer, "q", "1")
        assert "A worker took it and does not run it" in text
        assert "runs it; its lock" not in text
        assert "without running it" not in text  # that is looked at once the job was read


def test_a_missing_marker_matters_where_a_worker_sleeps(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    waiting(db, "bull:q", "1")
    told = found(db, observer, "q")
    assert "nobody-works" in told
    assert "marker-missing" not in told


def test_a_volatile_policy_evicts_only_keys_with_a_ttl(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    db.config_set("maxmemory-policy", "volatile-lru")
    try:
        (told,) = [each for each in observer.doctor() if each.queue is None and "evict" in each.check]
    finally:
        db.config_set("maxmemory-policy", "noeviction")
    text = f"{told.summary} {told.meaning}"
    assert "TTL" in text
    assert "lists" not in text


def test_a_job_in_a_group_of_pro_is_no_orphan(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    job(db, "bull:q", "1", gid="customer-7")
    db.lpush("bull:q:groups:customer-7", "1")
    text = explained(db, observer, "q", "1")
    assert "It waits in its group, which BullMQ Pro keeps" in text
    assert "orphan" not in text
    assert "orphan" not in found(db, observer, "q")


def test_a_scheduler_says_where_both_crons_differ(db: redis.Redis, observer: Observer) -> None:
    """The autumn of 2026 in Amsterdam: 02:30 comes twice."""
    made_by(db, "bull:q")
    at = 1_792_801_800_000  # 2026-10-24T00:30Z, 02:30 in Amsterdam
    db.hset("bull:q:repeat:dst", mapping={"name": "n", "pattern": "30 2 * * *", "tz": "Europe/Amsterdam", "ic": 1})
    db.zadd("bull:q:repeat", {"dst": at})
    text = explained(db, observer, "q", "dst")
    assert "PyPI's croniter and npm's cron-parser then differ" in text
    db.hset("bull:q:repeat:dst", "tz", "UTC")
    assert "differ" not in explained(db, observer, "q", "dst")


def test_a_scheduler_that_stands_still_until_its_job_is_taken_says_so(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    for every, still in ((1_000, True), (HOUR, False)):
        at = now() - 73_000
        id = f"repeat:tick:{at}"
        db.hset("bull:q:repeat:tick", mapping={"name": "n", "every": every, "ic": 1})
        db.zadd("bull:q:repeat", {"tick": at})
        job(db, "bull:q", id, rjk="tick", ago_ms=73_000)
        db.lpush("bull:q:wait", id)
        text = explained(db, observer, "q", id)
        rule = "every 1 s" if still else "every 1 h"
        assert f"The scheduler 'tick' made it: {rule}. Its next job comes when a worker takes this one." in text
        assert ("It stands still until then" in text) is still


def test_a_key_of_the_application_s_is_no_job(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    db.hset("bull:q:settings", mapping={"colour": "blue"})
    db.set("bull:q:cache", "x")
    assert found(db, observer, "q") == {}


def test_a_stump_is_removed_before_its_id_is_added_again(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    db.hset("bull:q:page-1", mapping={"finishedOn": now(), "atm": 1})
    text = explained(db, observer, "q", "page-1")
    assert "half there: it has no name, data, timestamp" in text
    assert "0 started, 1 ended." in text  # of how many, nothing says
    assert "adding a job with this id does nothing. Remove it first (queue.remove(id))" in text


def test_a_hash_deleted_under_its_worker_has_a_lock_still(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    active(db, "bull:q", "m-1", since_ms=1_000)
    db.delete("bull:q:m-1")
    text = explained(db, observer, "q", "m-1")
    assert "Its hash is gone" in text
    assert "Its lock is still there: a worker has the job" in text


def test_a_job_whose_worker_died_has_one_account(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    active(db, "bull:q", "1", since_ms=20_000)
    text = explained(db, observer, "q", "1")
    assert "No worker is connected, so whoever ran it is gone" in text
    assert "runs it" not in text
    db.delete("bull:q:1:lock")
    assert "only a worker looks for stalled jobs: none is connected, so start one" in explained(db, observer, "q", "1")
    assert "active-without-worker" in found(db, observer, "q")


def test_attempts_beyond_those_allowed_are_not_contradicted(db: redis.Redis, observer: Observer) -> None:
    made_by(db, "bull:q")
    job(db, "bull:q", "1", ats=2, atm=2, failedReason="no")
    db.zadd("bull:q:failed", {"1": now()})
    text = explained(db, observer, "q", "1")
    assert "one attempt is allowed, and 2 were made (a retry by hand allows one more)" in text
