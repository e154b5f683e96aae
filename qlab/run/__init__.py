"""Running processors: in virtual time as discrete events, and in real time by BullMQ's own Worker."""

from __future__ import annotations

from qlab.run.arrivals import Arrival, Evenly, Poisson
from qlab.run.job import Block, Crash
from qlab.run.theory import erlang_c, mean_wait_ms

__all__ = ["Arrival", "Block", "Crash", "Evenly", "Poisson", "erlang_c", "mean_wait_ms"]
