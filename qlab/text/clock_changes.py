"""When the clocks of a time zone are put forward or back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["ClockChange", "clock_changes", "zone"]

_STEP = timedelta(days=1)
_EXACT = timedelta(seconds=1)


class ClockChange(NamedTuple):
    """A moment at which the clocks of a zone change.

    Attributes:
        at_ms: When, ms since 1970.
        by_ms: By how much they are put forward; negative: back.
    """

    at_ms: int
    by_ms: int


def zone(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its name; None where there is no such zone, or no name."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


def clock_changes(name: str | None, first_ms: int, last_ms: int) -> Iterator[ClockChange]:
    """Yield the changes of a zone's clocks between two moments, ms since 1970; none for UTC and for an unknown zone."""
    place = zone(name)
    if place is None or last_ms < first_ms:
        return
    at, last = (datetime.fromtimestamp(ms / 1_000, UTC) for ms in (first_ms, last_ms))
    while at <= last:
        before, after = _offset(at, place), _offset(at + _STEP, place)
        if before != after:
            moment = _change(at, at + _STEP, place)
            if moment <= last:
                yield ClockChange(int(moment.timestamp() * 1_000), int((after - before).total_seconds() * 1_000))
        at += _STEP


def _offset(at: datetime, place: ZoneInfo) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def _change(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """Return the first second with the later offset."""
    first = _offset(low, place)
    while high - low > _EXACT:
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(middle, place) == first else (low, middle)
    return high.replace(microsecond=0)
