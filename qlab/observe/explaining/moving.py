"""What must happen for a job to move, and when: a few statements for each state.

The rules are BullMQ's own: moveToActive (order of waiting jobs), moveStalledJobsToWait (locks), promoteDelayedJobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from qlab.observe.evidence import Evidence, absent, whole
from qlab.observe.explaining.ended import completed, failed
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.family import waiting_children
from qlab.observe.explaining.hands import taker
from qlab.observe.explaining.job_report import Case
from qlab.observe.explaining.limits import obstacles
from qlab.observe.explaining.remains import unreadable
from qlab.observe.explaining.schedule import made_by
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.protocol.versions import QUEUE_SCHEDULER
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted, when
from qlab.text.durations import format_at, format_ms

Statements = Iterator[Statement]


def _ready(case: Case) -> Statements:
    """What stands between a job that is ready and a worker."""
    yield from unreadable(case)
    yield from obstacles(case)
    yield from _line(case)
    if case.state is JobState.PRIORITIZED and case.view:
        text = f"Its priority is {case.view.priority}: jobs in `wait` go first, then lower numbers, then older jobs."
        yield Statement("next", text, (case.field("priority"), case.score(Role.PRIORITIZED)))


def _line(case: Case) -> Statements:
    before = case.before
    if before is None:
        return
    line = "It is next in line"
    if before:
        line = f"{before:,} job{' is' if before == 1 else 's are'} to start before it"
    which = "the job at the right end of `wait`"
    if case.state is JobState.PRIORITIZED:
        which = "those in `wait`, then the first of `prioritized`"
    key = case.key(Role.WAIT if case.state is JobState.WAITING else Role.PRIORITIZED)
    evidence = Evidence(f"{key} jobs before it", f"{before}")
    yield Statement("next", f"{line}: {taker(case)} takes {which}.", (evidence,))


def _active(case: Case) -> Statements:
    yield from unreadable(case)
    yield from made_by(case)
    lock = case.below(Role.LOCK)
    if lock is None:
        yield from _unlocked(case)
        return
    evidence = (whole(case.job_key(Role.LOCK), lock), case.ttl(Role.LOCK))
    left = case.page.ttl_ms(case.job_key(Role.LOCK))
    lasts = "has no TTL" if left is None else f"has {format_ms(left)} left"
    if case.workers.none:
        text = (
            f"No worker is connected, so whoever ran it is gone; its lock {lasts}. Start a worker: once the lock has "
            "expired, its second check for stalled jobs puts the job back into `wait`."
        )
        yield Statement("next", text, (*evidence, *case.workers.evidence()))
        return
    worker = f"Worker {quoted(case.view.fields['pb'], 40)}" if case.view and "pb" in case.view.fields else "A worker"
    yield Statement("next", f"{worker} runs it; its lock {lasts}, and is renewed while the worker lives.", evidence)


def _unlocked(case: Case) -> Statements:
    then = "The next check for stalled jobs marks it as a suspect, the one after puts it back into `wait`."
    if case.suspect:
        then = "It is marked as a suspect already: the next check for stalled jobs puts it back into `wait`."
    evidence = (
        absent(case.job_key(Role.LOCK)), Evidence(f"{case.key(Role.STALLED)} holds {case.id}", str(int(case.suspect)))
    )  # fmt: skip
    if case.workers.none:
        text = f"It has no lock, and no worker is connected that would check for stalled jobs: start one. {then}"
        yield Statement("next", text, (*evidence, *case.workers.evidence()))
    else:
        yield Statement("next", f"It has no lock: its worker is gone or hangs. {then}", evidence)


def _delayed(case: Case) -> Statements:
    due = case.view.due if case.view else None
    if due is None:
        raw = case.score(Role.DELAYED)
        text = "Its score is no moment, so nothing says when it moves: promote it (`job.promote()`), or remove it."
        yield Statement("next", text, (raw,))
        return
    why = _why_delayed(case, case.view) if case.view else "why, its hash could say"
    text = f"It is {when(due, case.now)} ({format_at(due)}): {why}."
    yield Statement("next", text, (case.score(Role.DELAYED), case.field("delay")))
    yield from made_by(case)
    yield from obstacles(case)
    if due <= case.now and not case.workers.none and case.layout.has_marker:
        marker = case.page.container(case.queue, Role.MARKER)
        text = "It is overdue: the next worker to ask for a job first promotes it to `wait`."
        if marker is None:
            text = "It is overdue, and no marker wakes a sleeping worker: it moves when a worker's wait ends."
        yield Statement("next", text, (whole(case.key(Role.MARKER), marker),))


def _why_delayed(case: Case, view: JobView) -> str:
    moved = view.attempts_started > view.attempts_made + view.stalled_count  # an attempt that neither ended nor stalled
    if view.attempts_made:
        also = ", or its processor moved it there (`moveToDelayed`)" if moved else ""
        return f"a backoff after a failed attempt{also}"
    if moved:
        return "its processor moved it there (`moveToDelayed`)"
    if "rjk" in view.fields or "repeat" in view.opts:
        return "its scheduler's next moment"
    if not view.delay_ms and not case.layout.has_marker:
        old = QUEUE_SCHEDULER.older
        return f"a rate limit delayed it: Bull, and a {old}, keep the jobs that a limiter holds back here"
    return "the delay it was added with"


def _nothing(_case: Case) -> Statements:
    """What is left of such a job is told where it is told that it is in no state."""
    return iter(())


NEXT: Mapping[JobState, Callable[[Case], Statements]] = {
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
