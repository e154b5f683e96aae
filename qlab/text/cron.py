"""Cron patterns in words, as far as they are simple ones; any other is quoted as it is."""

from __future__ import annotations

import re

from qlab.text.decoded import quoted

__all__ = ["cron_words"]

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_SHORT = {name[:3].upper(): str(number) for number, name in enumerate(_DAYS)}
_NAMED = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip
_EVERY = re.compile(r"\*/(\d+)")


def cron_words(pattern: str, tz: str | None = None) -> str:
    """A pattern in words, with its zone: ``every weekday at 06:00, Europe/Amsterdam``.

    Args:
        pattern: Five fields, or six with the seconds first.
        tz: The time zone, such as ``Europe/Amsterdam``; None: that of the machine, or UTC.
    """
    fields = _NAMED.get(pattern.strip(), pattern).split()
    seconds = fields.pop(0) if len(fields) == 6 else "0"
    words = _words(*fields) if len(fields) == 5 and seconds == "0" else None
    zone = f", {quoted(tz, 40)}" if tz else ""
    return f"{words or f'whenever cron `{quoted(pattern, 60)}` says'}{zone}"


def _words(minute: str, hour: str, day: str, month: str, weekday: str) -> str | None:
    if month != "*":
        return None
    days = _days(day, weekday)
    if days is None:
        return None
    if minute.isdecimal() and hour.isdecimal():
        return f"{days} at {int(hour):02}:{int(minute):02}"
    often = _often(minute, hour)
    if often is None:
        return None
    return often if days == "every day" else f"{often}, {days}"


def _often(minute: str, hour: str) -> str | None:
    every_minutes, every_hours = _EVERY.fullmatch(minute), _EVERY.fullmatch(hour)
    if minute == hour == "*":
        return "every minute"
    if every_minutes and hour == "*":
        return f"every {every_minutes[1]} minutes"
    if minute.isdecimal() and hour == "*":
        return f"every hour at {int(minute)} minutes past"
    if minute.isdecimal() and every_hours:
        return f"every {every_hours[1]} hours at {int(minute)} minutes past"
    return None


def _days(day: str, weekday: str) -> str | None:
    if day == "*" and weekday in ("*", "?"):
        return "every day"
    if day.isdecimal() and weekday == "*":
        return f"on day {int(day)} of every month"
    if day not in ("*", "?"):
        return None
    numbers = [_SHORT.get(each.upper(), each) for each in re.split(r"[,-]", weekday)]
    if "-" in weekday and numbers == ["1", "5"]:
        return "every weekday"
    if "-" in weekday or not all(each.isdecimal() and int(each) <= 7 for each in numbers):
        return None
    return "every " + " and ".join(_DAYS[int(each) % 7] for each in numbers)
