"""Scenes: what a lab can be made to do. The last step of each is the one whose sentence is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qlab import Lab
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue

Scene = Callable[[Lab], object]
SCENES: dict[str, Scene] = {}
BUSY = "SMTP 451"


def scene(play: Scene) -> Scene:
    """Registers a scene by its function's name."""
    SCENES[play.__name__] = play
    return play


def queue(lab: Lab, **options: Any) -> Queue:
    """The queue that nearly all scenes play in."""
    return lab.queue("email", **options)


def take_from(queue: Queue, worker: str = "worker-1") -> Job:
    """A job that must be there."""
    job = queue.take(worker)
    assert job
    return job


def taken(lab: Lab, **options: Any) -> Job:
    """A job in a worker's hands."""
    email = queue(lab)
    email.add("welcome", **options)
    return take_from(email)


def family(lab: Lab, parent: Mapping[str, Any] | None = None, **child: Any) -> Queue:
    """A parent in `email` and two children in `files`; gives the children's queue."""
    queue(lab)
    files = lab.queue("files")
    children = [{"name": name, "queue": "files", "options": {"jobId": name, **child}} for name in ("pdf", "zip")]
    lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order", **(parent or {})}, "children": children})
    return files
