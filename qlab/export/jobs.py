"""The jobs of a recording: every one that ever had a hash, as it was last seen."""

from __future__ import annotations

from typing import NamedTuple

from qlab.protocol.keys import Role, parse_key
from qlab.record.recording import Recording
from qlab.snapshot.job_view import JobView

__all__ = ["Seen", "jobs_of"]


class Seen(NamedTuple):
    """A job.

    Attributes:
        queue, id, name: Which it is.
        state: Its state after the last step; ``removed`` where it is gone.
        parent: Its parent's queue and id, or None.
        added_at: When it was added, ms since the epoch.
    """

    queue: str
    id: str
    name: str
    state: str
    parent: tuple[str, str] | None
    added_at: int


def jobs_of(recording: Recording) -> dict[tuple[str, str], Seen]:
    """Return every job of a recording by queue and id, in the order in which they were first seen."""
    found = {(view.queue, view.id): _seen(view, recording) for view in recording.first.all_jobs()}
    for step in recording:
        for change in step.diff:
            key = parse_key(change.key, recording.prefix)
            view = step.after.job(key.job, key.queue) if key.role is Role.JOB and key.job is not None else None
            if view is not None:
                found[view.queue, view.id] = _seen(view, recording)
    return found


def _seen(view: JobView, recording: Recording) -> Seen:
    parent = parse_key(view.parent_key, recording.prefix) if view.parent_key else None
    above = (parent.queue, parent.job) if parent is not None and parent.job is not None else None
    last = recording.last
    state = "removed" if last.job(view.id, view.queue) is None else str(last.state_of(view.id, view.queue))
    return Seen(view.queue, view.id, view.name, state, above, view.timestamp)
