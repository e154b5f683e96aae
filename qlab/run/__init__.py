"""Running processors: in virtual time as discrete events, and in real time by BullMQ's own Worker."""

from __future__ import annotations

from qlab.run.active_job import Block, Crash
from qlab.run.arrivals import Arrival, Evenly, Poisson
from qlab.run.signals import DelayedError, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError
from qlab.run.sweeping import RandomLoad, sweep
from qlab.run.theory import erlang_c, mean_wait_ms, waits_no_longer

__all__ = [
    "Arrival",
    "Block",
    "Crash",
    "DelayedError",
    "Evenly",
    "Poisson",
    "RandomLoad",
    "RateLimitError",
    "UnrecoverableError",
    "WaitingChildrenError",
    "WaitingError",
    "erlang_c",
    "mean_wait_ms",
    "sweep",
    "waits_no_longer",
]
