"""The doctor finds each fault, made here on a real server, and leaves the fault's healthy neighbour alone."""

from __future__ import annotations

import pytest

from qlab.errors import QueueError, UsageError
from qlab.observe.doctor.check import checks, server_checks
from qlab.observe.doctor.finding import Severity
from tests.observe.faults import jobs
from tests.observe.faults.bench import Bench
from tests.observe.faults.jobs import flow
from tests.observe.faults.table import FAULTS, Break
from tests.observe.faults.upkeep import deduplicated, old_repeatable, scheduled
from tests.observe.faults.work import delayed, no_marker


@pytest.mark.core
@pytest.mark.parametrize(("check", "fault", "neighbour"), FAULTS, ids=lambda each: getattr(each, "__name__", each))
def test_a_fault_is_found(bench: Bench, check: str, fault: Break, neighbour: Break) -> None:
    fault(bench)
    assert check in bench.found()


@pytest.mark.core
@pytest.mark.parametrize(("check", "fault", "neighbour"), FAULTS, ids=lambda each: getattr(each, "__name__", each))
def test_its_healthy_neighbour_is_left_alone(bench: Bench, check: str, fault: Break, neighbour: Break) -> None:
    neighbour(bench)
    assert check not in bench.found()


def test_every_check_has_a_fault() -> None:
    assert {name for each in checks() for name in each.names} == {check for check, _fault, _neighbour in FAULTS}, (
        "add to FAULTS a queue that has the fault, and one that nearly has it"
    )
    named = {name for each in server_checks() for name in each.names}
    assert named == {"eviction-policy", "memory-short", "mixed-versions", "no-hash-tag"}, (
        "test it in test_doctor_server.py and name it"
    )


@pytest.mark.core
def test_a_healthy_queue_gives_none(bench: Bench) -> None:
    bench.wait_for_jobs(5)
    bench.queue.take().complete("ok")
    bench.queue.take().fail("once")
    bench.queue.take()
    bench.queue.add("p", {}, priority=2)
    delayed(bench)
    flow(bench)
    scheduled(bench)
    deduplicated(bench)
    report = bench.observer.doctor()
    assert list(report) == []
    assert report.healthy
    assert "Nothing is wrong" in report.text()


@pytest.mark.core
def test_a_pause_whose_event_is_trimmed_is_not_dated(bench: Bench) -> None:
    jobs.old_job(bench)
    bench.queue.pause()
    bench.queue.trim_events(0)
    (finding,) = (each for each in bench.observer.doctor("q") if each.check == "paused-and-growing")
    assert "the latest added in the last hour; when it was paused, no event says." in finding.summary


@pytest.mark.core
def test_what_bullmqs_own_drain_leaves_is_found(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.queue.schedule("s", every="1m")
    assert bench.found() == set()
    bench.queue.drain()
    report = bench.observer.doctor("q")
    assert {finding.check for finding in report} == {"id-without-hash", "scheduler-without-next", "orphan"}
    assert f"{bench.base}:wait holds 1 = 1" in report.text()
    assert "drain() cuts it out of `wait`" in report.text()


def test_every_parent_s_every_child_is_looked_for(bench: Bench) -> None:
    """Also those behind the first hundred parents, and behind the first hundred children of one."""
    flow(bench)
    pipe, other = bench.redis.pipeline(), f"{bench.lab.prefix}:children"
    for number in range(150):
        pipe.hset(f"{bench.base}:p{number:03}", mapping={"name": "p", "data": "{}", "opts": "{}", "timestamp": 1})
        pipe.zadd(f"{bench.base}:waiting-children", {f"p{number:03}": 2_000_000_000_000 + number})
        pipe.sadd(f"{bench.base}:p{number:03}:dependencies", f"{other}:c{number}")
    pipe.sadd(f"{bench.base}:p000:dependencies", *(f"{other}:d{number}" for number in range(700)))
    for id in (*(f"c{number}" for number in range(150)), *(f"d{number}" for number in range(700))):
        pipe.hset(f"{other}:{id}", mapping={"name": "c", "data": "{}", "opts": "{}", "timestamp": 1})
        pipe.lpush(f"{other}:wait", id)
    pipe.execute()
    assert not {"child-gone", "child-failed"} & bench.found()
    bench.redis.delete(f"{other}:c140", f"{other}:d650")
    bench.redis.zadd(f"{other}:failed", {"c149": 1, "d0": 1})
    found = {finding.check: finding for finding in bench.observer.doctor("q")}
    gone, failed = (
        {each.raw.split(" ")[0] for each in found[check].evidence} for check in ("child-gone", "child-failed")
    )
    assert gone == {f"{other}:c140", f"{other}:d650"}
    assert failed == {f"{other}:c149", f"{other}:d0"}


def test_a_missing_marker_is_an_error_where_there_must_be_one(bench: Bench) -> None:
    no_marker(bench)
    (finding,) = bench.observer.doctor("q")
    assert (finding.severity, "older than 5" in finding.meaning) == (Severity.WARNING, True)
    bench.queue.take().complete("ok")  # now its keys say that it is BullMQ 5's or newer
    no_marker(bench)
    bench.redis.hset(f"{bench.base}:2", "timestamp", 1)
    (finding,) = bench.observer.doctor("q")
    assert (finding.severity, "older than 5" in finding.meaning) == (Severity.ERROR, False)


WRONG = {"string": ("SET", "x"), "list": ("RPUSH", "1"), "hash": ("HSET", "a", "b"), "zset": ("ZADD", 1, "1"),
         "set": ("SADD", "1"), "stream": ("XADD", "*", "x", "failed", "jobId", "1")}  # fmt: skip


@pytest.mark.parametrize("role", ["wait", "prioritized", "events", "meta", "repeat", "1", "1:lock", "de:x"])
def test_a_key_of_another_type_ends_nothing_in_a_stranger_s_error(bench: Bench, role: str) -> None:
    """Somebody else's keys under BullMQ's names: each function does without them, or says in a sentence which it is."""
    name = f"{bench.base}:{role}"
    for kind, (command, *arguments) in WRONG.items():
        bench.redis.delete(*bench.redis.keys(f"{bench.base}:*") or ["-"])
        bench.queue.pause()
        bench.redis.set(f"{bench.base}:id", 0)
        bench.wait_for_jobs()
        bench.redis.delete(name)
        bench.redis.execute_command(command, name, *arguments)
        assert bench.redis.type(name) == kind
        assert bench.observer.doctor("q").text()
        assert bench.observer.snapshot("q").text()
        for look in (lambda: bench.observer.explain("q", "1"), lambda: bench.observer.watch("q", 0, from_start=True)):
            try:
                assert look().text()  # type: ignore[no-untyped-call]
            except QueueError as error:
                assert f"{name} is not of the type" in str(error)  # noqa: PT017


@pytest.mark.core
def test_what_stands_in_the_way_of_6(bench: Bench) -> None:
    old_repeatable(bench)
    bench.redis.rename(f"{bench.base}:wait", f"{bench.base}:paused")
    bench.redis.lpush(f"{bench.base}:paused", "1")
    bench.redis.hset(f"{bench.base}:1", mapping={
        "name": "x", "data": "{}", "opts": '{"debounce":{"id":"a"}}', "timestamp": 1})  # fmt: skip
    ahead = {finding.check for finding in bench.observer.doctor("q", upgrade="6")}
    assert {"legacy-paused", "legacy-repeatable", "debounce-left"} <= ahead
    bench.redis.lmove(f"{bench.base}:paused", f"{bench.base}:wait", "RIGHT", "LEFT")
    twice = {finding.check: finding.advice for finding in bench.observer.doctor("q", upgrade="6")}
    assert "legacy-paused" not in twice  # to resume it with the release that paused it would lose what is in `wait`
    assert "BullMQ 6 or newer only" in twice["paused-twice"]
    assert not {"legacy-paused", "legacy-repeatable", "debounce-left", "persistence-off"} & bench.found()
    with pytest.raises(UsageError, match="give one of: 6"):
        bench.observer.doctor(upgrade="9")
