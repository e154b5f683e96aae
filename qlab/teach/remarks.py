"""Remark: one thing that a check looked at: what is so and, where more is wanted, what to try."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Remark", "fine", "not_yet"]


class Remark(NamedTuple):
    """One thing a check looked at.

    Attributes:
        fine: Whether it is as the exercise wants it.
        said: What is so.
        hint: What to try next; empty where it is fine.
    """

    fine: bool
    said: str
    hint: str = ""


def fine(said: str) -> Remark:
    """Return what is so, and as it should be."""
    return Remark(True, said)


def not_yet(said: str, hint: str) -> Remark:
    """Return what is so, and what to try next."""
    return Remark(False, said, hint)
