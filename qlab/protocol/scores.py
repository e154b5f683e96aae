"""What the scores of BullMQ's sorted sets mean. A score is a double, exact for whole numbers up to 2^53."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from qlab.protocol.keys import Role
from qlab.text.decoded import Decoded, number_text, quoted, to_number, when
from qlab.text.durations import format_at

__all__ = [
    "DELAYED_STEP",
    "DUE_MARKER",
    "EXACT",
    "HIGHEST_PRIORITY",
    "PRIORITY_STEP",
    "READY_MARKER",
    "SCORES",
    "decode_score",
    "due_ms",
    "split_delayed",
    "split_prioritized",
]

DELAYED_STEP = 0x1000  # getDelayedScore.lua: 12 bits of sequence below the milliseconds
PRIORITY_STEP = 0x1_0000_0000  # getPriorityScore.lua: 32 bits of counter below the priority
HIGHEST_PRIORITY = 2**21 - 1  # npm's Job.validateOptions (PRIORITY_LIMIT): with the counter it fills the double
EXACT = 2**53
READY_MARKER, DUE_MARKER = "0", "1"
"""The members of ``marker`` (addBaseMarkerIfNeeded.lua, addDelayMarkerIfNeeded.lua): jobs are ready; one is due."""

ScoreDecoder = Callable[[str, float, float | None], Decoded]


def split_delayed(score: float) -> tuple[int, int]:
    """Return a score in ``delayed`` → (ms since 1970 when the job is due, its sequence among those due in that ms)."""
    return divmod(int(score), DELAYED_STEP)


def due_ms(score: float) -> int | None:
    """Return when a job with this score in ``delayed`` is due, ms since 1970; None where the score is infinite, as by
    hand.
    """
    return split_delayed(score)[0] if math.isfinite(score) else None


def split_prioritized(score: float) -> tuple[int, int]:
    """Return a score in ``prioritized`` → (priority, counter). Counter 0: pushed to the front of its priority."""
    return divmod(int(score), PRIORITY_STEP)


def delayed_score(_member: str, score: float, now_ms: float | None) -> Decoded:
    """Return ``1700000006000 ms × 4096 + 0 → due in 4.000 s``."""
    due, sequence = split_delayed(score)
    doubt = " (above 2^53 a score loses its sequence)" if abs(score) > EXACT else ""
    meaning = f"{due} ms × 4096 + {sequence} → {when(due, now_ms)}{doubt}"
    return Decoded(number_text(score), meaning, {"due_ms": due, "sequence": sequence})


def prioritized_score(_member: str, score: float, _now_ms: float | None) -> Decoded:
    """Return ``3 × 2^32 + 7 → priority 3, ticket 7``: lower runs first, and equal priorities by ticket."""
    priority, counter = split_prioritized(score)
    place = f"ticket {counter}" if counter else "at the front"
    meaning = f"{priority} × 2^32 + {counter} → priority {priority}, {place}"
    return Decoded(number_text(score), meaning, {"priority": priority, "counter": counter})


def finished_score(_member: str, score: float, now_ms: float | None) -> Decoded:
    """Return when the job finished, in ms since 1970."""
    return _moment(score, now_ms, "finished")


def waiting_children_score(_member: str, score: float, now_ms: float | None) -> Decoded:
    """Return since when the parent waits for its children, in ms since 1970."""
    return _moment(score, now_ms, "waiting since")


def unsuccessful_score(_member: str, score: float, now_ms: float | None) -> Decoded:
    """Return when the child failed, in ms since 1970."""
    return _moment(score, now_ms, "failed")


def repeat_score(member: str, score: float, now_ms: float | None) -> Decoded:
    """Return when the scheduler's next job runs, in ms since 1970."""
    meaning = f"{format_at(score)} → next job of scheduler {quoted(member)} {when(score, now_ms)}"
    return Decoded(number_text(score), meaning, {"next_ms": int(score)})


def marker_score(member: str, score: float, now_ms: float | None) -> Decoded:
    """Return the bell: member ``0`` wakes an idle worker now, the score of ``1`` says when the next job is due (ms).

    A worker that is at work takes jobs and leaves the marker, so that it says nothing of whether one is there.
    """
    raw = number_text(score)
    if member == READY_MARKER:
        return Decoded(raw, "an idle worker wakes and looks for a job now", {"ready": True})
    if member == DUE_MARKER:
        meaning = f"a worker without work sleeps until the next delayed job, {when(score, now_ms)}"
        return Decoded(raw, meaning, {"ready": False, "due_ms": int(score)})
    return Decoded(raw, "not a marker that BullMQ sets (it knows 0 and 1)")


def legacy_priority_score(_member: str, score: float, _now_ms: float | None) -> Decoded:
    """Return the job's priority, as a BullMQ older than 4 kept it."""
    return Decoded(number_text(score), f"priority {number_text(score)}, no longer read", {"priority": score})


def _moment(score: float, now_ms: float | None, word: str) -> Decoded:
    ago = "" if now_ms is None else f", {when(score, now_ms, future='')}"
    return Decoded(number_text(score), f"{word} {format_at(score)}{ago}", {"at_ms": int(score)})


SCORES: Mapping[Role, ScoreDecoder] = MappingProxyType(
    {
        Role.DELAYED: delayed_score,
        Role.PRIORITIZED: prioritized_score,
        Role.COMPLETED: finished_score,
        Role.FAILED: finished_score,
        Role.WAITING_CHILDREN: waiting_children_score,
        Role.UNSUCCESSFUL: unsuccessful_score,
        Role.REPEAT: repeat_score,
        Role.MARKER: marker_score,
        Role.LEGACY_PRIORITY: legacy_priority_score,
    }
)
"""The decoder of each sorted set: (member, score, now_ms) → Decoded."""


def decode_score(role: Role, member: str, score: object, now_ms: float | None) -> Decoded | None:
    """Return a member's score in the sorted set of that role; None when the role has no scores. Never fails."""
    decoder = SCORES.get(role)
    if decoder is None:
        return None
    number = to_number(score)
    if number is None:
        return Decoded(str(score), "not a finite number: BullMQ sets no such score")
    return decoder(member, number, now_ms)
