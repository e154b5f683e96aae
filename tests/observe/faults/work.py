"""Faults of the work: nobody takes, too late, for too long, or without being woken; and their healthy neighbours."""

from __future__ import annotations

import time

from tests.observe import hands, places
from tests.observe.faults.bench import HOUR, Bench
from tests.observe.faults.jobs import old_job, taken


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


def taken_long_ago(bench: Bench) -> None:
    taken(bench)
    _ago(bench, 18 * HOUR)


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
    _ago(bench, 60_000)
    bench.nobody()


def taken_and_gone_by_another_clock(bench: Bench) -> None:
    """The worker's clock is behind: its time of taking the job is old, the server's event is not."""
    taken(bench)
    bench.redis.hset(f"{bench.base}:1", "processedOn", int(time.time() * 1000) - 60_000)
    bench.nobody()


def taken_long_ago_by_another_clock(bench: Bench) -> None:
    taken(bench)
    bench.redis.hset(f"{bench.base}:1", "processedOn", int(time.time() * 1000) - 18 * HOUR)


def _ago(bench: Bench, ms: int) -> None:
    """Its job was taken so long ago; what the stream had of it is trimmed."""
    bench.redis.hset(f"{bench.base}:1", "processedOn", int(time.time() * 1000) - ms)
    bench.redis.delete(f"{bench.base}:events")


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


def paused_with_a_late_job(bench: Bench) -> None:
    late_with_a_worker(bench)
    bench.queue.pause()


def paused_with_nothing_to_do(bench: Bench) -> None:
    delayed(bench)
    bench.queue.pause()


def none_may_start(bench: Bench) -> None:
    old_job(bench)
    bench.queue.concurrency(1)
    bench.redis.hset(f"{bench.base}:meta", "concurrency", 0)


def paused_where_none_may_start(bench: Bench) -> None:
    none_may_start(bench)
    bench.queue.pause()


def one_may_start(bench: Bench) -> None:
    old_job(bench)
    bench.queue.concurrency(1)


def none_may_start_and_none_waits(bench: Bench) -> None:
    delayed(bench)
    bench.redis.hset(f"{bench.base}:meta", "concurrency", 0)


def no_marker_where_none_may_start(bench: Bench) -> None:
    """BullMQ sets none (addBaseMarkerIfNeeded) where no job may start."""
    none_may_start(bench)
    bench.redis.delete(f"{bench.base}:marker")


def late_where_none_may_start(bench: Bench) -> None:
    late_without_a_marker(bench)
    bench.redis.hset(f"{bench.base}:meta", "concurrency", 0)


def _limiter(bench: Bench, started: int, ms: int | None, most: int | None = None) -> None:
    old_job(bench)
    bench.redis.set(f"{bench.base}:limiter", started, px=ms)
    if most is not None:
        bench.redis.hset(f"{bench.base}:meta", mapping={"max": most, "duration": HOUR})


def limited_by_hand(bench: Bench) -> None:
    _limiter(bench, 2**53 - 1, HOUR)


def limited_for_a_moment(bench: Bench) -> None:
    _limiter(bench, 2**53 - 1, 30_000)


def limited_by_its_own_max(bench: Bench) -> None:
    _limiter(bench, 5, HOUR, most=5)


def limited_with_room(bench: Bench) -> None:
    _limiter(bench, 4, HOUR, most=5)


def limited_by_its_worker(bench: Bench) -> None:
    _limiter(bench, 5, HOUR)


def limited_by_a_worker_at_work(bench: Bench) -> None:
    bench.wait_for_jobs()
    bench.queue.take()
    _limiter(bench, 5, HOUR)


def limiter_for_ever(bench: Bench) -> None:
    _limiter(bench, 5, None)


def paused_and_growing(bench: Bench) -> None:
    bench.queue.pause()
    places.wait_until(lambda: int(time.time() * 1000) > _last_event(bench) + 2, "the next millisecond")
    bench.wait_for_jobs(3)


def _last_event(bench: Bench) -> int:
    return int(bench.redis.xrevrange(f"{bench.base}:events", count=1)[0][0].split("-")[0])


def paused_by_two_releases(bench: Bench) -> None:
    """Paused by 6, jobs added by 6 into `wait` and by 5 into `paused`."""
    bench.queue.pause()
    bench.wait_for_jobs()
    bench.redis.lpush(f"{bench.base}:paused", "5")
    bench.redis.hset(f"{bench.base}:5", mapping={"name": "x", "data": "{}", "opts": "{}", "timestamp": 1})


def paused_by_one(bench: Bench) -> None:
    bench.queue.pause()
    bench.wait_for_jobs()
