"""Figures of recordings and queues, each with its table and its words. Matplotlib is loaded when one is drawn."""

from __future__ import annotations

from qlab.plot._anatomy import anatomy
from qlab.plot._backoff import backoff
from qlab.plot._counts import counts
from qlab.plot._order import order
from qlab.plot._schedule import schedule
from qlab.plot._states import states
from qlab.plot.drawing.picture import alt_text, save
from qlab.plot.lives._timeline import timeline
from qlab.plot.looks._flow import flow
from qlab.plot.looks._latency import latency
from qlab.plot.runs._lengths import compare, queue_length
from qlab.plot.runs._sweep import sweep
from qlab.plot.runs._waits import waits
from qlab.plot.runs._workers import utilisation, workers
from qlab.plot.spaces._state_space import state_space

__all__ = [
    "alt_text",
    "anatomy",
    "backoff",
    "compare",
    "counts",
    "flow",
    "latency",
    "order",
    "queue_length",
    "save",
    "schedule",
    "state_space",
    "states",
    "sweep",
    "timeline",
    "utilisation",
    "waits",
    "workers",
]
