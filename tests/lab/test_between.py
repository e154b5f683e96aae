"""The states between a script's commands: played one by one they end in the same keys, for every scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, Recording
from qlab.errors import ServerError, UsageError
from qlab.lab.opened.rehearsal import Rehearsal
from qlab.protocol.operations import Doer
from qlab.record.step import Step
from qlab.snapshot.model import Snapshot
from tests.record.films import scene
from tests.record.scenes import SCENES


@pytest.fixture(scope="module")
def rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as opened:
        yield opened


def held(snapshot: Snapshot) -> dict[str, tuple[object, ...]]:
    """What each key holds, and when it ends; how Redis encodes it aside."""
    return {
        name: (state.type, state.value if state.type != "set" else sorted(state.items), state.expires_at)
        for name, state in snapshot.state.items()
    }


def played(rehearsal: Rehearsal, step: Step) -> Snapshot:
    return [step.before, *(each.state for each in rehearsal.play(step))][-1]


def is_whole(step: Step) -> bool:
    """Whether commands made all that changed; time that passes ends keys by itself."""
    return step.operation.doer is not Doer.CLOCK


@pytest.mark.parametrize("name", SCENES)
def test_every_scenes_commands_end_in_the_same_keys(rehearsal: Rehearsal, name: str) -> None:
    for step in scene(name):
        if is_whole(step):
            assert held(played(rehearsal, step)) == held(step.after)


def test_between_two_commands_a_job_is_nowhere_or_half_there() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        states = lab.last.between()
    assert [each.command for each in states] == list(lab.last.commands)
    seen = [(each.state.job("1") is not None, str(each.state.state_of("1", "email"))) for each in states]
    assert (True, "unknown") in seen, "the hash is there, and no list holds the job yet"
    assert seen[-1] == (True, "waiting")
    assert held(states[-1].state) == held(lab.last.after)


def test_a_script_that_fails_halfway_leaves_what_it_has_done_by_then() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("first")
        with lab.observe("a text where a list should be"):
            lab.redis.delete("bull:email:wait")
            lab.redis.set("bull:email:wait", "a text")
        with pytest.raises(ServerError, match="WRONGTYPE"):
            queue.add("welcome")
        step = lab.last
        states = step.between()
        assert step.script == "addStandardJob"
        assert states[-1].command.name == "LPUSH", "the command that failed is the last"
        assert held(states[-1].state) == held(states[-2].state) == held(step.after)
        assert states[-1].state.job("2") is not None, "there is no rollback: the hash stays, and no list holds the job"
        assert str(states[-1].state.state_of("2", "email")) == "unknown"
        assert step.slow_motion()[-1].sentence.endswith("changes nothing.")


def test_a_file_is_enough(tmp_path: Path) -> None:
    step = scene("complete")[-1]
    loaded = Recording.load(scene("complete").save(tmp_path / "film.jsonl"))[-1]
    assert held(loaded.between()[-1].state) == held(step.after)


def test_when_time_passes_no_command_runs() -> None:
    assert scene("advance")[-1].between() == ()


def test_what_has_no_trace_or_no_arguments_is_refused(tmp_path: Path) -> None:
    with Lab(trace=False) as lab:
        lab.queue("email").add("welcome")
        with pytest.raises(UsageError, match="trace=True"):
            lab.last.between()
    redacted = Recording.load(scene("add").save(tmp_path / "redacted.jsonl", redact=True))
    with pytest.raises(UsageError, match="redacted"):
        redacted[-1].between()


def test_slow_motion_is_the_same_as_a_recording() -> None:
    with Lab() as lab:
        email = lab.queue("email")
        email.add("welcome")
        email.take()  # not the lab's first step
        step = lab.last
        slow = step.slow_motion()
    assert [held(each.after) for each in slow] == [held(each.state) for each in step.between()]
    assert [each.commands for each in slow] == [(command,) for command in step.commands]
    assert held(slow.last) == held(step.after)
    taken = next(each for each in slow if each.commands[0].name == "RPOPLPUSH")
    assert (
        taken.sentence
        == f"Command {taken.index} of {len(step.commands)} changes `bull:email:active` and `bull:email:wait`."
    )
    assert slow[0].sentence.endswith("changes nothing.")


BY_HAND: dict[str, Callable[[Any, str], Any]] = {
    "a rename": lambda redis, key: redis.rename(key, f"{key}2"),
    "another script": lambda redis, key: redis.eval(
        "redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[1], 'x')", 1, key
    ),
    "a transaction": lambda redis, key: redis.pipeline().rpush(key, "4").lpop(key).execute(),
    "bytes": lambda redis, key: redis.lset(key, 0, b"\xff\x00\r\n"),
    "a lifetime": lambda redis, key: redis.pexpire(key, 5_000),
    "all keys": lambda redis, _key: redis.flushall(),
    "a key beyond the prefix": lambda redis, _key: redis.lpush("mine:wait", "1"),
    "keys beyond the first": lambda redis, key: redis.mset({f"{key}a": "1", f"{key}b": "2", "mine": "3"}),
}
ELSEWHERE: dict[str, Callable[[Any, str], Any]] = {
    "a draw at random": lambda redis, key: (redis.sadd(f"{key}2", *range(2_000)), redis.spop(f"{key}2", 1_000)),
    "a key that stands behind an option": lambda redis, key: redis.sort(key, store=f"{key}2"),
}


def by_hand(lab: Lab, act: Callable[[Any, str], Any]) -> Step:
    key = f"{lab.prefix}:email:mine"
    with lab.observe("before"):
        lab.redis.rpush(key, 1, 2, 3)
    with lab.observe("by hand"):
        act(lab.redis, key)
    return lab.last


@pytest.mark.parametrize("name", BY_HAND)
def test_commands_of_ones_own_are_played_too(name: str) -> None:
    with Lab() as lab:
        step = by_hand(lab, BY_HAND[name])
        assert held(step.between()[-1].state) == held(step.after)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_commands_of_ones_own_that_end_elsewhere_are_refused_and_not_shown_as_if(name: str) -> None:
    with Lab() as lab:
        step = by_hand(lab, ELSEWHERE[name])
        for look in (step.between, step.slow_motion):
            with pytest.raises(UsageError, match=r"not in its trace or draws at random; look at step\.diff"):
                look()
