"""What a recording's file may hold: values of one kind or another, and nothing else.

Each check returns the value or raises TypeError or ValueError, which the reader of the file turns into one clear
sentence.
"""

from __future__ import annotations

import math
from typing import Any

from qlab.text.durations import LAST_MS

__all__ = [
    "Json",
    "a_list",
    "a_score",
    "a_text",
    "a_text_or_none",
    "a_whole",
    "an_expiry",
    "an_object",
    "finite",
    "no_constant",
    "score_to_json",
    "texts",
]

Json = Any

_INFINITE = {"inf": math.inf, "-inf": -math.inf}


def a_text(value: Json) -> str:
    """Return a text that can have come from Redis: UTF-8, bytes that are none as lone surrogates (surrogateescape)."""
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {_kind(value)}")
    if not value.isascii():
        value.encode("utf-8", "surrogateescape")  # UnicodeEncodeError is a ValueError
    return value


def a_text_or_none(value: Json) -> str | None:
    """Return a text, or null."""
    return None if value is None else a_text(value)


def a_list(value: Json) -> list[Json]:
    """Return a list."""
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {_kind(value)}")
    return value


def an_object(value: Json) -> dict[str, Json]:
    """Return an object."""
    if not isinstance(value, dict):
        raise TypeError(f"an object was expected, not {_kind(value)}")
    return value


def texts(value: Json) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(map(a_text, a_list(value)))


def a_whole(value: Json, least: int = 0, most: int = LAST_MS) -> int:
    """Return a whole number within limits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number was expected, not {_kind(value)}")
    if not least <= value <= most:
        raise ValueError(f"a number is out of bounds: {least} to {most}")
    return value


def an_expiry(value: Json) -> int | None:
    """Return when a key expires, ms since the epoch, or null. Redis keeps 64 bits."""
    return None if value is None else a_whole(value, -(2**63), 2**63 - 1)


def a_score(value: Json) -> float:
    """Return a sorted set's score: a number, or ``"inf"`` or ``"-inf"``, which JSON has no number for."""
    if isinstance(value, str) and value in _INFINITE:
        return _INFINITE[value]
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"a score was expected, not {_kind(value)}")
    return float(value)


def score_to_json(score: float) -> Json:
    """Return a score as :func:`a_score` reads it."""
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


_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}


def _kind(value: Json) -> str:
    return _KINDS.get(type(value), "a number")
