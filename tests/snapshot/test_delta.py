"""A part read is as good as the whole: for whatever BullMQ's scripts do, and detected where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qlab.snapshot.delta import LONG, Request
from qlab.snapshot.reader import Reader
from qlab.snapshot.values import KeyState

pytestmark = pytest.mark.core
LENGTH = 3 * LONG
on_a_server = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ids = st.integers(0, LENGTH + 40).map(str)


class Watched:
    """A server, and what was read of it so far."""

    def __init__(self, db: redis.Redis, expiretime: bool) -> None:
        self.db, self.parts = db, 0
        self.reader = Reader(self._execute, expiretime=expiretime)
        self.state: dict[str, KeyState] = {}
        self.calls = 0

    def _execute(self, *command: Any) -> Any:
        self.calls += 1
        return self.db.execute_command(*command, NEVER_DECODE=True)

    def begin(self) -> None:
        self.db.flushall()
        with self.db.pipeline(transaction=False) as pipe:
            pipe.rpush("bull:q:wait", *map(str, range(LENGTH)))
            pipe.zadd("bull:q:delayed", {str(id): id * 4096 for id in range(LENGTH)})
            for id in range(LENGTH):
                pipe.xadd("bull:q:events", {"event": "added", "jobId": id}, id=f"{id + 1}-0")
            pipe.execute()
        self.state = self.reader.everything("bull")

    def reads_as_whole(self, *changed: str) -> None:
        for name, state in self.reader.keys(changed, self.state).items():
            self.state.pop(name, None)
            if state is not None:
                self.state[name] = state
        assert self.state == self.reader.everything("bull")


@pytest.fixture(scope="module")
def shared(connection: redis.Redis, has_expiretime: bool) -> Watched:
    return Watched(connection, has_expiretime)


@pytest.fixture
def watched(shared: Watched) -> Watched:
    shared.begin()
    return shared


ListOperation = Callable[[redis.Redis], object]


def _push(side: str, id: str) -> ListOperation:
    return lambda db: db.execute_command(side, "bull:q:wait", id)


list_operations = st.one_of(
    st.builds(_push, st.sampled_from(["LPUSH", "RPUSH"]), ids),
    st.sampled_from(["LPOP", "RPOP"]).map(lambda pop: lambda db: db.execute_command(pop, "bull:q:wait")),
    ids.map(lambda id: lambda db: db.lrem("bull:q:wait", 0, id)),
    st.just(lambda db: db.rpoplpush("bull:q:wait", "bull:q:active")),
    st.just(lambda db: db.ltrim("bull:q:wait", 0, LENGTH - 10)),
)


@on_a_server
@given(steps=st.lists(st.lists(list_operations, min_size=1, max_size=4), max_size=6))
def test_lists(shared: Watched, steps: list[list[ListOperation]]) -> None:
    shared.begin()
    for operations in steps:
        before = shared.db.lrange("bull:q:wait", 0, -1)
        for operation in operations:
            operation(shared.db)
        if shared.db.lrange("bull:q:wait", 0, -1) != before:  # pops and pushes may make up for each other
            shared.reads_as_whole("bull:q:wait", "bull:q:active")


@on_a_server
@given(
    steps=st.lists(
        st.dictionaries(ids, st.one_of(st.none(), st.integers(0, LENGTH * 5000)), min_size=1, max_size=5), max_size=6
    ),
    suffix=st.sampled_from(["", ":lock", ":processed"]),
)
def test_sorted_sets_whose_members_keys_changed(
    shared: Watched, steps: list[dict[str, int | None]], suffix: str
) -> None:
    shared.begin()
    for members in steps:
        for id, score in members.items():
            shared.db.set(f"bull:q:{id}{suffix}", "touched")
            if score is None:
                shared.db.zrem("bull:q:delayed", id)
            else:
                shared.db.zadd("bull:q:delayed", {id: score})
        shared.reads_as_whole("bull:q:delayed", *(f"bull:q:{id}{suffix}" for id in members))


@on_a_server
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(LONG, LENGTH + 10), st.booleans()), max_size=6))
def test_streams_that_grow_and_are_trimmed(shared: Watched, steps: list[tuple[int, int, bool]]) -> None:
    shared.begin()
    for appended, length, approximate in steps:
        for _ in range(appended):
            shared.db.xadd("bull:q:events", {"event": "x"}, maxlen=length, approximate=approximate)
        shared.reads_as_whole("bull:q:events")


@pytest.mark.parametrize(
    "by_hand",
    [
        lambda db: db.lset("bull:q:wait", LENGTH // 2, "x"),
        lambda db: db.linsert("bull:q:wait", "before", str(LENGTH // 2), "x"),
        lambda db: db.ltrim("bull:q:wait", LENGTH, -1),
        lambda db: (db.delete("bull:q:wait"), db.sadd("bull:q:wait", "x")),
        lambda db: (db.delete("bull:q:wait"), db.rpush("bull:q:wait", "x")),
        lambda db: db.expire("bull:q:wait", 1000),
        lambda db: db.zadd("bull:q:delayed", {"5": 1.5}),
        lambda db: (db.zadd("bull:q:delayed", {"x": 1}), db.zrem("bull:q:delayed", "7")),
        lambda db: db.zremrangebyrank("bull:q:delayed", 0, 200),
        lambda db: db.xdel("bull:q:events", f"{LENGTH // 2}-0"),
        lambda db: db.xdel("bull:q:events", f"{LENGTH}-0"),
        lambda db: db.xtrim("bull:q:events", 0),
        lambda db: (db.delete("bull:q:events"), db.xadd("bull:q:events", {"a": "b"}, id="1-0")),
    ],
)
def test_what_a_part_cannot_tell_is_read_whole(watched: Watched, by_hand: ListOperation) -> None:
    by_hand(watched.db)
    watched.reads_as_whole("bull:q:wait", "bull:q:delayed", "bull:q:events")


def test_a_list_of_equal_elements_that_turns_over_is_read_whole(watched: Watched) -> None:
    watched.db.delete("bull:q:metrics:completed:data")
    watched.db.rpush("bull:q:metrics:completed:data", *["0"] * 200, "5", *["0"] * 200)
    watched.reads_as_whole("bull:q:metrics:completed:data")
    watched.db.lpush("bull:q:metrics:completed:data", "0")
    watched.db.rpop("bull:q:metrics:completed:data")
    watched.reads_as_whole("bull:q:metrics:completed:data")


def test_the_usual_step_reads_a_part_and_only_once(watched: Watched) -> None:
    watched.db.rpoplpush("bull:q:wait", "bull:q:active")
    watched.db.zadd("bull:q:delayed", {"9000": 9e9})
    watched.db.hset("bull:q:9000", "name", "x")
    watched.db.xadd("bull:q:events", {"event": "delayed"})
    watched.calls = 0
    names = ["bull:q:wait", "bull:q:active", "bull:q:delayed", "bull:q:9000", "bull:q:events"]
    read = watched.reader.keys(names, watched.state)
    assert watched.calls == 1
    assert read == watched.reader.everything("bull")


def test_short_keys_and_other_types_are_read_whole() -> None:
    short = KeyState("bull:q:wait", "list", "listpack", None, LONG, value=("x",) * LONG)
    hash = KeyState("bull:q:1", "hash", "hashtable", None, LONG + 1, value={str(at): "" for at in range(LONG + 1)})
    repeat = KeyState("bull:q:repeat", "zset", "skiplist", None, LONG + 1, value=())
    for state in (None, short, hash, repeat):
        assert Request.of(state, ["bull:q:1"]) is None
