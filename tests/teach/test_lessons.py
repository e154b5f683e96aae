"""The lessons' texts: complete, with sources, and none without use."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from qlab.errors import UsageError
from qlab.teach.misconceptions import MISCONCEPTIONS
from qlab.teach.registry import LESSONS, explanations

SENTENCES = [
    (lesson, about, option, sentence)
    for lesson in LESSONS
    for about, options in import_module(f"qlab.teach.lessons.lesson{lesson}").WHY.items()
    for option, sentence in options.items()
]


@pytest.mark.parametrize(("lesson", "about", "option", "sentence"), SENTENCES)
def test_each_option_has_a_sentence(lesson: str, about: str, option: str, sentence: str) -> None:
    assert about.startswith(lesson)
    assert option
    assert re.match(r"^.+[.)]$", sentence), sentence


@pytest.mark.parametrize("misconception", MISCONCEPTIONS.values(), ids=lambda each: str(each.number))
def test_each_misconception_names_an_issue_and_is_ended_somewhere(misconception) -> None:
    assert re.fullmatch(r"(OptimalBits/bull)?#\d+", misconception.source)
    assert any(misconception.sentence == sentence for *_, sentence in SENTENCES)


def test_a_prediction_that_no_lesson_has_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no prediction '05-z'"):
        explanations("05-z")
    assert not explanations("")
