"""Drain: run all that is due now, and stop where only time would bring more. For tests, above all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bullmq import Worker

from qlab.errors import UsageError
from qlab.lab.handles.options import checked_number
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from qlab.run.setup import by_queue
from qlab.run.simulate import run
from qlab.run.station import Processor, Processors
from qlab.run.working.calling import arguments_of
from qlab.run.working.cancelling import Signal

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["drain"]

WORKER = "worker-1"
"""The name of the one worker that a queue has in a run."""


def drain(lab: Lab, processors: Processors | None, most: int = 10_000) -> Run:
    """Run everything that is due: ready jobs, jobs that they add, and delayed jobs whose moment has come.

    Each queue has one worker. Only a processor that takes time (``yield "2s"``) moves the clock; a job that is delayed,
    or waits for its next attempt, stays until ``lab.clock.advance`` has moved time that far.

    Args:
        lab: A lab with a virtual clock.
        processors: As for ``lab.run``; a function of two or three arguments gets what a bullmq ``Worker`` gives its
            processor: BullMQ's own job, the token, and a signal. None: the ones given last; if the lab is lent to an
            application, the application's own Workers.
        most: How many jobs may be taken before this counts as an endless loop.

    Returns:
        The run: a recording of what was done.

    Raises:
        UsageError: If there is no processor, a queue is not the lab's, or more than ``most`` jobs are taken.
    """
    checked_number(most, "most", least=1)
    if processors is None and lab.workers_lent:
        given: Processors = _adopted(lab, lab.workers_lent)
    else:
        given = _chosen(processors, lab.drained_with)
        by_queue(lab, given)
        lab.drained_with = given
    if not callable(given):
        _meet(lab, given)
    fitted = _fitted(given) if callable(given) else {name: _fitted(each) for name, each in given.items()}
    return run(lab, fitted, drain=most)


def _meet(lab: Lab, names: Iterable[str]) -> None:
    """Make the lab know queues that only an application's own bullmq has used; a name without keys stays an error."""
    strange = [name for name in names if not lab.has_queue(name)]
    for name in sorted(set(lab.snapshot().queues).intersection(strange)) if strange else ():
        lab.queue(name)


def _chosen(processors: Processors | None, before: Processors | None) -> Processors:
    chosen = before if processors is None else processors
    if chosen is None:
        raise UsageError("No processors are known yet; give them to drain once: lab.drain({'email': send}).")
    return chosen


def _fitted(processor: Processor) -> Processor:
    """Return a processor that gets BullMQ's own job, as from a bullmq Worker, if it takes more than the job."""
    return processor if arguments_of(processor) == 1 else _worker_processor(processor)


def _adopted(lab: Lab, workers: Iterable[Worker]) -> Mapping[str, Processor]:
    """Return the processors of an application's Workers that are open, and their options for the lab's own."""
    found: dict[str, Processor] = {}
    for worker in workers:
        if worker.closing or worker.paused or worker.processor is None:
            continue
        queue = lab.queue_named(worker.name) if lab.has_queue(worker.name) else lab.queue(worker.name)
        queue.adopt(WORKER, worker.opts)
        found[worker.name] = _worker_processor(worker.processor)
    return found


def _worker_processor(process: Callable[..., Any]) -> Processor:
    def with_signal(active: ActiveJob, _token: str, signal: Signal) -> Any:
        return process(*active.handle.held, signal)

    def without(active: ActiveJob) -> Any:
        return process(*active.handle.held)

    return with_signal if arguments_of(process) == 3 else without
