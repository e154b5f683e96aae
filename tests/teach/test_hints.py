"""Hints, one at a time, and exercises of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.errors import UsageError
from qlab.teach.exercise_check import _given
from qlab.teach.registry import LESSONS, hints_for
from qlab.teach.remarks import Remark, fine, not_yet
from tools.build_notebooks import NOTEBOOKS

if TYPE_CHECKING:
    from qlab import Lab

EXERCISES = [id for lesson in LESSONS for id in import_module(f"qlab.teach.lessons.lesson{lesson}").EXERCISES]


@pytest.fixture(autouse=True)
def _no_hint_given() -> Iterator[None]:
    _given.clear()
    yield
    _given.clear()


@pytest.mark.parametrize("id", EXERCISES)
def test_each_exercise_has_a_ladder_of_three_short_hints(id: str) -> None:
    ladder = hints_for(id)
    assert len(set(ladder)) == len(ladder) == 3
    assert max(map(len, ladder)) <= 140


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_lesson_has_hints_to_what_it_does_not_ask(lesson: str) -> None:
    module = import_module(f"qlab.teach.lessons.lesson{lesson}")
    assert list(module.HINTS) == list(module.EXERCISES)


@pytest.mark.parametrize("id", EXERCISES)
def test_no_hint_is_the_solution(id: str) -> None:
    (source,) = (NOTEBOOKS / "src").glob(f"{id[:2]}-*.py")
    text = source.read_text(encoding="utf-8")
    exercise = text[: text.index(f'qlab.check("{id}"')].rpartition("# solution:")[2].partition("# end")[0].split("\n")
    assert not {line.strip() for line in exercise if line.strip()} & {hint.strip("`.") for hint in hints_for(id)}


def test_each_call_gives_the_next_hint_and_the_last_stays() -> None:
    shown = [qlab.hint("05-b") for _ in range(4)]
    assert [each.number for each in shown] == [1, 2, 3, 3]
    assert str(shown[0]) == "Exercise 05-b: hint 1 of 3\nWrite down the five waits between six attempts."
    assert "hint 1 of 3" in shown[0]._repr_html_()


def test_what_is_not_solved_offers_hints() -> None:
    assert "qlab.hint(" in qlab.check("05-b", 0)._repr_html_()
    assert "qlab.hint(" not in qlab.check("05-b", 15_500)._repr_html_()


def test_an_exercise_of_ones_own(lab: Lab) -> None:
    @qlab.exercise("cats-1", hints=["Which call adds a job?"])
    def two_jobs(cats: Lab) -> Iterator[Remark]:
        count = len(cats.snapshot().jobs())
        if count < 2:
            yield not_yet(f"There are {count} jobs.", "lab.queue('cats').add(…)")
        yield fine("Two jobs wait.")

    assert "There are 0 jobs" in qlab.check("cats-1", lab).text()
    assert qlab.hint("cats-1").said == "Which call adds a job?"
    lab.queue("cats").add_bulk([("feed",), ("stroke",)])
    assert qlab.check("cats-1", lab).passed
    qlab.exercise("cats-1")(two_jobs)
    with pytest.raises(UsageError, match="There are no hints for exercise 'cats-1'"):
        qlab.hint("cats-1")
    assert "qlab.hint(" not in qlab.check("cats-1")._repr_html_()


@pytest.mark.parametrize("id", ["05-b", "", 7, None])
def test_an_exercise_of_ones_own_needs_a_name_of_its_own(id: object) -> None:
    with pytest.raises(UsageError, match="cannot name an exercise of yours"):
        qlab.exercise(id)  # type: ignore[arg-type]


def test_hints_to_what_does_not_exist_are_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no exercise 'dogs-1'"):
        qlab.hint("dogs-1")
