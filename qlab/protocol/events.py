"""BullMQ's events: the entries of a queue's stream, each explained in a sentence.

Sources: the XADD calls of the Lua scripts, and npm's ``QueueEventsListener``. An event names its job and carries little
else; never the job's data. The server sets its id: ``<ms>-<sequence>`` by the server's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qlab.protocol.versions import DEDUPLICATION
from qlab.text.decoded import Decoded, quoted, to_json, to_number
from qlab.text.durations import format_at

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "added": "The job was stored; in which state, the next event says.",
        "waiting": "The job is ready and waits for a worker, in `wait` or in `prioritized`.",
        "active": "A worker took the job.",
        "progress": "The job's processor reported progress.",
        "completed": "The job completed, with this return value.",
        "failed": "The job failed for good; a failure that is retried emits `delayed` or `waiting` instead.",
        "delayed": "The job may not start before this moment: added with a delay, or backing off after a failure.",
        "retries-exhausted": "The job's last attempt failed; `failed` came just before.",
        "stalled": "The job's worker let the lock expire, so the job went back to `wait`.",
        "waiting-children": "The job waits for its children to finish.",
        "removed": "The job was deleted.",
        "duplicated": "A job was not added, because one with its id exists.",
        "deduplicated": "A job was not added, or replaced another, because both have this deduplication id.",
        "debounced": f"As `deduplicated`, in the words of a {DEDUPLICATION.older}.",
        "cleaned": "Old jobs were deleted, so many.",
        "drained": "The queue has no ready job left; delayed ones may remain.",
        "paused": "The queue was paused: workers take no more jobs.",
        "resumed": "The queue was resumed: workers take jobs again.",
    }
)
"""Each event's name, with one sentence that explains it."""

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


def explain_event(name: str) -> str:
    """One sentence about an event. A name BullMQ does not have comes from a QueueEventsProducer of the application."""
    return EVENTS.get(name, "An event of the application's own (QueueEventsProducer).")


def decode_event_field(field: str, raw: str) -> Decoded | None:
    """One field of an entry; None for a field that BullMQ does not write."""
    if field == "event":
        return Decoded(raw, explain_event(raw), raw)
    if field == "delay":
        due = to_number(raw)
        return Decoded(raw, "no moment" if due is None else f"due at {format_at(due)}, not a duration", due)
    if field not in _FIELDS:
        return None
    value = to_json(raw) if field in ("returnvalue", "data", "count", "attemptsMade") else raw
    return Decoded(raw, _FIELDS[field], value)


def decode_event(fields: Mapping[str, str]) -> Decoded:
    """A whole entry: ``job 7 active: A worker took the job.``; ``value`` is the entry as a dict."""
    name = fields.get("event", "")
    job = f"job {quoted(fields['jobId'], 40)} " if "jobId" in fields else ""
    return Decoded(name, f"{job}{quoted(name, 40)}: {explain_event(name)}", dict(fields))
