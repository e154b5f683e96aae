"""What the fields of BullMQ's hashes mean: a job's, the queue's ``meta``, a scheduler's, and the smaller ones.

Sources: storeJob, storeJobScheduler, storeDeduplicatedNextJob, collectMetrics and prepareJobForProcessing among the Lua
scripts; ``rawToJobJson`` of npm's bullmq 6.7.0; ``optsDecodeMap`` of both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from qlab.protocol.backoff import from_option
from qlab.protocol.jobs.flows import FAILURE_RULES, failure_rule
from qlab.protocol.keys import Role
from qlab.protocol.versions import ATTEMPTS_STARTED
from qlab.text.decoded import Decoded, quoted, to_json, to_number
from qlab.text.durations import format_at, format_ms

__all__ = [
    "ATTEMPTS_FIELDS",
    "DEBOUNCE_OPTION",
    "DEDUPLICATION_FIELD",
    "DEDUPLICATION_OPTION",
    "FIELDS",
    "METRICS_COUNTED",
    "METRICS_FIELDS",
    "SHORT_OPTIONS",
    "STALLS_FIELDS",
    "decode_field",
    "each_minute",
    "expand_options",
    "named_field",
]

DEDUPLICATION_FIELD = "deid"
DEDUPLICATION_OPTION, DEBOUNCE_OPTION = "de", "debounce"
"""How a job's stored options name deduplication, and how releases before 5.11 keep the later option ``debounce``, which
they do not know; from 5.11 to 5.81 that is stored under the first name too (``optsEncodeMap`` in npm's ``job.ts``)."""
ATTEMPTS_FIELDS = ("atm", "attemptsMade")
"""Where a job's hash counts the attempts that have ended: today's name first, then that of BullMQ 4 and older."""
STALLS_FIELDS = ("stc", "stalledCounter")
"""Where it counts its stalls (moveStalledJobsToWait.lua): today's name first, then the older one."""

Words = tuple[Callable[[str], Any], Callable[[Any], str]]  # raw → value; value → meaning


def named_field(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return which of a field's names a hash has; today's where it has none. npm's ``Job`` reads both, too
    (``rawToJob``).
    """
    return next((name for name in names if name in fields), names[0])


SHORT_OPTIONS: Mapping[str, str] = MappingProxyType({
    DEDUPLICATION_OPTION: "deduplication", "kl": "keepLogs", **{rule.short: rule.option for rule in FAILURE_RULES},
})  # fmt: skip
"""The short names of job options in Redis (``optsDecodeMap``); ``tm`` and ``omc`` become ``telemetry``."""


def expand_options(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return job options as BullMQ's API names them, from those it stores (npm's ``optsFromJSON``)."""
    options: dict[str, Any] = {}
    telemetry: dict[str, Any] = {}
    for name, value in stored.items():
        if name in ("tm", "omc"):
            telemetry["metadata" if name == "tm" else "omitContext"] = value
        else:
            options[SHORT_OPTIONS.get(name, name)] = value
    return {**options, "telemetry": telemetry} if telemetry else options


def _text(words: str) -> Words:
    return lambda raw: raw, lambda _value: words


def _json(words: str) -> Words:
    return to_json, lambda _value: words


def _named(words: str) -> Words:
    return lambda raw: raw, lambda value: f"{words} {quoted(value)}"


def _moment(words: str) -> Words:
    return to_number, lambda value: "no moment" if value is None else f"{words} {format_at(value)}"


def _wait(words: str) -> Words:
    return to_number, lambda value: "no number" if value is None else f"{words} {format_ms(value)}"


def _count(one: str, many: str) -> Words:
    return to_number, lambda value: "no number" if value is None else f"{value} {one if value == 1 else many}"


def _options(raw: str) -> Any:
    stored = to_json(raw)
    return expand_options(stored) if isinstance(stored, dict) else stored


def _options_words(options: Any) -> str:
    if not isinstance(options, dict):
        return "options, but not as BullMQ stores them"
    shown = [_option_words(name, options[name]) for name in sorted(options) if options[name] not in (None, "", {})]
    return "options: " + (", ".join(shown) or "none")


def _option_words(name: str, value: Any) -> str:
    if name == "backoff" and (backoff := from_option(value)):
        return str(backoff)
    if name == "delay" and isinstance(value, int) and not isinstance(value, bool):
        return f"delay {format_ms(value)}"
    if value is True:
        return quoted(name, 30)
    shown = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return f"{quoted(name, 30)} {quoted(shown, 40)}"


def _priority_words(priority: Any) -> str:
    if priority == 0:
        return "no priority: before every job that has one"
    return "no number" if priority is None else f"priority {priority}, 1 is the most urgent"


def _parent_words(parent: Any) -> str:
    if not isinstance(parent, dict):
        return "the parent, but not as BullMQ stores it"
    rule = failure_rule(parent)
    words = f", {rule.option}" if rule else ""
    return f"child of job {quoted(parent.get('id'))} in {quoted(parent.get('queueKey'))}{words}"


JOB_FIELDS: Mapping[str, Words] = MappingProxyType({
    "name": _text("the job's name, which the processor may choose by"),
    "data": _json("the job's data, as JSON"),
    "opts": (_options, _options_words),
    "timestamp": _moment("added"),
    "delay": (to_number, lambda ms: "no number" if ms is None else f"delayed by {format_ms(ms)}" if ms else "no delay"),
    "priority": (to_number, _priority_words),
    "processedOn": _moment("last taken by a worker"),
    "finishedOn": _moment("finished"),
    "ats": _count("attempt started (a stall starts another)", "attempts started (a stall starts another)"),
    "atm": _count("attempt made", "attempts made"),
    "attemptsMade": _count(*(f"{made} ({ATTEMPTS_STARTED.older})" for made in ("attempt made", "attempts made"))),
    "stc": _count("stall: a worker let the lock expire", "stalls: a worker let the lock expire"),
    "defa": _text("deferred failure: the next worker to take the job fails it for this reason"),
    "failedReason": _text("why the last failed attempt failed; it stays after a later success"),
    "stacktrace": _json("the tracebacks of failed attempts, as a JSON list"),
    "returnvalue": _json("what the processor returned, as JSON"),
    "progress": _json("the progress last reported, as JSON"),
    "pb": _named("processed by worker"),
    "deid": _named("deduplication id"),
    "rjk": _named("made by scheduler"),
    "parentKey": _named("child of"),
    "parent": (to_json, _parent_words),
})  # fmt: skip

META_FIELDS: Mapping[str, Words] = MappingProxyType(
    {
        "paused": _text("the queue is paused: workers take no jobs, new ones pile up in wait"),
        "concurrency": _count(
            "job active at a time, in all workers together", "jobs active at a time, in all workers together"
        ),
        "max": _count("job may start in each rate-limit window", "jobs may start in each rate-limit window"),
        "duration": _wait("the rate-limit window lasts"),
        "opts.maxLenEvents": _count("event kept, about", "events kept, about"),
        "version": _named("the Queue that last opened it was"),
    }
)

SCHEDULER_FIELDS: Mapping[str, Words] = MappingProxyType(
    {
        "name": _named("its jobs are named"),
        "every": _wait("a job every"),
        "offset": _wait("shifted against the clock by"),
        "pattern": _named("a job whenever cron says"),
        "tz": _named("by the clock of"),
        "limit": _count("job at most", "jobs at most"),
        "startDate": _moment("from"),
        "endDate": _moment("until"),
        "ic": _count("job made", "jobs made"),
        "data": _json("the data of its jobs, as JSON"),
        "opts": (_options, _options_words),
    }
)

NEXT_FIELDS: Mapping[str, Words] = MappingProxyType(
    {
        "name": _text("the next job's name"),
        "data": _json("the next job's data, as JSON"),
        "opts": (_options, _options_words),
        "jid": _named("the next job's id"),
        "pk": _named("child of"),
        "pd": (to_json, _parent_words),
        "pdk": _named("to be noted in"),
        "rjk": _named("made by scheduler"),
    }
)

METRICS_FIELDS: Mapping[str, Words] = MappingProxyType(
    {
        "count": _count("job in all", "jobs in all"),
        "prevCount": _count("job when the minute was last written", "jobs when the minute was last written"),
        "prevTS": _moment("the minute last written was that of"),
    }
)

FIELDS: Mapping[Role, Mapping[str, Words]] = MappingProxyType({
    Role.JOB: JOB_FIELDS, Role.META: META_FIELDS, Role.SCHEDULER: SCHEDULER_FIELDS,
    Role.DEDUPLICATION_NEXT: NEXT_FIELDS, Role.METRICS: METRICS_FIELDS,
})  # fmt: skip
"""The fields of each hash whose field names are BullMQ's own."""


def decode_field(role: Role, field: str, raw: str) -> Decoded | None:
    """Return one field of a hash of that role; None for a field that BullMQ does not write. Never fails."""
    words = FIELDS.get(role, {}).get(field)
    if words is None:
        return None
    value = words[0](raw)
    return Decoded(raw, words[1](value), value)


METRICS_COUNTED = ("count", "prevTS", "prevCount")
"""The hash: how many in all; when the first job of the latest minute ended; how many had ended before that minute."""


def each_minute(count: int | None, last_ms: int | None, before: int | None, closed: Iterable[int]) -> Iterator[int]:
    """Yield how many jobs ended in each minute, the latest first: that of ``prevTS``, which may go on.

    The script puts a minute into the list when the first job of a later one ends: the list's first number is about the
    minute before that of ``prevTS``. What was counted since is about the minute of ``prevTS`` itself.

    Args:
        count: How many in all; None where nobody counted.
        last_ms: ``prevTS``; None as well.
        before: ``prevCount``.
        closed: The list's numbers, as they are.
    """
    if count is not None and last_ms is not None:
        yield count - (before or 0)
    yield from closed
