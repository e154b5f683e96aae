"""Who would be taken next, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol.jobs.taking_order import DueJob, Turn, Via, turns
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.queue_settings import Obstacle, obstacles, started_in_window
from qlab.protocol.states import JobState
from qlab.snapshot.delayed import Delayed, delayed
from qlab.snapshot.model import Snapshot
from qlab.snapshot.tables import moments, printable
from qlab.text.durations import format_ms
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Candidate", "candidates", "holdup", "order_frame"]

COLUMNS = ("place", "job", "name", "state", "priority", "due", "why")


class Candidate(NamedTuple):
    """A job that a worker may take, now or later.

    Attributes:
        place: Which one it will be, from 1; None: it is not due yet, and others may come before.
        job: Its id.
        name: Its name; empty where its hash is gone.
        state: The container that holds it.
        priority: Its priority; 0: none.
        due: When it is due, ms since the epoch; None: now.
        why: Why it stands here, in words.
    """

    place: int | None
    job: str
    name: str
    state: JobState
    priority: int
    due: int | None
    why: str


def candidates(snapshot: Snapshot, queue: str) -> list[Candidate]:
    """Return the jobs of a queue in the order in which workers would take them, if no other came; then those not due
    yet.
    """
    waiting = list(delayed(snapshot, queue))
    due = [each for each in waiting if each.at is not None and each.at <= snapshot.at]
    later = [each for each in waiting if each.at is not None and each.at > snapshot.at]
    ranked = snapshot.container(queue, Role.PRIORITIZED)
    members = [(each.member, each.score) for each in ranked.members] if ranked else []
    ready = turns(snapshot.ids(queue, Role.WAIT), [_due_job(snapshot, each) for each in due], members)
    first = [_ready(snapshot, queue, place, turn) for place, turn in enumerate(ready, 1)]
    return [*first, *(_later(snapshot, each) for each in later)]


def holdup(snapshot: Snapshot, queue: str) -> str:
    """Return what keeps a worker that asks now from getting any of them; empty: nothing."""
    settings, active = snapshot.settings(queue), snapshot.counts_of(queue)[JobState.ACTIVE]
    limiter = snapshot.container(queue, Role.LIMITER)
    used_up = settings.most is not None and started_in_window(limiter.text if limiter else None) >= settings.most
    stops = obstacles(
        settings._replace(paused=snapshot.is_paused(queue)), active=active, limited=limiter is not None and used_up
    )
    left = format_ms(snapshot.ttl_ms(queue_key(snapshot.prefix, queue, Role.LIMITER)) or 0)
    words = {
        Obstacle.RATE_LIMIT: f"the rate limit is used up for another {left}",
        Obstacle.PAUSED: "the queue is paused",
        Obstacle.CONCURRENCY: f"{plural(active, 'job is', 'jobs are')} active, as many as its concurrency allows",
    }
    return words[stops[0]] if stops else ""


def order_frame(snapshot: Snapshot, queue: str) -> pd.DataFrame:
    """Return the candidates of a queue as a table, one row each, with :data:`COLUMNS`; ``due`` in UTC."""
    import pandas as pd

    rows = [tuple(map(printable, each)) for each in candidates(snapshot, queue)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["state"] = frame["state"].astype(str)
    frame["due"] = moments(frame["due"])
    return frame.astype({"place": "Int64"})


def _due_job(snapshot: Snapshot, due: Delayed) -> DueJob:
    view = snapshot.job(due.job, due.queue)
    return DueJob(due.job, view.priority if view else 0)


def _ready(snapshot: Snapshot, queue: str, place: int, turn: Turn) -> Candidate:
    view = snapshot.job(turn.job, queue)
    name, state = view.name if view else "", snapshot.state_of(turn.job, queue)
    return Candidate(place, turn.job, name, state, turn.priority, None, _why(place, turn, state))


def _why(place: int, turn: Turn, state: JobState) -> str:
    if turn.via is Via.WAIT:
        return "at the right end of `wait`, where workers take" if place == 1 else "in `wait`, behind those above"
    if turn.via is Via.DUE:
        return "due: the next look puts it at the left end of `wait`"
    if state is JobState.DELAYED:
        return f"due: the next look puts it into `prioritized`, priority {turn.priority}"
    rank = f"ticket {turn.ticket}" if turn.ticket else "at the front"
    return f"priority {turn.priority}, {rank}: after all in `wait`"


def _later(snapshot: Snapshot, due: Delayed) -> Candidate:
    view = snapshot.job(due.job, due.queue)
    moment = due.at or 0
    name, priority = (view.name, view.priority) if view else ("", 0)
    goes = "`prioritized`" if priority else "the left end of `wait`"
    why = f"due in {format_ms(moment - snapshot.at)}, and then put into {goes}".replace("into the", "at the")
    return Candidate(None, due.job, name, JobState.DELAYED, priority, due.at, why)
