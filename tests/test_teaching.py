"""What a teacher prints and reads: made from the code, true, and as many sheets of A4 as it says."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from qlab.protocol.keys import Role
from qlab.protocol.states import EDGES, JobState
from qlab.text.escape import html as escaped
from tests.packaging_files import ROOT
from tools import quiz, sheets

SYLLABUS = (sheets.FOLDER / "syllabus.md").read_text("utf-8")
LIMITS = {"In 90 minutes": 90, "In four times 45 minutes": 45, "In one day": 90}


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    return sheets.pages()


def test_the_pages_are_what_the_code_says(made: Mapping[str, str]) -> None:
    for name, text in made.items():
        assert (sheets.FOLDER / name).read_text("utf-8") == text, "run: python -m tools.sheets"


def test_each_arrow_is_a_move_of_its_script() -> None:
    for arrow in sheets.ARROWS:
        assert arrow.script in EDGES[arrow.source, arrow.target], arrow
    assert set(sheets.PLACES) == set(JobState) - {JobState.UNKNOWN}


@pytest.mark.parametrize("arrow", sheets.ARROWS, ids=lambda arrow: f"{arrow.source}-{arrow.target}")
def test_no_arrow_runs_behind_a_state_it_does_not_touch(arrow: sheets.Arrow) -> None:
    x1, y1, x2, y2 = arrow.line
    for state in set(sheets.PLACES) - {arrow.source, arrow.target}:
        left, top = sheets.PLACES[state]
        points = ((x1 + (x2 - x1) * part / 100, y1 + (y2 - y1) * part / 100) for part in range(101))
        assert not any(left <= x <= left + 140 and top <= y <= top + 40 for x, y in points), state


def test_the_cheat_sheet_has_every_key_and_state(made: Mapping[str, str]) -> None:
    page = made["cheat-sheet.html"]
    old = {role for role in Role if role.name.startswith("LEGACY")}
    for role in set(Role) - old - {Role.RELAY, Role.UNKNOWN}:
        assert escaped(role.sentence) in page, role
    for state in JobState:
        assert f">{state.value}</code>" in page
    assert "<td>+2 s</td><td>+6 s</td><td>+14 s</td><td>+30 s</td>" in page


def test_every_term_of_the_glossary_is_explained(made: Mapping[str, str]) -> None:
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", made["glossary.md"], re.MULTILINE)[2:]
    assert len(rows) == len({term for term, _ in rows}) > 15
    assert all(said.endswith(".") for _, said in rows)


@pytest.mark.parametrize("question", quiz.QUESTIONS, ids=lambda question: question.play.__name__.strip("_"))
def test_a_real_lab_gives_each_answer(question: quiz.Question) -> None:
    assert quiz.answer(question) in question.options
    assert len(set(question.options)) == len(question.options) <= 4
    assert list((ROOT / "notebooks").glob(f"{question.lesson}-*.ipynb"))


def test_the_quiz_is_built() -> None:
    assert quiz.PAGE.read_text("utf-8") == quiz.page(), "run: python -m tools.quiz"
    letters = re.findall(r"^\| \d+ \| ([abcd]) \|", quiz.PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(set(letters)) == 4  # whoever always says b gets few


def test_the_syllabus_counts_the_lessons_minutes() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = re.findall(r"^\| (\d\d) \| .* \| (\d+) \|$", readme, re.MULTILINE)
    minutes = {number: int(each) for number, each in told}
    for title, section in re.findall(r"^## (In .*?)\n(.*?)(?=^## )", SYLLABUS, re.MULTILINE | re.DOTALL):
        rows = re.findall(r"^\| .*? \| ((?:\d\d, )*\d\d) \| (\d+) \|$", section, re.MULTILINE)
        assert rows
        for lessons, said in rows:
            assert sum(minutes[each] for each in lessons.split(", ")) == int(said) <= LIMITS[title]
