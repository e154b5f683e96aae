"""Every scene's last sentence, word for word, and a scene for every way a job can go."""

from __future__ import annotations

from pathlib import Path

import pytest

from qlab import JobState, Lab, Recording, exponential
from qlab.protocol import operations
from qlab.protocol.operations import OPERATIONS, Doer
from qlab.protocol.states import EDGES
from qlab.sentences.transitions import _CLAUSES
from tests.record.films import scene
from tests.record.scenes import SCENES
from tests.record.scenes.stage import taken

LINES = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
SAID = {name: said.strip() for name, said in zip(LINES[::2], LINES[1::2], strict=True)}
"""Each scene's name, and on the next line its sentence; escapes are written as such."""
UNMADE = {
    (JobState.DELAYED, JobState.ACTIVE): "told as two moves: moveToActive promotes first (tests/record/scenes/taking)",
    (
        JobState.WAITING_CHILDREN,
        JobState.ACTIVE,
    ): "moveToFinished with fetchNext, which a lab's worker does not ask for",
    (None, JobState.ACTIVE): "moveToFinished with fetchNext, which a lab's worker does not ask for",
    (JobState.UNKNOWN, None): "a job that no container holds is in no state, so its removal is no move",
}
"""The edges that no operation of a lab makes, and why."""


@pytest.mark.parametrize("name", SCENES)
def test_the_sentence_of(name: str) -> None:
    said = scene(name)[-1].sentence.replace("\x1b", "\\x1b")
    assert name in SAID, f"read this sentence, then give it to tests/record/sentences.txt: {said}"
    assert said == SAID[name]


def test_no_sentence_is_left_over() -> None:
    assert set(SAID) <= set(SCENES), "tests/record/sentences.txt has lines of scenes that are no more"


def test_every_edge_of_the_state_machine_has_a_scene_or_a_reason() -> None:
    steps = [step for name in SCENES for step in scene(name) if step.operation.name != "outside"]
    made = {(move.source, move.target) for step in steps for move in step.transitions}
    assert made <= set(EDGES), "a move that the state machine does not know"
    assert set(EDGES) - made == set(UNMADE)


def test_every_edge_has_words_of_its_own() -> None:
    assert set(EDGES) - set(_CLAUSES) == {(JobState.DELAYED, JobState.ACTIVE)}


def test_every_operation_has_a_scene() -> None:
    made = {step.operation for name in SCENES for step in scene(name)}
    unrecorded = {operations.ASK, operations.RUN}
    only_replayed = {operations.DUE, operations.RELEASE, operations.SNAPSHOT, operations.GAP}
    assert made == set(OPERATIONS.values()) - unrecorded - only_replayed, "add a scene to tests/record/scenes"


def test_every_operation_runs_the_scripts_that_it_names_and_no_other() -> None:
    steps = [step for name in SCENES for step in scene(name) if step.operation.doer is Doer.BULLMQ and step.script]
    ran = {
        done: {script for step in steps if step.operation == done for script in (step.script or "").split(" + ")}
        for done in OPERATIONS.values()
    }
    unnamed = {done: scripts - set(done.scripts) for done, scripts in ran.items() if scripts - set(done.scripts)}
    assert unnamed == {}, "name them in the operation's scripts (protocol/operations.py)"


@pytest.mark.parametrize("name", SCENES)
def test_every_step_says_one_sentence_on_one_line(name: str) -> None:
    for step in scene(name):
        said = step.sentence
        assert said.splitlines() == [said]
        assert said.endswith(".")
        assert not said.endswith("..")
        assert "  " not in said
        assert said[0].isupper() or said[0].isdigit() or said.startswith(("worker-", "a takes "))
        for unmeant in ("None", "?", "JobState", "1 jobs", "1 keys", "[]", "{}"):
            assert unmeant not in said


def test_a_failed_attempt_names_its_error_its_backoff_and_the_moment_it_is_due() -> None:
    with Lab() as lab:
        email = lab.queue("email", attempts=4, backoff=exponential("2s"))
        email.add("welcome")
        job = email.take()
        assert job is not None
        job.fail("SMTP 451")
        assert lab.last.sentence == (
            "Attempt 1 of 4 failed (SMTP 451): exponential backoff of 2 s puts job 1 in `delayed`, due at +2.000 s."
        )


HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\r\n\t\u2028\x85" + "x" * 10_000


def test_hostile_names_errors_ids_and_workers_are_shortened_to_one_line() -> None:
    with Lab() as lab:
        email = lab.queue("email")
        email.add(HOSTILE, jobId=HOSTILE.replace(":", ""), deduplication={"id": HOSTILE})
        email.add(HOSTILE, deduplication={"id": HOSTILE})
        job = email.take(HOSTILE)
        assert job is not None
        job.log(HOSTILE)
        job.progress(HOSTILE)
        job.fail(HOSTILE)
        email.schedule(HOSTILE[:28], every="1m")
        for step in lab.steps:
            assert len(step.sentence) < 400
            assert step.sentence.splitlines() == [step.sentence]
            shown = step.text() + step._repr_html_() + lab.recording.text() + lab.recording._repr_html_()
            assert "\x1b" not in shown
            assert "<img" not in step._repr_html_() + lab.recording._repr_html_()


def test_a_worker_keeps_its_small_letter_and_nothing_else_does() -> None:
    with Lab() as lab:
        email = lab.queue("email")
        email.add("one")
        assert email.take("attempt")
        assert lab.last.sentence.startswith("attempt takes job 1")
        assert not email.take("the clock")
        assert lab.last.sentence.startswith("the clock gets nothing")
        email.job("1").log("x")
        assert lab.last.sentence.startswith("Job 1 logs")


def test_a_sentence_is_kept_when_the_recording_is_saved(tmp_path: Path) -> None:
    recording = scene("first_child_completes")
    loaded = Recording.load(recording.save(tmp_path / "film.jsonl"))
    assert [step.sentence for step in loaded] == [step.sentence for step in recording]


def test_jobs_of_the_same_id_in_two_queues_are_told_apart() -> None:
    with Lab() as lab:
        taken(lab)
        lab.queue("files").add("pdf")
        with lab.observe("both by hand"):
            for name in ("email", "files"):
                lab.redis.delete(f"{lab.prefix}:{name}:active", f"{lab.prefix}:{name}:wait")
        assert lab.last.sentence == (
            "2 keys changed by hand: job 1 of queue email leaves `active`, and no list or set holds it now; "
            "job 1 of queue files leaves `wait`, and no list or set holds it now."
        )
