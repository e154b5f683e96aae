"""See inside a BullMQ queue, one atomic step at a time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qlab import plot
    from qlab.errors import QlabError
    from qlab.lab.handles.job import Job
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab
    from qlab.observe.attach import Observer, attach
    from qlab.protocol.backoff import custom, exponential, fixed, jittered
    from qlab.protocol.keys import parse_key
    from qlab.protocol.states import JobState
    from qlab.record.recording import Recording
    from qlab.record.step import Step
    from qlab.snapshot.diff import Diff
    from qlab.snapshot.model import Snapshot
    from qlab.teach.check import check
    from qlab.teach.predict import predict
    from qlab.widgets.backoff_explorer import BackoffExplorer
    from qlab.widgets.board import Board
    from qlab.widgets.player import Player

_HOME = {
    "BackoffExplorer": "qlab.widgets.backoff_explorer",
    "Board": "qlab.widgets.board",
    "Diff": "qlab.snapshot.diff",
    "Job": "qlab.lab.handles.job",
    "JobState": "qlab.protocol.states",
    "Lab": "qlab.lab.lab",
    "Observer": "qlab.observe.attach",
    "Player": "qlab.widgets.player",
    "QlabError": "qlab.errors",
    "Queue": "qlab.lab.handles.queue",
    "Recording": "qlab.record.recording",
    "Snapshot": "qlab.snapshot.model",
    "Step": "qlab.record.step",
    "attach": "qlab.observe.attach",
    "check": "qlab.teach.check",
    "custom": "qlab.protocol.backoff",
    "exponential": "qlab.protocol.backoff",
    "fixed": "qlab.protocol.backoff",
    "jittered": "qlab.protocol.backoff",
    "parse_key": "qlab.protocol.keys",
    "predict": "qlab.teach.predict",
}
"""Where each public name lives. Loaded when first asked for: `import qlab` costs next to nothing."""

_ROOMS = ("plot",)
"""The modules that are public as they are."""

__all__ = [
    "BackoffExplorer",
    "Board",
    "Diff",
    "Job",
    "JobState",
    "Lab",
    "Observer",
    "Player",
    "QlabError",
    "Queue",
    "Recording",
    "Snapshot",
    "Step",
    "attach",
    "check",
    "custom",
    "exponential",
    "fixed",
    "jittered",
    "parse_key",
    "plot",
    "predict",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"qlab.{name}")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'qlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
