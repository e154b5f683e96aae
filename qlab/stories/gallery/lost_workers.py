"""Workers that lose their jobs: a blocked event loop, a crash, a result that comes too late."""

from __future__ import annotations

from contextlib import suppress

from qlab.errors import LockMismatch, WrongState
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab

__all__ = ["crash", "lost_lock", "stalled", "take"]

LOCK = "30s"
CHECK = "30s"


def take(queue: Queue, worker: str = "worker-1") -> Job:
    """Take the next job, which must be there.

    Raises:
        WrongState: If the worker gets none: the story is wrong then.
    """
    job = queue.take(worker)
    if not isinstance(job, Job):
        raise WrongState(f"{worker} gets no job of {queue.name}, and the story needs one; add it first.")
    return job


def stalled(lab: Lab) -> None:
    """Block worker-1 until its lock expires: the job is found stalled and runs a second time."""
    email = lab.queue("email", lock_duration=LOCK)
    email.add("report", {"pages": 900})
    email.add("welcome", {"to": "ada@example.com"})
    take(email)
    email.check_stalled(interval=CHECK)  # marks what is active; a worker that lives removes its mark
    lab.clock.advance("31s")  # the event loop is blocked: nobody renews the lock
    email.check_stalled(interval=CHECK)
    take(email, "worker-2").complete({"pages": 900})
    take(email, "worker-2").complete({"answer": "250 OK"})


def crash(lab: Lab) -> None:
    """Kill the worker at each attempt: the second stall is one too many, and the job fails."""
    email = lab.queue("email", lock_duration=LOCK, attempts=3)
    email.add("huge-pdf", {"pages": 90_000})
    for worker in ("worker-1", "worker-2"):
        take(email, worker)
        for _ in range(2):  # one check suspects, the next one finds
            lab.clock.advance("31s")
            email.check_stalled(max_stalled=1, interval=CHECK)
    job = take(email, "worker-3")
    job.fail(job.fields["defa"], unrecoverable=True)


def lost_lock(lab: Lab) -> None:
    """Let worker-1 finish after its lock has expired: BullMQ refuses the result, for the job is another's now."""
    email = lab.queue("email", lock_duration="10s")
    email.add("invoice", {"to": "grace@example.com"})
    slow = take(email)
    email.check_stalled(interval=CHECK)
    lab.clock.advance("31s")
    email.check_stalled(interval=CHECK)
    other = take(email, "worker-2")
    note = "BullMQ refuses worker-1's result for job 1: the lock is worker-2's now. Nothing changed."
    with lab.observe("worker-1 completes job 1 too late", note), suppress(LockMismatch):
        slow.complete({"answer": "250 OK"})  # the mail went out twice, and the queue knows of one
    other.complete({"answer": "250 OK"})
