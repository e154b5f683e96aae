"""NoJob: what ``Queue.take`` gives a worker that gets nothing."""

from __future__ import annotations

from typing import Any

from qlab.errors import JobMissing
from qlab.lab.handles.job import Job
from qlab.record.step import Step

__all__ = ["NoJob"]

_GIVEN = frozenset({"queue", "id", "name", "worker"})
"""What a Job is given when it is made; its class does not have them."""


class NoJob:
    """No job, and why. It is falsy: ``if job := queue.take():`` skips it.

    Attributes:
        reason: Why there is none, in a sentence.
    """

    def __init__(self, step: Step | None = None, reason: str = "No worker gets a job now.") -> None:
        self._step, self._reason = step, reason

    @property
    def reason(self) -> str:
        """Why there is none, in a sentence."""
        return self._step.sentence if self._step else self._reason

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not (name in _GIVEN or hasattr(Job, name)):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        raise JobMissing(f"There is no job, so it has no {name}: {self.reason} Test first: if job := queue.take():")

    def __repr__(self) -> str:
        return f"NoJob({self.reason})"
