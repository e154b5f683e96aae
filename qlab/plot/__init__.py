"""Figures of a recording and of a queue, each with its table and its words. Matplotlib is loaded when one is drawn."""

from __future__ import annotations

from qlab.plot.body import anatomy
from qlab.plot.lanes import timeline
from qlab.plot.machine import states
from qlab.plot.picture import alt_text, save
from qlab.plot.tally import counts
from qlab.plot.waits import backoff

__all__ = ["alt_text", "anatomy", "backoff", "counts", "save", "states", "timeline"]
