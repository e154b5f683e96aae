"""Where a student left off: kept beside the working copy alone, and nothing that goes wrong with it fails a check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import qlab
from qlab.teach.course import make_copy
from qlab.teach.students.solved import FILE, note_solved, progress


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working copy, in which a notebook runs."""
    make_copy(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_what_is_solved_is_there_on_another_day(copy: Path) -> None:
    assert progress().text() == "No exercise of this copy is solved yet."
    qlab.check("05-b", 15_500)
    qlab.check("01-b", 3)
    qlab.check("01-a", 1_500)
    said = progress().text().splitlines()
    assert said[0] == "Lesson 01: 1 of 4 exercises solved; go on with exercise 01-b."
    assert said[1] == "Lesson 05: 1 of 5 exercises solved; go on with exercise 05-a."
    assert "Run All Above Selected Cell" in said[2]
    make_copy(copy)
    assert progress(copy).text().splitlines() == said
    assert "go on with exercise 01-b" in progress()._repr_html_()


def test_a_lesson_whose_exercises_are_all_solved_is_done(copy: Path) -> None:
    for id in ("01-a", "01-b", "01-c", "01-d"):
        note_solved(id)
    assert "Lesson 01: 4 of 4 exercises solved; done." in progress().text()


def test_elsewhere_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert qlab.check("01-b", 20).passed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("held", ["{", "[1, null]", '"01-a"', "\x00"])
def test_a_file_that_somebody_wrote_over_is_no_error(held: str, copy: Path) -> None:
    (copy / FILE).write_text(held, encoding="utf-8")
    assert "No exercise" in progress().text()
    assert qlab.check("01-b", 20).passed
    assert json.loads((copy / FILE).read_text(encoding="utf-8")) == ["01-b"]


def test_a_place_that_cannot_be_written_is_no_error(copy: Path) -> None:
    (copy / FILE).mkdir()
    assert qlab.check("01-b", 20).passed
