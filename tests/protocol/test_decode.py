from __future__ import annotations

import re
from pathlib import Path

import bullmq
import pytest
from bullmq.job import optsDecodeMap
from hypothesis import given
from hypothesis import strategies as st

from qlab.protocol.decode import decode
from qlab.protocol.events import EVENTS, decode_event, event_of
from qlab.protocol.fields import FIELDS, SHORT_OPTIONS, expand_options
from qlab.protocol.keys import Key, Role, parse_key
from qlab.protocol.scores import SCORES, split_delayed, split_prioritized
from qlab.text.decoded import Decoded
from qlab.text.escape import terminal

LUA = "\n".join(p.read_text(encoding="utf-8") for p in (Path(bullmq.__file__).parent / "commands").glob("[!r]*.lua"))
NOW = 1_700_000_002_000
OPTIONS = (
    '{"attempts":4,"backoff":{"type":"exponential","delay":2000},"delay":0,"kl":5,"fpof":true,"tm":"t","omc":true}'
)
HOSTILE = "\x1b[2J<img src=x>\u202e\udcff"


def read(raw_key: str, member_or_field: str | None, raw: str | float, now_ms: int | None = NOW) -> Decoded:
    decoded = decode(parse_key(raw_key), member_or_field, raw, now_ms)
    assert decoded is not None
    return decoded


def test_a_delayed_score() -> None:
    decoded = read("bull:q:delayed", "1", 6963200024576000.0)
    assert str(decoded) == "6963200024576000 = 1700000006000 ms × 4096 + 0 → due in 4.000 s"
    assert decoded.value == {"due_ms": 1_700_000_006_000, "sequence": 0}
    assert read("bull:q:delayed", "1", 6963200024576001.0, None).meaning == (
        "1700000006000 ms × 4096 + 1 → due at 2023-11-14T22:13:26.000Z"
    )
    assert "overdue by 1.000 s" in read("bull:q:delayed", "1", (NOW - 1_000) * 4096).meaning
    assert "due in 1 d 2 h 3 min 4 s" in read("bull:q:delayed", "1", (NOW + 93_784_499) * 4096).meaning
    assert "due now" in read("bull:q:delayed", "1", NOW * 4096).meaning
    assert "loses its sequence" in read("bull:q:delayed", "1", 2.0**54).meaning


@pytest.mark.parametrize(
    ("key", "member", "score", "meaning"),
    [
        ("bull:q:prioritized", "1", 3 * 2**32 + 7, "3 × 2^32 + 7 → priority 3, ticket 7"),
        ("bull:q:prioritized", "1", 3 * 2**32, "3 × 2^32 + 0 → priority 3, at the front"),
        ("bull:q:completed", "1", NOW - 500, "finished 2023-11-14T22:13:21.500Z, 0.500 s ago"),
        ("bull:q:failed", "1", NOW, "finished 2023-11-14T22:13:22.000Z, 0.000 s ago"),
        ("bull:q:waiting-children", "1", NOW, "waiting since 2023-11-14T22:13:22.000Z, 0.000 s ago"),
        ("bull:q:1:unsuccessful", "bull:q:2", NOW, "failed 2023-11-14T22:13:22.000Z, 0.000 s ago"),
        ("bull:q:marker", "0", 0, "an idle worker wakes and looks for a job now"),
        (
            "bull:q:marker",
            "1",
            NOW + 1_500,
            "a worker without work sleeps until the next delayed job, due in 1.500 s",
        ),
        ("bull:q:marker", "2", 0, "not a marker that BullMQ sets (it knows 0 and 1)"),
        ("bull:q:repeat", "rep", NOW + 1, "2023-11-14T22:13:22.001Z → next job of scheduler rep due in 0.001 s"),
        ("bull:q:priority", "1", 3, "priority 3, no longer read"),
        ("bull:q:delayed", "1", float("inf"), "not a finite number: BullMQ sets no such score"),
        ("bull:q:delayed", "1", "nonsense", "not a finite number: BullMQ sets no such score"),
    ],
)
def test_scores(key: str, member: str, score: float | str, meaning: str) -> None:
    assert read(key, member, score).meaning == meaning


@pytest.mark.parametrize(
    ("key", "field", "raw", "meaning", "value"),
    [
        ("bull:q:7", "ats", "2", "2 attempts started (a stall starts another)", 2),
        ("bull:q:7", "atm", "1", "1 attempt made", 1),
        ("bull:q:7", "stc", "1", "1 stall: a worker let the lock expire", 1),
        ("bull:q:7", "stc", "x", "no number", None),
        (
            "bull:q:7",
            "defa",
            "why",
            "deferred failure: the next worker to take the job fails it for this reason",
            "why",
        ),
        ("bull:q:7", "timestamp", str(NOW), "added 2023-11-14T22:13:22.000Z", NOW),
        ("bull:q:7", "delay", "0", "no delay", 0),
        ("bull:q:7", "delay", "2000", "delayed by 2 s", 2_000),
        ("bull:q:7", "priority", "0", "no priority: before every job that has one", 0),
        ("bull:q:7", "data", '{"to":"ada"}', "the job's data, as JSON", {"to": "ada"}),
        ("bull:q:7", "data", "{broken", "the job's data, as JSON", "{broken"),
        ("bull:q:7", "pb", "w-1", "processed by worker w-1", "w-1"),
        ("bull:q:7", "parentKey", "bull:p:1", "child of bull:p:1", "bull:p:1"),
        ("bull:q:meta", "paused", "1", "the queue is paused: workers take no jobs, new ones pile up in wait", "1"),
        ("bull:q:meta", "opts.maxLenEvents", "10000", "10000 events kept, about", 10_000),
        ("bull:q:meta", "concurrency", "3", "3 jobs active at a time, in all workers together", 3),
        ("bull:q:meta", "version", "bullmq:6.7.0", "the Queue that last opened it was bullmq:6.7.0", "bullmq:6.7.0"),
        ("bull:q:repeat:rep", "every", "60000", "a job every 1 min", 60_000),
        ("bull:q:repeat:rep", "pattern", "0 3 * * *", "a job whenever cron says 0 3 * * *", "0 3 * * *"),
        ("bull:q:repeat:rep", "ic", "4", "4 jobs made", 4),
        ("bull:q:dn:user", "jid", "9", "the next job's id 9", "9"),
        ("bull:q:metrics:completed", "count", "5", "5 jobs in all", 5),
        ("bull:q:7:processed", "bull:r:8", "42", "child 8 in queue r completed and returned this, as JSON", 42),
        (
            "bull:q:7:failed",
            "bull:r:8",
            "e",
            "child 8 in queue r failed for this reason; the parent goes on without it",
            "e",
        ),
        ("bull:q:events", "event", "stalled", EVENTS["stalled"].sentence, "stalled"),
        ("bull:q:events", "delay", str(NOW), "due at 2023-11-14T22:13:22.000Z: a moment, whatever its name says", NOW),
        ("bull:q:events", "returnvalue", '{"a":1}', "what the processor returned, as JSON", {"a": 1}),
    ],
)
def test_fields(key: str, field: str, raw: str, meaning: str, value: object) -> None:
    assert read(key, field, raw) == Decoded(raw, meaning, value)


@pytest.mark.parametrize(
    ("key", "raw", "meaning"),
    [
        ("bull:q:wait", "7", "job 7 is ready"),
        ("bull:q:wait", "0:1700000000000", "no job: a wake-up marker, left by a BullMQ older than 5"),
        ("bull:q:active", "7", "job 7 is active, taken by a worker"),
        ("bull:q:stalled", "7", "job 7 is a suspect: stalled, if its lock is gone at the next check"),
        ("bull:q:pc", "1", "1 ticket given to jobs with a priority"),
        ("bull:q:pc", "5", "5 tickets given to jobs with a priority"),
        ("bull:q:id", "5", "5 jobs counted so far; the next one added without an id of its own gets the next number"),
        ("bull:q:limiter", "3", "3 jobs started in this rate-limit window"),
        ("bull:q:limiter", str(2**53 - 1), "limited by hand (rateLimit): no job starts before this key expires"),
        ("bull:q:de:u:5", "7", "job 7 holds deduplication id u:5: others are refused"),
        ("bull:q:7:lock", "w1:1", "token of the worker that has job 7; unless renewed, the lock expires"),
        ("bull:q:7:dependencies", "bull:r:8", "child 8 in queue r has not finished"),
        ("bull:q:7:dependencies", "other:r:8", "child other:r:8 has not finished"),
        ("bull:q:7:logs", "hello", "a line the processor logged"),
        ("bull:q:metrics:failed:data", "2", "2 in that minute"),
    ],
)
def test_strings_and_elements(key: str, raw: str, meaning: str) -> None:
    decoded = read(key, None, raw)
    assert (decoded.raw, decoded.meaning) == (raw, meaning)


def test_what_each_list_set_and_string_holds_is_explained() -> None:
    silent = [role for role in Role if role.redis_type in ("list", "set", "string") and not explained(role)]
    assert silent == [], "say in protocol/decode.py what its elements mean"


def explained(role: Role) -> bool:
    return decode(Key("", "bull", "q", role, "7", "7"), None, "1") is not None


def test_the_stalled_check_says_when() -> None:
    assert "looked for 2023-11-14T22:13:22.000Z" in read("bull:q:stalled-check", None, str(NOW)).meaning


def test_options_are_expanded_and_told() -> None:
    decoded = read("bull:q:7", "opts", OPTIONS)
    assert decoded.raw == OPTIONS
    assert decoded.value["keepLogs"] == 5
    assert decoded.value["failParentOnFailure"] is True
    assert decoded.value["telemetry"] == {"metadata": "t", "omitContext": True}
    assert "attempts 4, exponential backoff of 2 s, delay 0 ms, failParentOnFailure, keepLogs 5" in decoded.meaning


def test_the_short_option_names_are_bullmqs() -> None:
    assert dict(SHORT_OPTIONS) == optsDecodeMap
    assert expand_options(dict.fromkeys(optsDecodeMap, 1)) == dict.fromkeys(optsDecodeMap.values(), 1)


def test_a_childs_note_of_its_parent() -> None:
    decoded = read("bull:q:7", "parent", '{"id":"1","queueKey":"bull:p","fpof":true}')
    assert decoded.meaning == "child of job 1 in bull:p, failParentOnFailure"


def test_every_event_bullmq_emits_is_explained() -> None:
    emitted = set(re.findall(r'"event",\s*"([a-z-]+)"', LUA)) | {"completed", "failed", "paused", "resumed"}
    assert len(emitted) > 12
    assert emitted <= set(EVENTS)
    assert "application" in event_of("my-own").sentence


def test_a_whole_event() -> None:
    decoded = decode_event({"event": "active", "jobId": "7", "prev": "waiting"})
    assert decoded.meaning == "job 7 active: A worker took the job."
    assert decode_event({}).meaning


def test_every_job_field_the_scripts_write_is_explained() -> None:
    written = set(re.findall(r'rcall\("(?:HSET|HMSET|HINCRBY)", (?:jobI?d?Key|parentKey|jobKey), "(\w+)"', LUA))
    assert {"atm", "stc", "defa", "processedOn", "name"} <= written
    assert written <= set(FIELDS[Role.JOB])


def test_every_sorted_set_has_its_decoder() -> None:
    assert set(SCORES) == {role for role in Role if role.redis_type == "zset"}


def test_nothing_is_said_of_what_bullmq_does_not_write() -> None:
    assert decode(parse_key("bull:q:7"), "mine", "1", NOW) is None
    assert decode(parse_key("bull:q:events"), "mine", "1", NOW) is None
    assert decode(parse_key("other"), None, "1", NOW) is None
    assert decode(parse_key("bull::relay:namespaces"), None, "1", NOW) is None


@given(st.integers(0, 2**41 - 1), st.integers(0, 4_095))
def test_a_delayed_score_is_exact_until_2039(due: int, sequence: int) -> None:
    assert split_delayed(float(due * 0x1000 + sequence)) == (due, sequence)


@given(st.integers(1, 2**21 - 1), st.integers(0, 2**32 - 1))
def test_a_prioritized_score_is_exact(priority: int, counter: int) -> None:
    assert split_prioritized(float(priority * 0x100000000 + counter)) == (priority, counter)


KEYS = [
    *(f"bull:q:{role.value}" for role in Role), "bull:q:7", "bull:q:7:lock", "bull:q:7:failed", "bull:q:7:processed",
    "bull:q:7:unsuccessful", "bull:q:7:dependencies", "bull:q:repeat:x", "bull:q:de:x", "bull:q:dn:x",
    "bull:q:metrics:failed", "bull:q:metrics:failed:data", f"bull:q:{HOSTILE}", f"bull:q:de:{HOSTILE}",
]  # fmt: skip
FIELD_NAMES = sorted({"event", "delay", "0", "1", *(name for names in FIELDS.values() for name in names)})
scores = st.floats(allow_nan=True, allow_infinity=True)
texts = st.one_of(st.text(st.characters(), max_size=40), st.just(HOSTILE), st.integers().map(str), scores.map(str))


@given(
    st.sampled_from(KEYS),
    st.one_of(st.none(), st.sampled_from(FIELD_NAMES), texts),
    st.one_of(texts, scores),
    st.booleans(),
)
def test_whatever_redis_holds_is_decoded_into_one_printable_line(
    key: str, member_or_field: str | None, raw: str | float, now: bool
) -> None:
    decoded = decode(parse_key(key), member_or_field, raw, NOW if now else None)
    if decoded is not None:
        assert terminal(decoded) == str(decoded)
        assert terminal(decoded.meaning) == decoded.meaning


@pytest.mark.usefixtures("no_collection")
def test_deeply_nested_json_is_left_as_text() -> None:
    assert read("bull:q:7", "data", "[" * 200_000).value == "[" * 200_000
