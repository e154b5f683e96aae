"""Clauses about a worker's own life: it is started, paused, resumed, closed or killed, or asked to cancel a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.text.words import brief, jobs, short_id

if TYPE_CHECKING:
    from qlab.protocol.operations import Operation
    from qlab.record.step import Step

__all__ = ["WORKERS"]


def _worker(step: Step) -> str:
    return brief(step.call.facts.get("worker") or "a worker", 40)


def _at_work(step: Step) -> str:
    """Return what it has at work: ``job 1``, ``jobs 1 and 2``, or nothing."""
    ids = step.call.facts.get("ids")
    return jobs(ids) if ids else ""


def _run(step: Step) -> str:
    return f"{_worker(step)} takes jobs from now on"


def _pause(step: Step) -> str:
    at_work = _at_work(step)
    goes_on = f", and goes on with {at_work}" if at_work else ""
    return f"{_worker(step)} takes no more jobs until it is resumed{goes_on}"


def _resume(step: Step) -> str:
    return f"{_worker(step)} takes jobs again"


def _close(step: Step) -> str:
    at_work = _at_work(step)
    if not at_work:
        return f"{_worker(step)} takes no more jobs, and ends"
    if step.call.facts.get("force"):
        return f"{_worker(step)} takes no more jobs, and ends without {at_work}: {_left(step)}"
    return f"{_worker(step)} takes no more jobs, and ends when it is done with {at_work}"


def _crash(step: Step) -> str:
    at_work = _at_work(step)
    what = f" while working on {at_work}: {_left(step)}" if at_work else "; it was not working on a job"
    return f"{_worker(step)} is killed{what}"


def _left(step: Step) -> str:
    one = len(step.call.facts.get("ids", ())) == 1
    return (
        f"{'it stays' if one else 'they stay'} in `active`, and once {'its lock has' if one else 'their locks have'} "
        f"expired, two stalled checks find {'it' if one else 'them'}"
    )


def _cancel(step: Step) -> str:
    job, reason = f"job {short_id(step.job or '')}", step.call.facts.get("reason")
    why = f' ("{brief(reason)}")' if reason else ""
    if not step.call.facts.get("heard"):
        return f"{_worker(step)} is asked to cancel {job}{why}: none of its processors has a signal for that job"
    follows = "its signal is aborted, and the processor decides what follows"
    return f"{_worker(step)} is asked to cancel {job}{why}: {follows}"


WORKERS: Mapping[Operation, Callable[[Step], str]] = {
    operations.RUN_WORKER: _run,
    operations.PAUSE_WORKER: _pause,
    operations.RESUME_WORKER: _resume,
    operations.CLOSE_WORKER: _close,
    operations.CRASH_WORKER: _crash,
    operations.CANCEL_JOB: _cancel,
}
"""Whole clauses: none of these moves a job."""
