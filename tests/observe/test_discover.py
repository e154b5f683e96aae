"""Queues are found whoever made them: Queue, FlowProducer, Worker, under any prefix. (Old makers: test_layouts.)"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from qlab import Lab
from qlab.errors import QueueMissing, UsageError
from qlab.lab.server_io import server as embedded
from qlab.observe.attach import Observer, attach


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[redis.Redis, Observer]]:
    server = embedded.start()
    client = redis.Redis.from_url(server.url, decode_responses=True)
    with attach(server.url) as observer:
        yield client, observer
    client.close()
    server.close()


@pytest.fixture
def db(place: tuple[redis.Redis, Observer]) -> redis.Redis:
    place[0].flushall()
    return place[0]


@pytest.fixture
def looking(place: tuple[redis.Redis, Observer], db: redis.Redis) -> Observer:
    return place[1]


@pytest.mark.core
def test_a_live_queue_with_its_counts(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    queue.add("later", {}, delay="1h")
    queue.pause()
    live.queue("parents"), live.queue("flow-only")
    live.flow({"name": "p", "queue": "parents", "data": {}, "children": [
        {"name": "c", "queue": "flow-only", "data": {}}]})  # fmt: skip
    found = {info.name: info for info in observer.queues()}
    assert set(found) == {"email", "flow-only", "parents"}
    assert found["email"].paused
    assert found["email"].counts["waiting"] == found["email"].counts["delayed"] == 1
    assert found["email"].oldest_waiting is not None
    assert found["parents"].layout.startswith("BullMQ")
    assert not found["parents"].paused


def test_a_worker_alone(db: redis.Redis, looking: Observer) -> None:
    db.set("app:q:stalled-check", 1, px=30_000)
    assert [(info.prefix, info.name) for info in looking.queues()] == [("app", "q")]


def test_npm_s_queue_writes_who_it_is(db: redis.Redis, looking: Observer) -> None:
    db.hset("bull:q:meta", mapping={"opts.maxLenEvents": 10_000, "version": "bullmq:6.7.0"})
    assert looking.queues()[0].maker == "bullmq:6.7.0"


def test_schedulers_and_jobs_are_not_taken_for_queues(db: redis.Redis, looking: Observer) -> None:
    db.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
    db.zadd("bull:q:repeat", {"id": 1})
    db.hset("bull:q:repeat:id", "name", "x")
    db.hset("bull:q:7:failed", "bull:c:1", "x")
    db.set("session:abc:id", 1)
    assert [info.name for info in looking.queues()] == ["q"]


def test_prefixes_with_colons_tags_and_the_same_name_twice(db: redis.Redis, looking: Observer) -> None:
    for prefix in ("a:b", "{tag}", "c"):
        db.hset(f"{prefix}:q:meta", "opts.maxLenEvents", 10_000)
    assert [info.prefix for info in looking.queues()] == ["a:b", "c", "{tag}"]
    assert looking.queues("a:b:q")[0].prefix == "a:b"
    with pytest.raises(UsageError, match="Several prefixes"):
        looking.snapshot("q")


def test_a_big_keyspace_is_walked_in_pages_and_tells_how_far(db: redis.Redis, looking: Observer) -> None:
    pipe = db.pipeline()
    for number in range(12_000):
        pipe.set(f"other:{number}", "")
    pipe.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
    pipe.execute()
    text: list[tuple[int, int]] = []
    assert [info.name for info in looking.queues(progress=lambda *at: text.append(at))] == ["q"]
    assert len(text) > 5
    assert text[-1][1] == 12_001
    db.config_resetstat()
    assert looking.queues("q")
    assert "cmdstat_scan" not in db.info("commandstats")  # at once: no walk where the name is given


def bullmq(db: redis.Redis, base: str) -> None:
    db.hset(f"{base}:meta", "opts.maxLenEvents", 10_000)


def test_a_name_is_refused_where_several_prefixes_have_it_bull_among_them(db: redis.Redis, looking: Observer) -> None:
    for prefix in ("bull", "shop"):
        bullmq(db, f"{prefix}:mails")
    for look in (looking.snapshot, looking.queues, looking.doctor, lambda name: looking.explain(name, "1")):
        with pytest.raises(UsageError, match=r"bull:mails, shop:mails"):
            look("mails")
    assert looking.queues("shop:mails")[0].prefix == "shop"


def test_a_name_with_a_colon_is_found_also_under_its_prefix(db: redis.Redis, looking: Observer) -> None:
    """As BullMQ before 5 and Bull let it be."""
    db.hset("bull:ingress:avalanche:1", mapping={"name": "x", "data": "{}", "opts": "{}", "timestamp": 1, "delay": 0})
    db.lpush("bull:ingress:avalanche:wait", "0:1700000000000", "1")
    db.xadd("bull:ingress:avalanche:events", {"event": "waiting", "jobId": "1"})
    assert [(info.prefix, info.name) for info in looking.queues()] == [("bull", "ingress:avalanche")]
    assert looking.explain("ingress:avalanche", "1").state == "waiting"
    assert {finding.queue for finding in looking.doctor()} == {"ingress:avalanche"}
    under = Observer(looking.connection, "bull")
    assert [info.name for info in under.queues()] == ["ingress:avalanche"]
    assert under.explain("ingress:avalanche", "1").state == "waiting"


def test_keys_that_end_as_a_queue_s_do_make_no_queue(db: redis.Redis, looking: Observer) -> None:
    bullmq(db, "bull:q")
    db.hset("bull:q:metrics:completed", "count", 3)
    db.lpush("bull:q:metrics:completed:data", 1)
    db.set("bull:q:de:wait", "1")
    db.hset("bull:q:repeat:meta", "name", "x")
    assert [info.name for info in looking.queues()] == ["q"]


def test_other_libraries_are_named_and_left_alone(db: redis.Redis, looking: Observer) -> None:
    db.hset("bq:mails:jobs", mapping={"1": '{"data":{}}', "2": '{"data":{}}'})
    db.lpush("bq:mails:active", "1")
    db.zadd("bq:mails:delayed", {"2": 1})
    db.lpush("other:thing:wait", "a")
    assert {info.layout for info in looking.queues()} == {"not BullMQ's (Bee-Queue)", "not BullMQ's (another library)"}
    report = looking.doctor()
    assert list(report) == []
    assert "bq:mails: its keys are not BullMQ's (Bee-Queue), and are left alone" in report.unchecked


def test_a_queue_in_another_database_is_hinted_at(db: redis.Redis, looking: Observer) -> None:
    path = db.connection_pool.connection_kwargs["path"]
    with redis.Redis(unix_socket_path=path, db=3) as third:
        bullmq(third, "bull:q")
    with pytest.raises(QueueMissing, match="Database 3 holds keys: end the URL with its number, such as /3"):
        looking.snapshot("q")
