"""Backoffs as planned, and the retries a recording saw, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qlab.errors import UsageError
from qlab.plot.lives._stays import lives
from qlab.protocol.backoff import FAIL_NOW, Backoff
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.recording import Recording

Plans = Backoff | Mapping[str, Backoff]
COLUMNS = ("kind", "name", "attempt", "wait_ms", "shortest_ms", "longest_ms")
MOST_MS = 1e300  # a double, which is all a figure has, ends at 1.8e308; a backoff does not


class Wait(NamedTuple):
    """The wait before one attempt.

    Attributes:
        name: The plan's name; for an observed wait the queue's and the job's.
        attempt: The attempt that begins when it ends, from 2.
        wait_ms: How long; of a jittered plan the longest.
        shortest_ms: The shortest the plan allows; None for an observed wait.
        longest_ms: The longest.
    """

    name: str
    attempt: int
    wait_ms: float
    shortest_ms: float | None = None
    longest_ms: float | None = None


def named(plans: Plans) -> dict[str, Backoff]:
    """Return the backoffs by name; one alone is named by what it is.

    Raises:
        UsageError: If there is none, or something is not a backoff.
    """
    given: object = plans
    found = {str(plans): given} if isinstance(given, Backoff) else dict(given) if isinstance(given, Mapping) else {}
    if not found or not all(isinstance(plan, Backoff) for plan in found.values()):
        raise UsageError(
            'Give a backoff, such as qlab.exponential("2s"), or some by name: {"gentle": qlab.fixed("1s"), …}.'
        )
    return {shorten(terminal(name), 80): plan for name, plan in found.items()}


def planned(name: str, plan: Backoff, attempts: int) -> list[Wait]:
    """Return the waits of one plan before attempts 2 to ``attempts``."""
    bands = (plan.band_ms(number) for number in range(1, len(plan.schedule(attempts)) + 1))
    limited = ((_drawable(low), _drawable(high)) for low, high in bands)
    return [Wait(name, number, high, low, high) for number, (low, high) in enumerate(limited, start=2)]


def _drawable(ms: int) -> float:
    return ms if ms < 2**53 else float(min(ms, MOST_MS))


def fails_early(plan: Backoff, attempts: int) -> bool:
    """Return whether the plan gives up before the attempts are used up."""
    made = len(plan.schedule(attempts)) + 1
    return made < attempts and plan.band_ms(made)[1] == FAIL_NOW


def observed(recording: Recording, queue: str | None) -> Iterator[Wait]:
    """Yield the waits between attempts that a recording saw: from a failed one's end to the next one's beginning.

    Where one step ends the one and begins the other, nobody looked in between, and how long the wait was is not known.
    """
    for life in lives(recording, queue):
        for ended, begun in pairwise(life.attempts):
            if ended.outcome == "retried" and not 0 < ended.ended_step == begun.began_step:
                yield Wait(terminal(f"{life.queue} {life.job}"), begun.attempt, begun.began_ms - ended.ended_ms)


def waits_table(
    plans: Plans, *, attempts: int = 5, recording: Recording | None = None, queue: str | None = None
) -> pd.DataFrame:
    """Return every wait before a retry, one row each: kind, name, attempt, wait_ms, shortest_ms, longest_ms.

    ``kind`` is ``planned`` or ``observed``, ``name`` the plan's name or the queue and the job, ``attempt`` the one that
    begins when the wait ends. The last two are what a jittered plan allows; an observed wait has none.
    """
    import pandas as pd

    rows = [("planned", *wait) for name, plan in named(plans).items() for wait in planned(name, plan, attempts)]
    if recording is not None:
        rows += [("observed", *wait) for wait in observed(recording, queue)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"shortest_ms": "Float64", "longest_ms": "Float64"})
