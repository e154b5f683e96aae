"""What the doctor says of a whole server: its settings, releases, rights and queues of one name."""

from __future__ import annotations

import pytest
import redis

from qlab import Lab
from qlab.observe.attach import attach
from qlab.observe.doctor.comparing import compare, prometheus
from qlab.observe.doctor.finding import Report
from qlab.observe.doctor.server import Server, memory_short, server_info
from tests.observe import places


def test_the_server_eviction_and_memory() -> None:
    with places.server() as port, redis.Redis(port=port) as client, attach(f"redis://127.0.0.1:{port}") as observer:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1gb")
        assert list(observer.doctor()) == []
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert [finding.check for finding in observer.doctor()] == ["eviction-policy"]
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.05))
        assert [finding.check for finding in observer.doctor()] == ["memory-short"]


def test_without_maxmemory_the_machine_s_memory_is_looked_at() -> None:
    with places.server() as port, redis.Redis(port=port) as client, attach(f"redis://127.0.0.1:{port}") as observer:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
        client.config_set("maxmemory", 0)
        report = observer.doctor()
        assert list(report) == []
        assert report.unchecked == ()
        info = server_info(observer.connection)
    assert info is not None
    assert int(info["total_system_memory"]) > 0  # no test fills the machine, so the number is lowered
    small = dict(info) | {"total_system_memory": str(int(int(info["used_memory_rss"]) / 0.9))}
    (finding,) = memory_short(Server(observer.connection, small, (), ()))
    assert finding.summary == "The server holds 90% of its machine's memory, and no maxmemory is set."
    assert [each.key for each in finding.evidence] == [
        "INFO used_memory_rss", "INFO total_system_memory", "INFO maxmemory",
    ]  # fmt: skip
    assert list(memory_short(Server(observer.connection, small | {"maxmemory": str(2**40)}, (), ()))) == []
    hidden = Server(observer.connection, {**info, "total_system_memory": "0"}, (), ())
    assert list(memory_short(hidden)) == []
    assert hidden.unbounded
    assert not Server(observer.connection, info, (), ()).unbounded


def test_versions_side_by_side() -> None:
    with places.server() as port, redis.Redis(port=port) as client, attach(f"redis://127.0.0.1:{port}") as observer:
        for name, version in (("a", "bullmq:6.7.0"), ("b", "bullmq:6.1.0")):
            client.hset(f"bull:{name}:meta", mapping={"opts.maxLenEvents": 10_000, "version": version})
        assert list(observer.doctor()) == []
        client.hset("bull:b:meta", "version", "bullmq:5.2.0")
        assert [finding.check for finding in observer.doctor()] == ["mixed-versions"]


def test_a_cluster_wants_hash_tags() -> None:
    with places.cluster() as port, redis.RedisCluster(host="127.0.0.1", port=port) as client:
        client.hset("bull:{q}:meta", "opts.maxLenEvents", 10_000)
        with attach(f"redis://127.0.0.1:{port}") as observer:
            assert list(observer.doctor()) == []
            client.hset("bull:plain:meta", "opts.maxLenEvents", 10_000)
            (finding,) = observer.doctor()
            assert (finding.check, finding.queue) == ("no-hash-tag", "plain")


def test_a_server_that_keeps_nothing_is_told_before_production() -> None:
    with places.server() as port, redis.Redis(port=port) as client, attach(f"redis://127.0.0.1:{port}") as observer:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
        assert [finding.check for finding in observer.doctor(upgrade=6)] == ["persistence-off"]
        client.config_set("save", "3600 1")
        assert list(observer.doctor(upgrade=6)) == []
        assert list(observer.doctor()) == []


@pytest.mark.core
def test_the_smallest_user_is_told_what_could_not_be_checked(live: Lab) -> None:
    live.queue("q").add("w", {})
    rights = ("+@read", "+@connection", "+@scripting", "-@write")
    live.redis.execute_command("ACL", "SETUSER", "observer", "reset", "on", ">secret", "~*", *rights)
    with attach(f"{live.url}?username=observer&password=secret", prefix=live.prefix) as observer:
        report = observer.doctor()
    live.redis.execute_command("ACL", "DELUSER", "observer")
    assert list(report) == []
    assert "INFO" in report.unchecked[0]


def test_two_queues_of_one_name_are_told_apart() -> None:
    with Lab(prefix="bull") as mine, Lab(mine.url, prefix="shop") as theirs, attach(str(mine.url)) as observer:
        for lab in (mine, theirs):
            lab.queue("mails").add("w", {})
        before = observer.doctor()
        mine.redis.delete("bull:mails:1", "shop:mails:1")
        report = Report.from_json(observer.doctor().to_json())
        assert [(each.prefix, each.queue, each.where) for each in report if each.check == "id-without-hash"] == [
            ("bull", "mails", "mails"), ("shop", "mails", "shop:mails"),
        ]  # fmt: skip
        assert "ERROR  shop:mails: 1 id in a state" in report.text()
        assert "shop:mails" in report._repr_html_()
        assert list(report.to_frame()["prefix"])[:2] == ["bull", "shop"]
        assert prometheus(report).count('check="id-without-hash"') == 2
        new = compare(before, Report(tuple(each for each in report if each.prefix == "shop"))).new
        assert [each.where for each in new] == ["shop:mails"]
