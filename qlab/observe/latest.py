"""The latest event of a kind on a page: what the server's clock tells of a moment that a hash has from a client's."""

from __future__ import annotations

from qlab.observe.evidence import Evidence, entry, field
from qlab.protocol.keys import Role, job_key, queue_key
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry
from qlab.text.entry_ids import entry_ms

__all__ = ["latest_event", "taken_at"]


def latest_event(page: Snapshot, queue: str, event: str, id: str | None = None) -> Entry | None:
    """Return the latest event of a kind that the page holds; None where there is none.

    Args:
        page: A page of the queue, with the end of its event stream.
        queue: Its name.
        event: The event's name, such as ``active``.
        id: The job it must be about; None for any, or none.
    """
    stream = page.container(queue, Role.EVENTS)
    entries = stream.entries if stream is not None and stream.type == "stream" else ()
    wanted = {("event", event)} | ({("jobId", id)} if id is not None else set())
    return next((each for each in reversed(entries) if wanted <= set(each.fields)), None)


def taken_at(page: Snapshot, view: JobView) -> tuple[int, Evidence]:
    """Return when a worker took an active job: ms since the epoch, 0 where nothing tells; and what says so.

    An event's id is the server's time; ``processedOn`` is the worker's, whose clock may be another
    (``moveToActive-11.lua``, which writes both at once).
    """
    event = latest_event(page, view.queue, "active", view.id)
    if event is not None:
        return entry_ms(event.id), entry(queue_key(page.prefix, view.queue, Role.EVENTS), event)
    key = job_key(page.prefix, view.queue, view.id)
    return view.processed_on or 0, field(key, "processedOn", view.fields.get("processedOn"))
