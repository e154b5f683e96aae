"""Who is at work on a queue: a lane for each job that a worker has, and the workers that are connected."""

from __future__ import annotations

from statistics import median

from qlab.app.web.board.pieces import job_link, safe_id
from qlab.observe.connected.workers import Worker, Workers
from qlab.protocol.keys import Role
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.text.durations import format_ms
from qlab.text.escape import html, shorten
from qlab.text.words import plural

__all__ = ["at_work", "count"]

LANES = 12
"""This many jobs have a lane; the rest are in the list."""
WORKERS = 8
"""This many workers are told of by themselves."""


def at_work(queue: str, snapshot: Snapshot, workers: Workers) -> str:
    """Return who is at work: each job with how long it runs already, beside what the queue's jobs usually take.

    Args:
        queue: The queue.
        snapshot: A page of it.
        workers: Who works on it.
    """
    ids = snapshot.ids(queue, Role.ACTIVE)
    jobs = [job for job in (snapshot.job(id, queue) for id in ids) if job]
    held = snapshot.container(queue, Role.ACTIVE)
    size = held.size if held else 0
    if not jobs and not workers.here:
        return f'<p id="at-work"><small>{_nobody(workers)}</small></p>'
    usual = _usual(queue, snapshot)
    lanes = "".join(_lane(job, snapshot.at, usual) for job in jobs[:LANES])
    more = f"<p><small>And {size - LANES:,} more jobs.</small></p>" if size > LANES else ""
    scale = f"<small>a whole lane is {html(format_ms(usual))}, the median of the latest jobs</small>"
    about = scale if usual and jobs else ""
    said = f"Active, {plural(size, 'job')}, and nobody at work" if workers.none else f"At work, {plural(size, 'job')}"
    top = f'<div class="row"><h2>{said}</h2>{about}</div>'
    return f'<section id="at-work">{top}{lanes}{more}{_connected(workers)}</section>'


def count(workers: Workers) -> str:
    """Return how many workers a queue has, in words."""
    return "workers not known" if workers.here is None else plural(len(workers.here), "worker")


def _usual(queue: str, snapshot: Snapshot) -> int:
    """Return what the latest jobs of the page took, their median, ms; 0 where none has completed."""
    views = (snapshot.job(id, queue) for id in snapshot.ids(queue, Role.COMPLETED))
    took = [view.finished_on - view.processed_on for view in views if view and view.finished_on and view.processed_on]
    return max(round(median(took)), 1) if took else 0


def _lane(job: JobView, now: int, usual: int) -> str:
    since = job.processed_on or now
    ran = max(now - since, 0)
    width = min(100 * ran / usual, 100) if usual else 0
    by = f" <small>{html(shorten(job.taker, 30))}</small>" if job.taker else ""
    name = safe_id(job.id)
    return (
        f'<div class="place">{job_link(job.queue, job.id)}{by}'
        f'<svg class="lane s-active" id="lane-{name}" data-since="{since}" data-usual="{usual}" viewBox="0 0 100 10" '
        f'preserveAspectRatio="none" aria-hidden="true"><rect width="{width:.1f}" height="10"/></svg>'
        f'<span id="ran-{name}" class="ran" data-since="{since}">{html(format_ms(ran))}</span></div>'
    )


def _connected(workers: Workers) -> str:
    if workers.here is None:
        return f"<p><small>{_nobody(workers)}</small></p>"
    rows = "".join(_worker(each) for each in workers.here[:WORKERS])
    more = f"<li>And {len(workers.here) - WORKERS:,} more.</li>" if len(workers.here) > WORKERS else ""
    none = "" if workers.here else f"<p><small>{_nobody(workers)}</small></p>"
    return f"{none}<ul class='workers'>{rows}{more}</ul>" if rows else none


def _worker(worker: Worker) -> str:
    name = html(shorten(worker.name, 40)) if worker.name else "A worker without a name"
    return f"<li>{name}: <b>{html(worker.doing)}</b>. <small>{html(worker.doing.sentence)}</small></li>"


def _nobody(workers: Workers) -> str:
    if workers.here is None:
        return f"Who works here is not known: {html(workers.unknown)}."
    return "No worker of this queue is connected."
