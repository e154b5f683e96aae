from __future__ import annotations

import redis

from qlab.snapshot.reader import Reader
from qlab.snapshot.restore import Kept, kept, restore
from tests.snapshot.test_reader import BINARY


def filled(db: redis.Redis) -> None:
    db.set("bull:q:id", "7")
    db.rpush("bull:q:wait", "2", "1", "2", BINARY)
    db.sadd("bull:q:stalled", "b", "a")
    db.hset("bull:q:1", mapping={"name": "x", "data": "{}"})
    db.zadd("bull:q:delayed", {"b": 7236501299200001, "a": 1.5, "c": float("inf"), "d": float("-inf")})
    db.xadd("bull:q:events", {"event": "added", "jobId": "1"}, id="5-0")
    db.set("bull:q:1:lock", "token", px=60_000)


def test_every_type_comes_back_as_it_was(db: redis.Redis, reader: Reader) -> None:
    filled(db)
    before = reader.everything("bull")
    held = {name: kept(state, reader.now) for name, state in before.items()}
    db.delete(*before)

    restore(db.execute_command, held)

    after = reader.everything("bull")
    assert {name: (state.type, state.value) for name, state in after.items()} == {
        name: (state.type, state.value) for name, state in before.items()
    }
    assert after["bull:q:1:lock"].expires_at is not None
    assert after["bull:q:id"].expires_at is None


def test_only_the_keys_that_are_named_change(db: redis.Redis, reader: Reader) -> None:
    filled(db)
    before = reader.everything("bull")

    restore(db.execute_command, {"bull:q:stalled": None, "bull:q:wait": kept(before["bull:q:wait"], reader.now)})

    after = reader.everything("bull")
    assert before.keys() - after.keys() == {"bull:q:stalled"}
    assert after["bull:q:wait"].value == before["bull:q:wait"].value
    assert after["bull:q:delayed"].value == before["bull:q:delayed"].value


def test_a_value_longer_than_luas_stack_comes_back(db: redis.Redis, reader: Reader) -> None:
    db.rpush("bull:q:wait", *range(20_001))
    db.hset("bull:q:1", mapping={str(number): number for number in range(9_001)})
    before = reader.everything("bull")

    restore(db.execute_command, {name: kept(state, reader.now) for name, state in before.items()})

    after = reader.everything("bull")
    assert after["bull:q:wait"].value == before["bull:q:wait"].value
    assert after["bull:q:1"].value == before["bull:q:1"].value


def test_a_ttl_that_has_ended_lets_the_key_expire(db: redis.Redis, reader: Reader) -> None:
    filled(db)
    lock = reader.everything("bull")["bull:q:1:lock"]

    assert kept(lock, reader.now + 3_600_000).ttl_ms == 1
    assert kept(lock, reader.now) == Kept("string", b"\xa5token", kept(lock, reader.now).ttl_ms)


def test_nothing_to_restore_sends_nothing() -> None:
    def refuse(*command: object) -> None:
        raise AssertionError(command)

    restore(refuse, {})
