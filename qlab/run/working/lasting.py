"""Lasting: what would keep a run from ever ending.

Attempts go on until somebody aborts their signal, and nobody is left who could. Or a job comes back at once each time
it is taken, and the clock stands still.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.lab.waiting.other_threads import no_thread_is_left
from qlab.protocol.states import JobState
from qlab.run.environment import Environment
from qlab.text.escape import shorten, terminal
from qlab.text.words import in_order, jobs

if TYPE_CHECKING:
    from qlab.record.transition import Transition
    from qlab.run.station import Station

__all__ = ["Standstill", "check_that_somebody_is_left"]

TAKEN_AT_ONCE = 2_000
"""A job may be taken this often at one moment of virtual time: its retries without a backoff do not move the clock."""


class Standstill:
    """How often each job was taken at the present moment of a run."""

    def __init__(self) -> None:
        self._moment, self._taken = 0, Counter[tuple[str, str]]()

    def check(self, move: Transition, now: int) -> None:
        """Raise UsageError where a job is taken again and again at one moment.

        Args:
            move: A job's move.
            now: The virtual time, ms since the epoch.
        """
        if move.target is not JobState.ACTIVE:
            return
        if self._moment != now:
            self._moment, self._taken = now, Counter()
        self._taken[move.queue, move.job] += 1
        if self._taken[move.queue, move.job] > TAKEN_AT_ONCE:
            raise UsageError(
                f"Job {shorten(terminal(move.job), 40)} of queue {shorten(terminal(move.queue), 40)} was taken "
                f"{TAKEN_AT_ONCE:,} times at one moment: something puts it back at once each time, so time stands "
                "still; let its processor take time, or put it back with a delay."
            )


def check_that_somebody_is_left(stations: Collection[Station], environment: Environment) -> None:
    """Raise UsageError where jobs wait for their signals forever, and nothing but upkeep is to come.

    Args:
        stations: The queues of the run.
        environment: Its time, and what is to happen.
    """
    if (
        any(station.lasting for station in stations)
        and environment.upkeep_alone_is_left
        and all(map(_stays, stations))
        and no_thread_is_left()
        and environment.upkeep_alone_is_left  # unless a thread has done something with its last breath
    ):
        raise UsageError(_sentence([station for station in stations if station.lasting]))


def _stays(station: Station) -> bool:
    """Return whether upkeep changes nothing: each active job is held by an attempt that lasts, and has renewed its lock
    since a job last moved. Any other will be found by a stalled check, and somebody may take it.
    """
    held = sum(attempt.holds for attempt in station.lasting)
    return station.active == held and all(attempt.settled(station.moved) for attempt in station.lasting)


def _sentence(stations: list[Station]) -> str:
    who = ", ".join(map(_jobs, stations))
    one = sum(len(station.lasting) for station in stations) == 1
    what = "waits forever for its signal" if one else "wait forever for their signals"
    return (
        f"{who[0].upper()}{who[1:]} {what}: no work, timer, limit or thread is left that could abort "
        f'{"it" if one else "one"}; write signal.wait("10s"), cancel the job, or set a limit: lab.run(…, until="1h").'
    )


def _jobs(station: Station) -> str:
    ids: list[object] = [*sorted({attempt.taken.id for attempt in station.lasting}, key=in_order)]
    return f"{terminal(jobs(ids))} of queue {terminal(shorten(station.queue, 40))}"
