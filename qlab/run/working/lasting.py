"""Lasting: attempts that go on until somebody aborts their signal, and whether anybody is left who could."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.lab.waiting.other_threads import no_thread_is_left
from qlab.run.environment import Environment
from qlab.text.escape import shorten, terminal
from qlab.text.words import in_order, jobs

if TYPE_CHECKING:
    from qlab.run.station import Station

__all__ = ["check_that_somebody_is_left"]


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
