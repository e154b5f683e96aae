"""What can be wrong with who works on a queue: nobody, nobody who asks, somebody gone, somebody at it for very long."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.connected.workers import Worker, number
from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import DOCS, Findings, counted
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence, field, length, score, text, ttl
from qlab.observe.latest import taken_at
from qlab.observe.layout import Layout, stalled_looked_for_by
from qlab.protocol.keys import Role
from qlab.protocol.scores import due_ms
from qlab.protocol.versions import MARKER_KEY, QUEUE_SCHEDULER
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted, when

__all__ = [
    "active_very_long",
    "active_without_worker",
    "no_queue_scheduler",
    "nobody_works",
    "not_asking",
    "worker_older_than_keys",
]

WAITS_MS = 5_000
"""So old the next job must be: a worker that is there takes it before."""
LONG_MS = 3_600_000
"""From here on a job is called active for very long."""
SHOWN = 2
"""This many of several jobs are evidence, where other keys are too."""
START = "Start a worker for this queue."


def _waiting(survey: Survey) -> tuple[int, JobView] | None:
    """How many jobs are ready, and the next one; None where none waits, or not for long enough, or they may not run."""
    ready = survey.size(Role.WAIT) + survey.size(Role.PRIORITIZED)
    marks = len(survey.page.marks(survey.queue, Role.WAIT))
    ids = [*survey.page.ids(survey.queue, Role.WAIT)[::-1], *survey.page.ids(survey.queue, Role.PRIORITIZED)]
    view = next((view for id in ids if (view := survey.page.job(id, survey.queue)) is not None), None)
    if survey.paused or view is None or survey.page.at - view.timestamp < WAITS_MS:
        return None
    return ready - marks, view


def _line(survey: Survey, view: JobView) -> tuple[Evidence, ...]:
    return *_lengths(survey, Role.WAIT, Role.PRIORITIZED), field(
        survey.job(view.id), "timestamp", view.fields.get("timestamp")
    )


def _lengths(survey: Survey, *roles: Role) -> tuple[Evidence, ...]:
    """Return how long each of these is that is there: a count of waiting jobs is their sum."""
    held = ((role, survey.page.container(survey.queue, role)) for role in roles if survey.size(role))
    return tuple(length(survey.key(role), each) for role, each in held)


@check("nobody-works")
def nobody_works(survey: Survey) -> Findings:
    """Jobs wait, and no connection has the name that a worker of this queue gives its own (``clientName``)."""
    waiting = _waiting(survey)
    if waiting is None or not survey.workers.none:
        return
    ready, view = waiting
    others = survey.workers.others(survey.queue)
    advice = START
    if others:
        advice = f"Give that Worker this queue's prefix ({quoted(survey.prefix, 30)}) and database, or the Queue its."
    yield Finding(
        "nobody-works", Severity.ERROR, survey.queue,
        f"{counted(ready, 'job waits', 'jobs wait')}, and no worker of {quoted(survey.prefix, 30)}:"
        f"{quoted(survey.queue, 40)} is connected{f'; {others}' if others else ''}.",
        "Nothing starts until a worker of this prefix, queue and database is connected.", advice,
        f"{DOCS}/guide/workers", (*_line(survey, view), *survey.workers.evidence()),
    )  # fmt: skip


@check("workers-not-asking")
def not_asking(survey: Survey) -> Findings:
    """A worker that runs sleeps in a blocking call, or has ended one; one with autorun: false never sends any."""
    waiting = _waiting(survey)
    if waiting is None or not survey.workers.silent or survey.size(Role.ACTIVE) or survey.size(Role.LIMITER):
        return
    ready, view = waiting
    connected = counted(survey.workers.count or 0, "worker is connected and does", "workers are connected and do")
    yield Finding(
        "workers-not-asking", Severity.ERROR, survey.queue,
        f"{counted(ready, 'job waits', 'jobs wait')}; {connected} not ask for jobs.",
        "The worker was made with autorun: false and never run, or it is paused (worker.pause()): it takes nothing.",
        "Call worker.run(), or worker.resume() where it was paused.",
        f"{DOCS}/guide/workers", (*_line(survey, view), *survey.workers.evidence()),
    )  # fmt: skip


@check("active-without-worker")
def active_without_worker(survey: Survey) -> Findings:
    """A lock can outlive its worker by lockDuration, hours where that is long; only workers look for stalled jobs."""
    active = survey.size(Role.ACTIVE) - len(survey.page.marks(survey.queue, Role.ACTIVE))
    views = [view for id in survey.page.ids(survey.queue, Role.ACTIVE) if (view := survey.page.job(id, survey.queue))]
    if not survey.workers.none or not any(_taken_before(survey, view, WAITS_MS) for view in views):
        return
    held = survey.page.container(survey.queue, Role.ACTIVE)
    cases = [length(survey.key(Role.ACTIVE), held), *survey.workers.evidence()]
    for view in views[-3:]:
        lock = survey.job(view.id, Role.LOCK)
        cases += [text(lock, view.lock)] if view.lock is None else [text(lock, view.lock), ttl(lock, view.lock_ms)]
    yield Finding(
        "active-without-worker", Severity.ERROR, survey.queue,
        f"{counted(active, 'job is active, and no worker is', 'jobs are active, and no worker is')} connected.",
        f"Whoever ran it is gone. It stays active until {_checker(survey)} connected, its lock has expired, and two "
        "checks for stalled jobs have passed; then it runs a second time.",
        START, f"{DOCS}/guide/workers/stalled-jobs", tuple(cases),
    )  # fmt: skip


def _checker(survey: Survey) -> str:
    if survey.needs_scheduler:
        return "a worker and a QueueScheduler are"
    return f"{stalled_looked_for_by(survey.page, survey.queue)} is"


@check("active-very-long")
def active_very_long(survey: Survey) -> Findings:
    """A processor whose promise never settles keeps its job active: the worker renews the lock forever."""
    views = [survey.page.job(id, survey.queue) for id in survey.page.ids(survey.queue, Role.ACTIVE)]
    long = [
        view for view in views if view is not None and view.lock is not None and _taken_before(survey, view, LONG_MS)
    ]
    if not long or survey.workers.none or survey.workers.in_a_dump:
        return
    waiting = survey.size(Role.WAIT) + survey.size(Role.PRIORITIZED) + survey.size(Role.PAUSED)
    behind = f", and {counted(waiting, 'job waits', 'jobs wait')} behind" if waiting else ""
    oldest = min(taken_at(survey.page, view)[0] for view in long)
    yield Finding(
        "active-very-long", Severity.WARNING if waiting else Severity.INFO, survey.queue,
        f"{counted(len(long), 'job has', 'jobs have')} been active for very long, the first since "
        f"{when(oldest, survey.page.at, future='').removesuffix(' ago')}{behind}.",
        "The lock is renewed, so the worker lives and its processor has not ended: a promise that never settles, or "
        "very long work. It keeps one of the worker's places (concurrency); no check for stalled jobs ends it.",
        "Give what the processor waits for a timeout. To free the place now, restart that worker.",
        f"{DOCS}/guide/workers/stalled-jobs",
        (
            *(taken_at(survey.page, view)[1] for view in long[:SHOWN]),
            *_lengths(survey, Role.WAIT, Role.PRIORITIZED, Role.PAUSED),
        ),
    )  # fmt: skip


def _taken_before(survey: Survey, view: JobView, ms: int) -> bool:
    taken, _evidence = taken_at(survey.page, view)
    return bool(taken) and survey.page.at - taken > ms


@check("no-queue-scheduler")
def no_queue_scheduler(survey: Survey) -> Findings:
    """BullMQ 1 moves delayed and stalled jobs in a class of its own, QueueScheduler; from 2 on workers do it."""
    if not survey.needs_scheduler or survey.workers.schedulers != 0:
        return
    late = list(_late(survey))
    if not late or survey.paused:
        return
    yield Finding(
        "no-queue-scheduler", Severity.ERROR, survey.queue,
        f"{counted(len(late), 'delayed job is', 'delayed jobs are')} overdue, and no QueueScheduler is connected.",
        f"In a {QUEUE_SCHEDULER.older} only a QueueScheduler moves delayed jobs, retries with "
        "a backoff, and stalled jobs.",
        "Start one beside the workers: new QueueScheduler(name, { connection }). "
        f"From {QUEUE_SCHEDULER.first} on none is needed.",
        "https://api.docs.bullmq.io/classes/v1.QueueScheduler.html",
        (number("QueueSchedulers", 0), *late),
    )  # fmt: skip


def _late(survey: Survey) -> Iterator[Evidence]:
    held = survey.page.container(survey.queue, Role.DELAYED)
    for id, moment in held.members if held else ():
        due = due_ms(moment)
        if due is not None and survey.page.at - due > WAITS_MS:
            yield score(survey.key(Role.DELAYED), held, id)


@check("worker-older-than-keys")
def worker_older_than_keys(survey: Survey) -> Findings:
    """Before BullMQ 5, and in Bull, an idle worker blocks on ``wait`` (BRPOPLPUSH); since then on ``marker``."""
    if survey.layout is not Layout.NEW:
        return
    old = [worker for worker in survey.workers.here or () if _is_old(worker)]
    if not old:
        return
    yield Finding(
        "worker-older-than-keys", Severity.WARNING, survey.queue,
        f"{counted(len(old), 'connected worker is', 'connected workers are')} of a {MARKER_KEY.older}, and the "
        f"queue's keys are those of {MARKER_KEY.or_newer}.",
        "It waits on the list `wait` and does not know the key `marker` or the fields `ats` and `atm`: it counts "
        "attempts elsewhere, and may leave jobs that only newer workers find.",
        "Bring all producers and workers to one major version.",
        f"{DOCS}/guide/migrations/migration-to-newer-versions", tuple(worker.evidence for worker in old),
    )  # fmt: skip


def _is_old(worker: Worker) -> bool:
    return any(f"cmd={call}" in worker.evidence.raw for call in ("brpoplpush", "blmove"))
