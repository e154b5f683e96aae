"""Target: which queue or job an assertion is about, however a test names it."""

from __future__ import annotations

from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.text.escape import repr_of

__all__ = ["Target", "labs", "target_job", "target_queue"]

labs: list[Lab] = []
"""The labs of the test that runs, the newest last; the plugin's fixtures keep it."""


class Target(NamedTuple):
    """A lab's queue, and perhaps a job of it."""

    lab: Lab
    queue: str
    job: str = ""


def target_queue(queue: object) -> Target:
    """Return the queue that a test means.

    Args:
        queue: A lab's queue, a bullmq ``Queue``, or the name of one in the test's lab.

    Raises:
        UsageError: If that is not a queue, or the test has no lab.
    """
    if isinstance(queue, Queue):
        return Target(queue.lab, queue.name)
    name = queue if isinstance(queue, str) else getattr(queue, "name", None)
    if not isinstance(name, str) or not name:
        raise UsageError(f"{repr_of(queue)} is not a queue; give a lab's queue, a bullmq Queue, or a queue's name.")
    return Target(_lab(), name)


def target_job(job: Any) -> Target:
    """Return the job that a test means.

    Args:
        job: A lab's job, or a bullmq ``Job`` that was added to the test's lab.

    Raises:
        UsageError: If that is not a job, or the test has no lab.
    """
    if isinstance(job, Job):
        return Target(job.queue.lab, job.queue.name, job.id)
    queue, id = getattr(getattr(job, "queue", None), "name", None), getattr(job, "id", None)
    if not isinstance(queue, str) or id is None:
        raise UsageError(f"{repr_of(job)} is not a job; give what queue.add or assert_enqueued returned.")
    return Target(_lab(), queue, str(id))


def _lab() -> Lab:
    if not labs:
        raise UsageError(
            "This test has no lab; ask for the fixture qlab_lab or qlab_bullmq, or give a lab's own queue."
        )
    return labs[-1]
