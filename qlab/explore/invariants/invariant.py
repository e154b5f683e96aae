"""Invariant: a promise, its sentence, and where it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qlab.errors import UsageError
from qlab.explore.moment import Moment
from qlab.text.escape import repr_of

__all__ = ["About", "Invariant", "Predicate", "as_invariant"]

Predicate = Callable[[Moment], str | None]
"""A user's own invariant: a sentence where the state breaks it, else None."""


class About(StrEnum):
    """What an invariant looks at."""

    KEYS = "keys"
    """The keys alone: worked out once for equal keys."""
    MOVE = "move"
    """A move: the state after it, and the one before it. Checked even where the state after it is known already."""
    END = "end"
    """States in which no actor can move any more."""


@dataclass(frozen=True)
class Invariant:
    """A promise that must hold.

    Attributes:
        name: Its name, such as ``one container``.
        sentence: What it says.
        source: Who promises it: a page of BullMQ's documentation, or a script.
        about: What it looks at.
        check: Given what it is about, returns a sentence if it is broken, otherwise None.
    """

    name: str
    sentence: str
    source: str
    about: About
    check: Callable[[Any], str | None]


def as_invariant(given: Invariant | Predicate, about: About) -> Invariant:
    """Return an invariant, or a user's function as one."""
    if isinstance(given, Invariant):
        return given
    if not callable(given):
        raise UsageError(
            f"{repr_of(given, 60)} is not an invariant; give one of qlab.explore.invariants, or a function."
        )
    name = getattr(given, "__name__", type(given).__name__)
    sentence = (given.__doc__ or "").strip().split("\n")[0]
    return Invariant(name.replace("_", " "), sentence, "yours", about, given)
