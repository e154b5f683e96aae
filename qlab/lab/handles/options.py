"""A job's options and data, checked before BullMQ sees them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from qlab.errors import DataError, OptionError, QlabError, UsageError
from qlab.lab.handles.names import is_job_id
from qlab.protocol import backoff as backoffs
from qlab.protocol.backoff import Backoff
from qlab.protocol.jobs.deduplication_modes import NPM_ONLY
from qlab.protocol.jobs.flows import FAILURE_RULES
from qlab.protocol.jobs.retention import KEEP_FIELDS, REMOVE_ON
from qlab.protocol.scores import HIGHEST_PRIORITY
from qlab.text.durations import parse_duration
from qlab.text.escape import repr_of
from qlab.text.nearest import did_you_mean

__all__ = [
    "check_options",
    "checked_data",
    "checked_entry",
    "checked_flag",
    "checked_json",
    "checked_number",
    "checked_seconds",
    "copied",
    "job_options",
]

T = TypeVar("T")
LARGEST_DATA = 5_000_000
"""The most bytes of JSON a job's data or return value may have. Redis would take 512 MB, but every worker that takes
the job fetches all of it; BullMQ's documentation advises to store what is large elsewhere and to pass a reference."""
_LARGEST = 2**53 - 1
"""The largest whole number that JSON's readers in other languages hold exactly."""

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,20}")
"""What JavaScript's ``parseInt`` gives back as it was written."""


def job_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as BullMQ takes them.

    Args:
        given: Options by BullMQ's names; durations may be written ``"2s"``, a backoff as :func:`qlab.exponential` and
            the like.

    Raises:
        OptionError: If there is no such option, or it cannot take that value.
    """
    return {name: _checked(name, value) for name, value in given.items() if value is not None}


def _checked(name: str, value: Any) -> Any:
    check = _OPTIONS.get(name)
    if check is None:
        raise OptionError(f"BullMQ has no job option {repr_of(name)}: {did_you_mean(name, _OPTIONS)}")
    return _passed(check, value, f"Option {name}")


def _passed(check: Callable[[Any], T], value: Any, what: str) -> T:
    """Return what a check makes of a value; what it raises says what to give instead."""
    try:
        return check(value)
    except (QlabError, TypeError, ValueError) as error:
        raise OptionError(f"{what} cannot be {repr_of(value)}: {error}") from error


def _whole(least: int, most: int = _LARGEST) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            bound = f" to {most}" if most < _LARGEST or (isinstance(value, int) and value > most) else ""
            raise ValueError(f"give a whole number from {least}{bound}.")
        return value

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("give True or False.")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("give a non-empty string.")
    return value


def _job_id(value: Any) -> str:
    text = _text(value)
    if _NUMBER.fullmatch(text) or text.startswith("0:") or text.count(":") not in (0, 2):
        # npm's Job.validateOptions has the same rules; the Python port has none, and such ids then collide with those
        # it counts. Two colons are what the ids of a repeatable job hold, so npm lets them pass.
        raise ValueError(
            "a custom id must not be a number (BullMQ numbers its own), and must have no colon, or exactly two."
        )
    if not is_job_id(text):
        raise ValueError("the queue has a key of that name, which the job would overwrite; choose another id.")
    return text


def _backoff(value: Any) -> dict[str, Any]:
    if isinstance(value, Backoff):
        return value.to_option()
    if isinstance(value, Mapping):
        if not isinstance(value.get("type"), str):
            raise TypeError('give its type and delay, such as {"type": "exponential", "delay": 2000}.')
        option = {**value, **({"delay": parse_duration(value["delay"])} if "delay" in value else {})}
        known = backoffs.from_option(option)
        # The Python port ignores npm's `jitter`, so that such a backoff must be qlab's own to be what it says.
        return known.to_option() if isinstance(known, backoffs.Jittered) else option
    if callable(value):
        raise TypeError("give a function as custom(function).")
    return backoffs.fixed(value).to_option()


def _keep(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(0)(value)
    if isinstance(value, Mapping) and value and set(value) <= KEEP_FIELDS:
        return {name: _whole(0)(number) for name, number in value.items()}
    raise ValueError('give True, False, a number of jobs to keep, or {"count": jobs, "age": seconds}.')


def _deduplication(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping) and NPM_ONLY in value:
        raise ValueError(
            f"only npm's bullmq has {NPM_ONLY}; a lab runs PyPI's scripts, which lack it, so leave it out."
        )
    known = {"id": _text, "ttl": parse_duration, "extend": _flag, "replace": _flag, "keepLastIfActive": _flag}
    if not isinstance(value, Mapping) or "id" not in value or not set(value) <= set(known):
        raise ValueError('give {"id": text} and, if you like, ttl (a duration), extend, replace, keepLastIfActive.')
    return {name: known[name](entry) for name, entry in value.items()}


def _parent(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping) and isinstance(value.get("id"), str) and isinstance(value.get("queue"), str):
        return {"id": value["id"], "queue": value["queue"]}
    raise ValueError('give the parent job itself, or {"id": …, "queue": "bull:its-queue"}.')


_OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    "attempts": _whole(1),
    "backoff": _backoff,
    "deduplication": _deduplication,
    "delay": parse_duration,
    "jobId": _job_id,
    "keepLogs": _whole(0),
    "lifo": _flag,
    "parent": _parent,
    "priority": _whole(0, HIGHEST_PRIORITY),
    "sizeLimit": _whole(1),
    "stackTraceLimit": _whole(0),
    "timestamp": _whole(0),
    **{rule.option: _flag for rule in FAILURE_RULES},
    **dict.fromkeys(REMOVE_ON.values(), _keep),
}


def checked_entry(job: object) -> tuple[Any, ...]:
    """Return what ``add_bulk`` takes for one job; raise UsageError for anything else."""
    if not isinstance(job, tuple | list) or not 1 <= len(job) <= 3:
        raise UsageError(f"{repr_of(job)} is not a job to add; give (name,), (name, data) or (name, data, options).")
    if len(job) == 3:
        check_options(job[2])
    return tuple(job)


def check_options(options: object) -> None:
    """Raise OptionError unless that can be a job's options."""
    if not isinstance(options, Mapping) or not all(isinstance(name, str) for name in options):
        raise OptionError(f"{repr_of(options)} are not options; give a dict of those that add takes.")


def checked_flag(value: Any, what: str) -> bool:
    """Return True or False; a text such as "no" would count as True.

    Args:
        value: The flag.
        what: The name of the argument, for the error.

    Raises:
        OptionError: If it is neither.
    """
    return _passed(_flag, value, what)


def checked_number(value: Any, what: str, *, least: int) -> int:
    """Return a whole number of at least ``least``.

    Args:
        value: The number.
        what: The name of the argument, for the error.
        least: The least it may be.

    Raises:
        OptionError: If it is none.
    """
    return _passed(_whole(least), value, what)


def checked_seconds(value: Any, what: str) -> float:
    """Return a length of time in seconds, for an argument whose name says so.

    Args:
        value: The number.
        what: The name of the argument, for the error.

    Raises:
        OptionError: If it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= threading.TIMEOUT_MAX:
        raise OptionError(f"{what} cannot be {repr_of(value)}: give a number of seconds, such as 1.5.")
    return float(value)


def checked_data(data: Any, options: Mapping[str, Any]) -> Any:
    """Return a job's data, which JSON can carry and which is no larger than the job's `sizeLimit` allows.

    npm checks `sizeLimit` where a job is added (``Job.validateOptions``); the Python port does not.

    Raises:
        DataError: If JSON cannot carry it, or it is too large.
    """
    return checked_json(data, "data", min(options.get("sizeLimit", LARGEST_DATA), LARGEST_DATA))


def copied(value: Any) -> Any:
    """Return a copy of a JSON value, so that later changes to the original do not matter."""
    return json.loads(json.dumps(value))


_COMPACT = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def checked_json(value: Any, what: str, largest: int = LARGEST_DATA) -> Any:
    """Return a value that JSON can carry.

    Args:
        value: What is to be stored.
        what: What it is, for the error: ``data``, ``return value``.
        largest: The most bytes of JSON.

    Raises:
        DataError: If JSON cannot carry it, or it is too large.
    """
    try:
        text = _COMPACT.encode(value)
    except ValueError as error:  # NaN and infinity, or a cycle
        raise DataError(
            f"This {what} cannot be written as JSON ({error}); leave out NaN, infinities and cycles."
        ) from error
    except TypeError as error:
        raise DataError(
            f"This {what} cannot be written as JSON ({error}); give dicts, lists, strings, numbers, booleans or None."
        ) from error
    except RecursionError as error:
        raise DataError(f"This {what} is nested too deeply for JSON; flatten it.") from error
    if len(text) > largest:
        raise DataError(
            f"This {what} is {len(text):,} bytes of JSON, and {largest:,} are allowed; "
            "store it elsewhere and queue a reference to it."
        )
    return value
