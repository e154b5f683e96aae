"""The least that listing the queues and the doctor's round can do, by hand: what the observer is measured against.

One walk over the keyspace with SCAN, 1,000 keys a call; the ids of a queue in pages; one look at each job, and at each
queue, in Lua; the ids compared. Nothing is checked on the way, nothing is explained, and no other layout is known.

``python -m benchmarks.floor WHAT URL QUEUE`` does one of the four in a process of its own and prints what it took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import redis

from qlab.observe.attach import attach

PAGE = 1_000
ENDS = frozenset({b"meta", b"wait", b"active", b"events"})
LOOK_AT_JOBS = """
local ids = redis.call('LRANGE', KEYS[1], ARGV[2], ARGV[2] + ARGV[3] - 1)
local without = {}
for _, id in ipairs(ids) do
  if redis.call('HSTRLEN', ARGV[1] .. id, 'data') == 0 then without[#without + 1] = id end
end
return {ids, without}
"""
LOOK_AT_A_QUEUE = """
local base, counts = ARGV[1], {}
for _, list in ipairs({'wait', 'paused', 'active'}) do counts[#counts + 1] = redis.call('LLEN', base .. list) end
for _, set in ipairs({'prioritized', 'delayed', 'waiting-children', 'completed', 'failed'}) do
  counts[#counts + 1] = redis.call('ZCARD', base .. set)
end
local next_one = redis.call('LINDEX', base .. 'wait', -1)
return {redis.call('HGETALL', base .. 'meta'), counts, next_one and redis.call('HGET', base .. next_one, 'timestamp')}
"""


def walk(client: redis.Redis, match: str | None = None) -> Iterator[list[bytes]]:
    """Yield the names of the keys, page by page."""
    cursor, more = 0, True
    while more:
        cursor, keys = client.scan(cursor, match=match, count=PAGE)
        yield keys
        more = cursor != 0


def doctor(client: redis.Redis, queue: str) -> set[bytes]:
    """Return the ids of jobs that are in no list, and those in a list without data."""
    base = f"bull:{queue}:"
    own = len(base)
    alone: set[bytes] = set()
    for keys in walk(client, base + "*"):
        alone.update(key[own:] for key in keys)
    look, first, lost = client.register_script(LOOK_AT_JOBS), 0, set()
    while True:
        ids, without = look(keys=[base + "wait"], args=[base, first, PAGE])
        lost.update(without)
        alone.difference_update(ids)
        first += PAGE
        if len(ids) < PAGE:
            return {id for id in alone if id not in ENDS and b":" not in id} | lost


def queues(client: redis.Redis) -> list[Any]:
    """Return the settings and counts of every queue, and when the job was added whose turn is next."""
    found = {key.rpartition(b":")[0] for keys in walk(client) for key in keys if key.rpartition(b":")[2] in ENDS}
    sha, rest, looks = client.script_load(LOOK_AT_A_QUEUE), iter(sorted(found)), []
    while some := list(islice(rest, PAGE)):
        with client.pipeline(transaction=False) as pipe:
            for base in some:
                pipe.evalsha(sha, 1, base + b":meta", base + b":")
            looks += pipe.execute()
    return looks


def _by_hand_queues(url: str, _queue: str) -> object:
    return queues(redis.Redis.from_url(url))


def _by_hand_doctor(url: str, queue: str) -> object:
    return doctor(redis.Redis.from_url(url), queue)


def _queues(url: str, _queue: str) -> object:
    with attach(url) as observer:
        return observer.queues()


def _doctor(url: str, queue: str) -> object:
    with attach(url) as observer:
        return observer.doctor(f"bull:{queue}" if queue else None)


WAYS: Mapping[str, Any] = MappingProxyType(
    {"floor-queues": _by_hand_queues, "floor-doctor": _by_hand_doctor, "queues": _queues, "doctor": _doctor}
)
"""What a process of its own can do, by name."""


def peak_mb() -> float:
    """Return the most memory this process has had, MB, without its parent's, which ``getrusage`` counts too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1_024


def main(what: str, url: str, queue: str) -> None:
    """Do one of the four and print what it took: seconds of this process and of the server, and memory."""
    with redis.Redis.from_url(url) as client:
        before, began = _server_s(client), time.process_time()
        WAYS[what](url, queue)
        took = time.process_time() - began
        print(json.dumps({"client": took, "server": _server_s(client) - before, "peak": peak_mb()}))


def _server_s(client: redis.Redis) -> float:
    cpu = client.info("cpu")
    return float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])


if __name__ == "__main__":
    main(*sys.argv[1:])
