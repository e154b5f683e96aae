"""BullMQ's events: the entries of a queue's stream, each explained in a sentence.

Sources: the XADD calls of the Lua scripts, and npm's ``QueueEventsListener``. An event names its job and carries little
else; never the job's data. The server sets its id: ``<ms>-<sequence>`` by the server's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from qlab.protocol import operations
from qlab.protocol.operations import BY_EVENT, Operation, operation
from qlab.protocol.states import READY, JobState
from qlab.protocol.versions import DEDUPLICATION
from qlab.text.decoded import Decoded, quoted, to_json, to_number
from qlab.text.durations import format_at

__all__ = [
    "EVENTS",
    "UNCARRIED",
    "Ends",
    "Event",
    "Ignored",
    "Judged",
    "decode_event",
    "decode_event_field",
    "event_of",
    "ignored",
    "judge",
    "may_fail",
    "meaning_of_event",
    "says_state",
]


class Ends(Enum):
    """Whether an attempt ends with an event."""

    NEVER = auto()
    IF_ACTIVE = auto()
    """Only where the job was active: the event is emitted for other moves as well."""
    ALWAYS = auto()
    """Unless the job is known to have been elsewhere: a parent fails with its child, out of `waiting-children`."""


class Event(NamedTuple):
    """What an event of the stream means.

    Attributes:
        name: The event.
        sentence: What it means.
        state: The state that the job is in from then on; None: it does not say.
        ends: Whether an attempt ends with it.
        paused: Whether the queue is paused from then on; None: it does not say.
    """

    name: str
    sentence: str
    state: JobState | None = None
    ends: Ends = Ends.NEVER
    paused: bool | None = None

    @property
    def operation(self) -> Operation | None:
        """The operation that emits it; None where several do, or none of BullMQ's."""
        return BY_EVENT.get(self.name)


_S = JobState
_TABLE = (
    Event("added", "The job was stored; in which state, the next event says."),
    Event(
        "waiting", "The job is ready and waits for a worker, in `wait` or in `prioritized`.", _S.WAITING,
        ends=Ends.IF_ACTIVE,
    ),
    Event("active", "A worker took the job.", _S.ACTIVE),
    Event("progress", "The job's processor reported progress."),
    Event("completed", "The job completed, with this return value.", _S.COMPLETED, Ends.ALWAYS),
    Event(
        "failed", "The job failed for good; a failure that is retried emits `delayed` or `waiting` instead.",
        _S.FAILED, Ends.ALWAYS,
    ),
    Event(
        "delayed", "The job may not start before this moment: added with a delay, or backing off after a failure.",
        _S.DELAYED, ends=Ends.IF_ACTIVE,
    ),
    Event("retries-exhausted", "The job's last attempt failed; `failed` came just before."),
    Event("stalled", "The job's worker let the lock expire, so the job went back to `wait`."),
    Event(
        "waiting-children", "The job waits for its children to finish.", _S.WAITING_CHILDREN),
    Event("removed", "The job was deleted."),
    Event("duplicated", "A job was not added, because one with its id exists."),
    Event("deduplicated", "A job was not added, or replaced another, because both have this deduplication id."),
    Event("debounced", f"As `deduplicated`, in the words of a {DEDUPLICATION.older}."),
    Event("cleaned", "Old jobs were deleted; the event says how many."),
    Event("drained", "The queue has no ready job left; delayed ones may remain."),
    Event("paused", "The queue was paused: workers take no more jobs.", paused=True),
    Event("resumed", "The queue was resumed: workers take jobs again.", paused=False),
)  # fmt: skip

EVENTS: Mapping[str, Event] = MappingProxyType({event.name: event for event in _TABLE})
"""BullMQ's events by name."""

UNCARRIED = frozenset({"eventName", "__proto__"})
"""Fields that no event of an application's own has: npm's ``QueueEventsProducer.publishEvent`` takes the event's name
from the one, and loses the other as it copies the object.
"""


def event_of(name: str) -> Event:
    """Return what an event means. A name BullMQ does not have comes from a QueueEventsProducer of the application."""
    return EVENTS.get(name) or Event(name, "An event of the application's own (QueueEventsProducer).")


def says_state(name: str, state: JobState) -> bool:
    """Return whether an event says that a job is in a state: `waiting` stands for `prioritized`, too."""
    event = EVENTS.get(name)
    return event is not None and event.state is (JobState.WAITING if state in READY else state)


def may_fail(name: str, prev: str | None) -> bool:
    """Return whether an attempt may have failed with an event, as far as the event alone tells.

    `delayed` does not say where the job comes from; `waiting` does, in its field `prev`: `active`, or up to BullMQ 4
    `failed` (retryJob.lua).
    """
    event = EVENTS.get(name)
    if event is None or event.ends is Ends.NEVER or event.state is JobState.COMPLETED:
        return False
    return event.state is not JobState.WAITING or prev in (str(JobState.ACTIVE), str(JobState.FAILED))


class Judged(NamedTuple):
    """An entry of the stream, judged.

    Attributes:
        event: What it means.
        job: The id of the job that it is about; None: it is about the queue.
        state: The state of the job after it; None: not known, or removed.
        ends: Whether an attempt ended with it that BullMQ counts (field `atm`). No event tells whether a processor put
            its job back into `delayed` or `wait` itself, which counts none: it is taken for a failed attempt.
        stalled: Whether a stalled check moved the job.
        operation: The operation that emitted it.
    """

    event: Event
    job: str | None
    state: JobState | None
    ends: bool
    stalled: bool
    operation: Operation


_BY_PREV = {
    "completed": operations.RETRY, "failed": operations.RETRY, "delayed": operations.PROMOTE,
    "waiting-children": operations.RELEASE,
}  # fmt: skip
"""What brought a job back into line, by the state that it came from."""


def judge(fields: Mapping[str, str], was: JobState | None, following: Mapping[str, str] | None = None) -> Judged:
    """Judge an entry of the stream.

    Args:
        fields: The entry.
        was: The job's state before it, as far as it is known.
        following: The entry after it: moveStalledJobsToWait emits `waiting`, then `stalled`.
    """
    event, job, prev = event_of(fields.get("event", "")), fields.get("jobId"), fields.get("prev")
    active = was is JobState.ACTIVE or prev == str(JobState.ACTIVE)
    after = following or {}
    stalled = event.state is JobState.WAITING and after.get("event") == "stalled" and after.get("jobId") == job
    always = event.ends is Ends.ALWAYS and (active or was is None)
    ends = job is not None and not stalled and (always or (event.ends is Ends.IF_ACTIVE and active))
    state = None if event.name in ("added", "removed") else event.state or was
    source = prev or str(was or "")
    return Judged(event, job, state, ends, stalled, _operation(event, source, ends=ends, stalled=stalled))


def _operation(event: Event, source: str, *, ends: bool, stalled: bool) -> Operation:
    if stalled:
        return operations.CHECK_STALLED
    if event.ends is Ends.IF_ACTIVE:
        if event.state is JobState.DELAYED and source == event.state:
            return operations.CHANGE_DELAY  # changeDelay.lua; a job that is promoted emits `waiting`
        return operations.FAIL if ends else _BY_PREV.get(source, operations.ADD)
    return event.operation or operation(event.name)


class Ignored(NamedTuple):
    """An add that made no job, or made one in another's place.

    Attributes:
        outcome: ``refused``, or ``replaced``: a delayed job was removed, and the new one takes its place.
        deduplication: The deduplication id; None where the job's own id was taken.
        other: The id that the job would have had, or that of the one replaced; None where the event does not say.
    """

    outcome: str
    deduplication: str | None
    other: str | None


def ignored(fields: Mapping[str, str], following: Mapping[str, str] | None = None) -> Ignored | None:
    """Return what became of an add that met a job of the same id (deduplicateJob.lua, handleDuplicatedJob.lua).

    Args:
        fields: The entry.
        following: The entry after it. Some releases emit `debounced`, then `deduplicated` for one add; and a job that
            replaces another is `added` right after.

    Returns:
        None where the entry tells of no such add.
    """
    name, after = fields.get("event"), following or {}
    if name == "duplicated":
        return Ignored("refused", None, None)
    follows = after.get("event") if after.get("jobId") == fields.get("jobId") else None
    if name not in ("deduplicated", "debounced") or (name == "debounced" and follows == "deduplicated"):
        return None
    id = fields.get("deduplicationId") or fields.get("debounceId")
    return Ignored("replaced" if follows == "added" else "refused", id, fields.get("deduplicatedJobId"))


_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "jobId": "the job's id",
        "name": "the job's name",
        "prev": "the state the job came from",
        "returnvalue": "what the processor returned, as JSON",
        "failedReason": "the error's message",
        "data": "the progress, as JSON",
        "count": "how many jobs were deleted",
        "attemptsMade": "how many attempts were made",
        "deduplicationId": "the deduplication id",
        "deduplicatedJobId": "the job that was not added, or that was replaced",
        "debounceId": f"the deduplication id, in the words of a {DEDUPLICATION.older}",
    }
)


def decode_event_field(field: str, raw: str) -> Decoded | None:
    """Return one field of an entry; None for a field that BullMQ does not write."""
    if field == "event":
        return Decoded(raw, event_of(raw).sentence, raw)
    if field == "delay":
        due = to_number(raw)
        return Decoded(
            raw, "no moment" if due is None else f"due at {format_at(due)}: a moment, whatever its name says", due
        )
    if field not in _FIELDS:
        return None
    value = to_json(raw) if field in ("returnvalue", "data", "count", "attemptsMade") else raw
    return Decoded(raw, _FIELDS[field], value)


def decode_event(fields: Mapping[str, str]) -> Decoded:
    """Return a whole entry: ``job 7 active: A worker took the job.``; ``value`` is the entry as a dict."""
    return Decoded(fields.get("event", ""), meaning_of_event(fields), dict(fields))


def meaning_of_event(fields: Mapping[str, str]) -> str:
    """Return what a whole entry means, in words."""
    job = f"job {quoted(fields['jobId'], 40)} " if "jobId" in fields else ""
    return job + _sentence(fields.get("event", ""))


@lru_cache(maxsize=256)
def _sentence(name: str) -> str:
    return f"{quoted(name, 40)}: {event_of(name).sentence}"
