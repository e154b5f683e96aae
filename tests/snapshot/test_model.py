from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from immutables import Map

from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entries, KeyState, zset

START = 1_767_225_600_000
EVERY = {str(state) for state in JobState} - {"unknown"}


def key(name: str, kind: str, value: Any, expires_at: int | None = None) -> KeyState:
    return KeyState(f"bull:{name}", kind, "listpack", expires_at, len(value), value=value)


def job(key_name: str, **fields: str) -> KeyState:
    known = {"name": "welcome", "data": '{"to":"ada"}', "opts": '{"attempts":4}', "timestamp": str(START)}
    return key(key_name, "hash", dict(sorted({**known, **fields}.items())))


def snapshot(*states: KeyState, at: int = START) -> Snapshot:
    return Snapshot(at, START, "bull", Map({state.name: state for state in states}))


def a_queue() -> Snapshot:
    return snapshot(
        key("email:wait", "list", ("3", "2")),
        key("email:active", "list", ("1",)),
        key("email:delayed", "zset", zset({"4": (START + 2_000) * 4096 + 1})),
        key("email:meta", "hash", {"opts.maxLenEvents": "10000"}),
        key("email:1:lock", "string", "token", START + 30_000),
        key("email:1:logs", "list", ("one", "two")),
        job("email:1", ats="2", atm="1", stc="1", processedOn=str(START + 5), failedReason="SMTP 451", progress="50"),
        job("email:2", priority="7", stacktrace='["Error: a"]', parentKey="bull:report:9"),
        job("email:3", returnvalue='{"ok":true}', finishedOn=str(START + 9)),
        job("email:4", delay="2000", timestamp=str(START - 1)),
        key("report:events", "stream", Entries([])),
        key("other", "string", "x"),
        at=START + 500,
    )


def test_queues_and_counts() -> None:
    seen = a_queue()
    assert seen.queues == ("email", "report")
    assert seen.counts()["email"] == {**dict.fromkeys(EVERY, 0), "waiting": 2, "active": 1, "delayed": 1}
    assert seen.counts()["report"] == dict.fromkeys(EVERY, 0)


def test_jobs_of_an_old_paused_queue_are_waiting() -> None:
    seen = snapshot(key("q:paused", "list", ("1", "2")), key("q:wait", "list", ("3",)))
    assert seen.counts()["q"]["waiting"] == 3
    assert seen.state_of("1") is JobState.UNKNOWN, "no hash says which queue it is in"
    assert seen.state_of("1", "q") is JobState.WAITING


def test_the_state_of_a_job_is_the_container_that_holds_it() -> None:
    seen = a_queue()
    assert [seen.state_of(id) for id in "1234"] == [
        JobState.ACTIVE, JobState.WAITING, JobState.WAITING, JobState.DELAYED,
    ]  # fmt: skip
    assert seen.state_of("5") is JobState.UNKNOWN


def test_in_two_containers_at_once_the_first_getstate_asks_decides() -> None:
    seen = snapshot(key("q:wait", "list", ("1",)), key("q:completed", "zset", zset({"1": 5})))
    assert seen.state_of("1", "q") is JobState.COMPLETED


def test_ids_are_in_the_containers_own_order() -> None:
    assert a_queue().ids("email", Role.WAIT) == ("3", "2")
    assert a_queue().ids("email", Role.DELAYED) == ("4",)
    assert a_queue().ids("email", Role.FAILED) == ()


def test_ttls_count_from_the_snapshots_moment() -> None:
    seen = a_queue()
    assert seen.ttl_ms("bull:email:1:lock") == 29_500
    assert seen.ttl_ms("bull:email:meta") is None
    assert seen.ttl_ms("bull:email:none") is None


def test_a_job_that_runs() -> None:
    view = a_queue().job("1")
    assert view is not None
    assert (view.queue, view.id, view.name, view.data) == ("email", "1", "welcome", {"to": "ada"})
    assert (view.state, view.attempts, view.attempts_started, view.attempts_made) == (JobState.ACTIVE, 4, 2, 1)
    assert (view.stalled_count, view.processed_on, view.finished_on, view.due) == (1, START + 5, None, None)
    assert (view.failed_reason, view.progress, view.return_value) == ("SMTP 451", 50, None)
    assert (view.lock, view.lock_ms, view.logs) == ("token", 29_500, ("one", "two"))
    assert repr(view) == "JobView(email/1 'welcome', active)"


def test_jobs_that_wait_and_that_finished() -> None:
    seen = a_queue()
    second, third, fourth = (seen.job(id, "email") for id in "234")
    assert second is not None
    assert (second.priority, second.stacktrace, second.parent_key) == (7, ("Error: a",), "bull:report:9")
    assert (second.lock, second.logs) == (None, ())
    assert third is not None
    assert (third.return_value, third.finished_on) == ({"ok": True}, START + 9)
    assert fourth is not None
    assert (fourth.delay_ms, fourth.due) == (2_000, START + 2_000)
    assert seen.job("5") is None
    assert seen.job("1", "report") is None


@pytest.mark.usefixtures("no_collection")
def test_a_damaged_hash_is_read_as_far_as_it_goes() -> None:
    deep = "[" * 100_000
    broken = job("q:1", data="{", opts="[]", ats="many", timestamp="1e400", delay="", stacktrace="no", progress=deep)
    view = snapshot(broken).job("1")
    assert view is not None
    assert (view.data, view.opts, view.attempts, view.attempts_started, view.timestamp) == ("{", {}, 1, 0, 0)
    assert (view.delay_ms, view.stacktrace, view.progress) == (0, (), deep)
    assert len(snapshot(broken).jobs()) == 1


def test_the_table_of_keys() -> None:
    frame = a_queue().keys()
    assert list(frame.columns) == ["key", "queue", "role", "job", "type", "encoding", "ttl_ms", "size", "bytes"]
    assert len(frame) == 12
    lock = frame.set_index("key").loc["bull:email:1:lock"]
    assert (lock.queue, lock.role, lock.job, lock.type, lock.ttl_ms, lock["size"]) == (
        "email", "lock", "1", "string", 29_500, 5,
    )  # fmt: skip
    assert frame.set_index("key").loc["bull:other"].role == "unknown"


def test_the_table_of_jobs() -> None:
    frame = a_queue().jobs()
    assert list(frame.id) == ["4", "1", "2", "3"], "in order of creation"
    assert list(frame.state) == ["delayed", "active", "waiting", "waiting"]
    assert frame.due[0] == pd.Timestamp("2026-01-01T00:00:02Z")
    assert pd.isna(frame.due[1])
    assert frame.data[1] == {"to": "ada"}


def test_tables_of_nothing_have_their_columns() -> None:
    assert list(snapshot().jobs().columns)[:3] == ["queue", "id", "name"]
    assert len(snapshot().keys()) == 0
    assert str(snapshot().jobs().due.dtype) == "datetime64[ms, UTC]"


def test_moments_beyond_every_calendar_are_no_moments() -> None:
    frame = snapshot(job("q:1", timestamp="1e300"), job("q:2", timestamp=str(2**62))).jobs()
    assert frame.timestamp.isna().all()


def test_tables_show_hostile_text_as_text() -> None:
    hostile = "\x1b[31m\u202e\udcff"
    frame = snapshot(job(f"q:{hostile}", name=hostile, data=json.dumps({"a": [hostile]}))).jobs()
    printed = frame.to_string() + frame.to_html()
    printed.encode()
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert r"\x1b[31m\u202e\xff" in printed


def test_a_snapshot_is_a_value() -> None:
    assert a_queue() == a_queue()
    assert a_queue() != snapshot()
    assert a_queue() != "a snapshot"
    assert repr(a_queue()) == "Snapshot(at=+0.500 s, queues=2, jobs=4, keys=12)"
