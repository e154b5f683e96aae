"""The doctor finds each fault, made here on a real server, and leaves the fault's healthy neighbour alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import redis

from qlab import Lab
from qlab.errors import QueueError, UsageError
from qlab.observe.attach import Observer, attach
from qlab.observe.doctor import queues
from qlab.observe.doctor.check import checks, server_checks
from qlab.observe.doctor.comparing import compare, prometheus
from qlab.observe.doctor.finding import Report, Severity
from tests.observe import hands, places, truth

HOUR = 3_600_000


@dataclass
class Bench:
    """A queue ``q`` of real BullMQ, its server, and the doctor."""

    lab: Lab
    observer: Observer

    def __post_init__(self) -> None:
        self.queue = self.lab.queue("q", attempts=3, backoff="1h")
        self.redis = redis.Redis.from_url(str(self.lab.url), decode_responses=True)
        self.base = f"{self.lab.prefix}:q"
        self.stack = ExitStack()
        self.worker()

    @property
    def name(self) -> str:
        """What a worker of the queue calls its connection."""
        return f"{self.base}:w:one"

    def worker(self) -> None:
        """Lets a worker be connected, which waits for a job, until the bench is left."""
        self.stack.enter_context(hands.asleep(self.redis, self.name))

    def nobody(self) -> None:
        """Disconnects every worker."""
        self.stack.close()

    def found(self) -> set[str]:
        report = self.observer.doctor("q")
        assert truth.lies(self.redis, truth.of(report)) == []
        return {finding.check for finding in report}

    def wait_for_jobs(self, number: int = 1) -> None:
        for _ in range(number):
            self.queue.add("w", {"to": "ada"})


@pytest.fixture
def bench(live: Lab, observer: Observer) -> Iterator[Bench]:
    made = Bench(live, observer)
    yield made
    made.nobody()
    made.redis.close()


Break = Callable[[Bench], None]


def taken(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.queue.take()


def lock_lost(bench: Bench) -> None:
    taken(bench)
    bench.redis.delete(f"{bench.base}:1:lock")


def lock_left(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.set(f"{bench.base}:1:lock", "token", px=HOUR)


def twice(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.zadd(f"{bench.base}:completed", {"1": 1})


def hash_lost(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.delete(f"{bench.base}:1")


def orphaned(bench: Bench) -> None:
    bench.wait_for_jobs(2)
    bench.redis.lrem(f"{bench.base}:wait", 0, "1")


def flow(bench: Bench) -> None:
    bench.lab.queue("children")
    bench.lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "children"}]})


def childless(bench: Bench) -> None:
    flow(bench)
    (parent,) = bench.redis.zrange(f"{bench.base}:waiting-children", 0, -1)
    bench.redis.delete(f"{bench.base}:{parent}:dependencies")


def child_lost(bench: Bench) -> None:
    flow(bench)
    wait = f"{bench.lab.prefix}:children:wait"
    (child,) = bench.redis.lrange(wait, 0, -1)
    bench.redis.delete(wait, f"{bench.lab.prefix}:children:{child}")


def child_failed(bench: Bench) -> None:
    flow(bench)
    bench.lab.queue("children").take().fail("no")


def stalled_once(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "stc", 1)


def stalled_but_done(bench: Bench) -> None:
    bench.wait_for_jobs()
    job = bench.queue.take()
    bench.redis.hset(f"{bench.base}:1", "stc", 1)
    job.complete(1)


def stalled_job_of_a_scheduler(bench: Bench) -> None:
    """BullMQ never fails such a job for its stalls."""
    scheduled(bench)
    (id,) = bench.redis.zrange(f"{bench.base}:delayed", 0, -1) or bench.redis.lrange(f"{bench.base}:wait", 0, -1)
    bench.redis.hset(f"{bench.base}:{id}", "stc", 1)


def stalled_job_of_a_lost_scheduler(bench: Bench) -> None:
    stalled_job_of_a_scheduler(bench)
    bench.redis.delete(f"{bench.base}:repeat")


def big_data(bench: Bench) -> None:
    bench.queue.add("w", {"file": "x" * 200_000})


def fair_data(bench: Bench) -> None:
    bench.queue.add("w", {"file": "x" * 50_000})


def big_stack(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "stacktrace", json.dumps(["x" * 200_000]))


def delayed(bench: Bench) -> None:
    bench.queue.add("later", {}, delay="1h")


def late(bench: Bench) -> None:
    late_with_a_worker(bench)
    bench.nobody()


def late_with_a_worker(bench: Bench) -> None:
    delayed(bench)
    bench.redis.zadd(f"{bench.base}:delayed", {"1": (int(time.time() * 1000) - 60_000) * 4096})


def late_without_a_marker(bench: Bench) -> None:
    late_with_a_worker(bench)
    bench.redis.delete(f"{bench.base}:marker")


def late_for_want_of_hands(bench: Bench) -> None:
    delayed(bench)
    bench.wait_for_jobs()
    bench.queue.take()
    bench.redis.zadd(f"{bench.base}:delayed", {"1": (int(time.time() * 1000) - 60_000) * 4096})
    bench.redis.delete(f"{bench.base}:marker")


def orphaned_in_pro(bench: Bench) -> None:
    orphaned(bench)
    bench.redis.hset(f"{bench.base}:meta", "version", "bullmq-pro:7.1.0")


def orphaned_in_a_group(bench: Bench) -> None:
    orphaned(bench)
    bench.redis.hset(f"{bench.base}:1", "gid", "g1")
    bench.redis.lpush(f"{bench.base}:groups:g1", "1")
    bench.redis.zadd(f"{bench.base}:groups", {"g1": 1})


def somebody_s_own_keys(bench: Bench) -> None:
    """Keys of the application's own beside the queue's: no jobs."""
    bench.wait_for_jobs()
    bench.redis.set(f"{bench.base}:last-sent", "2026-11-28")
    bench.redis.hset(f"{bench.base}:totals", mapping={"mails": 3})
    bench.redis.sadd(f"{bench.base}:seen", "a")


def stump(bench: Bench) -> None:
    """What is left where a hash is deleted while a worker has the job."""
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:page-1", mapping={"failedReason": "Missing key", "stacktrace": "[]", "atm": 1})


def twice_in_wait(bench: Bench) -> None:
    bench.wait_for_jobs(2)
    bench.redis.lpush(f"{bench.base}:wait", "1")


def data_that_is_no_json(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "data", "dc3223a8-8b1f")


def old_repeatable_that_stopped(bench: Bench) -> None:
    """As BullMQ 4 keeps it, its moment past, and no job that waits for it."""
    bench.redis.hset(f"{bench.base}:meta", "opts.maxLenEvents", 10_000)
    bench.redis.zadd(f"{bench.base}:repeat", {"nightly::::3000": int(time.time() * 1000) - 60_000})


def old_repeatable(bench: Bench) -> None:
    due = int(time.time() * 1000) - 60_000
    bench.redis.hset(f"{bench.base}:meta", "opts.maxLenEvents", 10_000)
    bench.redis.zadd(f"{bench.base}:repeat", {"nightly::::3000": due})
    id = f"repeat:0fd4bd6ca1d1d0a1e29cd2b3b6ba45ee:{due}"
    bench.redis.hset(f"{bench.base}:{id}", mapping={"name": "nightly", "data": "{}", "opts": "{}", "timestamp": due})
    bench.redis.lpush(f"{bench.base}:wait", id)


def deduplicated_twice(bench: Bench) -> None:
    deduplicated(bench)
    bench.redis.delete(f"{bench.base}:de:once")
    deduplicated(bench)


def paused_by_two_releases(bench: Bench) -> None:
    """Paused by 6, jobs added by 6 into `wait` and by 5 into `paused`."""
    bench.queue.pause()
    bench.wait_for_jobs()
    bench.redis.lpush(f"{bench.base}:paused", "5")
    bench.redis.hset(f"{bench.base}:5", mapping={"name": "x", "data": "{}", "opts": "{}", "timestamp": 1})


def paused_by_one(bench: Bench) -> None:
    bench.queue.pause()
    bench.wait_for_jobs()


def old_job(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "timestamp", int(time.time() * 1000) - 60_000)


def taken_long_ago(bench: Bench) -> None:
    taken(bench)
    bench.redis.hset(f"{bench.base}:1", "processedOn", int(time.time() * 1000) - 18 * HOUR)


def taken_long_ago_without_lock(bench: Bench) -> None:
    taken_long_ago(bench)
    bench.redis.delete(f"{bench.base}:1:lock")


def nobody_works(bench: Bench) -> None:
    old_job(bench)
    bench.nobody()


def nobody_works_yet(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.nobody()


def nobody_works_on_a_paused_queue(bench: Bench) -> None:
    paused(bench)
    bench.nobody()


def nobody_shows(bench: Bench) -> None:
    """Somebody without a name waits as a worker does: as one in a cluster, before BullMQ 5.67.1."""
    nobody_works(bench)
    bench.stack.enter_context(hands.asleep(bench.redis, ""))


def silent(bench: Bench) -> None:
    nobody_works(bench)
    bench.stack.enter_context(hands.connection(bench.redis, bench.name))


def silent_beside_another(bench: Bench) -> None:
    silent(bench)
    bench.worker()


def taken_and_gone(bench: Bench) -> None:
    """Its lock lives on: its worker had a long lockDuration."""
    taken(bench)
    bench.redis.hset(f"{bench.base}:1", "processedOn", int(time.time() * 1000) - 60_000)
    bench.nobody()


def just_taken_and_gone(bench: Bench) -> None:
    """As where a worker's connection is just being opened anew."""
    taken(bench)
    bench.nobody()


def no_scheduler(bench: Bench) -> None:
    """What BullMQ 1 leaves: no `meta`, and a stream `delay`."""
    late_with_a_worker(bench)
    bench.redis.delete(f"{bench.base}:marker", f"{bench.base}:meta")
    bench.redis.xadd(f"{bench.base}:delay", {"nextTimestamp": 1})


def with_a_scheduler(bench: Bench) -> None:
    no_scheduler(bench)
    bench.stack.enter_context(hands.connection(bench.redis, f"{bench.base}:qs"))


def old_worker(bench: Bench) -> None:
    taken(bench)
    bench.stack.enter_context(hands.asleep(bench.redis, bench.base, "BRPOPLPUSH"))


def no_marker(bench: Bench) -> None:
    old_job(bench)
    bench.redis.delete(f"{bench.base}:marker")


def no_marker_but_busy(bench: Bench) -> None:
    bench.wait_for_jobs(2)
    bench.queue.take()
    bench.redis.hset(f"{bench.base}:2", "timestamp", int(time.time() * 1000) - 60_000)
    bench.redis.delete(f"{bench.base}:marker")


def paused(bench: Bench) -> None:
    old_job(bench)
    bench.queue.pause()


def paused_and_growing(bench: Bench) -> None:
    bench.queue.pause()
    places.wait_until(lambda: int(time.time() * 1000) > _last_event(bench) + 2, "the next millisecond")
    bench.wait_for_jobs(3)


def _last_event(bench: Bench) -> int:
    return int(bench.redis.xrevrange(f"{bench.base}:events", count=1)[0][0].split("-")[0])


def finished(bench: Bench, number: int, role: str = "completed", options: str = "{}") -> None:
    bench.wait_for_jobs()
    bench.queue.take().complete(1)
    bench.redis.eval(
        "for n = 1, ARGV[1] do redis.call('ZADD', KEYS[1], n, 'j' .. n) "
        "redis.call('HSET', ARGV[2] .. ':j' .. n, 'name', 'n', 'opts', ARGV[3]) end",
        1, f"{bench.base}:{role}", number, bench.base, options,
    )  # fmt: skip


def too_many_events(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.eval(
        "for n = 1, 20000 do redis.call('XADD', KEYS[1], '*', 'event', 'x') end", 1, f"{bench.base}:events"
    )


def many_events(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.eval(
        "for n = 1, 11000 do redis.call('XADD', KEYS[1], '*', 'event', 'x') end", 1, f"{bench.base}:events"
    )


def scheduled(bench: Bench) -> None:
    bench.queue.schedule("report", every="1h")


def broken_schedule(bench: Bench) -> None:
    scheduled(bench)
    (id,) = bench.redis.zrange(f"{bench.base}:delayed", 0, -1) or bench.redis.lrange(f"{bench.base}:wait", 0, -1)
    bench.redis.delete(f"{bench.base}:{id}")
    bench.redis.zrem(f"{bench.base}:delayed", id)
    bench.redis.lrem(f"{bench.base}:wait", 0, id)


def schedule_that_ended(bench: Bench) -> None:
    """An iteration that ended before its worker had set the next, as when the worker was killed in between."""
    scheduled(bench)
    (id,) = bench.redis.zrange(f"{bench.base}:delayed", 0, -1) or bench.redis.lrange(f"{bench.base}:wait", 0, -1)
    bench.redis.zrem(f"{bench.base}:delayed", id)
    bench.redis.lrem(f"{bench.base}:wait", 0, id)
    bench.redis.zadd(f"{bench.base}:failed", {id: 1})


def deduplicated(bench: Bench) -> None:
    bench.queue.add("w", {}, deduplication={"id": "once"})


def deduplicated_by_nobody(bench: Bench) -> None:
    deduplicated(bench)
    bench.redis.delete(f"{bench.base}:1", f"{bench.base}:wait")


def deduplicated_for_a_while(bench: Bench) -> None:
    deduplicated_by_nobody(bench)
    bench.redis.pexpire(f"{bench.base}:de:once", HOUR)


def old_and_new(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.lpush(f"{bench.base}:wait", "0:1700000000000")


def old_only(bench: Bench) -> None:
    old_and_new(bench)
    bench.redis.delete(f"{bench.base}:marker")


FAULTS: list[tuple[str, Break, Break]] = [
    ("active-without-lock", lock_lost, taken),
    ("lock-without-active-job", lock_left, taken),
    ("in-two-states", twice, Bench.wait_for_jobs),
    ("id-without-hash", hash_lost, Bench.wait_for_jobs),
    ("orphan", orphaned, Bench.wait_for_jobs),
    ("orphan", orphaned, orphaned_in_pro),
    ("orphan", orphaned, orphaned_in_a_group),
    ("orphan", orphaned, somebody_s_own_keys),
    ("orphan", orphaned, stump),
    ("stump", stump, orphaned),
    ("stump", stump, somebody_s_own_keys),
    ("twice-in-a-list", twice_in_wait, twice),
    ("paused-twice", paused_by_two_releases, paused_by_one),
    ("unreadable-job", data_that_is_no_json, Bench.wait_for_jobs),
    ("scheduler-without-next", old_repeatable_that_stopped, old_repeatable),
    ("deduplication-held-twice", deduplicated_twice, deduplicated),
    ("parent-without-children", childless, flow),
    ("child-gone", child_lost, flow),
    ("child-failed", child_failed, flow),
    ("nearly-stalled-out", stalled_once, stalled_but_done),
    ("nearly-stalled-out", stalled_job_of_a_lost_scheduler, stalled_job_of_a_scheduler),
    ("huge-data", big_data, fair_data),
    ("huge-stacktrace", big_stack, Bench.wait_for_jobs),
    ("overdue", late, delayed),
    ("overdue", late, late_with_a_worker),
    ("overdue", late_without_a_marker, late_for_want_of_hands),
    ("marker-missing", no_marker, old_job),
    ("marker-missing", no_marker, no_marker_but_busy),
    ("paused-and-growing", paused_and_growing, paused),
    ("unbounded-completed", lambda bench: finished(bench, 12_000), lambda bench: finished(bench, 500)),
    ("unbounded-completed", lambda bench: finished(bench, 12_000),
     lambda bench: finished(bench, 12_000, options='{"removeOnComplete":20000}')),
    ("unbounded-failed", lambda bench: finished(bench, 12_000, "failed"), lambda bench: finished(bench, 500, "failed")),
    ("events-untrimmed", too_many_events, many_events),
    ("scheduler-without-next", broken_schedule, scheduled),
    ("scheduler-without-next", schedule_that_ended, scheduled),
    ("deduplication-for-ever", deduplicated_by_nobody, deduplicated),
    ("deduplication-for-ever", deduplicated_by_nobody, deduplicated_for_a_while),
    ("mixed-layout", old_and_new, old_only),
    ("nobody-works", nobody_works, old_job),
    ("nobody-works", nobody_works, nobody_works_yet),
    ("nobody-works", nobody_works, nobody_works_on_a_paused_queue),
    ("nobody-works", nobody_works, nobody_shows),
    ("workers-not-asking", silent, old_job),
    ("workers-not-asking", silent, silent_beside_another),
    ("active-without-worker", taken_and_gone, taken),
    ("active-without-worker", taken_and_gone, just_taken_and_gone),
    ("active-very-long", taken_long_ago, taken),
    ("active-very-long", taken_long_ago, taken_long_ago_without_lock),
    ("no-queue-scheduler", no_scheduler, with_a_scheduler),
    ("worker-older-than-keys", old_worker, taken),
]  # fmt: skip


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
    assert named == {"eviction-policy", "memory-short", "mixed-versions", "no-hash-tag"}, "test it below and name it"


@pytest.fixture(autouse=True)
def a_short_sleep_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits until a worker has slept through a whole blocking call."""
    monkeypatch.setattr(queues, "SLEEPS_S", 0)


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
def test_what_bullmqs_own_drain_leaves_is_found(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.queue.schedule("s", every="1m")
    assert bench.found() == set()
    bench.queue.drain()
    report = bench.observer.doctor("q")
    assert {finding.check for finding in report} == {"id-without-hash", "scheduler-without-next", "orphan"}
    assert f"{bench.base}:wait holds 1 = 1" in report.text()
    assert "drain() cuts it out of `wait`" in report.text()


def test_a_finding_says_what_why_and_what_to_do(bench: Bench) -> None:
    lock_lost(bench)
    report = bench.observer.doctor("q")
    (finding,) = report
    assert finding.severity is Severity.ERROR
    assert not report.healthy
    assert finding.evidence[0].key == f"{bench.base}:1:lock"
    assert finding.link.startswith("https://docs.bullmq.io/")
    assert "Do: " in report.text()
    assert json.loads(json.dumps(report.to_json()))["findings"][0]["check"] == "active-without-lock"
    assert list(report.to_frame()["check"]) == ["active-without-lock"]
    assert "<table>" in report._repr_html_()


def test_a_number_is_the_true_one_or_says_that_it_is_the_least(bench: Bench) -> None:
    bench.nobody()
    bench.wait_for_jobs()
    due = (int(time.time() * 1000) - 60_000) * 4096
    bench.redis.zadd(f"{bench.base}:delayed", {f"d{number}": due for number in range(150)})
    bench.redis.zadd(f"{bench.base}:failed", {f"f{number}": 1 for number in range(450)})
    found = {finding.check: finding for finding in bench.observer.doctor("q")}
    assert found["overdue"].summary.startswith("150 delayed jobs are overdue")
    assert found["id-without-hash"].summary == "At least 500 ids in a state have no hash (600 are suspected)."
    assert len(found["id-without-hash"].evidence) == 2 * 500
    bench.redis.delete(f"{bench.base}:failed")
    found = {finding.check: finding for finding in bench.observer.doctor("q")}
    assert found["id-without-hash"].summary == "150 ids in a state have no hash."


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
def test_the_smallest_user_is_told_what_could_not_be_checked(live: Lab) -> None:
    live.queue("q").add("w", {})
    rights = ("+@read", "+@connection", "+@scripting", "-@write")
    live.redis.execute_command("ACL", "SETUSER", "observer", "reset", "on", ">secret", "~*", *rights)
    with attach(f"{live.url}?username=observer&password=secret", prefix=live.prefix) as observer:
        report = observer.doctor()
    live.redis.execute_command("ACL", "DELUSER", "observer")
    assert list(report) == []
    assert "INFO" in report.unchecked[0]


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
    with pytest.raises(UsageError, match="known is 6"):
        bench.observer.doctor(upgrade="9")


def test_a_server_that_keeps_nothing_is_told_before_production() -> None:
    with places.server() as port, redis.Redis(port=port) as client, attach(f"redis://127.0.0.1:{port}") as observer:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
        assert [finding.check for finding in observer.doctor(upgrade=6)] == ["persistence-off"]
        client.config_set("save", "3600 1")
        assert list(observer.doctor(upgrade=6)) == []
        assert list(observer.doctor()) == []


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


@pytest.mark.core
def test_reports_are_compared_cut_and_measured(bench: Bench) -> None:
    before = bench.observer.doctor("q") if bench.queue.add("w", {}) else None
    bench.redis.delete(f"{bench.base}:1")
    after = bench.observer.doctor("q")
    assert before is not None
    changes = compare(before, after)
    assert [finding.check for finding in changes.new] == ["id-without-hash"]
    # On a server that is not its own a lab has a prefix of its own, and the report says it.
    name = bench.base.removeprefix("bull:")
    assert changes.text().startswith(f"new: ERROR  {name}: 1 id in a state")
    assert compare(after, before).gone == changes.new
    assert not compare(after, after).text()
    labels = f'check="id-without-hash",prefix="{after[0].prefix}",queue="q",severity="error"'
    assert f"qlab_findings{{{labels}}} 1" in prometheus(after)
    assert prometheus(before).endswith("qlab_healthy 1\n")
    assert len(after.at_least("error")) == 1
    with pytest.raises(UsageError, match="no severity 'bad'"):
        after.at_least("bad")
