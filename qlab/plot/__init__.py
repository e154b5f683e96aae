"""Figures of a recording and of a queue, each with its table and its words. Matplotlib is loaded when one is drawn."""

from __future__ import annotations

from qlab.plot._anatomy import anatomy
from qlab.plot._backoff import backoff
from qlab.plot._counts import counts
from qlab.plot._order import order
from qlab.plot._schedule import schedule
from qlab.plot._states import states
from qlab.plot._timeline import timeline
from qlab.plot.drawing.picture import alt_text, save

__all__ = ["alt_text", "anatomy", "backoff", "counts", "order", "save", "schedule", "states", "timeline"]
