"""Faults of single jobs: their hash, lock, place, children and data; and their healthy neighbours."""

from __future__ import annotations

import json
import time

from tests.observe.faults.bench import HOUR, Bench


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


def big_data(bench: Bench) -> None:
    bench.queue.add("w", {"file": "x" * 200_000})


def fair_data(bench: Bench) -> None:
    bench.queue.add("w", {"file": "x" * 50_000})


def big_stack(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "stacktrace", json.dumps(["x" * 200_000]))


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


def old_job(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.redis.hset(f"{bench.base}:1", "timestamp", int(time.time() * 1000) - 60_000)
