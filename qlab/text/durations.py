"""Durations and moments: text to milliseconds and back. Milliseconds are BullMQ's only unit of time."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from numbers import Real

from qlab.errors import DurationError
from qlab.text.escape import repr_of

__all__ = [
    "LAST_MS",
    "LONGEST_MS",
    "Duration",
    "format_at",
    "format_at_near",
    "format_elapsed",
    "format_ms",
    "in_calendar",
    "parse_at",
    "parse_duration",
    "parse_since_start",
]

UNITS_MS = {"ms": 1, "s": 1_000, "min": 60_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LONGEST_MS = 36_500 * UNITS_MS["d"]
_WORDLESS_MS = 10**15  # from here on, 30,000 years, days and hours say no more than the number
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)\s*", re.ASCII)
_WHOLE = re.compile(rf"(?:{_PART.pattern})+", re.ASCII)
_HINT = 'write it as "150ms", "2s", "5m", "1h" or "1d", a timedelta, or a whole number of milliseconds'
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Duration = str | float | timedelta


def parse_duration(duration: Duration) -> int:
    """Turn a duration into whole milliseconds.

    ``"2s"``, ``"150ms"``, ``"1.5s"``, ``"5m"``, ``"1h"``, ``"1d"``, ``"1h 30m"``, a ``timedelta``, or a number of
    milliseconds. Returns milliseconds, at least 0 and at most 100 years.
    Raises DurationError for anything else: negative, NaN, a fraction of a millisecond, a bool, text without a unit.
    """
    exact = _exact_ms(duration)
    if exact < 0:
        raise DurationError(f"A duration cannot be negative, as {_shown(duration)} is; {_HINT}.")
    if exact > LONGEST_MS:
        raise DurationError(f"{_shown(duration)} is longer than 100 years, qlab's limit; give a shorter one.")
    if exact != int(exact):
        raise DurationError(f"{_shown(duration)} has a fraction of a millisecond, which BullMQ cannot store; {_HINT}.")
    return int(exact)


def _exact_ms(duration: object) -> Decimal:
    if isinstance(duration, str):
        return _text_ms(duration)
    if isinstance(duration, timedelta):
        return Decimal(duration // timedelta(microseconds=1)) / 1_000
    if isinstance(duration, int) and not isinstance(duration, bool):
        return Decimal(duration)
    number = float(duration) if isinstance(duration, Real) else math.nan
    if isinstance(duration, bool) or not math.isfinite(number):
        raise DurationError(f"{_shown(duration)} is not a duration; {_HINT}.")
    return Decimal(int(number)) if number.is_integer() else Decimal(repr(number))


def _text_ms(text: str) -> Decimal:
    bare = text.strip().lower()
    sign, bare = (-1, bare[1:].lstrip()) if bare[:1] in ("-", "\u2212") else (1, bare)
    if bare.isdecimal() and len(bare) <= 60:
        raise DurationError(f'{_shown(text)} has no unit; write "{bare}ms" or "{bare}s".')
    if len(bare) > 60 or not _WHOLE.fullmatch(bare):
        raise DurationError(f"{_shown(text)} is not a duration; {_HINT}.")
    return sign * sum((Decimal(number) * UNITS_MS[unit] for number, unit in _PART.findall(bare)), Decimal(0))


def _shown(value: object) -> str:
    return repr_of(value, 60)


def format_ms(ms: float) -> str:
    """Write milliseconds as a person would: ``"150 ms"``, ``"1.5 s"``, ``"2 min"``, ``"1 h 30 min"``.

    Loses nothing: ``parse_duration(format_ms(ms)) == ms`` for whole milliseconds that are not negative.
    """
    if ms < 0:
        return "-" + format_ms(-ms)
    if not ms < _WORDLESS_MS:  # NaN and infinity too
        return f"{Decimal(ms):.4g} ms"
    if ms < 1_000:
        return f"{ms:g} ms"
    rest, parts = Decimal(str(ms)), []
    for unit in ("d", "h", "min"):
        count, rest = divmod(rest, UNITS_MS[unit])
        parts += [f"{int(count)} {unit}"] if count else []
    parts += [f"{(rest / 1_000).normalize():f} s"] if rest else []
    return " ".join(parts)


def format_elapsed(ms: float) -> str:
    """Write a time since the beginning in seconds, to the millisecond: ``"+2.000 s"``."""
    return f"{ms / 1_000:+,.3f} s".replace(",", "\u202f")


LAST_MS = 253_402_300_799_999
"""The last moment of the year 9999, ms since 1970: no calendar here goes further."""


def in_calendar(at_ms: float) -> int:
    """Return a moment as one that can be dated: one beyond the year 9999, as a hand may write it, is its last."""
    return int(min(max(at_ms, 0), LAST_MS))


def format_at(at_ms: float) -> str:
    """Write a moment (ms since 1970) in UTC: ``"2026-01-01T00:00:02.000Z"``.

    A number that is not a date is shown as it is.
    """
    try:
        moment = _EPOCH + timedelta(milliseconds=at_ms)
    except (OverflowError, ValueError):
        return f"{at_ms:g} ms since 1970 (no date)"
    return moment.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{moment.microsecond // 1_000:03d}Z"


def format_at_near(at_ms: float, now_ms: float) -> str:
    """Write a moment in UTC as briefly as another one allows: ``"19:42:19"`` on its day, else ``"11-28 19:42"``.

    One of another year has its date whole: ``"2025-11-28 19:42"``.
    """
    whole, now = format_at(at_ms), format_at(now_ms)
    if len(whole) != len(now) or not whole.endswith("Z"):
        return whole
    if whole[:10] == now[:10]:
        return whole[11:19]
    return f"{whole[5:10] if whole[:4] == now[:4] else whole[:10]} {whole[11:16]}"


def parse_since_start(moment: Duration) -> int:
    """Turn a moment of a run or a recording, given as the time since its beginning, into milliseconds.

    Raises DurationError for what :func:`parse_duration` does not take.
    """
    return _in(moment, 'write the time since the beginning, such as "2s" or "5m"')


def _in(moment: Duration, hint: str) -> int:
    try:
        return parse_duration(moment)
    except DurationError:
        raise DurationError(f"{_shown(moment)} is not a moment; {hint}.") from None


def parse_at(moment: str | datetime | float) -> int:
    """Turn a moment into milliseconds since 1970: ISO 8601 text, a datetime, or that number itself.

    ``"2026-01-01T00:00:00Z"`` is 1767225600000. A moment without a zone is taken as UTC.
    Raises DurationError for anything else, or a moment before 1970.
    """
    if not isinstance(moment, str | datetime):
        return _in(moment, 'write it as "2026-01-01T00:00:00Z", or in ms since 1970')
    try:
        date = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
    except ValueError:
        raise DurationError(f'{_shown(moment)} is not a moment; write it as "2026-01-01T00:00:00Z".') from None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    if aware < _EPOCH:
        raise DurationError(f"{_shown(moment)} is before 1970, where BullMQ's clock starts; give a later moment.")
    return (aware - _EPOCH) // timedelta(milliseconds=1)
