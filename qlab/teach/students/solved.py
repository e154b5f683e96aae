"""Progress: which exercises a student has solved, kept beside the working copy, so that one can go on another day.

Only a working copy keeps it (``qlab lab``): elsewhere, a check leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from qlab.errors import QlabError
from qlab.files import write_file
from qlab.teach.course import is_copy
from qlab.teach.registry import LESSONS
from qlab.text import html
from qlab.text.words import listed

__all__ = ["FILE", "Progress", "note_solved", "progress"]

FILE = ".qlab-solved.json"
"""Beside the copies: the ids of the exercises that were solved."""
HOW = (
    "To go on where you left off, open the lesson, click into the next exercise, and choose "
    "Run → Run All Above Selected Cell."
)


class Lesson(NamedTuple):
    """How far a student is in a lesson.

    Attributes:
        number: The lesson's number, such as ``05``.
        solved, open: The ids of its exercises that are solved, and of those that are not yet.
    """

    number: str
    solved: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def next(self) -> str:
        """Where to go on."""
        return f"go on with exercise {self.open[0]}" if self.open else "done"


class Progress:
    """How far a student is in the course.

    Attributes:
        lessons: Each lesson that has an exercise which is solved.
    """

    def __init__(self, lessons: tuple[Lesson, ...]) -> None:
        self.lessons = lessons

    def text(self) -> str:
        """Return it as plain text."""
        if not self.lessons:
            return "No exercise of this copy is solved yet."
        return "\n".join([*map(_line, self.lessons), HOW])

    __repr__ = text

    def _repr_html_(self) -> str:
        if not self.lessons:
            return html.card("Your progress", self.text())
        rows = [(each.number, listed(each.solved), each.next) for each in self.lessons]
        return html.card("Your progress", HOW, html.table(("lesson", "solved", ""), rows))


def _line(lesson: Lesson) -> str:
    of = len(lesson.solved) + len(lesson.open)
    return f"Lesson {lesson.number}: {len(lesson.solved)} of {of} exercises solved; {lesson.next}."


def progress(folder: Path | None = None) -> Progress:
    """Return how far a student is.

    Args:
        folder: The working copy; None: the folder a notebook runs in.
    """
    solved = _solved(folder or Path.cwd())
    return Progress(tuple(each for each in _lessons(solved) if each.solved))


def _lessons(solved: frozenset[str]) -> Iterator[Lesson]:
    for number in LESSONS:
        exercises: Mapping[str, object] = import_module(f"qlab.teach.lessons.lesson{number}").EXERCISES
        yield Lesson(
            number, tuple(id for id in exercises if id in solved), tuple(id for id in exercises if id not in solved)
        )


def note_solved(id: str, folder: Path | None = None) -> None:
    """Note that an exercise is solved, where this is a working copy; a full disk must not fail a check.

    Args:
        id: The exercise.
        folder: The working copy; None: the folder a notebook runs in.
    """
    with suppress(OSError, QlabError):
        place = folder or Path.cwd()
        solved = _solved(place)
        if is_copy(place) and id not in solved:
            write_file(place / FILE, json.dumps(sorted(solved | {id}), indent=1) + "\n", "list of solved exercises")


def _solved(folder: Path) -> frozenset[str]:
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()
