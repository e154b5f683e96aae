"""One derivation of the attempt: all that is told of attempts agrees, and is what BullMQ's keys say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from qlab import Lab, Recording, fixed, plot
from tests.attempts import check_attempts, told
from tests.record.films import everything, scene
from tests.record.scenes import SCENES
from tests.record.scenes.stage import queue, take_from


def recorded(play: Callable[[Lab], object]) -> Recording:
    with Lab() as lab:
        play(lab)
        return lab.recording


@pytest.mark.parametrize("name", SCENES)
def test_all_tell_the_same_of_every_scene(name: str, tmp_path: Path) -> None:
    recording = scene(name)
    check_attempts(recording)
    loaded = Recording.load(recording.save(tmp_path / "film.jsonl"))
    assert told(loaded) == told(recording)


def test_the_tables_of_a_loaded_recording_are_those_of_the_recorded_one(tmp_path: Path) -> None:
    recording = everything()
    loaded = Recording.load(recording.save(tmp_path / "film.jsonl"))
    pd.testing.assert_frame_equal(check_attempts(recording), check_attempts(loaded))


def test_a_job_removed_as_it_fails_leaves_the_error_of_that_attempt_and_not_of_the_last() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab, attempts=2, removeOnFail=True)
        email.add("welcome")
        take_from(email).fail("SMTP 451")
        take_from(email).fail("SMTP 452")

    recording = recorded(play)
    assert check_attempts(recording)["error"].tolist() == ["SMTP 451", "SMTP 452"]
    assert "SMTP 452" in recording[-1].sentence


def test_a_job_that_its_processor_delays_is_no_retry_in_table_and_timeline() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab, attempts=2)
        email.add("welcome")
        take_from(email).move_to_delayed("3s")
        lab.clock.advance("3s")
        take_from(email).complete()

    recording = recorded(play)
    assert check_attempts(recording)[["attempt", "outcome"]].to_numpy().tolist() == [[1, "delayed"], [1, "completed"]]
    assert plot.timeline.table(recording).query("state == 'active'")["outcome"].tolist() == ["delayed", "completed"]
    assert plot.backoff.table(fixed("1s"), recording=recording).query("kind == 'observed'").empty
    assert "attempt put back in delayed" in [text.get_text() for text in plot.timeline(recording).get_legend().texts]


def test_a_job_that_gets_a_priority_has_been_in_line_all_along() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab)
        job = email.add("welcome")
        lab.clock.advance("5s")
        job.change_priority(3)
        lab.clock.advance("2s")
        take_from(email)

    made = check_attempts(recorded(play))
    assert (made["started"] - made["scheduled"]).dt.total_seconds().tolist() == [7]


def test_a_new_moment_for_a_delayed_job_is_what_the_timeline_shows() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab)
        job = email.add("welcome", delay="10s")
        lab.clock.advance("4s")
        job.change_delay("20s")

    recording = recorded(play)
    assert plot.timeline.table(recording)["wait_ms"].tolist() == [24_000]
    assert [move.due for move in recording.all_moves()] == [recording.start + 10_000, recording.start + 24_000]


def test_an_attempt_that_began_before_the_recording_has_its_outcome_in_the_timeline() -> None:
    with Lab() as lab:
        email = queue(lab, attempts=2)
        email.add("welcome")
        job = take_from(email)
        lab.clock.advance("1s")
        seen = len(lab.steps)
        job.fail("SMTP 451")
        later = Recording(lab.steps[seen].before, steps=lab.steps[seen:])
    assert check_attempts(later).empty
    assert plot.timeline.table(later)["outcome"].tolist() == ["retried", ""]


def test_what_is_ready_at_the_beginning_is_scheduled_for_when_it_was_added() -> None:
    with Lab() as lab:
        email = queue(lab, attempts=2)
        email.add("welcome")
        email.add("later", delay="9s")
        lab.clock.advance("1s")
        seen = len(lab.steps)
        take_from(email)
        lab.clock.advance("10s")
        take_from(email)
        later = Recording(lab.steps[seen].before, steps=lab.steps[seen:])
        start = pd.Timestamp(lab.recording.start, unit="ms", tz="UTC")
    made = check_attempts(later)
    assert ((made["scheduled"] - start).dt.total_seconds()).tolist() == [0, 9]
    assert made["delay_ms"].tolist() == [0, 9_000]
