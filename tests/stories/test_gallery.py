"""The gallery: each story is short, shows what it says, and plays alike every time."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from qlab import JobState, Recording
from qlab.errors import UsageError
from qlab.protocol.keys import Role
from qlab.stories.gallery import STORIES, play, story_named
from qlab.stories.gallery.pausing5 import SCRIPT

MOST = 40
"""Steps of a story: what a class follows in five minutes."""
PAUSE_OF_5 = "044d0a9067ca7dbc4eadff8466bac5aa556e882333bfcce90eeeb5e20c3c4315"
"""SHA-256 of the script that PyPI's bullmq 2.26.0 packages, which carries npm's BullMQ 5."""


def sentences(recording: Recording) -> str:
    return "\n".join(step.sentence for step in recording)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_short_and_plays_alike(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(name)
    first, second = (play(name) for _ in range(2))
    assert 0 < len(first) <= MOST
    first.save(folder / "a.jsonl")
    second.save(folder / "b.jsonl")
    assert (folder / "a.jsonl").read_bytes() == (folder / "b.jsonl").read_bytes()
    assert not any("Nothing changed" in step.sentence for step in first if step.script)


def test_there_are_twelve_topics_and_each_is_told_in_a_sentence() -> None:
    assert len(STORIES) >= 12
    for story in STORIES.values():
        assert story.title
        assert story.about.endswith(".")


def test_a_story_that_does_not_exist_is_an_error_that_lists_them() -> None:
    with pytest.raises(UsageError, match="choose one of email, stalled"):
        story_named("nothing")


def test_a_stalled_job_runs_twice() -> None:
    told = play("stalled")
    taken = [step for step in told if step.operation.name == "take" and step.job == "1"]
    assert [step.call.facts["worker"] for step in taken] == ["worker-1", "worker-2"]


def test_a_job_that_kills_its_worker_fails_at_the_second_stall() -> None:
    assert "job stalled more than allowable limit" in sentences(play("crash"))
    assert play("crash").last.state_of("1", "email") is JobState.FAILED


def test_a_result_without_a_lock_is_refused_and_changes_nothing() -> None:
    refused = next(step for step in play("lost-lock") if "refuses" in step.sentence)
    assert len(refused.diff) == 0


@pytest.mark.parametrize(("name", "reason"), [("rate-limit", "rate limit"), ("concurrency", "concurrency allows")])
def test_a_limit_leaves_a_worker_without_a_job(name: str, reason: str) -> None:
    assert reason in sentences(play(name))


def test_jobs_are_taken_by_priority() -> None:
    taken = [step.job for step in play("priority") if step.operation.name == "take" and step.job]
    assert taken == ["3", "2", "5", "4", "1"]


def test_bullmq_5_renames_wait_and_6_does_not() -> None:
    held = [{role for role in (Role.WAIT, Role.PAUSED) if step.after.ids("email", role)} for step in play("pause-5")]
    assert {Role.PAUSED} in held
    assert "`wait` is renamed `paused`" in sentences(play("pause-5"))
    assert all(not step.after.ids("email", Role.PAUSED) for step in play("pause-6"))
    script = files("qlab.stories.bullmq5").joinpath(SCRIPT).read_bytes()
    assert hashlib.sha256(script).hexdigest() == PAUSE_OF_5


def test_each_mode_of_deduplication_is_shown() -> None:
    told = sentences(play("deduplication"))
    for mode in ("id simple.", "id throttle for another 5 s", "it replaces job 6", "kept in `dn`"):
        assert mode in told


@pytest.mark.parametrize(
    ("name", "state", "unsuccessful"),
    [
        ("flow-default", JobState.COMPLETED, False),
        ("flow-fail", JobState.FAILED, False),
        ("flow-continue", JobState.COMPLETED, True),
        ("flow-ignore", JobState.COMPLETED, True),
        ("flow-remove", JobState.COMPLETED, False),
    ],
)
def test_each_option_does_to_the_parent_what_it_says(name: str, state: JobState, unsuccessful: bool) -> None:
    told = play(name)
    assert told.last.state_of("order", "email") is state
    noted = any(key.endswith("order:failed") for step in told for key in step.after.state)
    assert noted is unsuccessful


def test_jitter_spreads_the_herd() -> None:
    def starts(name: str) -> int:
        frame = play(name).attempts()
        return int(frame[frame["attempt"] == 2]["started"].nunique())

    assert (starts("herd"), starts("herd-jitter")) == (1, 6)
