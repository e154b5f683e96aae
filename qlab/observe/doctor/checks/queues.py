"""What can be wrong with a queue as a whole: nobody wakes up, nobody works, nothing is ever removed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from qlab.observe.connected.workers import Doing
from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import DOCS, Findings, counted
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence, absent, element, field, length, size, whole
from qlab.observe.layout import Layout, is_new, is_old
from qlab.observe.page import read_page
from qlab.protocol.jobs.retention import REMOVE_ON
from qlab.protocol.keys import FINISHED_ROLES, READY_ROLES, STATE_OF_ROLE, Role
from qlab.protocol.legacy import MARKED_ROLES
from qlab.protocol.versions import MARKER_KEY, QUEUE_SCHEDULER
from qlab.snapshot.model import Snapshot

__all__ = ["events_untrimmed", "marker_missing", "mixed_layout", "overdue", "unbounded"]

IDLE_MS = 5_000
SLEEPS_S = 15
"""A worker that sleeps for so long in one blocking call does not look by itself: npm's calls end after 10 s."""
LOOK_AGAIN_S = 0.3
"""A worker that was just woken takes its job within this time."""
MANY = 10_000
"""This many finished jobs are called unbounded, where nothing says how many to keep."""
EVENTS_SLACK = 1.5
"""Redis trims streams by whole nodes: this many times the length asked for is still normal."""


@check("overdue")
def overdue(survey: Survey) -> Findings:
    """PromoteDelayedJobs runs when a worker asks for work; the marker's score tells it when.

    Before BullMQ 5 there was no marker: there a job is called overdue only where nobody works. Busy workers need none:
    they ask as soon as a job of theirs ends, and had taken the marker when they last looked.
    """
    late = survey.late
    marker = survey.page.container(survey.queue, Role.MARKER)
    looking = marker is not None or survey.size(Role.ACTIVE) > 0 or not survey.layout.has_marker
    nobody = survey.workers.none or survey.workers.in_a_dump
    awake = not nobody and looking
    if late is None or survey.paused or survey.full or awake or survey.size(Role.LIMITER):
        return
    cause = "no worker is connected" if nobody else "no marker wakes a worker"
    evidence = (
        late.evidence,
        whole(survey.key(Role.MARKER), marker),
        *survey.workers.evidence(),
    )
    yield Finding(
        "overdue", Severity.ERROR, survey.queue,
        f"{counted(late.number, 'delayed job is', 'delayed jobs are')} overdue, and {cause}.",
        "Delayed jobs and retries do not start when they should.",
        "Start a worker."
        if survey.workers.none and survey.layout.has_marker
        else "Start a worker, or restart those that run. PyPI's bullmq with redis 8 sleeps forever: pin redis below 8."
        if survey.layout.has_marker else f"Start a worker; a {QUEUE_SCHEDULER.older} needs a QueueScheduler as well.",
        f"{DOCS}/guide/jobs/delayed", evidence,
    )  # fmt: skip


@check("marker-missing")
def marker_missing(survey: Survey) -> Findings:
    """AddBaseMarkerIfNeeded sets the marker with each job added; since BullMQ 5 idle workers block on it (BZPOPMIN).

    A worker whose wait ends looks for jobs without any marker: npm's after ``drainDelay``, 5 s, and at most 10 s
    (``maximumBlockTimeout`` in worker.ts). One that has slept for longer sleeps on.
    """
    asleep, held = survey.workers.asleep, survey.paused or survey.full
    if not survey.layout.has_marker or not _asleep(survey.page, survey.queue) or held or asleep is False:
        return
    longest = max((each.idle_s for each in survey.workers.here or () if each.doing is Doing.ASKING), default=0)
    if asleep and longest < SLEEPS_S:
        return
    next_one = _next(survey.page, survey.queue)
    threading.Event().wait(LOOK_AGAIN_S)  # a worker that is just waking has popped the marker and not yet taken the job
    again = read_page(survey.connection, survey.prefix, survey.queue, limit=1)
    if _asleep(again, survey.queue) and _next(again, survey.queue) == next_one:
        yield _marker_missing(survey, longest)


def _marker_missing(survey: Survey, longest: int) -> Finding:
    sure = survey.layout is Layout.NEW and survey.workers.asleep is True
    ready = survey.size(Role.WAIT) + survey.size(Role.PRIORITIZED)
    slept = f"; a worker has slept for {longest} s" if sure else ""
    meaning = "It sleeps until its blocking call ends (drainDelay) or somebody adds another job."
    if survey.workers.asleep is None:
        meaning = (
            "A worker that sleeps is not woken. npm's and PyPI's look again after their drainDelay, 5 s by default; "
            "one that waits without a limit does not. Whether a worker is connected is not known."
        )
    if survey.layout is not Layout.NEW:
        meaning += f" (But if this is a {MARKER_KEY.older}, all is well: it has no marker.)"
    wait, prioritized = (survey.page.container(survey.queue, role) for role in READY_ROLES)
    return Finding(
        "marker-missing", Severity.ERROR if sure else Severity.WARNING, survey.queue,
        f"{counted(ready, 'job waits', 'jobs wait')}, nothing is active, and the marker is missing{slept}.", meaning,
        "Add any job, or restart the worker; do not write the queue's keys by hand.",
        f"{DOCS}/guide/architecture",
        (absent(survey.key(Role.MARKER)), length(survey.key(Role.WAIT), wait),
         length(survey.key(Role.PRIORITIZED), prioritized), *survey.workers.evidence()),
    )  # fmt: skip


def _asleep(page: Snapshot, queue: str) -> bool:
    counts, id = page.counts_of(queue), _next(page, queue)
    view = page.job(id, queue) if id else None
    still = view is not None and page.at - view.timestamp > IDLE_MS
    absent = all(page.container(queue, role) is None for role in (Role.MARKER, Role.LIMITER, Role.PAUSED))
    return bool(counts["waiting"] + counts["prioritized"]) and not counts["active"] and absent and still


def _next(page: Snapshot, queue: str) -> str | None:
    waiting, prioritized = page.ids(queue, Role.WAIT), page.ids(queue, Role.PRIORITIZED)
    return waiting[-1] if waiting else prioritized[0] if prioritized else None


@check("unbounded-completed", "unbounded-failed")
def unbounded(survey: Survey) -> Findings:
    """By default BullMQ keeps every finished job forever."""
    for role in FINISHED_ROLES:
        option = REMOVE_ON[STATE_OF_ROLE[role]]
        kept = survey.size(role)
        views = [survey.page.job(id, survey.queue) for id in survey.page.ids(survey.queue, role)]
        if kept < MANY or any(view is not None and view.opts.get(option) not in (None, False) for view in views):
            continue
        yield Finding(
            f"unbounded-{role.value}", Severity.WARNING, survey.queue,
            f"{kept:,} {role.value} jobs are kept, and their options set no limit ({option}).",
            "Unless the workers' own options set one, Redis's memory fills up with jobs nobody looks at.",
            f"Set {option}, e.g. {{ count: 1000 }}, on the worker or the job; clean the old ones (queue.clean).",
            f"{DOCS}/guide/queues/auto-removal-of-jobs", (size(survey.key(role), kept),),
        )  # fmt: skip


@check("events-untrimmed")
def events_untrimmed(survey: Survey) -> Findings:
    """Each script trims the stream to about ``opts.maxLenEvents`` of meta."""
    held, wanted = survey.size(Role.EVENTS), survey.meta.get("opts.maxLenEvents", "10000")
    limit = int(wanted) if wanted.isdecimal() else 10_000
    if held > limit * EVENTS_SLACK + 1_000:
        yield Finding(
            "events-untrimmed", Severity.WARNING, survey.queue,
            f"The event stream holds {held:,} entries, and about {limit:,} are asked for.",
            "It takes memory, and grows on.",
            "Trim it once: queue.trimEvents(1000). Then find who adds to it without BullMQ, or set opts.maxLenEvents.",
            f"{DOCS}/guide/events",
            (size(survey.key(Role.EVENTS), held), survey.setting("opts.maxLenEvents")),
        )  # fmt: skip


@check("mixed-layout")
def mixed_layout(survey: Survey) -> Findings:
    """A marker set and ``ats`` are BullMQ 5's, markers in ``wait`` and ``attemptsMade`` those of versions before."""
    old, new = list(_by_old(survey)), list(_by_new(survey))
    if old and new:
        yield Finding(
            "mixed-layout", Severity.WARNING, survey.queue,
            f"The queue holds keys of {MARKER_KEY.or_newer} beside those of {MARKER_KEY.last_before}.",
            "Workers of different major versions share it, and each leaves keys the other does not read.",
            "Bring all producers and workers to one major version; drain the queue between them.",
            f"{DOCS}/guide/migrations/migration-to-newer-versions",
            (old[0], new[0], survey.setting("version")),
        )  # fmt: skip


def _by_new(survey: Survey) -> Iterator[Evidence]:
    if survey.page.container(survey.queue, Role.MARKER) is not None:
        yield whole(survey.key(Role.MARKER), survey.page.container(survey.queue, Role.MARKER))
    new = (view for view in survey.page.all_jobs() if is_new(view))
    yield from (field(survey.job(view.id), "ats", view.fields["ats"]) for view in new)


def _marks(survey: Survey, role: Role) -> Iterator[Evidence]:
    held, marks = survey.page.container(survey.queue, role), survey.page.marks(survey.queue, role)
    items = held.items if held and marks else ()  # a page is the right end of its list
    yield from (element(survey.key(role), at - len(items), id) for at, id in enumerate(items) if id in marks)


def _by_old(survey: Survey) -> Iterator[Evidence]:
    """Yield what an old worker leaves while new ones run; jobs that it finished before an upgrade are not a fault."""
    for role in MARKED_ROLES:
        yield from _marks(survey, role)
    views = list(survey.page.all_jobs())
    since = min((view.processed_on or 0 for view in views if is_new(view)), default=None)
    for view in views:
        if since is not None and is_old(view) and (view.processed_on or 0) > since:
            yield field(survey.job(view.id), "ats", None)
