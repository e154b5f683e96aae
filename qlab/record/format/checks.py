"""What JSON can hold and a recording's file may not; and how it holds the two scores that JSON has no number for."""

from __future__ import annotations

import math
from typing import Any

from qlab.text.durations import LAST_MS

__all__ = ["LAST_MS", "Json", "check_texts", "finite", "no_constant", "score_to_json"]

Json = Any


def check_texts(value: Json) -> None:
    """Refuse a text that cannot have come from Redis: UTF-8, bytes that are none as lone surrogates (surrogateescape).

    Raises:
        ValueError: If there is one, at any depth.
    """
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            if not each.isascii():
                each.encode("utf-8", "surrogateescape")  # UnicodeEncodeError is a ValueError
        elif isinstance(each, dict):
            todo += (*each, *each.values())
        elif isinstance(each, list):
            todo += each


def score_to_json(score: float) -> Json:
    """Return a score as JSON: a number, or ``"inf"`` or ``"-inf"``."""
    return score if math.isfinite(score) else str(score)


def finite(text: str) -> float:
    """Return a number of JSON that a double can hold: ``1e999`` is none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def no_constant(name: str) -> float:
    """Refuse ``NaN`` and ``Infinity``, which JSON does not have and Python reads all the same."""
    raise ValueError(f"{name} is not JSON")
