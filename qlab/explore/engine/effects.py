"""Effects: what an actor does to the world outside Redis. No crash takes an effect back."""

from __future__ import annotations

from typing import NamedTuple

from qlab.errors import UsageError
from qlab.lab.handles.job import Job
from qlab.text.escape import repr_of

__all__ = ["Did", "Happened", "did"]


class Happened(NamedTuple):
    """Something that was done outside Redis.

    Attributes:
        what: What was done, such as ``charge``.
        to: To what, such as a job's id.
    """

    what: str
    to: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what}({', '.join(self.to)})"


class Did:
    """The move that does something outside Redis; see :func:`did`.

    Attributes:
        happened: What is done.
        once: Whether it is done only the first time.
    """

    def __init__(self, happened: Happened, once: bool) -> None:
        self.happened, self.once = happened, once

    def __str__(self) -> str:
        return f"{self.happened}{' (once)' if self.once else ''}"


def did(what: object, *to: object, once: bool = False) -> Did:
    """Make a move that does something outside Redis: sends a mail, charges a card. Nothing can undo it.

    Args:
        what: What is done.
        to: To what; text or numbers.
        once: Whether the receiver has an idempotency key, so that a second time changes nothing.

    Returns:
        The move, for an actor to yield. The answer is True if it was done now, False if it had been done before.

    Raises:
        UsageError: If that is not a name for an effect.
    """
    if not isinstance(what, str) or not what:
        raise UsageError("An effect's name must be a string, such as did('charge', job.id).")
    if any(isinstance(each, Job) for each in to):
        raise UsageError("An effect is done to a text or a number; give the job's id, such as did('charge', job.id).")
    if any(type(each).__repr__ is object.__repr__ and type(each).__str__ is object.__str__ for each in to):
        raise UsageError("An effect is done to a text or a number, and an object's address says nothing; give its id.")
    return Did(Happened(what, tuple(map(_text, to))), once)


def _text(to: object) -> str:
    try:
        return str(to)
    except Exception as error:
        raise UsageError(
            f"An actor does an effect to a {type(to).__name__}, whose __str__ raised {repr_of(error, 60)}; give its id."
        ) from error
