"""What must happen for an active job to move: its worker ends it, or a check for stalled jobs puts it back."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.connected.workers import number
from qlab.observe.evidence import Evidence, absent, holds, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.explaining.remains import not_json
from qlab.observe.layout import stalled_looked_for_by
from qlab.protocol.keys import Role
from qlab.text.decoded import quoted
from qlab.text.durations import format_ms

__all__ = ["at_work", "left_behind"]

Statements = Iterator[Statement]


def left_behind(job: JobReport) -> Statements:
    """Yield that whoever ran the job is gone, where that shows: it has no lock, or no worker is connected."""
    lock = job.below(Role.LOCK)
    if lock is None:
        yield from _unlocked(job)
    elif job.workers.none:
        text = (
            f"No worker is connected, so whoever ran it is gone; its lock {_lasts(job)}. {_start(job)}once the lock "
            "has expired, the second check for stalled jobs puts the job back into `wait`."
        )
        yield Statement("next", text, (*_lock(job), *_checkers(job)))


def _start(job: JobReport) -> str:
    """Return what must be started before a check for stalled jobs finds the job; "" where somebody checks."""
    if not job.unchecked:
        return "A QueueScheduler is connected: "
    return f"Start {stalled_looked_for_by(job.page, job.queue)}: "


def _checkers(job: JobReport) -> tuple[Evidence, ...]:
    """Return the connections that look for stalled jobs, or that there are none."""
    schedulers = job.workers.schedulers
    told = (number("QueueSchedulers", schedulers),) if job.needs_scheduler and schedulers is not None else ()
    return (*job.workers.evidence(), *told)


def at_work(job: JobReport) -> Statements:
    """Yield that a worker has the job, where nothing says that it is gone."""
    if job.below(Role.LOCK) is None or job.workers.none:
        return
    worker = f"Worker {quoted(job.view.taker, 40)}" if job.view and job.view.taker else "A worker"
    if job.view is not None and not_json(job.view.fields):
        text = f"{worker} took it and does not run it; its lock {_lasts(job)}, and is not renewed."
    else:
        text = f"{worker} runs it; its lock {_lasts(job)}, and is renewed while the worker lives."
    yield Statement("next", text, _lock(job))


def _lock(job: JobReport) -> tuple[Evidence, Evidence]:
    return whole(job.job_key(Role.LOCK), job.below(Role.LOCK)), job.ttl(Role.LOCK)


def _lasts(job: JobReport) -> str:
    left = job.page.ttl_ms(job.job_key(Role.LOCK))
    return "has no TTL" if left is None else f"has {format_ms(left)} left"


def _unlocked(job: JobReport) -> Statements:
    then = "The next check for stalled jobs marks it as a suspect, the one after puts it back into `wait`."
    if job.suspect:
        then = "It is marked as a suspect already: the next check for stalled jobs puts it back into `wait`."
    evidence = (absent(job.job_key(Role.LOCK)), holds(job.key(Role.STALLED), job.id, job.suspect))
    if job.unchecked:
        who = stalled_looked_for_by(job.page, job.queue)
        text = f"It has no lock, and only {who} looks for stalled jobs: none is connected, so start one. {then}"
        yield Statement("next", text, (*evidence, *_checkers(job)))
    else:
        broken = job.view is not None and not_json(job.view.fields)
        why = "the worker that took it could not read it, and renews none" if broken else "its worker is gone or hangs"
        yield Statement("next", f"It has no lock: {why}. {then}", evidence)
