"""Who works here: told from real connections, named as npm, PyPI, Bull and the ports name theirs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from qlab import Lab
from qlab.observe.attach import Observer, attach
from qlab.observe.connected import clients as reading
from qlab.observe.connected.clients import clients
from qlab.observe.connected.workers import IN_A_DUMP, NAMELESS, NO_PERMISSION, ON_A_REPLICA, Doing, Workers
from qlab.observe.doctor import examine
from tests import servers
from tests.observe import hands, places


@pytest.fixture(scope="module")
def server() -> Iterator[redis.Redis]:
    with places.server("--databases", "32") as port, redis.Redis(port=port, decode_responses=True) as client:
        yield client


@pytest.fixture
def observer(server: redis.Redis) -> Iterator[Observer]:
    server.flushall()
    with attach(f"redis://127.0.0.1:{server.connection_pool.connection_kwargs['port']}") as made:
        yield made


@pytest.fixture
def connected() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def npm(prefix: str, queue: str, name: str = "") -> str:
    return f"{prefix}:{base64.b64encode(queue.encode()).decode()}" + (f":w:{name}" if name else "")


def seen(observer: Observer, queue: str = "mails", prefix: str = "bull", active: int = 0) -> Workers:
    return clients(observer.connection).of(prefix, queue, active=active)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        (npm("bull", "mails"), ""), (npm("bull", "mails", "zed"), "zed"), ("bull:mails", ""), ("bull:mails:w:1", "1"),
        (npm("bull", "mails", "a:w:b"), "a:w:b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", ["BZPOPMIN", "BRPOPLPUSH"])
def test_names_as_npm_pypi_bull_and_the_ports_write_them(
    observer: Observer, server: redis.Redis, name: str, own: str, call: str
) -> None:
    with hands.asleep(server, name, call):
        found = seen(observer)
        assert [(worker.name, worker.doing) for worker in found.here or ()] == [(own, Doing.ASKING)]
        assert found.asleep
        assert found.evidence()[1].key == f"CLIENT LIST {name}"
        assert f"cmd={call.lower()}" in found.evidence()[1].raw
    places.wait_until(lambda: seen(observer).none, "the worker's end")


@pytest.mark.parametrize("queue", ["a:b", "ingress:avalanche", "ü", "with space", "{tag}"])
def test_any_queue_s_name(observer: Observer, server: redis.Redis, queue: str) -> None:
    with hands.asleep(server, npm("x:y", queue)):
        assert seen(observer, queue, "x:y").count == 1
        assert seen(observer, queue, "y").none


@pytest.mark.parametrize(
    "name",
    ["bull:mails:qe", npm("bull", "mails") + ":qe", npm("bull", "mails") + ":qs", npm("bull", "mails2"), "bull:mails2",
     "mails", "bull:other", npm("bull", "mail")],
)  # fmt: skip
def test_others_are_not_counted(observer: Observer, server: redis.Redis, name: str) -> None:
    with hands.asleep(server, name):
        assert seen(observer).none


def test_a_queue_scheduler_is_told_apart(observer: Observer, server: redis.Redis) -> None:
    with hands.connection(server, npm("bull", "mails") + ":qs", "XREAD", "BLOCK", "0", "STREAMS", "x", "$"):
        assert seen(observer).schedulers == 1
        assert seen(observer).none


def test_another_prefix_and_another_database(observer: Observer, server: redis.Redis, connected: ExitStack) -> None:
    connected.enter_context(hands.asleep(server, npm("bull", "mails")))
    connected.enter_context(hands.asleep(server, npm("shop", "mails"), db=3))
    shop = seen(observer, prefix="shop")
    assert shop.none
    assert shop.others("mails") == (
        "1 worker is connected to bull:mails in database 0; 1 worker is connected to shop:mails in database 3"
    )
    port = server.connection_pool.connection_kwargs["port"]
    with attach(f"redis://127.0.0.1:{port}/3") as third:
        assert seen(third, prefix="shop").count == 1
        assert seen(third).none


def test_asking_busy_and_silent(observer: Observer, server: redis.Redis, connected: ExitStack) -> None:
    name = npm("bull", "mails")
    server.zadd("bell", {"0": 0})
    connected.enter_context(hands.connection(server, name, "BZPOPMIN", "bell", "0"))  # rung at once: it is at work
    assert [worker.doing for worker in seen(observer).here or ()] == [Doing.BUSY]
    assert not seen(observer).asleep
    connected.enter_context(hands.connection(server, npm("bull", "idle")))
    assert seen(observer, "idle").silent
    # One that has found a job at every look has never blocked either: only the active jobs tell them apart.
    assert "at work or limited from the start, never started (autorun: false), or paused" in Doing.SILENT.sentence
    connected.enter_context(hands.connection(server, npm("bull", "old"), "EVAL", "return 1", "0"))  # Bull 3
    assert [worker.doing for worker in seen(observer, "old").here or ()] == [Doing.UNSURE]
    assert not seen(observer, "old").silent


def test_both_connections_of_a_worker_of_pypi_s_are_one(
    observer: Observer, server: redis.Redis, connected: ExitStack
) -> None:
    for _ in range(2):
        connected.enter_context(hands.connection(server, "bull:mails", "EVAL", "return 1", "0"))
        connected.enter_context(hands.asleep(server, "bull:mails"))
    assert seen(observer).count == 2


def test_a_connection_without_a_name_may_be_a_worker(observer: Observer, server: redis.Redis) -> None:
    assert seen(observer).none
    with hands.asleep(server, ""):
        assert (seen(observer).here, seen(observer).unknown) == (None, NAMELESS)
        assert seen(observer).count is seen(observer).asleep is None
    with hands.asleep(server, "", db=5):
        assert seen(observer).none


def test_one_that_may_not_see_clients_says_so(live: Lab) -> None:
    live.queue("q").add("w", {})
    rights = ("+@read", "+@connection", "-client", "+client|setinfo", "+@scripting", "-@write")
    live.redis.execute_command("ACL", "SETUSER", "observer", "reset", "on", ">secret", "~*", *rights)
    with attach(f"{live.url}?username=observer&password=secret", prefix=live.prefix) as observer:
        assert clients(observer.connection).of(live.prefix, "q").unknown == NO_PERMISSION
        assert any(NO_PERMISSION in note for note in observer.doctor().unchecked)
        note = next(each for each in observer.explain("q", 1).of("note") if "worker" in each.text)
    live.redis.execute_command("ACL", "DELUSER", "observer")
    assert "is not known" in note.text


def test_a_replica_does_not_know_even_where_it_became_one_just_now() -> None:
    servers.need("redis7")
    binary = str(servers.program("redis7"))
    with places.server(binary=binary) as first, places.server(binary=binary) as second:
        _become(first, second)


def _become(first: int, second: int) -> None:
    with attach(f"redis://127.0.0.1:{second}") as observer, redis.Redis(port=second) as client:
        assert not clients(observer.connection).unknown
        client.replicaof("127.0.0.1", first)
        assert clients(observer.connection).unknown == ON_A_REPLICA


def test_each_primary_of_a_cluster_is_asked() -> None:
    with places.cluster() as port, redis.RedisCluster(host="127.0.0.1", port=port) as cluster, ExitStack() as stack:
        for node in cluster.get_primaries():
            client = stack.enter_context(redis.Redis(port=node.port))
            with hands.asleep(client, npm("bull", "{mails}")), attach(f"redis://127.0.0.1:{port}") as observer:
                assert clients(observer.connection).of("bull", "{mails}").count == 1
                assert observer.connection.address  # it may have moved, and is of use still
        with attach(f"redis://127.0.0.1:{port}") as observer:
            assert clients(observer.connection).of("bull", "{mails}", version="bullmq:6.7.0").none


def test_in_a_cluster_a_busy_worker_may_have_no_name() -> None:
    """Before BullMQ 5.67.1 it gives none there, and one that took a job at once has never blocked: any may be one."""
    with places.cluster() as port, redis.RedisCluster(host="127.0.0.1", port=port) as cluster, ExitStack() as stack:
        node = cluster.get_node_from_key("bull:{mails}:wait")
        client = stack.enter_context(redis.Redis(port=node.port))
        observer = stack.enter_context(attach(f"redis://127.0.0.1:{port}"))
        with hands.connection(client, "", "HGET", "bull:{mails}:meta", "version"):
            for version, unknown in (("bullmq:5.43.1", True), ("bullmq:6.7.0", False)):
                cluster.hset("bull:{mails}:meta", mapping={"opts.maxLenEvents": 1, "version": version})
                cluster.hset("bull:{mails}:1", mapping={"name": "n", "data": "{}", "opts": "{}", "timestamp": 1})
                cluster.delete("bull:{mails}:wait")
                cluster.lpush("bull:{mails}:wait", "1")
                assert (observer.workers("{mails}").here is None) == unknown
                report = observer.doctor("{mails}")
                assert ("nobody-works" not in {each.check for each in report}) == unknown
                assert any("whether workers are connected: there are connections" in each
                           for each in report.unchecked) == unknown  # fmt: skip
                told = observer.explain("{mails}", "1").text()
                assert ("Whether a worker is connected is not known" in told) == unknown


def test_a_dump_does_not_know() -> None:
    dump = Path(__file__).parents[2] / "data" / "dumps" / "nestjs-demo-20s.rdb"
    with attach(f"file:{dump}") as observer:
        assert clients(observer.connection).unknown == IN_A_DUMP
        assert clients(observer.connection).of("bull", "emailQueue").in_a_dump


def test_a_worker_that_comes_while_the_doctor_looks_is_seen(
    observer: Observer, server: redis.Redis, connected: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.hset("bull:mails:meta", "version", "bullmq:6.7.0")
    server.hset("bull:mails:1", mapping={"name": "welcome", "data": "{}", "opts": "{}", "timestamp": 1})
    server.rpush("bull:mails:wait", "1")
    assert "nobody-works" in {each.check for each in observer.doctor().findings}
    described = examine.describe

    def and_then_a_worker_comes(*place: Any) -> Any:
        connected.enter_context(hands.asleep(server, npm("bull", "mails")))
        return described(*place)

    monkeypatch.setattr(examine, "describe", and_then_a_worker_comes)
    monkeypatch.setattr(reading, "FRESH_S", 0.0)  # a doctor who has many queues to look at
    assert "nobody-works" not in {each.check for each in observer.doctor().findings}
