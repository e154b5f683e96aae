"""A large server: the list of its queues and the doctor's round, beside the least that either can do (``floor.py``).

What is compared is the work of both sides together: the seconds of the process that asks, its start included, and of
the server. So whatever else the machine does falls out, but for the caches; each figure is the best of some rounds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import redis

from benchmarks.observe import SLOW_US, fill
from benchmarks.rows import Row
from qlab.lab.server_io import server

ROOT = Path(__file__).resolve().parent.parent
A_CALL = 100_000
QUEUES = """
for n = 1, ARGV[1] do
  local base = 'bull:q' .. n .. ':'
  for job = 1, 3 do
    redis.call('LPUSH', base .. 'wait', job)
    redis.call('HSET', base .. job, 'name', 'w', 'data', '{"to":"ada@example.com"}', 'opts', '{"attempts":3}',
      'timestamp', 1767225600000, 'delay', 0, 'priority', 0)
  end
  redis.call('HSET', base .. 'meta', 'opts.maxLenEvents', 10000, 'version', 'bullmq:5.61.0')
  redis.call('ZADD', base .. 'marker', 0, '0')
  redis.call('XADD', base .. 'events', '*', 'event', 'added', 'jobId', '1')
  redis.call('SET', base .. 'id', 3)
end
"""
OTHERS = "for n = tonumber(ARGV[1]), ARGV[2] - 1 do redis.call('SET', 'session:user:' .. n, 'x') end"
Took = Mapping[str, float]


def run(queues: int = 6_000, others: int = 1_000_000, jobs: int = 1_000_000, rounds: int = 3) -> list[Row]:
    """Measure both; the sizes are for a quick test of the benchmark itself."""
    return [*_measured(_queues, queues, others, rounds), *_measured(_doctor, jobs, rounds)]


def _measured(measure: Callable[..., Iterator[Row]], *sizes: int) -> list[Row]:
    """Return what is measured on a server of its own."""
    started = server.start(tcp=True)
    try:
        with redis.Redis.from_url(started.url) as client:
            return list(measure(client, started.url, *sizes))
    finally:
        started.close()


def _queues(client: redis.Redis, url: str, queues: int, others: int, rounds: int) -> Iterator[Row]:
    client.eval(QUEUES, 0, queues)
    for first in range(0, others, A_CALL):
        client.eval(OTHERS, 0, first, min(first + A_CALL, others))
    floor, ours = (_best([_took(client, what, url, "") for _ in range(rounds)]) for what in ("floor-queues", "queues"))
    yield _beside(f"queues() of {queues:,} beside {others:,} other keys", ours, floor)
    yield Row("its longest command", ours["longest"], "ms", "≤", 5, "so long the server is blocked", ours)


def _doctor(client: redis.Redis, url: str, jobs: int, rounds: int) -> Iterator[Row]:
    client.hset("bull:none:meta", "opts.maxLenEvents", 10_000)
    fill(client, "big", jobs)
    empty, floor, ours = (
        _best([_took(client, what, url, queue) for _ in range(rounds)])
        for what, queue in (("doctor", "none"), ("floor-doctor", "big"), ("doctor", "big"))
    )
    everything = _took(client, "doctor", url, "")
    yield _beside(f"doctor of {jobs:,} jobs", ours, floor)
    yield Row("its longest command", ours["longest"], "ms", "≤", 5, "so long the server is blocked", ours)
    for what, took in (("of that queue", ours), ("of all", everything)):
        more = took["peak"] - empty["peak"]
        yield Row(f"its memory, {what}", more, "MB", "≤", 150, "more than for an empty queue", took)
    walks = everything["scans"] / ours["scans"]
    yield Row("walks over the keyspace, of all queues", walks, "", "≤", 1, "of one queue", {"calls": ours["scans"]})


def _beside(what: str, ours: Took, floor: Took) -> Row:
    both = {"qlab (s)": ours["client"] + ours["server"], "floor (s)": floor["client"] + floor["server"]}
    return Row(what, both["qlab (s)"] / both["floor (s)"], "×", "≤", 2.5, "by hand (floor.py), CPU of both sides", both)


def _took(client: redis.Redis, what: str, url: str, queue: str) -> dict[str, float]:
    """Return what a process of its own took, and what the server saw of it."""
    client.config_set("slowlog-log-slower-than", SLOW_US)
    client.slowlog_reset()
    client.config_resetstat()
    ran = [sys.executable, "-m", "benchmarks.floor", what, url, queue]
    took = json.loads(subprocess.run(ran, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    client.config_set("slowlog-log-slower-than", -1)
    slow = [entry["duration"] for entry in client.slowlog_get(10_000) if b"SLOWLOG" not in entry["command"]]
    scans = client.info("commandstats").get("cmdstat_scan", {"calls": 0})["calls"]
    return {**took, "longest": max(slow, default=SLOW_US) / 1_000, "scans": float(scans)}


def _best(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the least of each figure: whatever else the machine does makes one larger, never smaller."""
    return {name: min(each[name] for each in rounds) for name in rounds[0]}
