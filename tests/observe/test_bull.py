"""Bull, and queues on which so far only a worker waits: told as Bull keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import redis
from typer.testing import CliRunner

from qlab.cli.commands import build
from qlab.errors import QueueMissing
from qlab.observe.attach import Observer
from tests.observe import hands, places, truth

T = 1_700_000_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[redis.Redis, Observer]]:
    with places.observed() as (client, observer):
        yield client, observer


@pytest.fixture
def observer(server: tuple[redis.Redis, Observer]) -> Observer:
    return server[1]


@pytest.fixture
def db(server: tuple[redis.Redis, Observer]) -> redis.Redis:
    server[0].flushall()  # a server of these tests alone
    return server[0]


def completed(db: redis.Redis, id: str, *, failed: int, **opts: object) -> None:
    """A completed job as Bull 4.16 leaves it."""
    fields = {
        "name": "__default__",
        "data": "{}",
        "timestamp": T,
        "delay": 0,
        "priority": 0,
        "processedOn": T + 2_000,
        "finishedOn": T + 2_500,
        "returnvalue": "1",
        "opts": json.dumps({"timestamp": T, "delay": 0, **opts}),
    }
    tried = {"attemptsMade": failed, "failedReason": "SMTP 451", "stacktrace": '["Error: SMTP 451"]'} if failed else {}
    db.hset(f"bull:mails:{id}", mapping={**fields, **tried})
    db.zadd("bull:mails:completed", {id: T + 2_500})


@pytest.mark.parametrize(
    ("name", "command"),
    [("bull:bWFpbHM=", ("BRPOPLPUSH", "nobody:rings", "nobody:takes", "0")),
     ("bull:bWFpbHM=", ("EVAL", "return 1", "0")), ("bull:mails", ("BZPOPMIN", "nobody:rings", "0"))],
)  # fmt: skip
def test_a_queue_is_there_as_soon_as_its_worker_waits(
    db: redis.Redis, observer: Observer, name: str, command: tuple[str, ...]
) -> None:
    """Bull 4, Bull 3 (which names the connection that runs scripts), and a port of BullMQ."""
    with pytest.raises(QueueMissing):
        observer.explain("mails", "1")
    with hands.connection(db, name, *command):
        assert [(info.prefix, info.name, info.layout) for info in observer.queues()] == [
            ("bull", "mails", "Bull or BullMQ")
        ]
        assert observer.workers("mails").count == 1
        assert "There is no trace of it" in observer.explain("mails", "1").text()
        assert sum(observer.snapshot("mails").counts_of("mails").values()) == 0
        assert "keeps none, a page of the queue" in observer.watch("mails", 0).note
        url = observer.connection.address.url
        shown = CliRunner().invoke(build(), ["snapshot", url, "mails"])
        assert (shown.exit_code, shown.stdout.strip()) == (0, "mails: no jobs")


def test_a_stray_name_makes_no_queue(db: redis.Redis, observer: Observer) -> None:
    for command in ((), ("EVAL", "return 1", "0")):
        with hands.connection(db, "app:worker", *command):
            assert observer.queues() == []


def test_before_the_first_job_nothing_tells_bull_from_bullmq(db: redis.Redis, observer: Observer) -> None:
    db.set("bull:mails:stalled-check", T)
    assert [info.layout for info in observer.queues()] == ["Bull or BullMQ"]


def test_bull_s_attempts_moments_and_retention_are_told_as_it_keeps_them(db: redis.Redis, observer: Observer) -> None:
    completed(db, "1", failed=0, removeOnComplete={"age": 3_600, "count": 100})
    completed(db, "2", failed=1, attempts=3)
    told = {id: observer.explain("mails", id) for id in "12"}
    text = {id: " ".join(each.text for each in told[id].statements) for id in "12"}
    assert "Attempts: 1 ended (Bull counts the failed alone: 0), 1 allowed." in text["1"]
    assert "Attempts: 2 ended (Bull counts the failed alone: 1), 3 allowed." in text["2"]
    assert "A worker took it last at 2023-11-14T22:13:22.000Z. It ended at 2023-11-14T22:13:22.500Z." in text["1"]
    assert "(its own keeps the latest 100, none older than 1 h)" in text["1"]
    assert "Bull keeps no events that would tell." in observer.explain("mails", "3").text().replace("\n    ", " ")
    for each in told.values():
        assert truth.lies(db, truth.of(each)) == []
    page = CliRunner().invoke(build(), ["snapshot", observer.connection.address.url, "mails"]).stdout
    assert "1 of 1" in page
    assert "2 of 3" in page
    assert "0 of 1" not in page


def test_a_job_that_completed_and_was_removed_is_titled_so(db: redis.Redis, observer: Observer) -> None:
    db.hset("bull:q:meta", mapping={"opts.maxLenEvents": 10_000, "version": "bullmq:6.7.0"})
    for name in ("added", "active", "completed"):
        db.xadd("bull:q:events", {"event": name, "jobId": "1"})
    db.xadd("bull:q:events", {"event": "removed", "jobId": "2", "prev": "wait"})
    told = observer.explain("q", "1")
    assert told.text().splitlines()[0] == "Job 1 of q: completed, then removed"
    assert told.to_json()["became"] == "completed, then removed"
    assert observer.explain("q", "2").text().splitlines()[0] == "Job 2 of q: removed"
    assert observer.explain("q", "3").text().splitlines()[0] == "Job 3 of q: unknown"
