"""What every refused call is held to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from qlab import Job, JobState, Lab, QlabError, Queue


class Unspeakable:
    """Somebody's object, whose own code fails."""

    def __repr__(self) -> str:
        raise ZeroDivisionError

    __str__ = __repr__


def take(queue: Queue, worker: str = "worker-1") -> Job:
    job = queue.take(worker)
    assert job is not None
    return job


def refused(lab: Lab, kind: type[QlabError], call: Callable[[], object], says: str) -> None:
    """The call raises that very error, in one sentence that also says what to do, and leaves no step."""
    steps = len(lab.steps)
    with pytest.raises(kind, match=says) as caught:
        call()
    assert type(caught.value) is kind
    text = str(caught.value)
    assert re.search(r"[;:] .*[.?]$", text), f"says nothing of what to do: {text}"
    assert "\n" not in text
    assert len(text) < 400
    assert len(lab.steps) == steps


def check_intact(lab: Lab) -> None:
    """The next operation works, and what was recorded step by step is what a whole read finds."""
    assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
    steps = len(lab.steps)
    job = lab.queue("afterwards").add("a")
    assert len(lab.steps) == steps + 1
    assert job.state is JobState.WAITING
    assert [step.index for step in lab.steps] == list(range(1, steps + 2))
