from __future__ import annotations

import pickle
import re
from pathlib import Path

import bullmq
import pytest

from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Role
from qlab.protocol.states import EDGES, SCRIPTS, JobState

COMMANDS = Path(bullmq.__file__).parent / "commands"
LUA = {path.stem.rpartition("-")[0]: path.read_text(encoding="utf-8") for path in COMMANDS.glob("*.lua")}
# What puts a job's id into a list or set, or takes it out.
MOVES = re.compile(
    r"RPOPLPUSH|ZPOPMIN|rcall\(\"(?:ZREM|LREM)\"|addJobInTargetList\(|removeJobs\(|rcall\('DEL', unpack\(keysToDelete"
)


def test_the_states_are_the_answers_of_get_state() -> None:
    answers = set(re.findall(r'return "([a-z-]+)"', LUA["getStateV2"]))
    assert answers == {state.value for state in JobState}


def test_paused_is_no_state() -> None:
    with pytest.raises(ValueError, match="paused"):
        JobState("paused")
    assert STATE_OF_ROLE[Role.PAUSED] is JobState.WAITING


def test_get_state_looks_in_the_order_of_state_of_role() -> None:
    numbered = dict(re.findall(r"KEYS\[(\d)\] '([a-z-]+)' key", LUA["getStateV2"]))
    looked = [numbered[n] for n in re.findall(r"KEYS\[(\d)\]", LUA["getStateV2"].split("redis.call", 1)[1])]
    assert looked == [role.value for role in STATE_OF_ROLE]
    assert set(STATE_ROLES) == set(STATE_OF_ROLE)


@pytest.mark.parametrize("state", JobState)
def test_each_state_says_where_and_what_it_is(state: JobState) -> None:
    assert state.sentence.endswith(".")
    if state is not JobState.UNKNOWN:
        role = Role(state.container)
        assert role.redis_type == state.redis_type
        assert STATE_OF_ROLE[role] is state
    assert pickle.loads(pickle.dumps(state)) is state


def test_every_script_that_moves_jobs_is_named_and_no_other() -> None:
    moving = {name for name, text in LUA.items() if MOVES.search(text) and not name.startswith("relay")}
    assert moving - {"changeDelay"} == set(SCRIPTS)  # changeDelay: delayed stays delayed


def test_every_edge_goes_somewhere_else() -> None:
    assert all(source is not target for source, target in EDGES)


def test_every_state_but_unknown_can_be_entered_and_left() -> None:
    known = set(JobState) - {JobState.UNKNOWN}
    assert {target for _source, target in EDGES if target} == known
    assert {source for source, _target in EDGES if source} == set(JobState)


@pytest.mark.parametrize(
    ("source", "target", "script"),
    [
        (None, "waiting", "addStandardJob"),
        (None, "delayed", "addDelayedJob"),
        (None, "waiting-children", "addParentJob"),
        ("waiting", "active", "moveToActive"),
        ("delayed", "active", "moveToActive"),  # promoted and taken in one script
        ("active", "delayed", "moveToDelayed"),
        ("active", "waiting", "moveStalledJobsToWait"),
        ("active", "failed", "moveToFinished"),
        ("active", "waiting-children", "moveToWaitingChildren"),
        ("waiting-children", "delayed", "moveToFinished"),  # a parent added with a delay
        ("waiting-children", "waiting", "removeChildDependency"),
        ("failed", "prioritized", "reprocessJob"),
        ("failed", "waiting", "moveJobsToWait"),
        ("delayed", "waiting", "promote"),
        ("waiting", "prioritized", "changePriority"),
        ("completed", None, "moveToFinished"),  # pushed out by removeOnComplete
        ("unknown", None, "removeOrphanedJobs"),
    ],
)
def test_edges(source: str | None, target: str | None, script: str) -> None:
    assert script in EDGES[JobState(source) if source else None, JobState(target) if target else None]


def test_what_cannot_happen() -> None:
    for edge in [
        (JobState.COMPLETED, JobState.ACTIVE),
        (JobState.FAILED, JobState.DELAYED),
        (JobState.WAITING, JobState.COMPLETED),
        (JobState.ACTIVE, JobState.UNKNOWN),
        (JobState.WAITING, JobState.DELAYED),
    ]:
        assert edge not in EDGES


def test_stalled_jobs_ignore_their_priority() -> None:
    body = LUA["moveStalledJobsToWait"]
    assert "addJobWithPriority" not in body
    assert SCRIPTS["moveStalledJobsToWait"] == ((JobState.ACTIVE, JobState.WAITING),)
