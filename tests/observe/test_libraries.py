"""Other libraries' queues are named and left alone, whatever is asked of them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
import redis

from qlab.errors import QueueError
from qlab.observe.attach import Observer
from qlab.observe.looking.overview import overview
from tests.observe import places, truth

NOW = int(time.time() * 1_000)
SIDEKIQ = {"class": "MailJob", "args": [1], "jid": "b4a577edbccf1d805744efa9", "queue": "active", "retry": True}
CELERY = {"body": "W1tdLCB7fV0=", "content-type": "application/json", "headers": {"task": "t"}, "properties": {}}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[redis.Redis, Observer]]:
    with places.observed() as (client, observer):
        _lay_down(client)
        yield client, observer


def _lay_down(db: redis.Redis) -> None:
    """The keys of each, as its own release leaves them; a queue's name that BullMQ uses too, where it has a say."""
    db.hset("bq:mails:jobs", mapping={"1": '{"data":{}}', "2": '{"data":{}}'})
    db.lpush("bq:mails:active", "2")
    db.zadd("bq:mails:delayed", {"3": NOW})
    db.sadd("bq:mails:succeeded", "8")
    for key, member in (("ready", "g1"), ("g:g1", "j1"), ("processing", "j2"), ("completed", "j0"), ("failed", "j9")):
        db.zadd(f"groupmq:orders:{key}", {member: NOW})
    db.hset("groupmq:orders:job:j9", mapping={"groupId": "g1", "data": "{}", "status": "failed"})
    db.sadd("rq:queues", "rq:queue:wait")
    db.rpush("rq:queue:wait", "2c1b8f0e")
    db.hset("rq:job:2c1b8f0e", mapping={"status": "queued", "data": "x"})
    for end in ("active", "delay"):
        db.lpush(f"shop:queue:{end}", json.dumps(SIDEKIQ))
    db.lpush("etl:jobs:wait", json.dumps(CELERY))
    db.lpush("old:queue:paused", '{"class":"Mail","args":[]}')
    for end in ("inactive", "failed", "delayed"):
        db.zadd(f"q:jobs:{end}", {"01|1": 1})
    db.lpush("asynq:{default}:pending", "t1")
    db.lpush("asynq:{default}:active", "t2")
    db.zadd("queues:default:delayed", {'{"job":"x@call"}': NOW})
    db.zadd("queues:default:reserved", {"{}": NOW})


QUEUES = {
    "bq:mails": "Bee-Queue", "groupmq:orders": "GroupMQ", "rq:queue": "RQ", "shop:queue": "Sidekiq",
    "etl:jobs": "Celery", "old:queue": "Resque", "q:jobs": "Kue", "asynq:{default}": "asynq",
    "queues:default": "Laravel",
}  # fmt: skip


def test_each_is_named(server: tuple[redis.Redis, Observer]) -> None:
    _db, observer = server
    named = {f"{info.prefix}:{info.name}": info.layout for info in observer.queues()}
    assert named == {queue: f"not BullMQ's ({library})" for queue, library in QUEUES.items()}


def test_none_of_them_gets_a_finding_a_remark_or_a_failure(server: tuple[redis.Redis, Observer]) -> None:
    _db, observer = server
    report = observer.doctor()
    assert list(report) == []
    assert len(report.unchecked) == len(QUEUES)
    for each in overview(observer.connection, observer.queues()):
        assert (each.remark, each.workers, each.failure_rate) == (each.info.layout, None, None)
    assert observer.failures() == ()


@pytest.mark.parametrize(("queue", "id"), [("bq:mails", "2"), ("groupmq:orders", "j9"), ("rq:queue", "2c1b8f0e")])
def test_explain_gives_no_advice_about_them(server: tuple[redis.Redis, Observer], queue: str, id: str) -> None:
    db, observer = server
    told = observer.explain(queue, id)
    assert {each.topic for each in told.statements} == {"where"}
    assert f"not BullMQ's ({QUEUES[queue]})" in told.text()
    assert truth.lies(db, truth.of(told)) == []


def test_they_are_not_watched(server: tuple[redis.Redis, Observer]) -> None:
    _db, observer = server
    with pytest.raises(QueueError, match=r"The keys of bq:mails are not BullMQ's \(Bee-Queue\)"):
        observer.watch("bq:mails", 0)
