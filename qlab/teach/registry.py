"""Lessons: for each objective of a notebook, what is behind its prediction's options, and its exercise's checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType

from qlab.errors import UsageError
from qlab.teach.remarks import Remark
from qlab.text.escape import shorten

__all__ = ["LESSONS", "Exercise", "exercise", "explanations"]

LESSONS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14")
"""The numbers of the notebooks that have a module here, ``lesson03`` and so on, with ``WHY`` and ``EXERCISES``."""

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


def exercise(id: str) -> Exercise:
    """Return the checks of an exercise.

    Raises:
        UsageError: If no lesson has such an exercise.
    """
    found: Exercise | None = getattr(_lesson(id), "EXERCISES", {}).get(id)
    if found is None:
        raise _unknown("exercise", id)
    return found


def _lesson(id: str) -> ModuleType | None:
    return import_module(f"qlab.teach.lessons.lesson{id[:2]}") if id[:2] in LESSONS else None


def _unknown(what: str, id: str) -> UsageError:
    return UsageError(
        f"The course has no {what} {shorten(repr(id), 20)}; take its id from the notebook, such as '05-b'."
    )
