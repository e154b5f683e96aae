"""What any value under a BullMQ key means, always beside the raw value: one entry point over the decoders.

Pure, and total: whatever bytes a server holds, ``decode`` answers and never fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from qlab.protocol.events import decode_event_field
from qlab.protocol.fields import decode_field
from qlab.protocol.keys import Key, Role, parse_key
from qlab.protocol.legacy import is_marker
from qlab.protocol.queue_settings import LIMITED_BY_HAND
from qlab.protocol.scores import decode_score
from qlab.protocol.versions import MARKER_KEY
from qlab.text.decoded import Decoded, quoted, to_json, to_number
from qlab.text.durations import format_at

__all__ = ["Decoded", "decode"]


def decode(key: Key, member_or_field: str | None, raw: str | float, now_ms: float | None = None) -> Decoded | None:
    """Say what a value means.

    ``key``: the parsed key it lies under. ``member_or_field``: the sorted set's member, the hash's field or the stream
    entry's field; None for a string, or an element of a list or set. ``raw``: the score, or the value. ``now_ms``: the
    present in ms since 1970, for "due in 4.000 s"; without it moments are given in full.

    Returns None where there is nothing to say: keys and fields that BullMQ does not write.
    """
    if key.role.redis_type == "zset":
        return decode_score(key.role, member_or_field or "", raw, now_ms)
    text = raw if isinstance(raw, str) else f"{raw}"
    if key.role is Role.EVENTS:
        return decode_event_field(member_or_field or "", text)
    if key.role in _CHILDREN:
        return _CHILDREN[key.role](key, member_or_field or text, text)
    if key.role.redis_type == "hash":
        field = member_or_field or ""
        return _known_field(key.role, field, text) if len(text) <= SHORT else decode_field(key.role, field, text)
    single = _SINGLE.get(key.role)
    return single(key, text) if single else None


SHORT = 256
"""So long at most is a field whose meaning is remembered: the jobs of a queue hold much that is the same."""
_known_field = lru_cache(maxsize=2_048)(decode_field)


def _counted(words: str) -> Callable[[Key, str], Decoded]:
    def count(_key: Key, raw: str) -> Decoded:
        number = to_number(raw)
        meaning = "no number" if number is None else words.format(number, s="" if number == 1 else "s")
        return Decoded(raw, meaning, number)

    return count


def _job_id(words: str) -> Callable[[Key, str], Decoded]:
    def element(_key: Key, raw: str) -> Decoded:
        if is_marker(raw, has_hash=True):  # of a job whose id is 0 there may be a hash: nothing here tells
            return Decoded(raw, f"no job: a wake-up marker, left by a {MARKER_KEY.older}", None)
        return Decoded(raw, words.format(quoted(raw)), raw)

    return element


def _lock(key: Key, raw: str) -> Decoded:
    return Decoded(raw, f"token of the worker that has job {quoted(key.job)}; unless renewed, the lock expires", raw)


def _stalled_check(_key: Key, raw: str) -> Decoded:
    at = to_number(raw)
    checked = "at no known moment" if at is None else format_at(at)
    return Decoded(raw, f"stalled jobs were looked for {checked}; not again before this key expires", at)


def _limiter(_key: Key, raw: str) -> Decoded:
    started = to_number(raw)
    if started is None:
        return Decoded(raw, "no number")
    if started >= LIMITED_BY_HAND:
        return Decoded(raw, "limited by hand (rateLimit): no job starts before this key expires", started)
    return Decoded(raw, f"{started} job{'' if started == 1 else 's'} started in this rate-limit window", started)


def _deduplication(key: Key, raw: str) -> Decoded:
    return Decoded(raw, f"job {quoted(raw)} holds deduplication id {quoted(key.detail)}: others are refused", raw)


def _log(_key: Key, raw: str) -> Decoded:
    return Decoded(raw, "a line the processor logged", raw)


_SINGLE: Mapping[Role, Callable[[Key, str], Decoded]] = MappingProxyType(
    {
        Role.WAIT: _job_id("job {} is ready"),
        Role.PAUSED: _job_id("job {} waits in a paused queue"),
        Role.ACTIVE: _job_id("job {} is active, taken by a worker"),
        Role.STALLED: _job_id("job {} is a suspect: stalled, if its lock is gone at the next check"),
        Role.ID: _counted("{} job{s} counted so far; the next one added without an id of its own gets the next number"),
        Role.PRIORITY_COUNTER: _counted("{} ticket{s} given to jobs with a priority"),
        Role.METRICS_DATA: _counted("{} in that minute"),
        Role.LOCK: _lock,
        Role.STALLED_CHECK: _stalled_check,
        Role.LIMITER: _limiter,
        Role.DEDUPLICATION: _deduplication,
        Role.LOGS: _log,
        Role.LEGACY_PAUSED: lambda _key, raw: Decoded(raw, "Bull has paused the queue"),
    }
)
"""Strings, and the elements of lists and sets: (key, raw) → Decoded."""


def _child(key: Key, child: str) -> str:
    """Return a child by its full key, which may lie in another queue, and under another prefix."""
    parsed = parse_key(child, key.prefix)
    return f"child {quoted(parsed.job)} in queue {quoted(parsed.queue)}" if parsed.job else f"child {quoted(child)}"


def _pending(key: Key, child: str, raw: str) -> Decoded:
    return Decoded(raw, f"{_child(key, child)} has not finished", child)


def _processed(key: Key, child: str, raw: str) -> Decoded:
    return Decoded(raw, f"{_child(key, child)} completed and returned this, as JSON", to_json(raw))


def _child_failure(key: Key, child: str, raw: str) -> Decoded:
    return Decoded(raw, f"{_child(key, child)} failed for this reason; the parent goes on without it", raw)


_CHILDREN: Mapping[Role, Callable[[Key, str, str], Decoded]] = MappingProxyType(
    {
        Role.DEPENDENCIES: _pending,
        Role.PROCESSED: _processed,
        Role.CHILD_FAILURES: _child_failure,
    }
)
"""The children of a flow: (the parent's key, the child's key, raw) → Decoded."""
