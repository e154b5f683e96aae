"""The working copy: no answers in it, and nothing a student wrote is ever lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from qlab.errors import UsageError
from qlab.teach.course import INDEX, course_folder, data_folder, make_copy, notebooks


def outputs(path: Path) -> list[Any]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [each for cell in cells for each in (*cell.get("outputs", ()), *filter(None, [cell.get("execution_count")]))]


def test_the_copies_are_the_notebooks_without_any_output(tmp_path: Path) -> None:
    copied = make_copy(tmp_path / "mine")
    stored = notebooks(course_folder())
    assert copied.written == (INDEX, *(each.path.name for each in stored))
    assert any(outputs(each.path) for each in stored)
    for each in stored:
        copy = copied.folder / each.path.name
        assert outputs(copy) == []
        nbformat.validate(nbformat.read(copy, as_version=4))
        mine, theirs = (json.loads(path.read_text("utf-8"))["cells"] for path in (copy, each.path))
        assert [cell["source"] for cell in mine[:-2]] == [cell["source"] for cell in theirs]
        assert any("import qlab\n" in "".join(cell["source"]) + "\n" for cell in theirs)
        assert f'qlab.results().save("answers-{each.path.stem[:2]}.json")' in "".join(mine[-2]["source"])
        assert mine[-1]["source"] == ["qlab.results()"]


def test_the_index_leads_to_each_and_comes_first(tmp_path: Path) -> None:
    copied = make_copy(tmp_path)
    index = nbformat.read(copied.contents, as_version=4)
    nbformat.validate(index)
    assert min(path.name for path in tmp_path.glob("*.ipynb")) == INDEX
    for each in notebooks(course_folder()):
        assert f"[{each.question}]({each.path.name})" in index.cells[0].source


def test_there_are_no_solutions_and_no_notes_for_the_teacher(tmp_path: Path) -> None:
    make_copy(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".ipynb", ".json"}


def test_what_a_student_changed_stays(tmp_path: Path) -> None:
    first = make_copy(tmp_path)
    mine = first.folder / first.written[1]
    mine.write_text("my own work", encoding="utf-8")
    again = make_copy(tmp_path)
    assert (again.written, again.kept) == ((), (mine.name,))
    assert mine.read_text(encoding="utf-8") == "my own work"


def test_a_copy_that_nobody_touched_follows_the_course(tmp_path: Path) -> None:
    source, mine = tmp_path / "stored", tmp_path / "mine"
    source.mkdir()
    store(source / "03-x.ipynb", "# Old?")
    make_copy(mine, source)
    store(source / "03-x.ipynb", "# New?")
    assert make_copy(mine, source).written == (INDEX, "03-x.ipynb")
    assert "# New?" in (mine / "03-x.ipynb").read_text(encoding="utf-8")


def test_a_notebook_that_was_there_before_is_the_students(tmp_path: Path) -> None:
    name = notebooks(course_folder())[0].path.name
    (tmp_path / name).write_text("older than the copy", encoding="utf-8")
    assert make_copy(tmp_path).kept == (name,)


def test_a_deleted_copy_comes_back(tmp_path: Path) -> None:
    first = make_copy(tmp_path)
    (tmp_path / first.written[2]).unlink()
    assert make_copy(tmp_path).written == (first.written[2],)


def test_the_stored_notebooks_and_a_file_are_no_place_for_a_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name another folder"):
        make_copy(course_folder())
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        make_copy(tmp_path / "file")


def test_the_data_of_the_lessons_is_there() -> None:
    assert (data_folder() / "focus-bear-day.csv").is_file()


def store(path: Path, title: str) -> None:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [title]}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
