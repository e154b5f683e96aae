"""Canonical: what of a key matters for what can happen next.

Two states are the same to the search when they differ only in absolute time, in counters that no script reads, and in
the names of tokens. Everything else counts. What is left out, and why that is sound:

* moments become durations relative to now (scores of ``delayed``, ``marker``, ``repeat``);
* when a job was added, started or finished matters only to ``clean(grace=…)`` and to ``removeOn…: {age}``: left out
  unless ``ages`` is asked for (order within ``completed`` and ``failed`` always counts);
* ``ats`` (how often a job started) and ``pb`` (who took it last): written by scripts, read by none;
* ``pc`` and the counters in ``prioritized``: only the order they give matters;
* a lock's token: who holds it is compared with the actors (:mod:`qlab.explore.engine.state`).

Only what BullMQ writes is known so well: of a key that somebody has made by hand in another shape everything counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from qlab.protocol.keys import Key, Role
from qlab.protocol.scores import due_ms, split_prioritized

__all__ = ["MASK", "Canonical", "digest"]

MASK = (1 << 128) - 1
MOMENTS = ("timestamp", "processedOn", "finishedOn")
"""A job's fields that hold a moment, ms since the epoch."""
UNREAD = ("ats", "pb")
"""A job's fields that no script reads: how often it was started, and who did so last (`prepareJobForProcessing`)."""
_UNTOLD = frozenset({*MOMENTS, *UNREAD})


def digest(what: object) -> int:
    """Return a hash of a value's ``repr``, the same in every process."""
    return int.from_bytes(blake2b(repr(what).encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")


class Canonical:
    """Hashes keys so that equal hashes mean an equal future.

    Args:
        ages: Whether it matters how long ago a job was added, started and finished.
    """

    def __init__(self, *, ages: bool = False) -> None:
        self.ages = ages

    def digest(self, key: Key, value: Any) -> int | None:
        """Return a key's hash; None where it depends on the time."""
        if not _as_bullmq_has_it(key.role, value):
            return digest((key.raw, type(value).__name__, _plain(value)))
        if key.role in _TIMED or (self.ages and key.role in _AGED):
            return None
        text = _TOLD.get(key.role)
        return digest((key.raw, _plain(value) if text is None else text(value)))

    def timed(self, key: Key, value: Any, now: int) -> int:
        """Return the hash of a key that depends on the time."""
        text = _TIMED.get(key.role) or _AGED[key.role]
        return digest((key.raw, text(value, now)))


def _as_bullmq_has_it(role: Role, value: Any) -> bool:
    """Return whether a key has the shape in which BullMQ writes it, as far as that matters here."""
    if role is Role.JOB:
        return isinstance(value, dict)
    if role in _TEXTS:
        return isinstance(value, str)
    return role not in _SORTED or (isinstance(value, tuple) and all(isinstance(each, tuple) for each in value))


def _plain(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value


def _members(members: Any) -> Any:
    return [member for member, _ in members]


def _job(fields: Any) -> Any:
    return sorted((field, text) for field, text in fields.items() if field not in _UNTOLD)


def _aged_job(fields: Any, now: int) -> Any:
    moments = [(field, now - int(fields[field])) for field in MOMENTS if fields.get(field, "").isdecimal()]
    return [*_job(fields), *moments]


def _prioritized(members: Any) -> Any:
    return [(member, split_prioritized(score)[0] if math.isfinite(score) else score) for member, score in members]


def _delayed(members: Any, now: int) -> Any:
    due = [(member, due_ms(score)) for member, score in members]
    return [(member, moment if moment is None else moment - now) for member, moment in due]


def _marker(members: Any, now: int) -> Any:
    # "0" is the base marker (score 0), "1" the one for delayed jobs, its score the moment (addDelayMarkerIfNeeded).
    return [(member, score - now if member == "1" else 0) for member, score in members]


def _relative(members: Any, now: int) -> Any:
    return [(member, score - now) for member, score in members]


_TOLD: Mapping[Role, Callable[[Any], Any]] = {
    Role.JOB: _job,
    Role.COMPLETED: _members,
    Role.FAILED: _members,
    Role.WAITING_CHILDREN: _members,
    Role.UNSUCCESSFUL: _members,
    Role.PRIORITIZED: _prioritized,
    Role.PRIORITY_COUNTER: lambda _value: None,
    Role.STALLED_CHECK: lambda _value: None,
    Role.LOCK: lambda _value: None,
}
_TIMED: Mapping[Role, Callable[[Any, int], Any]] = {
    Role.DELAYED: _delayed,
    Role.MARKER: _marker,
    Role.REPEAT: _relative,
}
_AGED: Mapping[Role, Callable[[Any, int], Any]] = {
    Role.JOB: _aged_job,
    Role.COMPLETED: _relative,
    Role.FAILED: _relative,
}
_TEXTS = frozenset({Role.PRIORITY_COUNTER, Role.STALLED_CHECK, Role.LOCK})
_SORTED = frozenset({*_TOLD, *_TIMED, *_AGED}) - _TEXTS - {Role.JOB}
