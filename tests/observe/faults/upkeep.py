"""Faults of what is kept: finished jobs, events, schedules, deduplication, old layouts; and their neighbours."""

from __future__ import annotations

import time

from tests.observe.faults.bench import HOUR, Bench


def too_many_completed(bench: Bench) -> None:
    _finished(bench, 12_000, "completed")


def some_completed(bench: Bench) -> None:
    _finished(bench, 500, "completed")


def many_completed_that_may_stay(bench: Bench) -> None:
    _finished(bench, 12_000, "completed", options='{"removeOnComplete":20000}')


def too_many_failed(bench: Bench) -> None:
    _finished(bench, 12_000, "failed")


def some_failed(bench: Bench) -> None:
    _finished(bench, 500, "failed")


def _finished(bench: Bench, number: int, role: str, options: str = "{}") -> None:
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


def stalled_job_of_a_scheduler(bench: Bench) -> None:
    """BullMQ never fails such a job for its stalls."""
    scheduled(bench)
    (id,) = bench.redis.zrange(f"{bench.base}:delayed", 0, -1) or bench.redis.lrange(f"{bench.base}:wait", 0, -1)
    bench.redis.hset(f"{bench.base}:{id}", "stc", 1)


def stalled_job_of_a_lost_scheduler(bench: Bench) -> None:
    stalled_job_of_a_scheduler(bench)
    bench.redis.delete(f"{bench.base}:repeat")


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


def deduplicated(bench: Bench) -> None:
    bench.queue.add("w", {}, deduplication={"id": "once"})


def deduplicated_by_nobody(bench: Bench) -> None:
    deduplicated(bench)
    bench.redis.delete(f"{bench.base}:1", f"{bench.base}:wait")


def deduplicated_for_a_while(bench: Bench) -> None:
    deduplicated_by_nobody(bench)
    bench.redis.pexpire(f"{bench.base}:de:once", HOUR)


def deduplicated_twice(bench: Bench) -> None:
    deduplicated(bench)
    bench.redis.delete(f"{bench.base}:de:once")
    deduplicated(bench)


def old_and_new(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.lpush(f"{bench.base}:wait", "0:1700000000000")


def old_only(bench: Bench) -> None:
    old_and_new(bench)
    bench.redis.delete(f"{bench.base}:marker")
