"""Who could take the job: workers that are connected or not, that ask or not, that are busy and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.connected.workers import Workers
from qlab.observe.evidence import length
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.latest import taken_at
from qlab.protocol.keys import FINISHED_ROLES, Role
from qlab.text.decoded import when

__all__ = ["hands", "nobody", "taker"]

LONG_MS = 60_000
"""From here on it is told since when the active jobs keep the workers busy; for an overdue job always."""


def taker(job: JobReport) -> str:
    """Return who takes the next job: a free worker, where there may be one."""
    silent = job.workers.silent and not job.size(Role.ACTIVE) and not job.size(Role.LIMITER)
    return "a worker that asks" if job.workers.none or silent else "a free worker"


def hands(job: JobReport, whose: str = "this queue") -> Iterator[Statement]:
    """Yield what there is to say about the workers of the job's queue, called ``whose``."""
    workers = job.workers
    if workers.here is None:
        yield Statement("note", f"Whether a worker is connected is not known: {workers.unknown}.", workers.evidence())
    elif workers.none:
        yield nobody(workers, job.queue, whose)
    elif workers.silent and not job.size(Role.ACTIVE):
        number = len(workers.here)
        connected = "A worker is connected, and has" if number == 1 else f"{number} workers are connected, and have"
        idle = "made with autorun: false and never run, or paused (worker.pause())"
        if job.size(Role.LIMITER):  # a worker that met the limit with its first jobs waits it out, and blocks nowhere
            text = f"{connected} not waited for a job: held back by the rate limit, {idle}."
        else:
            text = f"{connected} not asked for a job: {idle}."
        yield Statement("next", text, workers.evidence())
    elif not workers.asleep:
        yield from _busy(job)


def nobody(workers: Workers, queue: str, whose: str = "this queue") -> Statement:
    """Return the statement that no worker of a queue is connected, with those of its name elsewhere."""
    others = workers.others(queue)
    elsewhere = f"; {others}: give both the same prefix and database" if others else ""
    return Statement("next", f"No worker of {whose} is connected: start one{elsewhere}.", workers.evidence())


def _busy(job: JobReport) -> Iterator[Statement]:
    """Yield how long all workers have been busy, if none sleeps, and whether anything has finished since."""
    views = [job.page.job(id, job.queue) for id in job.page.ids(job.queue, Role.ACTIVE)]
    taken = [taken_at(job.page, view) for view in views if view is not None]
    started, first = min((each for each in taken if each[0]), key=lambda each: each[0], default=(None, None))
    if started is None or first is None or (job.now - started < LONG_MS and not job.overdue):
        return
    finished = _last_finished(job)
    since = when(started, job.now, future="").removesuffix(" ago")
    text = f"No worker is free: {job.size(Role.ACTIVE):,} active, the first for {since}"
    if finished is None or finished < started:
        text += ", and no job that is still kept has finished since: this one waits until one of them ends"
    evidence = (length(job.key(Role.ACTIVE), job.page.container(job.queue, Role.ACTIVE)), first)
    yield Statement("next", f"{text}.", (*evidence, *job.workers.evidence()))


def _last_finished(job: JobReport) -> float | None:
    held = [job.page.container(job.queue, role) for role in FINISHED_ROLES]
    return max((score for state in held if state for _id, score in state.members), default=None)
