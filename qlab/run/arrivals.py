"""Arrivals: the jobs that come during a run, from a list, at a rate, or from a CSV file."""

from __future__ import annotations

import csv
import heapq
import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, Protocol, runtime_checkable

from qlab.errors import UsageError
from qlab.files import path_of
from qlab.lab.handles.options import checked_number
from qlab.text.decoded import quoted
from qlab.text.durations import Duration, parse_duration, parse_since_start
from qlab.text.escape import repr_of

__all__ = ["Arrival", "Evenly", "Poisson", "Source", "all_arrivals", "interval_ms"]


class Arrival(NamedTuple):
    """A job that arrives at a moment of the run.

    Attributes:
        at: When, from the run's beginning.
        queue: Its queue's name.
        name: The job's name.
        data: Its data.
        options: Its options, as for ``Queue.add``.
    """

    at: Duration
    queue: str
    name: str = "job"
    data: Any = None
    options: Mapping[str, Any] = {}


@runtime_checkable
class Source(Protocol):
    """Something that makes arrivals, in the order of their moments."""

    def arrivals(self, random: Random) -> Iterator[Arrival]:
        """Return the arrivals; all chance comes from ``random``."""
        ...


@dataclass(frozen=True)
class _Repeated(ABC):
    """Arrivals of one kind of job, with a time between two of them."""

    queue: str
    every: Duration
    jobs: int | None = None
    name: str = "job"
    data: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def arrivals(self, random: Random) -> Iterator[Arrival]:
        """Yield the arrivals, the first after one interval; ``random`` provides the randomness.

        Raises:
            UsageError: If ``every`` is not a time, or ``jobs`` not a number.
        """
        moments = self._moments(interval_ms(self.every), random)
        jobs = None if self.jobs is None else checked_number(self.jobs, "jobs", least=0)
        return (
            Arrival(round(at), self.queue, self.name, self.data, self.options) for at in itertools.islice(moments, jobs)
        )

    @abstractmethod
    def _moments(self, every_ms: int, random: Random) -> Iterator[float]: ...


class Evenly(_Repeated):
    """One arrival every so often.

    Attributes:
        queue: The queue's name.
        every: The time between two.
        jobs: How many; None: for as long as the run lasts.
        name, data, options: As for :class:`Arrival`.
    """

    def _moments(self, every_ms: int, random: Random) -> Iterator[float]:
        del random
        return itertools.count(every_ms, every_ms)


class Poisson(_Repeated):
    """Independent arrivals: the time between two is exponentially distributed.

    Attributes:
        queue: The queue's name.
        every: The mean time between two.
        jobs: How many; None: for as long as the run lasts.
        name, data, options: As for :class:`Arrival`.
    """

    def _moments(self, every_ms: int, random: Random) -> Iterator[float]:
        return itertools.accumulate(random.expovariate(1 / every_ms) for _ in itertools.count())


def interval_ms(every: Duration) -> int:
    """Return the time between two arrivals, ms.

    Raises:
        UsageError: If it is no time, or none at all.
    """
    ms = parse_duration(every)
    if ms < 1:
        raise UsageError("Arrivals need some time between them; give every= at least 1 ms.")
    return ms


def all_arrivals(given: Any, random: Random) -> Iterator[Arrival]:
    """Return every arrival in the order of its moment, ``at`` in ms.

    Args:
        given: A source, the path of a CSV file, an iterable of arrivals (or tuples of their fields), or one that mixes
            all of these.
        random: Where sources draw from. Each gets a stream of its own, so one more changes nothing for the others.

    Raises:
        UsageError: If something else is given, or a file's row makes no sense.
    """
    listed: list[Arrival] = []
    streams: list[Iterator[Arrival]] = []
    if not isinstance(given, Source | str | Path | Iterable):
        raise UsageError(f"{repr_of(given, 60)} are not arrivals; give a list, a source or a CSV file.")
    for entry in [given] if isinstance(given, Source | str | Path) else given:
        if isinstance(entry, Source):
            streams.append(entry.arrivals(Random(random.getrandbits(64))))  # noqa: S311  a seed must repeat it
        elif isinstance(entry, str | Path):
            listed += from_csv(entry)
        else:
            listed.append(_arrival(entry))
    in_order = sorted((_timed(arrival) for arrival in listed), key=lambda arrival: int(arrival.at))  # type: ignore[arg-type]
    return heapq.merge(in_order, *streams, key=lambda arrival: int(arrival.at))  # type: ignore[arg-type]


def _timed(arrival: Arrival) -> Arrival:
    return arrival._replace(at=parse_since_start(arrival.at))


def _arrival(entry: Any) -> Arrival:
    if isinstance(entry, Arrival):
        return entry
    if not isinstance(entry, Iterable) or not 2 <= len(fields := tuple(entry)) <= len(Arrival._fields):
        raise UsageError(
            f"{repr_of(entry, 60)} is not an arrival; give (at, queue, name, data, options), or just two of them."
        )
    return Arrival(*fields)


def from_csv(path: str | Path) -> list[Arrival]:
    """Return arrivals from a CSV file with the columns `at`, `queue`, and if you like `name`, `data`, `options` (JSON).

    Raises:
        UsageError: If the file cannot be read, or a row makes no sense; it names the line.
    """
    file_name = path_of(path, "arrivals.csv")
    try:
        with file_name.open(encoding="utf-8", newline="") as file:
            return [_row(row, line) for line, row in enumerate(csv.DictReader(file), 2)]
    except UsageError:
        raise
    except (OSError, ValueError, csv.Error) as error:  # ValueError: no text; or a NUL in the path
        said = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{quoted(path, 60)} cannot be read as arrivals ({said}); check it.") from error


def _row(row: Mapping[str, str | None], line: int) -> Arrival:
    try:
        return Arrival(
            parse_since_start(row["at"] or ""),
            row["queue"] or "",
            row.get("name") or "job",
            json.loads(row.get("data") or "null"),
            json.loads(row.get("options") or "{}"),
        )
    except (KeyError, ValueError) as error:
        raise UsageError(f"Line {line} is not an arrival ({error}); it needs `at` (such as 2s) and `queue`.") from error
