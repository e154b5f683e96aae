"""Crews: the workers of each queue in a run, from what a user says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.errors import OptionError, UsageError
from qlab.lab.handles.options import checked_number
from qlab.lab.workers.worker import Worker
from qlab.lab.workers.worker_settings import WorkerSettings
from qlab.text.escape import repr_of, shorten

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["Hand", "Numbers", "Workers", "crews"]

Numbers = int | Mapping[str, int]
Workers = Any
"""A number, a ``Worker``, a list of those, or one of these for each queue by name."""


class Hand(NamedTuple):
    """A worker of a run.

    Attributes:
        settings: How it works.
        own: The lab's worker that it is; None: one of a number of usual ones.
    """

    settings: WorkerSettings
    own: Worker | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.settings.name


def crews(lab: Lab, queues: Iterable[str], workers: Workers, concurrency: Numbers) -> dict[str, list[Hand]]:
    """Return the workers of each queue.

    Args:
        lab: The lab.
        queues: The queues of the run, by name.
        workers: How many workers each has, or which; 1 where nothing is said.
        concurrency: On how many jobs at once each of a number of workers works; 1 where nothing is said.

    Raises:
        OptionError: If a number makes no sense, or a worker is of another queue.
        UsageError: If a worker is dead, or has jobs at work by hand.
    """
    names = list(queues)
    given, at_once = _by_queue(workers, "workers", names), _by_queue(concurrency, "concurrency", names)
    return {name: _crew(lab, name, given.get(name, 1), at_once.get(name)) for name in names}


def _by_queue(given: Any, what: str, queues: list[str]) -> Mapping[str, Any]:
    if isinstance(given, Worker) or (isinstance(given, list | tuple) and what == "workers"):
        found: dict[str, list[Worker]] = {}
        for each in _workers(given):
            found.setdefault(each.queue.name, []).append(each)
        given = found
    by_queue = given if isinstance(given, Mapping) else dict.fromkeys(queues, given)
    unknown = next((name for name in by_queue if name not in queues), None)
    if unknown is not None:
        raise OptionError(
            f"{what} names {repr_of(unknown, 40)}, for which there is no processor; "
            f"the queues of this run are {shorten(', '.join(map(repr, queues)), 80)}."
        )
    return by_queue


def _workers(given: Any) -> list[Worker]:
    workers = [given] if isinstance(given, Worker) else list(given)
    for each in workers:
        if not isinstance(each, Worker):
            raise OptionError(f"{repr_of(each)} is not a worker; give a number, or workers made with lab.worker.")
    return workers


def _crew(lab: Lab, queue: str, given: Any, at_once: Any) -> list[Hand]:
    if not isinstance(given, Worker | list | tuple):
        many = checked_number(given, "workers", least=1)
        usual = checked_number(1 if at_once is None else at_once, "concurrency", least=1)
        lock_ms = lab.queue_named(queue).lock_ms
        return [Hand(WorkerSettings.usual(f"worker-{number}", lock_ms, usual)) for number in range(1, many + 1)]
    workers = _workers(given)
    if at_once not in (None, 1):
        raise OptionError(f"The workers of {repr_of(queue)} already have a concurrency; leave concurrency= out.")
    for each in workers:
        _check(each, queue, lab)
    if not workers:
        raise OptionError(f"There is no worker for queue {repr_of(queue)}; give one, or leave the queue out.")
    return [Hand(each.settings, each) for each in dict.fromkeys(workers)]


def _check(worker: Worker, queue: str, lab: Lab) -> None:
    if worker.queue.lab is not lab or worker.queue.name != queue:
        raise OptionError(f"{worker!r} works on a queue other than {repr_of(queue)}; give one of this queue.")
    if not worker.free:
        raise UsageError(f"{worker!r} cannot work in this run; give one that is alive and has no job at work.")
