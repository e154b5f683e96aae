"""What keys, fields and facts hold: the classification that redaction goes by.

Redaction fails closed. Whatever is not listed here counts as somebody's data and is replaced by its shape, so a key, a
field or a fact that was added and forgotten cannot leak. What the lists call plain are names, ids, options, states and
times; an application that puts people's data into those cannot rely on redaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from qlab.protocol.keys import Role

__all__ = ["FACTS", "HASH_FIELDS", "PLAIN_ROLES", "Contents", "of_event_field", "of_fact", "of_field"]


class Contents(StrEnum):
    """What a piece of a queue holds."""

    PLAIN = "plain"
    """Names, ids, options, states, times and counts: shown even when redacted."""
    DATA = "data"
    """Job data, return values, progress and logs: hidden by ``redact=True``."""
    ERRORS = "errors"
    """Error messages and their traces: hidden by ``redact="all"``."""


def _classified(plain: str, data: str, errors: str = "") -> Mapping[str, Contents]:
    kinds = ((plain, Contents.PLAIN), (data, Contents.DATA), (errors, Contents.ERRORS))
    return MappingProxyType({name: kind for names, kind in kinds for name in names.split()})


_JOB = _classified(
    "name opts timestamp delay priority processedOn finishedOn ats atm attemptsMade stc stalledCounter pb deid "
    "rjk parentKey parent nrjid",
    "data returnvalue progress",
    "failedReason stacktrace defa",
)
_SCHEDULER = _classified("name every offset pattern tz limit startDate endDate ic opts", "data")
_NEXT = _classified("name opts jid pk pd pdk rjk", "data")
_EVENT = _classified(
    "event jobId name prev delay count attemptsMade deduplicationId deduplicatedJobId debounceId",
    "data returnvalue",
    "failedReason",
)

HASH_FIELDS: Mapping[Role, Mapping[str, Contents]] = MappingProxyType(
    {Role.JOB: _JOB, Role.SCHEDULER: _SCHEDULER, Role.DEDUPLICATION_NEXT: _NEXT}
)
"""The hashes that hold both plain fields and contents, with their fields (storeJob, storeJobScheduler and
storeDeduplicatedNextJob among BullMQ's Lua scripts)."""

PLAIN_ROLES: frozenset[Role] = frozenset({
    Role.WAIT, Role.ACTIVE, Role.PAUSED, Role.DELAYED, Role.PRIORITIZED, Role.PRIORITY_COUNTER, Role.COMPLETED,
    Role.FAILED, Role.WAITING_CHILDREN, Role.MARKER, Role.META, Role.ID, Role.STALLED, Role.STALLED_CHECK, Role.LIMITER,
    Role.REPEAT, Role.DEDUPLICATION, Role.METRICS, Role.METRICS_DATA, Role.LEGACY_PRIORITY, Role.LEGACY_DELAY,
    Role.LEGACY_PAUSED, Role.LOCK, Role.DEPENDENCIES, Role.UNSUCCESSFUL,
})  # fmt: skip
"""The keys that hold nothing but ids, scores, tokens, counters and settings."""

FACTS: Mapping[str, Contents] = _classified(
    "worker event counts lock backoff deduplication scheduler rule jobs by_ms duration_ms delay_ms priority limited "
    "throttled unrecoverable reset_attempts moved_by_hand refused within lost removed kept length freed woken due_ms "
    "name options repeat ids lifo force heard ignored prev replaced takers",
    "progress text note data value bulk flow fields reason",
    "error",
)
"""The facts of a recorded call, by name."""


def of_field(role: Role, field: str) -> Contents:
    """Return what a field of a hash holds; DATA where nobody has said.

    Args:
        role: The hash's role.
        field: The field's name.
    """
    return HASH_FIELDS.get(role, {}).get(field, Contents.DATA)


def of_event_field(field: str) -> Contents:
    """Return what a field of an event holds; DATA where nobody has said, as in an application's own events."""
    return _EVENT.get(field, Contents.DATA)


def of_fact(name: str) -> Contents:
    """Return what a fact of a recorded call holds; DATA where nobody has said."""
    return FACTS.get(name, Contents.DATA)
