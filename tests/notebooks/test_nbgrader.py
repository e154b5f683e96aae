"""The course as nbgrader's source: each exercise an answer's cell and a graded one, with metadata of schema 3."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.notebooks.course import SOURCES, name
from tools.nbgrader import BEGIN_MARK, END_MARK, assignment, make

pytestmark = pytest.mark.notebooks
FIELDS = {"schema_version": int, "grade": bool, "grade_id": str, "locked": bool, "solution": bool, "task": bool}
"""What a cell's metadata must have, by nbgrader's documentation; a graded cell has ``points`` as well."""


def of_nbgrader(made: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [(cell, cell.metadata["nbgrader"]) for cell in made.cells if "nbgrader" in cell.metadata]


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_the_metadata_are_nbgraders(source: Path) -> None:
    made = assignment(source)
    nbformat.validate(made)
    cells = of_nbgrader(made)
    ids = [told["grade_id"] for _cell, told in cells]
    assert len(set(ids)) == len(ids)
    for cell, told in cells:
        assert {field: type(told[field]) for field in FIELDS} == FIELDS
        assert set(told) - set(FIELDS) == ({"points"} if told["grade"] else set())
        assert told["schema_version"] == 3
        assert re.fullmatch(r"[\w-]+", told["grade_id"])
        assert told["grade"] == told["locked"] != told["solution"]
        assert (cell.source.count(BEGIN_MARK), cell.source.count(END_MARK)) == ((1, 1) if told["solution"] else (0, 0))


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_each_exercise_has_an_answer_and_then_its_check(source: Path) -> None:
    ids = [told["grade_id"] for _cell, told in of_nbgrader(assignment(source))]
    exercises = import_module(f"qlab.teach.lessons.lesson{source.stem[:2]}").EXERCISES
    assert ids == [f"{kind}-{id}" for id in exercises for kind in ("answer", "check")]


@pytest.mark.parametrize("lesson", ["03", "07", "11"])
def test_solved_it_passes_and_as_students_get_it_each_check_fails(lesson: str) -> None:
    (source,) = [each for each in SOURCES if each.stem.startswith(lesson)]
    made = assignment(source)
    names: dict[str, Any] = {}
    for cell in made.cells:
        exec(cell.source if cell.cell_type == "code" else "", names)
    for cell in made.cells:
        code = cell.source if cell.cell_type == "code" else ""
        told = cell.metadata.get("nbgrader", {})
        code = re.sub(f"{BEGIN_MARK}.*?{END_MARK}", "# your code here", code, flags=re.DOTALL)
        if told.get("grade"):
            with pytest.raises(AssertionError, match=f"Exercise {told['grade_id'][-4:]}: not yet"):
                exec(code, names)
        else:
            exec(code, names)


def test_the_folder_is_nbgraders(tmp_path: Path) -> None:
    made = make(tmp_path / "class")
    assert [path.relative_to(tmp_path).parent.as_posix() for path in made] == ["class/source/qlab"] * len(SOURCES)
    compile((tmp_path / "class" / "nbgrader_config.py").read_text(), "nbgrader_config.py", "exec")
