"""Drain: run all that is due now, and stop where only time would bring more. For tests, above all."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bullmq import Worker

from qlab.errors import UsageError
from qlab.lab.handles.options import checked_number
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from qlab.run.simulate import run
from qlab.run.station import Processor, Processors

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["drain"]

WORKER = "worker-1"
"""The name of the one worker that a queue has in a run."""


def drain(lab: Lab, processors: Processors | None, most: int = 10_000) -> Run:
    """Run all that is due: jobs in line, jobs that they add, and delayed jobs whose moment has come.

    Each queue has one worker. Only a processor that takes time (``yield "2s"``) moves the clock; a job that is delayed,
    or waits for its next attempt, stays until ``lab.clock.advance`` has moved time that far.

    Args:
        lab: A lab with a virtual clock.
        processors: As for ``lab.run``; a function of two arguments gets what a bullmq ``Worker`` gives its processor,
            the job and the token. None: those given last; where the lab is lent to an application, its own Workers.
        most: How many jobs may be taken before this is held for an endless loop.

    Returns:
        The run, a recording of what was done.

    Raises:
        UsageError: If there is no processor, a queue is not the lab's, or more than ``most`` jobs are taken.
    """
    checked_number(most, "most", least=1)
    if processors is None and lab.workers_lent:
        given: Processors = _adopted(lab, lab.workers_lent)
    else:
        given = lab.drained_with = _chosen(processors, lab.drained_with)
    fitted = _fitted(given) if callable(given) else {name: _fitted(each) for name, each in given.items()}
    return run(lab, fitted, drain=most)


def _chosen(processors: Processors | None, before: Processors | None) -> Processors:
    chosen = before if processors is None else processors
    if chosen is None:
        raise UsageError("Nobody works here yet; give drain the processors once: lab.drain({'email': send}).")
    return chosen


def _fitted(processor: Processor) -> Processor:
    """A processor that takes a job and a token, as one that takes an active job."""
    if not _takes_a_token(processor):
        return processor

    def fitted(active: ActiveJob) -> Any:
        return processor(*active.handle.held)

    return fitted


def _takes_a_token(processor: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(processor).parameters.values()
    except (TypeError, ValueError):  # not callable, which run says better, or built in
        return False
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return len([each for each in parameters if each.kind in places and each.default is each.empty]) == 2


def _adopted(lab: Lab, workers: Iterable[Worker]) -> Mapping[str, Processor]:
    """The processors of an application's Workers that are open, and their options for the lab's own."""
    found: dict[str, Processor] = {}
    for worker in workers:
        if worker.closing or worker.paused or worker.processor is None:
            continue
        queue = lab.queue_named(worker.name) if lab.has_queue(worker.name) else lab.queue(worker.name)
        queue.adopt(WORKER, worker.opts)
        found[worker.name] = _worker_processor(worker.processor)
    return found


def _worker_processor(process: Callable[..., Any]) -> Processor:
    return lambda active: process(*active.handle.held)
