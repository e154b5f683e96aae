from __future__ import annotations

import time
from typing import Any

import pytest
import redis
from redis._parsers import _HiredisParser
from redis.connection import DefaultParser

from qlab.snapshot.reader import READ_SHA, Reader
from qlab.snapshot.values import Entry, ZMember

pytestmark = pytest.mark.core
BINARY = b"\xff\x00\xfe\r\n\xc3\x28"
TEXT = BINARY.decode("utf-8", "surrogateescape")


def test_all_five_types_whole(db: redis.Redis, reader: Reader) -> None:
    db.set("bull:q:id", "7")
    db.rpush("bull:q:wait", "2", "1", "2")
    db.sadd("bull:q:stalled", "b", "a")
    db.hset("bull:q:1", mapping={"name": "x", "data": "{}"})
    db.zadd("bull:q:delayed", {"b": 7236501299200000, "a": 1.5, "c": float("inf")})
    db.xadd("bull:q:events", {"event": "added", "jobId": "1"}, id="5-0")
    read = reader.everything("bull")
    assert read["bull:q:id"].text == "7"
    assert read["bull:q:wait"].items == ("2", "1", "2")
    assert read["bull:q:stalled"].items == ("a", "b")
    assert read["bull:q:1"].fields == {"data": "{}", "name": "x"}
    members = (ZMember("a", 1.5), ZMember("b", 7236501299200000), ZMember("c", float("inf")))
    assert read["bull:q:delayed"].members == members
    assert read["bull:q:events"].entries == (Entry("5-0", (("event", "added"), ("jobId", "1"))),)
    assert {name: (state.type, state.size) for name, state in read.items()} == {
        "bull:q:id": ("string", 1), "bull:q:wait": ("list", 3), "bull:q:stalled": ("set", 2), "bull:q:1": ("hash", 2),
        "bull:q:delayed": ("zset", 3), "bull:q:events": ("stream", 1),
    }  # fmt: skip


def test_hiredis_decodes_and_lets_any_byte_through(db: redis.Redis) -> None:
    assert DefaultParser is _HiredisParser
    assert db.execute_command("ECHO", BINARY) == TEXT
    assert TEXT.encode("utf-8", "surrogateescape") == BINARY


def test_binary_names_and_values_come_through_and_go_back(db: redis.Redis, reader: Reader) -> None:
    name = b"bull:q:" + BINARY
    db.set(name, BINARY)
    db.rpush("bull:q:wait", BINARY)
    db.zadd("bull:q:delayed", {BINARY: 3})
    db.hset("bull:q:1", BINARY, BINARY)
    read = reader.everything("bull")
    assert read[name.decode("utf-8", "surrogateescape")].text == TEXT
    assert read[name.decode("utf-8", "surrogateescape")].size == len(BINARY)
    assert read["bull:q:wait"].items == (TEXT,)
    assert read["bull:q:delayed"].members == (ZMember(TEXT, 3.0),)
    assert read["bull:q:1"].fields == {TEXT: TEXT}
    again = reader.keys([f"bull:q:{TEXT}"])
    assert again[f"bull:q:{TEXT}"] == read[f"bull:q:{TEXT}"]
    assert reader.keys([f"bull:q:{TEXT}"], read) == again


def test_empty_values_and_an_empty_server(db: redis.Redis, reader: Reader) -> None:
    assert reader.everything("bull") == {}
    db.set("bull:q:1:lock", "")
    db.hset("bull:q:1", "", "")
    read = reader.everything("bull")
    assert (read["bull:q:1:lock"].text, read["bull:q:1:lock"].size) == ("", 0)
    assert read["bull:q:1"].fields == {"": ""}


def test_a_key_that_is_not_there_reads_as_none(reader: Reader) -> None:
    assert reader.keys(["bull:q:wait"]) == {"bull:q:wait": None}
    assert reader.keys([]) == {}


def test_ttls_are_moments(db: redis.Redis, reader: Reader) -> None:
    before = int(time.time() * 1000)
    db.set("bull:q:1:lock", "token", px=30_000)
    db.set("bull:q:id", "1")
    read = reader.everything("bull")
    assert read["bull:q:id"].expires_at is None
    after = int(time.time() * 1000)
    assert before <= reader.now <= after
    assert before - 1 <= (read["bull:q:1:lock"].expires_at or 0) - 30_000 <= after + 1


def test_a_ttl_that_stays_reads_the_same_again(db: redis.Redis, reader: Reader) -> None:
    db.set("bull:q:1:lock", "token", px=30_000)
    known = reader.everything("bull")
    for _ in range(20):
        again = reader.keys(["bull:q:1:lock"], known)
        assert again["bull:q:1:lock"] == known["bull:q:1:lock"]


def test_memory_only_where_asked_for(db: redis.Redis, reader: Reader) -> None:
    db.set("bull:q:id", "1")
    assert reader.everything("bull")["bull:q:id"].bytes is None
    assert (reader.everything("bull", memory=True)["bull:q:id"].bytes or 0) > 0


@pytest.mark.parametrize("prefix", ["bull*", "b?ll", "[ab]ull", "{bull}", "a\\b", "^b-u", "bull:deep", "b\udcffll"])
def test_a_prefix_means_itself_and_is_no_pattern(db: redis.Redis, reader: Reader, prefix: str) -> None:
    db.set(f"{prefix}:q:id".encode("utf-8", "surrogateescape"), "mine")
    for other in ("bullseye:q:id", "bull:q:id", "aull:q:id", "ab:q:id", "b-u:q:id", "bu:q:id"):
        db.set(other, "not mine")
    assert list(reader.everything(prefix)) == [f"{prefix}:q:id"]


def test_thousands_of_keys_in_one_answer(db: redis.Redis, reader: Reader) -> None:
    with db.pipeline(transaction=False) as pipe:
        for number in range(3_000):
            pipe.hset(f"bull:q:{number}", "name", str(number))
        pipe.execute()
    read = reader.everything("bull")
    assert len(read) == 3_000
    assert read["bull:q:2999"].fields == {"name": "2999"}


def test_the_script_is_sent_again_where_the_server_has_forgotten_it(db: redis.Redis, reader: Reader) -> None:
    db.set("bull:q:id", "1")
    db.script_flush()
    assert len(reader.everything("bull")) == 1
    assert db.script_exists(READ_SHA) == [True]


def test_reading_writes_nothing(db: redis.Redis, reader: Reader) -> None:
    db.rpush("bull:q:wait", *map(str, range(300)))
    known = reader.everything("bull")
    dirty = db.info("persistence")["rdb_changes_since_last_save"]
    reader.everything("bull", memory=True)
    reader.keys(["bull:q:wait"], known)
    assert db.info("persistence")["rdb_changes_since_last_save"] == dirty


def test_one_call_is_one_round_trip(db: redis.Redis, has_expiretime: bool) -> None:
    calls: list[Any] = []

    def execute(*command: Any) -> Any:
        calls.append(command[0])
        return db.execute_command(*command, NEVER_DECODE=True)

    db.rpush("bull:q:wait", *map(str, range(300)))
    reader = Reader(execute, expiretime=has_expiretime)
    known = reader.everything("bull")
    db.rpush("bull:q:wait", "300")
    calls.clear()
    reader.keys(["bull:q:wait"], known)
    assert calls == ["EVALSHA"]


def test_a_stream_that_is_as_it_was_is_not_sent_again(db: redis.Redis, reader: Reader) -> None:
    for number in range(1, 4):
        db.xadd("bull:q:events", {"event": "added"}, id=f"{number}-0")
    known = {"bull:q:events": reader.everything("bull")["bull:q:events"]}
    read = reader.everything("bull", streams=known)["bull:q:events"]
    assert read.value is known["bull:q:events"].value
    assert read == known["bull:q:events"]


@pytest.mark.parametrize(
    "command",
    ["XADD bull:q:events 9-0 f v", "XDEL bull:q:events 2-0", "XTRIM bull:q:events MAXLEN 1", "DEL bull:q:events"],
)
def test_a_stream_that_is_not_as_it_was_is_read_whole(db: redis.Redis, reader: Reader, command: str) -> None:
    for number in range(1, 4):
        db.xadd("bull:q:events", {"event": "added"}, id=f"{number}-0")
    known = {"bull:q:events": reader.everything("bull")["bull:q:events"]}
    db.execute_command(*command.split())
    assert reader.everything("bull", streams=known) == reader.everything("bull")


def test_no_stream_is_taken_for_known_that_was_empty_or_of_another_type(db: redis.Redis, reader: Reader) -> None:
    db.xadd("bull:q:events", {"event": "added"}, id="1-0")
    db.xdel("bull:q:events", "1-0")
    known = {"bull:q:events": reader.everything("bull")["bull:q:events"]}
    assert reader.everything("bull", streams=known)["bull:q:events"].entries == ()
    db.delete("bull:q:events")
    db.rpush("bull:q:events", "a")
    assert reader.everything("bull", streams=known)["bull:q:events"].items == ("a",)
