"""The email story: the scenario that the demo, the tests and the notebooks share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.backoff import exponential
from qlab.protocol.states import READY
from qlab.snapshot.delayed import due_within

__all__ = [
    "ANSWERS",
    "ATTEMPTS",
    "BACKOFF",
    "BUSY",
    "NO_MAILBOX",
    "SENT",
    "add_jobs",
    "attempt",
    "email_story",
    "is_ready",
]

SENT = "250 OK"
BUSY = "SMTP 421: service not available, closing the channel"
LOCAL_ERROR = "SMTP 451: local error in processing"
NO_SPACE = "SMTP 452: insufficient system storage"
NO_MAILBOX = "SMTP 550: mailbox unavailable"

ATTEMPTS = 4
BACKOFF = exponential("2s")

ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "invitation": (BUSY, LOCAL_ERROR, NO_SPACE, NO_MAILBOX),
        "welcome": (SENT,),
        "password-reset": (BUSY, LOCAL_ERROR, SENT),
        "reminder": (SENT,),
        "newsletter": (SENT,),
        "invoice-pdf": (SENT,),
        "terms-pdf": (SENT,),
        "order-confirmation": (SENT,),
    }
)
"""What the mail server (RFC 5321, section 4.2.3) answers at each attempt, by the job's name."""


def email_story(lab: Lab) -> None:
    """Play the story in a new lab: 37 steps, 14 s of virtual time, the same bytes at every run.

    Job ``invitation`` fails four times, after waits of 2, 4 and 8 s, and ends in `failed`; ``welcome`` is sent at the
    first attempt, ``password-reset`` at the third; ``reminder`` is delayed by 5 s; ``newsletter`` has a priority, so it
    goes after those that have none; ``order-confirmation`` waits for its two children in queue ``documents``.

    Args:
        lab: A lab with a virtual clock in which nothing has happened yet; the story is in its recording afterwards.

    Raises:
        UsageError: If the lab's clock is real.
    """
    email = lab.queue("email", attempts=ATTEMPTS, backoff=BACKOFF)
    documents = lab.queue("documents")
    add_jobs(lab, email)
    while True:
        for queue in (documents, email):
            while is_ready(queue):
                attempt(queue)
        if lab.clock.elapsed_ms == 0:
            email.take()  # None: the jobs in `delayed` are not due yet
        if lab.clock.to_next() is None:
            return


def add_jobs(lab: Lab, email: Queue) -> None:
    """Add the jobs of the story."""
    email.add("invitation", {"to": "nobody@example.com"})
    email.add("welcome", {"to": "ada@example.com"})
    email.add("password-reset", {"to": "grace@example.com"})
    email.add("reminder", {"to": "alan@example.com"}, delay="5s")
    email.add("newsletter", {"to": "list@example.com"}, priority=10)
    lab.flow(
        {
            "name": "order-confirmation",
            "queue": "email",
            "options": {"jobId": "order-7"},
            "children": [
                {"name": "invoice-pdf", "queue": "documents", "options": {"jobId": "invoice-7"}},
                {"name": "terms-pdf", "queue": "documents", "options": {"jobId": "terms-7"}},
            ],
        }
    )


def is_ready(queue: Queue) -> bool:
    """Whether a worker that asks now gets a job: one waits, or one in `delayed` is due."""
    held = queue.lab.recording.last
    counts = held.counts_of(queue.name)
    due = due_within(held, 0, queue.lab.clock.now_ms, [queue.name])
    return any(counts[state] for state in READY) or any(due)


def attempt(queue: Queue) -> None:
    """Take the next job and end its attempt as the mail server answers.

    Raises:
        KeyError: If the job is not one of the story's.
    """
    job = queue.take()
    if not job:
        return
    answer = ANSWERS[job.name][job.attempt - 1]
    if answer == SENT:
        job.complete({"answer": answer})
    else:
        job.fail(answer)
