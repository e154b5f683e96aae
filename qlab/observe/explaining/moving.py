"""What must happen for a job to move, and when: a few statements for each state.

The rules are BullMQ's own: moveToActive (order of waiting jobs), moveStalledJobsToWait (locks), promoteDelayedJobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from qlab.observe.connected.workers import number
from qlab.observe.evidence import length, whole
from qlab.observe.explaining.active import at_work, left_behind
from qlab.observe.explaining.ended import completed, failed
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.family import waiting_children
from qlab.observe.explaining.hands import taker
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.explaining.limits import obstacles
from qlab.observe.explaining.remains import unreadable
from qlab.observe.explaining.schedule import made_by
from qlab.observe.layout import Layout
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.protocol.versions import QUEUE_SCHEDULER
from qlab.snapshot.delayed import due_at
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import when
from qlab.text.durations import format_at

__all__ = ["NEXT", "Statements"]

Statements = Iterator[Statement]
_EMPTY_KEY = (
    "Remove it before a worker promotes it: that writes `delay` into the empty key, and leaves a job without name and "
    "data."
)
"""Source: promoteDelayedJobs.lua, which sets the field without asking whether the hash is there."""


def _ready(job: JobReport) -> Statements:
    """Return what stands between a job that is ready and a worker."""
    yield from unreadable(job)
    yield from made_by(job)
    yield from obstacles(job)
    yield from _line(job)
    if job.state is JobState.PRIORITIZED and job.view:
        text = f"Its priority is {job.view.priority}: jobs in `wait` go first, then lower numbers, then older jobs."
        yield Statement("next", text, (job.field("priority"), job.score(Role.PRIORITIZED)))


def _line(job: JobReport) -> Statements:
    if job.turn is None:
        return
    before = job.turn.before
    line = "It is next in line"
    if before:
        line = f"{before:,} job{' is' if before == 1 else 's are'} to start before it"
    which = "the job at the right end of `wait`"
    if job.state is JobState.PRIORITIZED:
        which = "those in `wait`, then the first of `prioritized`"
    yield Statement("next", f"{line}: {taker(job)} takes {which}.", job.turn.evidence)


def _active(job: JobReport) -> Statements:
    yield from unreadable(job)
    yield from made_by(job)
    yield from left_behind(job)
    yield from at_work(job)


def _delayed(job: JobReport) -> Statements:
    due, raw = due_at(job.page, job.queue, job.id), job.score(Role.DELAYED)
    if due is None:
        promote = "promote it (`job.promote()`), or " if job.view else ""  # without a hash that would write one
        yield Statement(
            "next", f"Its score is not a moment, so nothing says when it moves: {promote}remove it.", (raw,)
        )
        return
    at = f"It is {when(due, job.now)} ({format_at(due)})"
    if job.view is None:
        yield Statement("next", f"{at}. {_EMPTY_KEY}", (raw,))
        return
    yield Statement("next", f"{at}: {_why_delayed(job, job.view)}.", (raw, job.field("delay")))
    yield from made_by(job)
    yield from obstacles(job)
    if job.overdue:
        yield from _overdue(job)


def _overdue(job: JobReport) -> Statements:
    """Return who promotes a due job: since BullMQ 2 a worker that asks for one, before that a QueueScheduler."""
    marker = job.page.container(job.queue, Role.MARKER)
    stream = job.page.container(job.queue, Role.LEGACY_DELAY)
    if job.layout is Layout.OLD and stream is not None and job.workers.schedulers == 0:
        old = QUEUE_SCHEDULER.older
        text = f"No QueueScheduler is connected, and in a {old} only that moves delayed jobs: start one."
        yield Statement("next", text, (length(job.key(Role.LEGACY_DELAY), stream), number("QueueSchedulers", 0)))
    elif job.workers.none or job.layout is Layout.BULL or stream is not None:
        return
    elif job.layout.has_marker and marker is None:
        text = "It is overdue, and no marker wakes a sleeping worker: it moves when a worker's wait ends."
        yield Statement("next", text, (whole(job.key(Role.MARKER), marker),))
    else:
        text = "It is overdue: the next worker to ask for a job first promotes it to `wait`."
        yield Statement("next", text, (job.score(Role.DELAYED),))


def _why_delayed(job: JobReport, view: JobView) -> str:
    moved = view.attempts_started > view.attempts_made + view.stalled_count  # an attempt that neither ended nor stalled
    if view.attempts_made:
        also = ", or its processor moved it there (`moveToDelayed`)" if moved else ""
        return f"a backoff after a failed attempt{also}"
    if moved:
        return "its processor moved it there (`moveToDelayed`)"
    if "rjk" in view.fields or "repeat" in view.opts:
        return "its scheduler's next moment"
    if not view.delay_ms and not job.layout.has_marker:
        old = QUEUE_SCHEDULER.older
        return f"a rate limit delayed it: Bull, and a {old}, keep the jobs that a limiter holds back here"
    return _which_delay(view)


def _which_delay(view: JobView) -> str:
    asked = view.opts.get("delay")
    if isinstance(asked, int) and asked != view.delay_ms:  # changeDelay writes the field, and leaves the options
        return "its delay was changed (`changeDelay`)"
    if view.due == view.timestamp + view.delay_ms:  # addDelayedJob counts from the moment it was added
        return "the delay it was added with"
    return "a delay that began later than the job: it was changed (`changeDelay`), or its last child had ended"


def _nothing(_case: JobReport) -> Statements:
    """Return what is left of such a job is told where it is told that it is in no state."""
    return iter(())


NEXT: Mapping[JobState, Callable[[JobReport], Statements]] = {
    JobState.WAITING: _ready,
    JobState.PRIORITIZED: _ready,
    JobState.ACTIVE: _active,
    JobState.DELAYED: _delayed,
    JobState.WAITING_CHILDREN: waiting_children,
    JobState.FAILED: failed,
    JobState.COMPLETED: completed,
    JobState.UNKNOWN: _nothing,
}
"""For each state, what must happen for a job to leave it."""
