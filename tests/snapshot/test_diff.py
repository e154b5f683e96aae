from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from immutables import Map

from qlab.snapshot.changes import (
    Born,
    Gone,
    HashChanged,
    ListChanged,
    ScoreChange,
    SetChanged,
    SizeChanged,
    Splice,
    StreamChanged,
    StringChanged,
    TextChange,
    TtlChanged,
    ZsetChanged,
)
from qlab.snapshot.diff import COMPARED, Diff, splice
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import Reader
from qlab.snapshot.values import Entries, Entry, KeyState, ZMember

START = 1_767_225_600_000


def snapshot(*states: KeyState, at: int = 0) -> Snapshot:
    return Snapshot(START + at, START, "bull", Map({state.name: state for state in states}))


def key(kind: str, value: Any, name: str = "bull:q:x", expires_at: int | None = None, encoding: str = "e") -> KeyState:
    return KeyState(name, kind, encoding, expires_at, len(value), value=value)


def one(before: KeyState, after: KeyState) -> Any:
    changes = snapshot(before).diff(snapshot(after)).changes
    assert len(changes) == 1
    assert changes[0].apply(before) == after
    return changes[0]


def test_equal_snapshots_differ_in_nothing() -> None:
    diff = snapshot(key("string", "a")).diff(snapshot(key("string", "a")))
    assert (len(diff), list(diff), repr(diff)) == (0, [], "Diff(0 keys changed)")


def test_born_and_gone() -> None:
    state = key("list", ("1",))
    (born,) = snapshot().diff(snapshot(state))
    (gone,) = snapshot(state).diff(snapshot())
    assert isinstance(born, Born)
    assert born.apply(None) == state
    assert isinstance(gone, Gone)
    assert gone.apply(state) is None


def test_a_key_of_another_type_is_born_anew() -> None:
    assert isinstance(one(key("list", ("1",)), key("set", ("1",))), Born)


def test_string() -> None:
    assert one(key("string", "a"), key("string", "b")) == StringChanged("bull:q:x", "e", None, TextChange("a", "b"))


def test_list_elements_with_their_positions() -> None:
    change = one(key("list", ("1", "2", "3", "4")), key("list", ("0", "1", "3", "5")))
    assert isinstance(change, ListChanged)
    assert change.splices == (Splice(0, (), ("0",)), Splice(2, ("2",), ()), Splice(3, ("4",), ("5",)))


def test_set_members() -> None:
    assert one(key("set", ("a", "b")), key("set", ("b", "c"))) == SetChanged("bull:q:x", "e", None, ("c",), ("a",))


def test_hash_fields() -> None:
    change = one(key("hash", {"a": "1", "b": "2"}), key("hash", {"b": "3", "c": "4"}))
    assert isinstance(change, HashChanged)
    assert change.fields == {"a": TextChange("1", None), "b": TextChange("2", "3"), "c": TextChange(None, "4")}


def test_sorted_set_members_with_their_scores() -> None:
    change = one(
        key("zset", (ZMember("a", 1.0), ZMember("b", 2.0))), key("zset", (ZMember("c", 0.5), ZMember("b", 3.0)))
    )
    assert isinstance(change, ZsetChanged)
    assert change.members == {"a": ScoreChange(1.0, None), "b": ScoreChange(2.0, 3.0), "c": ScoreChange(None, 0.5)}


def test_stream_entries() -> None:
    first, second, third = (Entry(f"{at}-0", (("event", "x"),)) for at in (1, 2, 3))
    change = one(key("stream", Entries([first, second])), key("stream", Entries([second, third])))
    assert change == StreamChanged("bull:q:x", "e", None, (third,), 1)


def test_ttl_and_encoding_alone() -> None:
    assert one(key("string", "a"), key("string", "a", expires_at=5)) == TtlChanged("bull:q:x", "e", 5, before=None)
    assert one(key("string", "a"), key("string", "a", encoding="raw")) == TtlChanged(
        "bull:q:x", "raw", None, before=None
    )


def test_a_changed_value_brings_its_ttl_and_encoding_along() -> None:
    assert one(key("string", "a", expires_at=4), key("string", "b", expires_at=5, encoding="raw")).expires_at == 5


def test_a_key_that_grew_outside_the_page_that_was_read() -> None:
    page, grown = (KeyState("bull:q:wait", "list", "e", None, size, value=("1", "2")) for size in (1_000, 1_001))
    (change,) = diff = Diff.between(snapshot(page), snapshot(grown))
    assert change == SizeChanged("bull:q:wait", "e", None, 1_000, 1_001)
    assert (applied := change.apply(page)) is not None
    assert (applied.size, applied.items) == (1_001, ("1", "2"))
    assert "~ size 1,000 → 1,001" in diff.text()


def test_changes_are_in_reading_order() -> None:
    names = ["bull:q:10", "bull:q:9", "bull:q:9:lock", "bull:q:events", "bull:q:wait", "bull:a:meta", "other"]
    diff = snapshot().diff(snapshot(*(key("string", "x", name) for name in names)))
    assert [change.key for change in diff] == [
        "other", "bull:a:meta", "bull:q:wait", "bull:q:events", "bull:q:9", "bull:q:9:lock", "bull:q:10",
    ]  # fmt: skip
    assert diff.of("bull:q:9") is diff.changes[4]
    assert diff.of("bull:q:8") is None


def test_only_the_named_keys_are_compared() -> None:
    one, two = key("string", "x", "bull:q:1"), key("string", "x", "bull:q:2")
    assert [change.key for change in Diff.between(snapshot(), snapshot(one, two), ["bull:q:2"])] == ["bull:q:2"]


lists = st.lists(st.sampled_from("abcdef"), max_size=12).map(tuple)


@given(old=lists, new=lists)
def test_splices_turn_one_list_into_the_other(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    items = list(old)
    for position, removed, inserted in splice(old, new):
        assert tuple(items[position : position + len(removed)]) == removed
        items[position : position + len(removed)] = inserted
    assert tuple(items) == new


def test_one_element_moved_in_a_long_list_is_two_small_splices() -> None:
    old = tuple(map(str, range(500)))
    assert sum(len(removed) + len(inserted) for _, removed, inserted in splice(old, (*old[1:], old[0]))) == 2


def test_very_long_lists_that_have_nothing_in_common_are_not_compared_pair_by_pair() -> None:
    length = int(COMPARED**0.5) + 1
    old, new = (tuple(f"{name}{at}" for at in range(length)) for name in "ab")
    assert list(splice(old, new)) == [Splice(0, old, new)]


Operation = Callable[[redis.Redis], object]


def _command(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Operation]:
    def build(words: tuple[Any, ...]) -> Operation:
        return lambda db: db.execute_command(*name.format("bull:q:k").split(), *words)

    return st.tuples(*arguments).map(build)


_small = st.binary(max_size=3)
_count = st.integers(-3, 3)
OPERATIONS = st.one_of(
    *(
        st.lists(st.one_of(*commands), max_size=8)
        for commands in (
            [
                _command("LPUSH {}", _small), _command("RPUSH {}", _small), _command("LPOP {}"), _command("RPOP {}"),
                _command("LREM {}", _count, _small), _command("LTRIM {}", _count, _count),
            ],
            [_command("ZADD {}", st.integers(-5, 5), _small), _command("ZREM {}", _small), _command("ZPOPMIN {}")],
            [
                _command("XADD {} *", st.just("f"), _small), _command("XTRIM {} MAXLEN", st.integers(0, 3)),
                _command("XADD {} MAXLEN 2 *", st.just("f"), _small),
            ],
            [_command("HSET {}", _small, _small), _command("HDEL {}", _small), _command("PEXPIRE {} 90000")],
            [_command("SADD {}", _small), _command("SREM {}", _small), _command("DEL {}")],
            [_command("SET {}", _small), _command("APPEND {}", _small), _command("PERSIST {}")],
        )
    )
)  # fmt: skip


@pytest.mark.core
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=OPERATIONS, then=OPERATIONS)
def test_the_changes_applied_to_the_state_before_give_the_state_after(
    connection: redis.Redis, has_expiretime: bool, first: list[Operation], then: list[Operation]
) -> None:
    connection.flushall()
    reader = Reader(partial(connection.execute_command, NEVER_DECODE=True), expiretime=has_expiretime)
    snapshots = []
    for operations in (first, then):
        for operation in operations:
            try:
                operation(connection)
            except redis.ResponseError:  # another type: also what a user may do by hand
                connection.delete("bull:q:k")
        snapshots.append(snapshot(*reader.everything("bull").values()))
    before, after = snapshots
    rebuilt = before.state
    for change in before.diff(after):
        state = change.apply(rebuilt.get(change.key))
        rebuilt = rebuilt.delete(change.key) if state is None else rebuilt.set(change.key, state)
    assert rebuilt == after.state
    assert {name: state.size for name, state in rebuilt.items()} == {
        name: state.size for name, state in after.state.items()
    }
    assert bool(len(before.diff(after))) == (before.state != after.state)
