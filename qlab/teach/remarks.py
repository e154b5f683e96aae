"""Finding: one thing that a check looked at: what is so and, where more is wanted, what to try."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing a check looked at.

    Attributes:
        fine: Whether it is as the exercise wants it.
        said: What is so.
        hint: What to try next; empty where it is fine.
    """

    fine: bool
    said: str
    hint: str = ""


def fine(said: str) -> Finding:
    """What is so, and as it should be."""
    return Finding(True, said)


def not_yet(said: str, hint: str) -> Finding:
    """What is so, and what to try next."""
    return Finding(False, said, hint)
