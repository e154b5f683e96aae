"""BullMQ's refusals: the negative number a script answers, and the words PyPI's port makes an exception of.

Sources: ``error_code.py`` and ``Scripts.finishedErrors`` of bullmq 3.4.4 (PyPI); for those without a number, the place
that the member names.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

__all__ = ["CHILDREN_NOT_DONE", "JOB_LOST", "Refusal", "refusal_of"]


class _Told(NamedTuple):
    code: int | None
    phrase: str


class Refusal(Enum):
    """Why BullMQ refused; the order matters, for one phrase is part of another.

    ``code`` is what the script answered, None where no script refused; ``phrase`` is what the message contains.
    """

    PARENT_MISSING = _Told(-5, "Missing key for parent")
    JOB_MISSING = _Told(-1, "Missing key")
    LOCK_MISSING = _Told(-2, "Missing lock")
    LOCK_MISMATCH = _Told(-6, "Lock mismatch")
    NOT_IN_STATE = _Told(-3, "is not in the")
    PENDING_CHILDREN = _Told(-4, "pending dependencies")
    FAILED_CHILDREN = _Told(-9, "failed child")
    REPLACED_PARENT = _Told(-7, "cannot be replaced")
    LOCKED = _Told(None, "could not be removed")  # Job.remove: it, or a child of it, is locked
    OF_SCHEDULER = _Told(-8, "belongs to a job scheduler")  # npm's words; PyPI's port has none for this number
    NOT_OBLITERATED = _Told(None, "Cannot obliterate")  # Scripts.obliterate: jobs are active
    EXCLUSIVE_OPTIONS = _Told(None, "options cannot be used together")  # Job's constructor

    @property
    def code(self) -> int | None:
        """What the script answered."""
        return self.value.code

    @property
    def phrase(self) -> str:
        """What the exception's message contains."""
        return self.value.phrase


CHILDREN_NOT_DONE = frozenset({Refusal.PENDING_CHILDREN, Refusal.FAILED_CHILDREN})
"""A parent cannot complete for its children; BullMQ's Worker then fails it."""
JOB_LOST = frozenset({Refusal.LOCK_MISSING, Refusal.JOB_MISSING, Refusal.LOCK_MISMATCH, Refusal.NOT_IN_STATE})
"""A worker has lost its job: it stalled, was removed, or another has it."""


def refusal_of(error: object) -> Refusal | None:
    """Return which refusal an exception, or its message, tells of; None: none of BullMQ's."""
    text = str(error)
    return next((refusal for refusal in Refusal if refusal.phrase in text), None)
