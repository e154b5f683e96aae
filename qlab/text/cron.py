"""Cron patterns in words, by the library `cron-descriptor`; a pattern it would tell untruly is quoted as it is."""

from __future__ import annotations

import re

from qlab.text.decoded import quoted

__all__ = ["cron_words"]

_NAMED = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip
# "Every 45 minutes" is untrue of */45, which is due at :00 and :45: a step has to divide what the field counts to.
# Days of a month and of a week have no step that always does, nor has a part of a field, such as 9-17/2.
_COUNTS_TO = (60, 60, 24, 1, 12, 1)
_STEP = re.compile(r"\*/(\d+)")
_AT = re.compile(r"at (\d\d:\d\d(?::\d\d)?)(, monday through friday)?", re.IGNORECASE)


def cron_words(pattern: str, tz: str | None = None) -> str:
    """Return a pattern in words, with its zone: ``every weekday at 06:00, Europe/Amsterdam``.

    Args:
        pattern: Five fields, or six with the seconds first.
        tz: The time zone, such as ``Europe/Amsterdam``; None: that of the machine, or UTC.

    Returns:
        The words; ``whenever cron `…` says`` for a pattern that is wrong, or that has no true short words.
    """
    fields = _NAMED.get(pattern.strip(), pattern).split()
    words = _words(fields) if _is_tellable(fields) else f"whenever cron `{quoted(pattern, 60)}` says"
    return f"{words}, {quoted(tz, 40)}" if tz else words


def _is_tellable(fields: list[str]) -> bool:
    from croniter import croniter  # type: ignore[import-untyped]  # late: it takes longer to import than all of text

    steps = zip((["0"] if len(fields) == 5 else []) + fields, _COUNTS_TO, strict=False)
    return (
        len(fields) in (5, 6)
        and croniter.is_valid(" ".join(fields), second_at_beginning=True)
        and all(_divides(field, count) for field, count in steps)
    )


def _divides(field: str, count: int) -> bool:
    step = _STEP.fullmatch(field)
    return count % int(step[1]) == 0 if step else "/" not in field


def _words(fields: list[str]) -> str:
    from cron_descriptor import Options, get_description  # type: ignore[import-untyped]

    words: str = get_description(" ".join(fields), Options(use_24hour_time_format=True, locale_code="en_US"))
    daily = _AT.fullmatch(words)
    if daily:
        return f"every {'weekday' if daily[2] else 'day'} at {daily[1]}"
    return words[:1].lower() + words[1:]
