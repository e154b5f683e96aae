"""What a sentence needs of an event beside the two states: the worker, the error, and whence a job came."""

from __future__ import annotations

from typing import Any

from qlab.protocol.events import EVENTS, Event, Ignored, Judged
from qlab.protocol.jobs.taken_by import WORKER_FIELD
from qlab.protocol.states import JobState
from qlab.replay.queue_state import QueueState
from qlab.replay.rewinding import Fields, whole
from qlab.replay.traces import unrecoverable_of
from qlab.text.decoded import to_json

__all__ = ["facts_of"]


def facts_of(
    judged: Judged, first: Event, fields: Fields, keys: QueueState, error: str | None, read: Fields | None,
    *, met: bool, told: Ignored | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the facts of a step that was played.

    Args:
        judged: The event.
        first: The first event of the step.
        fields: The event's fields.
        keys: The state after it.
        error: The error of an attempt that ended in it.
        read: The job's hash, as it was read.
        met: Whether nobody knew before where the job was.
        told: What became of an add that met a job of the same id.
    """
    facts: dict[str, Any] = {"event": first.name}
    if told is not None:
        others = {"deduplication": told.deduplication, "replaced": told.other if told.outcome == "replaced" else None}
        return {**facts, "ignored": told.outcome, **{name: text for name, text in others.items() if text is not None}}
    if error:
        facts["error"] = error
    if judged.event == EVENTS["progress"] and "data" in fields:
        facts["progress"] = to_json(fields["data"])
    held = (keys.hash(judged.job) or {}) if judged.job is not None else {}
    if judged.event.state is JobState.ACTIVE and held.get(WORKER_FIELD):
        facts["worker"] = held[WORKER_FIELD]
    if judged.event.state is JobState.FAILED and unrecoverable_of(read, whole(held.get("atm"))):
        facts["unrecoverable"] = True
    if met and first != EVENTS["added"] and fields.get("prev") in tuple(JobState):
        facts["prev"] = fields["prev"]
    return facts
