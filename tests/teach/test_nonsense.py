"""Whatever a student passes to a check: it says what is wrong in plain words, and never in Python's."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest

import qlab
from qlab.teach.registry import LESSONS

if TYPE_CHECKING:
    from qlab import Lab

NONSENSE: tuple[Any, ...] = (None, 42, -1, "nonsense", [1], {"x": 1})


OF_A_TRIAL = "01-c"
"""Its first answer is a trial: a web application with its workers, started for it."""


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_answer_of_another_kind_is_told_in_plain_words(lesson: str, lab: Lab) -> None:
    exercises = import_module(f"qlab.teach.lessons.lesson{lesson}").EXERCISES
    for id, checks in exercises.items() - {OF_A_TRIAL: exercises.get(OF_A_TRIAL)}.items():
        wanted = signature(checks).parameters.values()
        for value in NONSENSE:
            given = [lab if each.annotation == "Lab" and len(wanted) > 1 else value for each in wanted]
            said = qlab.check(id, *given).text()
            assert "Error" not in said, (id, value, said)
            assert "0x" not in said


def test_it_names_the_kind_and_what_to_try(lab: Lab) -> None:
    job = lab.queue("first").add("hello")
    assert f"→ {job!r} is not a lab. Try: the lab that the cell makes" in qlab.check("00-a", job).text()
    assert "None is not a function. Try: the function itself" in qlab.check("03-b", None, lab).text()
    assert "'x' is not a dict. Try: a dict" in qlab.check("04-b", "x").text()
    assert "'1, 2' is not a list or a set. Try: several values" in qlab.check("13-c", "1, 2").text()


def test_an_error_of_qlabs_own_is_the_whole_sentence() -> None:
    assert "→ A scheduler has either every=" in qlab.check("06-d", {}).text()


def test_an_exercise_of_ones_own_may_take_anything() -> None:
    @qlab.exercise("kinds-1")
    def anything(given):  # type: ignore[no-untyped-def]
        from qlab.teach.remarks import fine

        yield fine(f"It is {given}.")

    assert qlab.check("kinds-1", None).passed


def test_a_check_without_an_answer_says_what_it_needs() -> None:
    said = qlab.check("09-a").text()
    assert 'This exercise needs answer, and nothing was given. Try: qlab.check("09-a", answer).' in said
