"""Handed in: the files that readers' ``qlab.results().save(…)`` wrote, counted as a class's votes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from qlab.classroom.tally import LETTERS, Tally
from qlab.errors import UsageError
from qlab.teach.predict import plain
from qlab.teach.questions import Question, course_questions
from qlab.teach.results import FORMAT, MOST, VERSION
from qlab.text.escape import shorten, terminal

__all__ = ["FILES", "LARGEST", "HandedIn", "tally_files"]

FILES = 1_000
"""This many files are counted at most."""
LARGEST = 2_000_000
"""The most bytes of a file: 500 answers whose every text has its full length are half of it."""


class HandedIn(NamedTuple):
    """What files of answers say together.

    Attributes:
        files: How many were counted.
        tallies: A tally for each question, the course's first and in its order.
        late: How many answers are left out: they were chosen after the answer had been shown.
        strange: How many are left out because their question has no such option.
    """

    files: int
    tallies: list[Tally]
    late: int
    strange: int


class _Said(NamedTuple):
    about: str
    question: str
    options: tuple[str, ...]
    choice: str
    actual: str | None
    late: bool


def tally_files(paths: Iterable[Path]) -> HandedIn:
    """Count the answers of files.

    A file's question is the course's where it has an id of the course; its text and options are then the course's own,
    whatever the file says. Other questions are the same where text and options are. A file named twice counts once.

    Args:
        paths: The files.

    Raises:
        UsageError: If there is none, there are too many, or one is not a file of answers; the sentence names it.
    """
    files = list(dict.fromkeys(path.resolve() for path in paths))
    if not 1 <= len(files) <= FILES:
        raise UsageError(f"Name 1 to {FILES:,} files that qlab.results().save(…) wrote, not {len(files):,}.")
    said = [each for path in files for each in _read(path)]
    counted: dict[object, Counter[str]] = {}
    questions: dict[object, Question] = {}
    strange = 0
    for each in said:
        question = _question(each)
        key = question.id or (question.text, question.options)
        if each.choice not in question.options:
            strange += 1
        elif not each.late:
            questions.setdefault(key, question)
            counted.setdefault(key, Counter())[each.choice] += 1
    order = [*(id for id in course_questions() if id in counted), *(key for key in counted if not isinstance(key, str))]
    tallies = [Tally(_agreed(questions[key], said), [counted[key]], told=True) for key in order]
    return HandedIn(len(files), tallies, sum(each.late for each in said), strange)


def _question(said: _Said) -> Question:
    known = course_questions().get(said.about)
    return known or Question("", said.question, said.options, None, {})


def _agreed(question: Question, said: list[_Said]) -> Question:
    """Return a question with what all files say turned out; without where they differ, or the course says it."""
    if question.id:
        return question
    ends = {each.actual for each in said if (each.question, each.options) == (question.text, question.options)}
    return question._replace(answer=ends.pop() if len(ends) == 1 else None)


def _read(path: Path) -> list[_Said]:
    shown = shorten(terminal(path.name), 60)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{shown} cannot be read ({error.strerror}); leave it out.") from error
    if len(text) > LARGEST:
        raise UsageError(f"{shown} has more than {LARGEST:,} bytes, so it is not a file of answers; leave it out.")
    try:
        return _answers(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"{shown} was not written by qlab.results().save(…); leave it out.") from error


def _answers(whole: Any) -> list[_Said]:
    """Return the answers of a file in which something was chosen."""
    if (whole["format"], whole["version"]) != (FORMAT, VERSION) or len(whole["answers"]) > MOST:
        raise ValueError("another format")
    return [each for answer in whole["answers"] if (each := _said(answer)) is not None]


def _said(answer: Any) -> _Said | None:
    """Return one answer of a file, checked; None where nothing was chosen."""
    about, question, choice, actual = answer["about"], answer["question"], answer["choice"], answer["actual"]
    options, late = answer["options"], answer["late"]
    texts = [about, question, *options, *(each for each in (choice, actual) if each is not None)]
    if not all(isinstance(each, str) for each in texts) or not isinstance(late, bool):
        raise TypeError("a text that is none")
    if not 2 <= len(options) <= len(LETTERS):
        raise ValueError("too few options, or too many")
    if choice is None:
        return None
    shown = tuple(plain(option) for option in options)
    return _Said(about, plain(question), shown, plain(choice), None if actual is None else plain(actual), late)
