"""Staff: the lines of a run, from what a user says of processors and workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.protocol.keys import STATE_OF_ROLE
from qlab.protocol.states import READY, JobState
from qlab.run.station import Processor, Processors, Station
from qlab.run.working.calling import check_processor
from qlab.run.working.crew import Hand, Numbers, Workers, crews
from qlab.snapshot.model import Snapshot
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["by_queue", "stations"]


def stations(
    lab: Lab,
    before: Snapshot,
    processors: Processors,
    workers: Workers,
    concurrency: Numbers,
    stalled: tuple[int, int],
) -> dict[str, Station]:
    """Return the queues of a run by name.

    Args:
        lab: The lab.
        before: The state before the run.
        processors: A processor for each queue by name; a single one where the lab has one queue.
        workers: How many workers each queue has, or which; see :func:`qlab.run.working.crew.crews`.
        concurrency: On how many jobs at once each of a number of workers works.
        stalled: The interval of the stalled check, ms, and how often a job may stall, where no worker says so.

    Raises:
        UsageError: If a queue is not the lab's, or a processor cannot be called.
        OptionError: If a number makes no sense.
    """
    named = by_queue(lab, processors)
    hands = crews(lab, named, workers, concurrency)
    return {name: _station(before, name, named[name], hands[name], stalled) for name in named}


def by_queue(lab: Lab, processors: Processors) -> Mapping[str, Processor]:
    """Return the processor of each queue.

    Raises:
        UsageError: If that is neither a function nor functions by the names of queues.
    """
    if callable(processors):
        if len(lab.queues) != 1:
            raise UsageError(
                f"This lab has {len(lab.queues)} queues; say which queue the processor is for: {{name: processor}}."
            )
        check_processor(processors, lab.queues[0].name)
        return {lab.queues[0].name: processors}
    if not isinstance(processors, Mapping):
        raise UsageError(f"{repr_of(processors, 40)} are not processors; give a function, or {{queue: function}}.")
    for name, processor in processors.items():
        if not isinstance(name, str):
            raise UsageError(f"{repr_of(name, 40)} is not the name of a queue; give {{name: function}}.")
        check_processor(processor, name)
    return processors


def _station(before: Snapshot, name: str, processor: Processor, crew: list[Hand], stalled: tuple[int, int]) -> Station:
    station = Station(name, processor, crew, _stalled(crew, stalled), before.settings(name))
    for role, state in STATE_OF_ROLE.items():
        number = len(before.ids(name, role))
        station.ready += number if state in READY else 0
        station.active += number if state is JobState.ACTIVE else 0
    return station


def _stalled(crew: list[Hand], usual: tuple[int, int]) -> tuple[int, int]:
    """Who looks most often gets through: the key `stalled-check` keeps the others out until its interval ends."""
    settings = [hand.settings for hand in crew]
    intervals = [usual[0] if each.stalled_ms is None else each.stalled_ms for each in settings]
    most = [usual[1] if each.max_stalled is None else each.max_stalled for each in settings]
    return min(zip(intervals, most, strict=True), key=lambda rule: rule[0])
