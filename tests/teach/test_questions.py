"""The course's questions, read from its notebooks: all of them, each with options, answer and what is behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qlab.teach.misconceptions import MISCONCEPTIONS, behind
from qlab.teach.predict import marked_right, predict
from qlab.teach.questions import Question, course_questions
from qlab.teach.registry import explanations
from tests.notebooks.course import SOURCES
from tests.packaging_files import ROOT

ASKED = [about for path in SOURCES for about in re.findall(r'about="(\d\d-\w+)"', path.read_text(encoding="utf-8"))]


def test_every_prediction_of_the_course_is_a_question() -> None:
    assert list(course_questions()) == ASKED
    assert f": {len(ASKED)} of them, each with its answer" in (ROOT / "docs/class.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("question", course_questions().values(), ids=lambda each: each.id)
def test_each_has_its_answer_and_a_sentence_for_each_option(question: Question) -> None:
    assert question.answer in question.options
    assert set(question.options) == set(explanations(question.id)) == set(question.why)
    assert question.text
    assert question.lesson.endswith("?")


def test_misconceptions_are_named_behind_wrong_options_alone() -> None:
    named = {
        found.number for each in course_questions().values() for option in each.options
        if (found := each.misconception(option))
    }  # fmt: skip
    assert len(named) > 20
    assert course_questions()["05-a"].misconception("4") == MISCONCEPTIONS[1]
    assert all(each.misconception(each.answer or "") is None for each in course_questions().values())
    assert behind("Something else.") is None


def test_the_right_option_is_read_as_it_was_written() -> None:
    for options, right in ((("wait", "wait: a", "b"), "wait: a"), (("a", "b"), "b"), ((2, 3), 3)):
        text = predict("Which?", *options, why={str(right): "because: it is so"}).compare(right).text()
        assert marked_right(text, [str(each) for each in options]) == str(right)
    assert marked_right("✗ a\n✓ elsewhere", ["a", "b"]) is None


def test_another_folder_has_its_own(tmp_path: Path) -> None:
    assert course_questions(tmp_path) == {}
