"""Invariant: a promise, its sentence, and where it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from qlab.errors import UsageError
from qlab.explore.moment import Moment
from qlab.explore.patience import Foreign
from qlab.explore.stage.staged_port import AN_ACTOR
from qlab.signatures import why_not
from qlab.text.escape import repr_of

__all__ = ["About", "Invariant", "Predicate", "as_invariant"]

_ASKS = "asks the lab, which is at no moment; ask the moment it is given: its snapshot, effects and actors."
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
    """Return an invariant, or a user's function as one.

    Args:
        given: A named invariant, or a function.
        about: What a function looks at. A named invariant looks at what it is about; in the end, at the keys then.

    Raises:
        UsageError: If it is neither, or an invariant about moves that is to be checked in the end.
    """
    if isinstance(given, Invariant):
        return _in_the_end(given) if about is About.END else given
    if not callable(given):
        raise UsageError(
            f"{repr_of(given, 60)} is not an invariant; give one of qlab.explore.invariants, or a function."
        )
    _check_takes_a_moment(given)
    name = str(getattr(given, "__name__", type(given).__name__)).replace("_", " ")
    sentence = (given.__doc__ or "").strip().split("\n")[0]
    return Invariant(name, sentence, "yours", about, partial(_told, repr_of(name), given))


def _check_takes_a_moment(predicate: Predicate) -> None:
    if why := why_not(predicate, None):
        raise UsageError(
            f"{repr_of(predicate, 60)} cannot be asked as a promise ({why}); give a function of one argument, the "
            "moment."
        )


def _told(name: str, predicate: Predicate, moment: Moment) -> str | None:
    """Return what a user's function says of a moment. True and False say nothing: which of them means that it holds?"""
    try:
        with Foreign(f"The promise {name}", "let it return, for it is asked in many states"):
            message: object = predicate(moment)
    except StopIteration:
        raise UsageError(
            f"The promise {name} raised StopIteration; give next() a default, next(found, None)."
        ) from None
    except UsageError as error:
        if str(error).startswith(AN_ACTOR):
            raise UsageError(f"The promise {name} {_ASKS}") from None
        raise
    except Exception as error:
        error.add_note(f"raised by the promise {name}, after {moment.move or 'the set-up'}")
        raise
    if message is not None and not isinstance(message, str):
        raise UsageError(
            f"The promise {name} returned {repr_of(message, 40)}; return a sentence where it is broken, else None."
        )
    return message


def _in_the_end(given: Invariant) -> Invariant:
    if given.about is About.MOVE:
        raise UsageError(f"The promise {repr_of(given.name)} is about moves; give it in always=, not in finally_=.")
    return given if given.about is About.END else replace(given, about=About.END, check=partial(_of_keys, given.check))


def _of_keys(check: Callable[[Any], str | None], moment: Moment) -> str | None:
    return check(moment.keys)
