"""Chapters: the first step of each kind, found from the recording's own transitions and operations."""

from __future__ import annotations

import pytest

from qlab import Recording
from qlab.protocol import operations
from qlab.record.chapters import KINDS, Chapter, Chapters, chapters_of
from qlab.stories.gallery import STORIES, play
from tests.record.films import scene
from tests.record.scenes import SCENES


@pytest.fixture(scope="module")
def email() -> Recording:
    return play("email")


def test_the_email_story_has_the_chapters_a_reader_looks_for(email: Recording) -> None:
    found = {title: (step, job) for step, title, _queue, job in chapters_of(email)}
    moves, attempts = email.transitions(), email.attempts()
    second = moves[(moves.target == "active") & (moves.attempt == 2)].iloc[0]
    assert found["first retry"] == (second.step, second.job)
    failed = moves[moves.target == "failed"].iloc[0]
    assert found["first failed job"] == (failed.step, failed.job)
    assert found["first completed job"][0] == moves[moves.target == "completed"].step.min()
    assert found["first wait for children"][0] == moves[moves.target == "waiting-children"].step.min()
    assert "first stalled attempt" not in found
    assert attempts.outcome.eq("stalled").sum() == 0


@pytest.mark.parametrize(
    ("story", "chapters"),
    [
        ("stalled", {"first stalled attempt", "first completed job"}),
        ("crash", {"first stalled attempt", "first failed job"}),
        ("pause-6", {"first pause", "first resume"}),
        ("flow-default", {"first wait for children", "first failed job", "first retry by hand"}),
        ("herd", {"first retry", "first failed attempt"}),
    ],
)
def test_a_story_names_what_it_is_about(story: str, chapters: set[str]) -> None:
    assert chapters <= {each.title for each in chapters_of(play(story))}


@pytest.mark.parametrize("name", SCENES)
def test_each_is_the_first_of_its_kind_and_comes_once(name: str) -> None:
    recording = scene(name)
    found = list(chapters_of(recording))
    assert [each.step for each in found] == sorted(each.step for each in found)
    assert len({each.title for each in found}) == len(found)
    assert {each.title for each in found} <= set(KINDS)
    taken = [move.step for step in recording for move in step.transitions if move.target == "active"]
    assert [each.step for each in found if each.title == "first attempt"] == taken[:1]


def test_they_are_found_step_by_step_as_at_once(email: Recording) -> None:
    finder = Chapters()
    parts = [chapter for step in email for chapter in finder.of(step)]
    assert parts == list(chapters_of(email))
    assert finder.of(email[-1]) == []


def test_the_table_has_a_row_for_each(email: Recording) -> None:
    table = email.chapters()
    assert list(table.columns) == ["step", "at", "chapter", "queue", "job"]
    rows = [Chapter(row.step, row.chapter, row.queue, row.job) for row in table.itertuples()]
    assert rows == list(chapters_of(email))


def test_every_story_of_the_gallery_has_chapters() -> None:
    assert all(list(chapters_of(play(name))) for name in STORIES)


def test_a_pause_is_about_the_queue_and_no_job() -> None:
    found = {each.title: each for each in chapters_of(play("pause-6"))}
    step = play("pause-6")[found["first pause"].step - 1]
    assert step.operation == operations.PAUSE
    assert found["first pause"].job is None
