"""What a teacher prints and reads: made from the code, true, and as many sheets of A4 as it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from qlab.protocol.keys import Role
from qlab.protocol.states import EDGES, JobState
from qlab.text.escape import html as escaped
from tests.packaging_files import ROOT
from tools import quiz, sheets
from tools.build_notebooks import sources
from tools.glossary import COURSE_WORDS

SYLLABUS = (sheets.FOLDER / "syllabus.md").read_text("utf-8")
SOURCES = sources()
ASKS = {"How", "how", "Where", "where", "When", "What", "Which", "In", "Is", "On", "Can", "Change", "change", "Next"}
"""How a question or an order in bold begins."""
EMPHASIS = {
    "one", "one at a time", "later", "nobody crashes", "last", "id", "that", "now", "first", "retried twice",
    "three times", "six per minute", "two requests at once", "less than a second", "less than ten seconds",
    "at most ten seconds", "at most one job", "no rollback", "custom",
    "if that sentence holds",
}  # fmt: skip
"""What is in bold in a lesson and is no term."""
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


def _words(text: str) -> list[str]:
    return re.findall(r"^# \*\*Words:\*\* (.+)$", text, re.MULTILINE)[0].split(", ")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_every_word_that_a_lesson_introduces_is_in_the_glossary(source: Path, made: Mapping[str, str]) -> None:
    explained = set(re.findall(r"^\| `?(.+?)`?(?: \(a key\))? \| ", made["glossary.md"], re.MULTILINE))
    text = source.read_text("utf-8")
    words = _words(text)
    assert set(words) <= explained
    said = re.sub(r"^# \*\*Words:.*$", "", text, flags=re.MULTILINE).lower()
    assert [word for word in words if word.lower() not in said] == []
    bold = re.findall(r"(?<!\*)\*\*([A-Za-z][\w' ]*)\*\*", re.sub(r"\n# ", " ", text))
    terms = {each.lower() for each in bold if each.split()[0] not in ASKS} - EMPHASIS
    assert terms <= {each.lower() for each in explained}


def test_every_word_of_the_glossary_is_in_a_lesson() -> None:
    listed = {word for source in SOURCES for word in _words(source.read_text("utf-8"))}
    assert set(COURSE_WORDS) <= listed


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
