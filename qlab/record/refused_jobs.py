"""Jobs that were asked for and not made, or that made room for another: what deduplication and taken ids did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.protocol import operations
from qlab.protocol.fields import DEDUPLICATION_OPTION
from qlab.protocol.jobs.deduplication_modes import Mode, mode_of
from qlab.protocol.keys import Role, detail_key
from qlab.protocol.states import JobState
from qlab.snapshot.tables import moments, printable

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording
    from qlab.record.step import Step

__all__ = ["COLUMNS", "Refused", "refused_frame", "refused_jobs"]

COLUMNS = ("step", "at", "queue", "deduplication", "mode", "outcome", "holder", "name", "data")


class Refused(NamedTuple):
    """A job that was not made, or was given up.

    Attributes:
        step: The number of the step.
        at: When, ms since the epoch.
        queue: The queue.
        deduplication: The deduplication id; None where the job's own id was taken.
        mode: The kind of deduplication; None where the job's own id was taken, and where an event told of it, which
            does not say.
        outcome: ``refused``; ``kept``: it is added when the holder has finished; ``replaced``: a delayed job that
            another took the place of.
        holder: The job that holds the id.
        name: The name of the job that is not there; None where nobody saw it.
        data: Its data; None where nobody saw it.
    """

    step: int
    at: int
    queue: str
    deduplication: str | None
    mode: Mode | None
    outcome: str
    holder: str
    name: str | None
    data: Any


def refused_jobs(recording: Recording) -> Iterator[Refused]:
    """Yield the jobs that were not made, or given up, in order."""
    for step in recording:
        if step.operation == operations.ADD and step.job is not None:
            yield from _added(step, step.job)
        elif step.operation == operations.ADD_BULK and "bulk" in step.call.facts:
            yield from _bulk(step)


def _added(step: Step, holder: str) -> Iterator[Refused]:
    facts = step.call.facts
    if "ignored" in facts:  # told by an event, which says neither the name nor the data
        id, old = facts.get("deduplication"), facts.get("replaced")
        yield Refused(step.index, step.at, step.queue or "", id, None, facts["ignored"], holder, _name(step, old), None)
    elif "options" in facts:
        yield _refused(step, holder, facts["name"], facts["data"], facts["options"])
    elif "deduplication" in facts:
        yield from _replaced(step, holder, facts["deduplication"])


def _name(step: Step, job: str | None) -> str | None:
    view = step.before.job(job, step.queue) if job is not None else None
    return view.name if view else None


def _refused(step: Step, holder: str, name: str, data: Any, options: Any) -> Refused:
    asked = options.get("deduplication")
    id = asked["id"] if asked else None
    queue = step.queue or ""
    later = mode_of(asked) is Mode.KEEP_LAST if asked else False
    kept = later and detail_key(step.after.prefix, queue, Role.DEDUPLICATION_NEXT, str(id)) in step.after.state
    outcome = "kept" if kept else "refused"
    return Refused(step.index, step.at, queue, id, mode_of(asked) if asked else None, outcome, holder, name, data)


def _replaced(step: Step, holder: str, id: str) -> Iterator[Refused]:
    """Yield the delayed job whose place another took: the id was its own before."""
    before = (move.job for move in step.transitions if move.source is JobState.DELAYED and move.target is None)
    for job in before:
        gone, made = step.before.job(job, step.queue), step.after.job(holder, step.queue)
        asked = made.opts.get(DEDUPLICATION_OPTION, {"id": id}) if made else {"id": id}
        if gone is not None and gone.fields.get("deid") == id:
            yield Refused(step.index, step.at, gone.queue, id, mode_of(asked), "replaced", holder, gone.name, gone.data)


def _bulk(step: Step) -> Iterator[Refused]:
    made: set[str] = set()
    for id, (name, data, options) in zip(step.returned or (), step.call.facts["bulk"], strict=False):
        if id in made or step.before.job(str(id), step.queue) is not None:
            yield _refused(step, str(id), name, data, options)
        made.add(id)


def refused_frame(recording: Recording) -> pd.DataFrame:
    """See :meth:`qlab.Recording.refused`."""
    import pandas as pd

    rows = [[printable(cell) for cell in each] for each in refused_jobs(recording)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["at"] = moments(frame["at"])
    return frame.astype({"step": "int64"})
