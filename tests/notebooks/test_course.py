"""The course's standard: shape, size, objectives with prediction and exercise, prose that the outputs bear out."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from qlab.teach.dumps import focus_bear_day
from qlab.teach.misconceptions import MISCONCEPTIONS, behind
from qlab.text.durations import parse_duration
from tests.notebooks.course import (
    OBJECTIVE,
    SOLUTIONS,
    STUDENTS,
    about,
    calls,
    cells,
    code,
    name,
    objectives,
    shown,
    text,
)
from tools.build_notebooks import NOTEBOOKS

pytestmark = pytest.mark.notebooks
NOTES = ("Its real purpose", "A plan by minutes", "Resist explaining", "What usually goes wrong",
         "When time is short", "Wrong predictions")  # fmt: skip


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_the_first_cell_asks_a_question_and_says_what_one_will_be_able_to_do(path: Path) -> None:
    first = cells(path)[0].source
    assert re.match(r"# [A-Z].+\?\n", first)
    assert 15 <= int(re.search(r"(\d+) minutes", first)[1]) <= 30  # type: ignore[index]
    assert 3 <= len(objectives(path)) <= 5
    assert objectives(path) == [f"{path.stem[:2]}-{letter}" for letter in "abcde"[: len(objectives(path))]]


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_the_last_text_mirrors_the_objectives_and_says_what_is_next(path: Path) -> None:
    recap = text(path)[-1].source
    assert [found[1] for found in OBJECTIVE.finditer(recap)] == objectives(path)
    assert "**Next:**" in recap
    for link in re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(cell.source for cell in text(path))):
        assert (NOTEBOOKS / link).exists()


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_it_has_a_picture_of_where_we_are_and_one_thing_to_change(path: Path) -> None:
    assert "## Where we are\n\n```" in cells(path)[1].source
    picture = cells(path)[1].source.split("```")[1]
    assert max(map(len, picture.splitlines())) <= 87, "JupyterLab wraps it, at 1280 px with its list of files"
    assert sum("change one thing" in cell.source.lower() for cell in text(path)) == 1


@pytest.mark.parametrize("path", [*STUDENTS, *SOLUTIONS], ids=name)
def test_cells_are_few_and_small(path: Path) -> None:
    assert 25 <= len(cells(path)) <= 45
    for cell in code(path):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert 1 <= len(lines) <= 5, cell.source
        assert max(map(len, lines)) <= 120
    for cell in text(path):
        assert len(prose(cell.source).split()) <= 60, cell.source


def prose(source: str) -> str:
    """A text cell without its code blocks, headings and lists, and without the code that opens on a click."""
    without_code = re.sub(r"<details>.*?</details>|```.*?```", "", source, flags=re.DOTALL)
    return "\n".join(line for line in without_code.splitlines() if not line.startswith(("#", "- ")))


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_every_objective_has_a_prediction_and_an_exercise(path: Path) -> None:
    assert sorted({about(call)[:4] for _, call in calls(path, "predict")}) == objectives(path)
    assert sorted({ast.literal_eval(call.args[0]) for _, call in calls(path, "check")}) == objectives(path)
    lesson = import_module(f"qlab.teach.lessons.lesson{path.stem[:2]}")
    assert sorted(lesson.EXERCISES) == objectives(path)
    assert sorted(lesson.WHY) == sorted(about(call) for _, call in calls(path, "predict"))


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_every_option_has_its_sentence_and_every_sentence_its_option(path: Path) -> None:
    why = import_module(f"qlab.teach.lessons.lesson{path.stem[:2]}").WHY
    for _, call in calls(path, "predict"):
        options = {str(ast.literal_eval(option)) for option in call.args[1:]}
        assert options == set(why[about(call)]), about(call)


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_each_prediction_is_asked_before_it_is_compared_and_compared_with_the_keys(path: Path) -> None:
    predicted = {cells(path)[at].source.splitlines()[-1].strip(): at for at, _ in calls(path, "predict")}
    compared = {ast.unparse(call.func.value): (at, call) for at, call in calls(path, "compare")}  # type: ignore[attr-defined]
    assert predicted.keys() == compared.keys()
    for guess, (at, call) in compared.items():
        assert predicted[guess] < at
        assert not isinstance(call.args[0], ast.Constant), f"{guess} is compared with what the author believed"
        actual = re.search(r"The (?:keys|times) say: (.+)\.\n", shown(cells(path)[at]))
        assert actual
        assert f"✓ {actual[1]}" in shown(cells(path)[at])


SPOILS = {
    "03-c": "more than both", "06-a": "and a worker asks", "06-b": "a worker takes it ─", "07-a": "it is next",
    "07-b": "is empty", "07-b2": "prioritized +1", "08-a": "renews", "08-b": "active now",
    "09-a": "nothing is added", "09-b2": "last one wins|last thing",
    "11-a": "waits in waiting-children", "13-d": "deletes what",
}  # fmt: skip
"""What answers a prediction. Each once stood before it: in the picture, an output, or another prediction's sentence."""


@pytest.mark.parametrize(("id", "spoils"), SPOILS.items())
def test_a_prediction_is_not_answered_before_it_is_made(id: str, spoils: str) -> None:
    path = next(path for path in STUDENTS if path.stem.startswith(id[:2]))
    asked = next(at for at, call in calls(path, "predict") if about(call) == id)
    before = [cell.source if cell.cell_type == "markdown" else shown(cell) for cell in cells(path)[1 : asked + 1]]
    assert not re.search(spoils, re.sub(r"[*\n]", " ", "\n".join(before)))


LESSONS_OF = {
    "03": (13, 17), "04": (3,), "05": (1, 2, 4, 5), "06": (11, 12, 24), "07": (14, 15, 16), "08": (6, 7, 8, 9, 10),
    "09": (18, 19, 20, 21), "10": (22,), "11": (23,), "13": (25,),
}  # fmt: skip
"""Which lesson ends which misconceptions."""


def test_every_misconception_is_ended_in_its_lesson() -> None:
    assert sorted(number for numbers in LESSONS_OF.values() for number in numbers) == sorted(MISCONCEPTIONS)
    for lesson, numbers in LESSONS_OF.items():
        why = import_module(f"qlab.teach.lessons.lesson{lesson}").WHY.values()
        ended = {found.number for options in why for sentence in options.values() if (found := behind(sentence))}
        assert set(numbers) <= ended, lesson


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_it_has_one_open_task(path: Path) -> None:
    written = "\n".join(cell.source for cell in text(path))
    assert len(re.findall(r"^### Exercise \d\d-[a-e]: make ", written, re.MULTILINE)) == 1


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_it_has_its_widget(path: Path) -> None:
    wanted = {"05": {"Player", "BackoffExplorer"}, "12": {"Player", "Board"}}.get(path.stem[:2], {"Player"})
    for widget in wanted:
        assert any(f"qlab.{widget}(" in cell.source for cell in code(path)), widget


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_numbers_and_names_in_the_prose_are_in_the_outputs(path: Path) -> None:
    outputs = "\n".join(shown(cell) for cell in code(path))
    written = "\n".join(cell.source for cell in text(path))
    quoted = {*re.findall(r"`(\d{4,})`", written), *re.findall(r'"(\d+ commands)"', written)}
    quoted |= set(re.findall(r"`(bull:\w+:\w+|SMTP[^`]+|retries-exhausted|waiting-children|order-7)`", written))
    assert [each for each in sorted(quoted) if each not in outputs] == []


def test_the_attempts_begin_when_the_prose_says() -> None:
    path = next(path for path in SOLUTIONS if path.stem.startswith("05"))
    recap = text(path)[-1].source
    said = [int(second) for second in re.search(r"begins at ((?:\+\d+, )+\+\d+) s", recap)[1].split(", ")]  # type: ignore[index]
    table = next(shown(cell) for cell in code(path) if "plot.timeline.table" in cell.source)
    active = re.findall(r"^\d+ +active +\d+ +(\d+) ", table, re.MULTILINE)
    assert [int(ms) // 1000 for ms in active] == said


def test_the_day_of_lesson_12_is_as_the_prose_says() -> None:
    path = next(path for path in SOLUTIONS if path.stem.startswith("12"))
    written = "\n".join(cell.source for cell in text(path))
    jobs = pd.read_csv(focus_bear_day())
    hours = pd.Series([parse_duration(at) / 3_600_000 for at in jobs["at"]])
    assert f"has {len(jobs):,} jobs of a day, a third of them between eight and ten" in written
    for crowd in (hours, hours[jobs["queue"] == "email"]):
        assert 0.3 < crowd.between(8, 10).mean() < 0.36
    busy = re.search(r"^0 +email +1 +\d+ +(0\.\d+)$", "\n".join(map(shown, code(path))), re.MULTILINE)
    assert busy
    assert f"busy for {round(float(busy[1]) * 100)} % of the day" in written


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_lessons_that_are_named_exist(path: Path) -> None:
    notes = (NOTEBOOKS / "instructor" / f"{path.stem}.md").read_text(encoding="utf-8")
    written = "\n".join([notes, *(cell.source for cell in text(path))])
    assert set(re.findall(r"[Ll]esson (\d\d)", written)) <= {each.stem[:2] for each in STUDENTS}


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_the_teacher_has_notes(path: Path) -> None:
    notes = (NOTEBOOKS / "instructor" / f"{path.stem}.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", notes, re.MULTILINE) == list(NOTES)
    for guess in {about(call) for _, call in calls(path, "predict")}:
        assert f"**{guess}**" in notes, f"nothing on how to lead the discussion of {guess}"
    minutes = sum(map(int, re.findall(r"^\| (\d+) \|", notes, re.MULTILINE)))
    assert minutes == int(re.search(r"(\d+) minutes", cells(path)[0].source)[1])  # type: ignore[index]
