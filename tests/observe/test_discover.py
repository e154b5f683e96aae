"""Queues are found whoever made them: Queue, FlowProducer, Worker, under any prefix. (Old makers: test_layouts.)"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from qlab import Lab
from qlab.errors import UsageError
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
    told: list[tuple[int, int]] = []
    assert [info.name for info in looking.queues(progress=lambda *at: told.append(at))] == ["q"]
    assert len(told) > 5
    assert told[-1][1] == 12_001
    db.config_resetstat()
    assert looking.queues("q")
    assert "cmdstat_scan" not in db.info("commandstats")  # at once: no walk where the name is given
