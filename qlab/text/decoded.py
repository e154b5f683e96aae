"""One value from Redis with its meaning beside it, and the words that meanings are made of."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from qlab.text.durations import format_at, format_ms
from qlab.text.escape import shorten, terminal

__all__ = ["Decoded", "behind_queue", "number_text", "quoted", "to_json", "to_number", "when"]

DEEPEST = 200
"""So deeply JSON may be nested: writing a value takes a level of the stack for each."""
LONG_MS = 100_000
"""From here on a wait is told in the units that a person counts in."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A value as Redis holds it (``raw``), what it means (``meaning``, one printable line), and that as data.

    ``value`` holds plain Python: numbers (ms), text, dicts of them, or None where the raw value makes no sense.
    ``str()`` of it reads ``<raw> = <meaning>``.
    """

    raw: str
    meaning: str
    value: Any = None

    def __str__(self) -> str:
        return f"{quoted(self.raw)} = {self.meaning}"


def quoted(text: object, width: int = 60) -> str:
    """Return hostile text as one short, printable piece of a line."""
    return shorten(terminal(text), width)


def behind_queue(queue: str | None, sentence: str) -> str:
    """Return a sentence behind the name of the queue it is about; the sentence alone where there is no name."""
    return f"{quoted(queue, 40)}: {sentence}" if queue else sentence


def number_text(number: float) -> str:
    """Return a number as Redis prints it: a whole one without point and zero (scores are doubles)."""
    return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)


def to_number(raw: object) -> float | None:
    """Return the finite number that ``raw`` is or spells, or None."""
    try:
        number = float(raw) if isinstance(raw, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a JSON number")
    return number


_STRICT = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)
"""Refuses ``NaN``, ``Infinity`` and ``1e999``, which Python reads, and writes, all the same."""


def to_json(raw: str) -> Any:
    """Return what the JSON text says; text that is none stays as it is (BullMQ's ``getReturnValue`` does the same).

    So does JSON that is nested more than :data:`DEEPEST` deep: qlab must be able to write again what it reads.
    """
    try:
        value = _STRICT.decode(raw)
    except (ValueError, RecursionError):
        return raw
    return value if raw.count("[") + raw.count("{") <= DEEPEST or nested(value) <= DEEPEST else raw


def nested(value: Any, most: int = DEEPEST) -> int:
    """Return how deeply a JSON value is nested; looked at no deeper than one level more than ``most``."""
    level, deep = [value], 0
    while level and deep <= most:
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level, deep = [part for each in inner for part in each], deep + 1
    return deep - 1


def when(at_ms: float, now_ms: float | None, *, future: str = "due") -> str:
    """Return a moment in words: ``due in 4.000 s``, ``due now``, ``3.000 s ago``; without ``now_ms``: ``due at
    2026-...Z``.

    A moment that has passed is ``overdue by`` when ``future`` is "due", else ``... ago``. From 100 s on, the time
    between is told in days, hours, minutes and whole seconds: ``overdue by 4 h 16 min 56 s``.
    """
    if now_ms is None:
        return f"{future} at {format_at(at_ms)}".strip()
    wait = at_ms - now_ms
    if wait > 0:
        return f"{future} in {_span(wait)}".strip()
    if future == "due":
        return "due now" if wait == 0 else f"overdue by {_span(-wait)}"
    return f"{_span(-wait)} ago"


def _span(ms: float) -> str:
    return f"{ms / 1_000:.3f} s" if ms < LONG_MS else format_ms(round(ms, -3))
