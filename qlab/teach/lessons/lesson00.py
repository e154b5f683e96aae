"""Lesson 00, *Does it work here?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.words import plural

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "00-a": {
        "0": "A queue is its keys. Until something is written, a name in your program is all there is.",
        "1": "Nothing has been written yet. (npm's `new Queue` would have written one key, `meta`; PyPI's port waits.)",
        "6": "Keys come with the first job, and there is no job yet.",
    },
    "00-b": {
        "wait": "It was there. Taking a job moves its id out of `wait`, in the same script that hands the job over.",
        "active": "The script moved its id from `wait` to `active`, and set a lock for this worker.",
        "nowhere": "Taking a job does not remove it from Redis: if the worker dies, the job is still there.",
    },
    "00-c": {
        "1": "The job's own hash changes, but the hash does not say where a job is.",
        "2": "The two lists change; so do the job's hash, its lock and the event stream.",
        "5": "`wait`, `active`, the job's hash, its lock and the event stream, all in one script.",
    },
}


def first_job(mine: Lab) -> Iterator[Remark]:
    """00-a: a lab of the student's own, with a job in its queue `first`."""
    jobs = [job for job in mine.snapshot().all_jobs() if job.queue == "first"]
    if not jobs:
        yield not_yet("Your lab has no job in a queue `first`.", "mine.queue('first').add('hello').")
    yield fine(f"Your lab's server holds {plural(len(jobs), 'job')} in `first`: this machine is ready.")


def receipt(lab: Lab) -> Iterator[Remark]:
    """00-b: a job `receipt` in `email`, completed."""
    jobs = [job for job in lab.snapshot().all_jobs() if (job.queue, job.name) == ("email", "receipt")]
    if not jobs:
        yield not_yet("There is no job `receipt` in `email`.", "email.add('receipt').")
    state = jobs[-1].state
    if not any(job.state is JobState.COMPLETED for job in jobs):
        hints = {
            JobState.WAITING: "email.take(): a job in `wait` is waiting for a worker.",
            JobState.ACTIVE: ".complete('250 OK') on the job that take() returned.",
        }
        yield not_yet(f"The job is in `{state.container}`.", hints.get(state, "add another one, and start over."))
    yield fine("The job `receipt` is in `completed`.")


def still(lab: Lab) -> Iterator[Remark]:
    """00-c: the last step is about a job, changed something, and moved no job."""
    step = lab.last
    if step.job is None:
        yield not_yet(f"The last step was: {step.sentence}", "a method of a job, such as one that tells its progress.")
    if step.moves:
        yield not_yet(f"Your step moved a job: {step.sentence}", "what a worker may do to a job while it runs.")
    if not len(step.diff):
        yield not_yet("Your step changed no key.", "a call that writes something.")
    keys = plural(len(step.diff), "key")
    yield fine(f"Your step changed {keys} and moved no job: {step.sentence}")


HINTS: Mapping[str, tuple[str, ...]] = {
    "00-a": (
        "Which of the cells above made a queue and a job? Only two calls are needed.",
        "`mine.queue(…)` gives a queue of that lab; the queue has `add`.",
        "Ask `mine` for the queue `first`, and call `add` on it with any name.",
    ),
    "00-b": (
        "A job's life has three calls. Which of them does a program make, and which two a worker?",
        "`email.add(name, data)`, then `email.take()`, then `complete` on what `take` gave you.",
        "Name it `receipt`. If other jobs wait in `email`, `take` gives the oldest first: complete those too.",
    ),
    "00-c": (
        "A job that is being worked on can report something and stay where it is.",
        "`report.` and Tab: look for what a worker says while it works, not for how it ends.",
        "`progress` takes a number, `log` takes a line of text. Either is enough.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {"00-a": first_job, "00-b": receipt, "00-c": still}
