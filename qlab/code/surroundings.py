"""What stands around a script's steps: the clock, the connection, and the objects that its calls are made on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from qlab.code import literals
from qlab.code.dialects import Place
from qlab.code.expressions import Named
from qlab.protocol.api.methods import Owner
from qlab.protocol.api.worker_options import npm_options
from qlab.record.recording import Recording

__all__ = ["close", "head"]

_TOP = """\
// A qlab recording, replayed with npm's BullMQ: it leaves the same keys.
//   npm install bullmq ioredis
//   REDIS_URL=redis://127.0.0.1:6379 node story.ts     (before Node 22.18 call it story.mjs)
// Event ids are the server's own, and keys that live for a while end some milliseconds early.\
"""
_CLOCK = """\
let now = {start};
Date.now = () => now;
globalThis.Date = new Proxy(Date, {{
  construct: (real, given, made) => Reflect.construct(real, given.length ? given : [now], made),
}});
let wait = 0;

const url = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
const connection = {{ url, maxRetriesPerRequest: null }};
const redis = new Redis(url, {{ maxRetriesPerRequest: null, retryStrategy: () => null }});

// Without a server BullMQ would wait for ever: whatever ends this connection ends the script.
let trouble = "it does not answer within 5 seconds";
function giveUp() {{
  const advice = "check the address and that the server is running";
  console.error(`The server at REDIS_URL cannot be used (${{trouble}}); ${{advice}}.`);
  process.exit(1);
}}
function leave() {{
  redis.off("end", giveUp);
  redis.disconnect();
}}
redis.on("error", (error) => (trouble = error.message));
redis.on("end", giveUp);
const tooLate = setTimeout(() => redis.disconnect(), 5000);
redis.once("ready", () => clearTimeout(tooLate));

async function keys() {{
  const found = new Set([""]);
  for await (const some of redis.scanStream({{ match: {match}, count: 1000 }})) {{
    for (const key of some) found.add(key);
  }}
  found.delete("");
  return [...found];
}}

// Time passes; keys that live for a while, such as a lock, end in it.
async function pass(ms = 0) {{
  now += ms;
  for (const key of await keys()) {{
    const left = await redis.pttl(key);
    if (left > ms) await redis.pexpire(key, left - ms);
    else if (left >= 0) await redis.del(key);
  }}
}}

if ((await keys()).length) {{
  leave();
  throw new Error("There are keys under " + {prefix} + " already; name an empty database in REDIS_URL.");
}}\
"""


def head(
    recording: Recording,
    queues: Mapping[str, Place],
    workers: Mapping[str, Place],
    owners: set[Owner],
    unsaid: Sequence[str],
) -> Iterator[str]:
    """Yield the lines before the first step.

    Args:
        recording: What the script does again.
        queues: The queues that it uses, by their names.
        workers: Likewise the workers.
        owners: Whose methods it calls.
        unsaid: What it cannot say.
    """
    write = literals.typescript
    options = write(Place("", recording.prefix, None, None, {}).connected())
    yield _TOP
    yield from (f"// Not in here: {each}" for each in unsaid)
    yield 'import { FlowProducer, Job, Queue, QueueEventsProducer, UnrecoverableError, Worker } from "bullmq";'
    yield 'import { Redis } from "ioredis";'
    yield ""
    prefix = f"{recording.prefix}:"
    match = re.sub(r"([*?\[\]\\^])", r"\\\1", prefix) + "*"
    yield _CLOCK.format(start=recording.start, match=write(match), prefix=write(prefix))
    yield ""
    yield from _table("queues", (f"{_key(name)}: {_queue(place)}" for name, place in queues.items()))
    yield from _table("workers", (f"{_key(name)}: {_worker(place)}" for name, place in workers.items()))
    if Owner.FLOWS in owners:
        yield f"const flowProducer = new FlowProducer({options});"
    if opened := _opened(queues, workers, owners):
        yield f"const opened = [{', '.join(opened)}];"
        yield "for (const each of opened) await each.waitUntilReady();"


def close(queues: Mapping[str, Place], workers: Mapping[str, Place], owners: set[Owner]) -> Iterator[str]:
    """Yield the last lines, which close what was opened."""
    yield ""
    if _opened(queues, workers, owners):
        yield "for (const each of opened) await each.close();"
    yield "leave();"


def _opened(queues: Mapping[str, Place], workers: Mapping[str, Place], owners: set[Owner]) -> list[str]:
    tables = {"...Object.values(queues)": queues, "...Object.values(workers)": workers}
    flows = ["flowProducer"] if Owner.FLOWS in owners else []
    return [name for name, table in tables.items() if table] + flows


def _key(name: str) -> str:
    return '["__proto__"]' if name == "__proto__" else literals.typescript(name)


def _queue(place: Place) -> str:
    return (
        f"new Queue({literals.typescript(place.queue)}, {literals.typescript({**place.connected(), **place.options})})"
    )


def _worker(place: Place) -> str:
    named = {"name": place.worker} if place.worker else {}
    strategy = {"settings": {"backoffStrategy": Named("() => wait")}}
    whole = {**place.connected(), "autorun": False, **named, **npm_options(place.options), **strategy}
    return f"new Worker({literals.typescript(place.queue)}, null, {literals.typescript(whole, 2)})"


def _table(name: str, entries: Iterator[str]) -> Iterator[str]:
    lines = [f"  {each}," for each in entries]
    yield from ([f"const {name} = {{", *lines, "};"] if lines else [])
