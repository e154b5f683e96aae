"""What BullMQ itself writes, over a whole life: every key has a role, every value a meaning, every part is right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
import redis
from immutables import Map

from qlab.protocol.keys import Role, parse_key
from qlab.protocol.states import JobState
from qlab.snapshot.delta import LONG
from qlab.snapshot.details import Reading, elements
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import Reader
from qlab.snapshot.values import KeyState
from tests.snapshot.scenario import Life

pytestmark = pytest.mark.core
START = 1_767_225_600_000
State = dict[str, KeyState]


def live(url: str, reader: Reader, look: Callable[[str, State, State], None], padding: int = 0) -> None:
    """Lets a queue live, and shows the state before and after each operation."""

    async def run() -> None:
        life = Life(url, padding)
        try:
            await life.prepare()
            state = reader.everything("bull")
            for name, operation in life.operations():
                await operation()
                before, state = state, reader.everything("bull")
                look(name, before, state)
        finally:
            await life.close()

    asyncio.run(run())


@pytest.fixture
def url(db: redis.Redis, bare_url: str) -> Iterator[str]:
    yield bare_url
    db.flushall()


def test_every_key_has_a_role_and_every_value_a_meaning(url: str, reader: Reader) -> None:
    roles: set[Role] = set()
    unexplained: set[tuple[str, str]] = set()

    def look(_name: str, _before: State, state: State) -> None:
        for name, held in state.items():
            reading = Reading.of(name, "bull", reader.now)
            roles.add(reading.key.role)
            assert held.type == reading.key.role.redis_type, name
            unexplained.update((name, line.where) for line in elements(held, reading) if not line.meaning)

    live(url, reader, look)
    assert not unexplained
    of_old = {Role.LEGACY_PRIORITY, Role.LEGACY_DELAY, Role.LEGACY_PAUSED, Role.PAUSED}
    never = {Role.UNKNOWN, Role.RELAY, *of_old}
    assert set(Role) - roles <= never, "the scenario is to make every kind of key there is"
    assert Role.UNKNOWN not in roles


def test_what_a_part_says_is_what_the_whole_says(url: str, reader: Reader, db: redis.Redis) -> None:
    whole_reads: list[str] = []

    def look(name: str, before: State, state: State) -> None:
        changed = sorted(key for key in {*before, *state} if before.get(key) != state.get(key))
        again = reader.keys(changed, before)
        assert {key: held for key, held in again.items() if held is not None} == {
            key: state[key] for key in changed if key in state
        }, name
        if any(held.size > LONG for held in state.values()):
            whole_reads.append(name)

    live(url, reader, look, padding=2 * LONG)
    assert len(whole_reads) > 50, "the containers are to be long, or nothing was proved"


def test_the_changes_of_each_operation_rebuild_the_state(url: str, reader: Reader) -> None:
    def look(name: str, before: State, state: State) -> None:
        old, new = (Snapshot(START, START, "bull", Map(each)) for each in (before, state))
        rebuilt = dict(before)
        for change in old.diff(new):
            after = change.apply(rebuilt.pop(change.key, None))
            rebuilt.update({change.key: after} if after is not None else {})
        assert rebuilt == state, name

    live(url, reader, look)


def test_counts_and_states_are_bullmqs_own(url: str, reader: Reader, db: redis.Redis) -> None:
    async def run() -> None:
        life = Life(url)
        try:
            for name, operation in life.operations():
                await operation()
                await _agrees(life, Snapshot(START, START, "bull", Map(reader.everything("bull"))), name)
        finally:
            await life.close()

    asyncio.run(run())


async def _agrees(life: Life, snapshot: Snapshot, name: str) -> None:
    states = [str(state) for state in JobState if state is not JobState.UNKNOWN]
    theirs = await life.queue.getJobCounts(*states)
    assert {state: snapshot.counts_of("q")[state] for state in states} == {
        state: theirs.get(state, 0) for state in states
    }, name
    for key in (parse_key(raw) for raw in snapshot.state):
        if key.role is Role.JOB and key.queue == "q" and key.job is not None:
            assert str(snapshot.state_of(key.job, "q")) == await life.queue.getJobState(key.job), name
