"""Whatever qlab writes it can read: hostile keyspaces, recorded, watched and redacted, load again, byte for byte."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import qlab
from qlab import Lab, Recording
from qlab.errors import QueueError
from qlab.record.format.jsonl import lines
from qlab.record.redacted import redacted
from qlab.snapshot.model import Snapshot

BASE = "bull:q:"
DEEP = [b"[" * deep + b"]" * deep for deep in (190, 300, 990, 5_000)]
TEXTS = [
    *(b"", b"{}", b"[]", b"1", b"-1", b"x", b"null", b'{"a": 1}', b'{"\\ud83d": 1}', b'"\\ud83d"', b"\xff", b'"\xff"'),
    *(b'["\\udcff", "\\ud800"]', b"NaN", b'{"a": NaN}', b"1e999", b"9" * 5_000, b"\x00\x1b[31m\n", b"1767225600000"),
    *("é€😀".encode(), "\u202e\u2028".encode(), b"inf", b"253402300800001", b'{"attempts": 3, "delay": 1e308}'),
    *(b"bull:q:2", b"0:1767225600000", b"a:b", b"failed", b"active", *DEEP),
]
FIELDS = [
    *b"name data opts timestamp ats atm stc processedOn finishedOn returnvalue failedReason stacktrace".split(),
    *b"progress parentKey parent deid rjk pb attemptsMade x version paused opts.maxLenEvents event jobId".split(),
    *(b"prev", b"delay", b"priority", b"", b"\xff", "😀".encode()),
]
QUEUE_KEYS = """1 2 wait active paused delayed prioritized completed failed waiting-children marker events meta id pc
    stalled stalled-check limiter repeat repeat:s de:x dn:x priority metrics:completed metrics:completed:data"""
JOB_KEYS = "1:lock 1:logs 1:dependencies 1:processed 1:failed 1:unsuccessful odd odd:key meta-paused delay"
NAMES = [*QUEUE_KEYS.split(), *JOB_KEYS.split()]
EVENTS = b"added waiting active completed failed delayed progress removed paused odd".split()
IDS = ["1767225600000-1", "1767225600001", "253402300800001-0", "1767225600000000", "18446744073709551615-1"]
TTLS = [None, 100_000, 10**13, 10**15, 2**62]

text = st.sampled_from(TEXTS) | st.binary(max_size=12)
field = st.sampled_from(FIELDS) | st.binary(max_size=4)
fields = st.dictionaries(field, text, min_size=1, max_size=6)
score = st.sampled_from([0.0, -1.0, 1.5, float("inf"), float("-inf"), 1e300, 7.2e15]) | st.floats(allow_nan=False)
event = st.builds(
    lambda event, id, more: {b"event": event, b"jobId": id, **more},
    st.sampled_from(EVENTS), st.sampled_from([b"1", b"2", b"\xff", b"odd"]), st.dictionaries(field, text, max_size=2),
)  # fmt: skip
value = st.one_of(
    st.tuples(st.just("string"), text),
    st.tuples(st.just("list"), st.lists(text, min_size=1, max_size=4)),
    st.tuples(st.just("set"), st.lists(text, min_size=1, max_size=4)),
    st.tuples(st.just("hash"), fields),
    st.tuples(st.just("zset"), st.dictionaries(text, score, min_size=1, max_size=4)),
    st.tuples(st.just("stream"), st.lists(event | fields, min_size=1, max_size=3)),
)
write = st.tuples(st.sampled_from(NAMES), value, st.sampled_from(TTLS), st.sampled_from(IDS))
keyspaces = st.lists(write, min_size=1, max_size=8)
bounded = settings(
    max_examples=int(os.environ.get("QLAB_FUZZ", "25")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def put(client: redis.Redis, name: str, value: tuple[str, Any], ttl: int | None, id: str, *, anew: bool = True) -> None:
    """Writes a key, whatever lies there; not ``anew``: adds to it, where it is of that type."""
    key, (kind, given) = BASE + name, value
    if anew or client.type(key) not in (kind, kind.encode()):
        client.delete(key)
    if kind == "stream":
        for number, each in enumerate(given):
            with suppress(redis.ResponseError):  # an id that is not behind the last
                client.xadd(key, each, id=id if not number else "*")
    else:
        WRITERS[kind](client, key, given)
    if ttl is not None:
        with suppress(redis.ResponseError):  # beyond 64 bits
            client.pexpire(key, ttl)


WRITERS: dict[str, Callable[[redis.Redis, str, Any], Any]] = {
    "string": lambda client, key, given: client.set(key, given),
    "list": lambda client, key, given: client.rpush(key, *given),
    "set": lambda client, key, given: client.sadd(key, *given),
    "hash": lambda client, key, given: client.hset(key, mapping=given),
    "zset": lambda client, key, given: client.zadd(key, given),
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


def fresh(lab: Lab) -> redis.Redis:
    client = redis.Redis.from_url(str(lab.url))
    for key in client.scan_iter(match="bull:*"):
        client.delete(key)
    return client


def states(recording: Recording) -> list[Snapshot]:
    return [recording.first, *(step.after for step in recording)]


def check(recording: Recording, path: Path) -> None:
    """Saved, loaded and saved again it is the same, states and bytes."""
    recording.save(path)
    loaded = Recording.load(path)
    assert list(lines(loaded)) == list(lines(recording)) == path.read_text(encoding="ascii").splitlines()
    pairs = zip(states(recording), states(loaded), strict=True)
    for mine, theirs in pairs:
        assert (mine.at, mine.start, mine.prefix, mine.sampled) == (
            theirs.at,
            theirs.start,
            theirs.prefix,
            theirs.sampled,
        )
        assert dict(mine.state) == dict(theirs.state)
    assert loaded.text() == recording.text()
    assert loaded.transitions().equals(recording.transitions())
    json.loads(path.read_text(encoding="ascii").splitlines()[0])


@bounded
@example(  # a redacted string of another size, which no edit of its value tells
    steps=[[("dn:x", ("string", b"x"), None, IDS[0])], [("dn:x", ("string", b"abcdefghi"), None, IDS[0])]], redact="all"
)
@given(steps=st.lists(keyspaces, min_size=1, max_size=3), redact=st.sampled_from([False, True, "all"]))
def test_what_is_recorded_loads_again(steps: list[Any], redact: Any, tmp_path: Path) -> None:
    with Lab() as lab:
        for number, writes in enumerate(steps):
            with lab.observe(f"by hand {number}"):
                for each in writes:
                    put(lab.redis, *each, anew=number == 0)
        check(redacted(lab.recording, redact), tmp_path / "r.jsonl")


@bounded
@given(writes=keyspaces, later=keyspaces, redact=st.sampled_from([False, True, "all"]), from_start=st.booleans())
@example(  # a field named by half an emoji, a job's logs that are a hash, and events at no moment of this calendar
    writes=[
        ("meta", ("hash", {b"version": b"bullmq:5.1.0"}), None, IDS[0]),
        ("1", ("hash", {b"data": b'{"\\ud83d": 1}'}), 10**15, IDS[0]),
        ("wait", ("list", [b"1"]), None, IDS[0]),
        ("1:logs", ("hash", {b"a": b"b"}), None, IDS[0]),
        ("events", ("stream", [{b"event": b"waiting", b"jobId": b"1"}]), 10**15, "253402300800001-0"),
    ],
    later=[("events", ("stream", [{b"event": b"progress", b"jobId": b"1", b"data": b'{"\\ud83d":1}'}]), None, IDS[4])],
    redact=True,
    from_start=True,
)
@example(  # somebody else's set where BullMQ keeps a sorted set: no job is in it, and none can leave it
    writes=[
        ("waiting-children", ("set", [b"1"]), None, IDS[0]),
        ("delayed", ("string", b"1"), None, IDS[0]),
        ("1", ("list", [b"1"]), None, IDS[0]),
        ("events", ("stream", [{b"event": b"waiting", b"jobId": b"1"}]), None, IDS[0]),
    ],
    later=[("events", ("stream", [{b"event": each, b"jobId": b"1"}]), None, IDS[4]) for each in EVENTS],
    redact=False,
    from_start=False,
)
def test_what_is_watched_loads_again(
    lab: Lab, writes: list[Any], later: list[Any], redact: Any, from_start: bool, tmp_path: Path
) -> None:
    client = fresh(lab)
    client.hset(f"{BASE}meta", mapping={"opts.maxLenEvents": "10000"})
    for each in writes:
        put(client, *each)
    with qlab.attach(str(lab.url)) as observer:
        if not client.exists(f"{BASE}meta") or client.type(f"{BASE}meta") != b"hash":
            return
        path = tmp_path / "w.jsonl"
        path.unlink(missing_ok=True)

        def write_later(*_: object) -> None:
            while later:
                put(client, *later.pop(), anew=False)

        try:
            recording = observer.watch("q", 0.02, path=path, redact=redact, from_start=from_start, progress=write_later)
        except QueueError:  # somebody has put another type where the stream belongs: there is nothing to follow
            assert client.type(f"{BASE}events") not in (b"stream", b"none")
            return
        check(recording, tmp_path / "again.jsonl")
        page = observer.snapshot("q")
        assert page.text()
    client.close()
