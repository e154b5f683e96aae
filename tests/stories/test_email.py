"""The email story: what happens in it, on every server, the same way every time."""

from __future__ import annotations

import pytest

from qlab import Lab
from qlab.protocol.states import JobState
from qlab.record.recording import Recording
from qlab.stories.email import ANSWERS, NO_MAILBOX, SENT, add_jobs, attempt, email_story, is_ready

STORY_MS = 14_000


@pytest.fixture(scope="module")
def story(server_url: str | None) -> Recording:
    with Lab(url=server_url) as lab:
        email_story(lab)
        return lab.recording


def runs(recording: Recording, job: str, queue: str = "email") -> list[tuple[int, str]]:
    """A job's attempts: the delay before each, ms, and how it went."""
    frame = recording.attempts()
    mine = frame[(frame["queue"] == queue) & (frame["job"] == job)]
    return list(zip(mine["delay_ms"], mine["outcome"], strict=True))


@pytest.mark.core
def test_four_attempts_wait_2_4_and_8_seconds_and_end_in_failed(story: Recording) -> None:
    assert runs(story, "1") == [(0, "retried"), (2_000, "retried"), (4_000, "retried"), (8_000, "failed")]
    assert story.last.at - story.start == STORY_MS
    job = story.last.job("1", "email")
    assert job is not None
    assert job.failed_reason == NO_MAILBOX


@pytest.mark.core
def test_jobs_complete_at_the_first_and_at_the_third_attempt(story: Recording) -> None:
    assert runs(story, "2") == [(0, "completed")]
    assert runs(story, "3") == [(0, "retried"), (2_000, "retried"), (4_000, "completed")]


@pytest.mark.core
def test_a_delayed_job_runs_when_it_is_due_and_a_prioritised_one_after_the_others(story: Recording) -> None:
    assert runs(story, "4") == [(5_000, "completed")]
    first = [move for step in story for move in step.transitions if move.target is JobState.ACTIVE][:6]
    assert [move.job for move in first] == ["invoice-7", "terms-7", "order-7", "1", "2", "3"]
    assert runs(story, "5") == [(0, "completed")]


@pytest.mark.core
def test_a_parent_waits_for_its_two_children(story: Recording) -> None:
    moves = [
        (move.job, move.target)
        for step in story
        for move in step.transitions
        if move.job in ("invoice-7", "terms-7", "order-7") and move.target is not JobState.ACTIVE
    ]
    parent = [target for job, target in moves if job == "order-7"]
    assert parent == [JobState.WAITING_CHILDREN, JobState.WAITING, JobState.COMPLETED]
    assert {job for job, _ in moves[: moves.index(("order-7", JobState.WAITING)) + 1]} > {"invoice-7", "terms-7"}


@pytest.mark.core
def test_one_worker_asks_too_early_and_gets_nothing(story: Recording) -> None:
    early = [step for step in story if step.operation.name == "take" and step.job is None]
    assert len(early) == 1
    assert early[0].elapsed_ms == 0
    assert early[0].sentence.startswith("worker-1 gets nothing: job 1")
    assert "+2.000 s" in early[0].sentence


def test_each_job_of_the_story_has_its_answers(story: Recording) -> None:
    assert {str(name) for name in story.last.jobs()["name"]} == set(ANSWERS)
    assert all(answers[-1] == SENT for name, answers in ANSWERS.items() if name != "invitation")


def test_two_labs_play_it_alike() -> None:
    texts = []
    for _ in range(2):
        with Lab() as lab:
            email_story(lab)
            texts.append([step.text() for step in lab.steps])
    assert texts[0] == texts[1]


def test_an_attempt_without_a_job_changes_nothing(lab: Lab) -> None:
    queue = lab.queue("email")
    assert not is_ready(queue)
    attempt(queue)
    assert lab.snapshot().jobs().empty


def test_the_jobs_alone_can_be_had(lab: Lab) -> None:
    email = lab.queue("email")
    lab.queue("documents")
    add_jobs(lab, email)
    assert len(lab.steps) == 6
    assert is_ready(email)
