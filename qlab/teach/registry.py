"""Lessons: for each objective of a notebook, what is behind its prediction's options, its exercise's checks and hints.

Your own exercises stand beside the course's: a decorator names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType, ModuleType

from qlab.errors import UsageError
from qlab.teach.remarks import Remark
from qlab.text.escape import shorten

__all__ = ["LESSONS", "Exercise", "exercise", "exercise_named", "explanations", "hints_for"]

LESSONS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14")
"""The numbers of the notebooks that have a module here, ``lesson03`` and so on: ``WHY``, ``EXERCISES``, ``HINTS``."""

Exercise = Callable[..., Iterator[Remark]]


def explanations(about: str) -> Mapping[str, str]:
    """Return for a prediction's id, the sentence about each option; none where the id is empty.

    Raises:
        UsageError: If no lesson has such a prediction.
    """
    if not about:
        return MappingProxyType({})
    found: Mapping[str, str] | None = getattr(_lesson(about), "WHY", {}).get(about)
    if found is None:
        raise _unknown("prediction", about)
    return found


def exercise(id: str, *, hints: Sequence[str] = ()) -> Callable[[Exercise], Exercise]:
    """Make a function the check of an exercise of your own, for :func:`qlab.check` and :func:`qlab.hint`.

    The function gets what the student passes to ``qlab.check`` after the id, and yields what it finds, with ``fine``
    and ``not_yet`` of :mod:`qlab.teach.remarks`; what follows the first that is not fine is not looked at::

        @qlab.exercise("cats-1", hints=["Which call adds a job?"])
        def two_jobs(lab):
            jobs = lab.snapshot().jobs()
            if len(jobs) < 2:
                yield not_yet(f"There are {len(jobs)} jobs.", "lab.queue('cats').add(…)")
            yield fine("Two jobs wait.")

    Args:
        id: A name that no exercise of the course has. Named again, the later function counts.
        hints: A ladder of hints, the vaguest first.

    Returns:
        A decorator, which leaves the function as it is.

    Raises:
        UsageError: If the course has that exercise, or the id is not a text.
    """
    if str(id) != id or not id or _of_the_course(id) is not None:
        raise UsageError(f"{shorten(repr(id), 20)} cannot name an exercise of yours; take a name such as 'cats-1'.")

    def named(checks: Exercise) -> Exercise:
        _own[id] = checks, tuple(hints)
        return checks

    return named


_own: dict[str, tuple[Exercise, tuple[str, ...]]] = {}


def exercise_named(id: str) -> Exercise:
    """Return the checks of an exercise, the course's or one of your own.

    Raises:
        UsageError: If there is no such exercise.
    """
    found = _of_the_course(id) or _own.get(id, (None,))[0]
    if found is None:
        raise _unknown("exercise", id)
    return found


def hints_for(id: str) -> tuple[str, ...]:
    """Return the hints to an exercise, the vaguest first; none where its author wrote none.

    Raises:
        UsageError: If there is no such exercise.
    """
    exercise_named(id)
    found: tuple[str, ...] = getattr(_lesson(id), "HINTS", {}).get(id) or _own.get(id, (None, ()))[1]
    return found


def _of_the_course(id: str) -> Exercise | None:
    found: Exercise | None = getattr(_lesson(id), "EXERCISES", {}).get(id)
    return found


def _lesson(id: str) -> ModuleType | None:
    return import_module(f"qlab.teach.lessons.lesson{id[:2]}") if id[:2] in LESSONS else None


def _unknown(what: str, id: str) -> UsageError:
    return UsageError(
        f"The course has no {what} {shorten(repr(id), 20)}; take its id from the notebook, such as '05-b'."
    )
