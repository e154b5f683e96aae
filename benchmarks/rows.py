"""A row of the table, and how its figure is measured: all contenders in one run, turn by turn, medians."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal, NamedTuple

Contenders = Mapping[str, Callable[[], object]]


@dataclass(frozen=True)
class Row:
    """A claim and what was measured.

    Attributes:
        what: What is claimed about.
        figure: What was measured.
        unit: Of the figure and the bar: ``ms``, ``×`` (times as long), ….
        sense: Which side of the bar is right: ``≤`` or ``≥``.
        bar: The claim's bound; None where the figure is only for information.
        beside: What it is compared with.
        medians: The medians behind the figure, by name, each with its unit in the name.
    """

    what: str
    figure: float
    unit: str
    sense: Literal["≤", "≥"]
    bar: float | None
    beside: str
    medians: Mapping[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the claim holds; None where there is no bar."""
        if self.bar is None:
            return None
        return self.figure <= self.bar if self.sense == "≤" else self.figure >= self.bar

    def to_json(self) -> dict[str, object]:
        """Return the row as JSON values."""
        return {
            "what": self.what,
            "figure": round(self.figure, 4),
            "unit": self.unit,
            "sense": self.sense,
            "bar": self.bar,
            "beside": self.beside,
            "met": self.met,
            "medians": {name: round(value, 4) for name, value in self.medians.items()},
        }


def interleaved(
    contenders: Contenders,
    rounds: int,
    *,
    warm_up: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Time the contenders turn by turn, so that whatever else the machine does slows all of them alike.

    Args:
        contenders: What to time, by name.
        rounds: How many times each is timed; every round begins with another contender.
        warm_up: How many times each runs before, untimed; as a rule once, and not at all where each is timed only once.
        clock: Tells the time, s; with ``time.process_time`` it is the CPU time of this process alone.

    Returns:
        The median time of each, ms.
    """
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    untimed = min(1, rounds - 1) if warm_up is None else warm_up
    for at in range(-untimed, rounds):
        for name in names[at % len(names) :] + names[: at % len(names)]:
            took = _timed_ms(contenders[name], clock)
            if at >= 0:
                times[name].append(took)
    return {name: median(measured) for name, measured in times.items()}


def in_pairs(one: Callable[[], object], other: Callable[[], object], rounds: int, *, warm_up: bool = True) -> Pairs:
    """Time two contenders in pairs, each first in every other one; a first pair warms up and is not counted.

    A machine is a third faster in one second than in the next. The ratio of two that follow each other knows little of
    that, and the median of those ratios still less; the ratio of two medians keeps all of it.

    Args:
        one: The first contender.
        other: The second.
        rounds: How many pairs are counted.
        warm_up: Whether there is a first pair that is not; both must have run before, where there is none.
    """
    pairs = []
    for at in range(rounds + warm_up):
        first, second = (one, other) if at % 2 else (other, one)
        took = _each_clock(first), _each_clock(second)
        pairs.append(took if at % 2 else took[::-1])
    return Pairs(*([(a[clock], b[clock]) for a, b in pairs[warm_up:]] for clock in (0, 1)))


def _each_clock(call: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU time of this process and the time on the wall of one call, ms."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    kept = call()
    took = (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
    del kept
    return took


class Pairs(NamedTuple):
    """What two contenders took, in ms, pair by pair.

    Attributes:
        cpu: CPU time of this process.
        wall: Time on the wall.
    """

    cpu: list[tuple[float, float]]
    wall: list[tuple[float, float]]


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return how many times as long as the other one took: the median of the pairs' own ratios."""
    return median(one / other for one, other in pairs)


def _timed_ms(call: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()  # so that nobody pays for what another left behind
    began = clock()
    kept = call()
    took = clock() - began
    del kept  # freeing the result is not part of getting it
    return took * 1000
