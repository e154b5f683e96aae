"""Staff: the lines of a run, from what a user says of processors and workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qlab.errors import OptionError, UsageError
from qlab.lab.handles.options import checked_number
from qlab.protocol.keys import STATE_OF_ROLE
from qlab.protocol.states import READY, JobState
from qlab.run.station import Processor, Processors, Station
from qlab.snapshot.model import Snapshot
from qlab.text.escape import shorten

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["Numbers", "stations"]

Numbers = int | Mapping[str, int]


def stations(
    lab: Lab, before: Snapshot, processors: Processors, workers: Numbers, concurrency: Numbers
) -> dict[str, Station]:
    """The queues of a run by name.

    Args:
        lab: The lab.
        before: The state before the run.
        processors: A processor for each queue by name; a single one where the lab has one queue.
        workers: How many workers each queue has, or how many by queue; 1 where nothing is said.
        concurrency: On how many jobs at once each worker works, likewise.

    Raises:
        UsageError: If a queue is not the lab's, or a processor cannot be called.
        OptionError: If a number makes no sense.
    """
    named = _by_queue(lab, processors)
    many, at_once = _numbers(workers, "workers", named), _numbers(concurrency, "concurrency", named)
    return {name: _station(lab, before, name, named[name], (many[name], at_once[name])) for name in named}


def _by_queue(lab: Lab, processors: Processors) -> Mapping[str, Processor]:
    if callable(processors):
        if len(lab.queues) != 1:
            raise UsageError(f"This lab has {len(lab.queues)} queues; say whose the processor is: {{name: processor}}.")
        return {lab.queues[0].name: processors}
    if not isinstance(processors, Mapping):
        raise UsageError(f"{shorten(repr(processors), 40)} are no processors; give a function, or {{queue: function}}.")
    for name, processor in processors.items():
        if not callable(processor):
            raise UsageError(
                f"{shorten(repr(processor), 40)} cannot be the processor of {shorten(repr(name), 40)}; give a function."
            )
    return processors


def _numbers(given: Numbers, what: str, named: Mapping[str, Any]) -> dict[str, int]:
    by_queue = given if isinstance(given, Mapping) else dict.fromkeys(named, given)
    unknown = next((name for name in by_queue if name not in named), None)
    if unknown is not None:
        raise OptionError(
            f"{what} names {shorten(repr(unknown), 40)}, for which there is no processor; "
            f"the queues of this run are {shorten(', '.join(map(repr, named)), 80)}."
        )
    return {name: checked_number(by_queue.get(name, 1), what, least=1) for name in named}


def _station(lab: Lab, before: Snapshot, name: str, processor: Processor, numbers: tuple[int, int]) -> Station:
    station = Station(name, processor, *numbers, lab.queue_named(name).lock_ms, before.settings(name))
    for role, state in STATE_OF_ROLE.items():
        number = len(before.ids(name, role))
        station.ready += number if state in READY else 0
        station.active += number if state is JobState.ACTIVE else 0
    return station
