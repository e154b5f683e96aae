"""Lesson 07, *Who goes first?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.protocol.versions import PAUSED_IN_WAIT
from qlab.snapshot.job_view import JobView
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of
from qlab.text.words import listed

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "07-a": {
        "first": "It was next in line, at the tail, until `urgent` was pushed there.",
        "second": "It is last: the list is `second`, `first`, `urgent`, and workers take from the right.",
        "urgent": "`lifo=True` pushes a job at the tail, where workers take.",
    },
    "07-b": {
        "10, 1, none": truth(14),
        "1, 10, none": "1 does go before 10. But workers look in `wait` first, and `none` is there.",
        "none, 1, 10": "`wait` comes before `prioritized`, and in that set the lowest score goes first.",
    },
    "07-b2": {
        "0": "`none` has no priority, so it is in `wait`.",
        "1": "Only `none` is there. Ready jobs are those in `wait` and in `prioritized`.",
        "3": truth(15),
    },
    "07-c": {
        "0": truth(16),
        "1": "Had the pause moved two away and not the third, a resume would have to sort all three again.",
        "2": "A paused queue takes new jobs as ever. Only workers get none.",
        "3": f"In {PAUSED_IN_WAIT.or_newer}, a field of `meta` records the pause; the list is left as it is.",
    },
}

NAMES = ("a", "b", "c", "d")


def order(given: Any) -> Iterator[Remark]:
    """07-a: the order of four jobs, two of them added with lifo."""
    with Lab(trace=False) as lab:
        queue = lab.queue("line")
        for name in NAMES:
            queue.add(name, lifo=name in ("b", "d"))
        right = "".join(_taken(queue))
    letters = "".join(filter(str.isalpha, str(given)))  # of a list or a set apart by commas as well
    if sorted(letters) != list(NAMES):
        yield not_yet(f"{repr_of(given, 20)} is not an order of the jobs.", "each letter once, such as 'abcd'.")
    at = next((at for at, (said, so) in enumerate(zip(letters, right, strict=True)) if said != so), None)
    if at is not None:
        hint = "drawing the list: new jobs come in on the left, lifo jobs on the right, and workers take on the right."
        yield not_yet(f"Number {at + 1} is not `{letters[at]}`.", hint)
    yield fine(f"{', '.join(right)}: a job with lifo goes before all that are there.")


def _taken(queue: Any) -> Iterator[str]:
    while job := queue.take():
        yield job.view.name


def support(lab: Lab) -> Iterator[Remark]:
    """07-b: three jobs in `support`, added vip, paid, free, and taken free, vip, paid."""
    jobs = _jobs(lab, "support")
    added = [job.name for job in sorted(jobs, key=lambda job: _added(lab).index(job.id))]
    if added != ["vip", "paid", "free"]:
        yield not_yet(f"Added, in this order: {listed(added) if added else 'none'}.", "add vip, then paid, then free.")
    names = list(lab.queue_named("support").order()["name"])
    if names != ["free", "vip", "paid"]:
        hint = "a job without a priority goes before those that have one, and 1 before 2."
        yield not_yet(f"Workers would get {listed(names)}.", hint)
    yield fine("Workers get free, vip and paid, though free was added last.")


def _added(lab: Lab) -> list[str]:
    """Return the ids of the jobs of `support`, in the order of their events `added`: an id need not be a number."""
    journal = lab.snapshot().container("support", Role.EVENTS)
    told = (dict(entry.fields) for entry in journal.entries) if journal else ()
    return [fields["jobId"] for fields in told if fields["event"] == "added"]


def paused(lab: Lab) -> Iterator[Remark]:
    """07-c: `night` is paused; its active job has completed, and two wait."""
    jobs = {job.name: job.state for job in _jobs(lab, "night")}
    if not lab.snapshot().is_paused("night"):  # it looks, and takes no job: what the student made stays
        yield not_yet("A worker would get a job of `night`: the queue is not paused.", "night.pause().")
    if jobs.get("active") is not JobState.COMPLETED:
        yield not_yet("The job that was active has not completed.", "working.complete(): a pause stops no running job.")
    waiting = [name for name, state in jobs.items() if state is JobState.WAITING]
    if len(waiting) < 2:
        yield not_yet(f"Only {listed(waiting) if waiting else 'none'} is waiting.", "night.add('third').")
    yield fine(f"Completed while paused; {listed(waiting)} wait until someone resumes the queue.")


def _jobs(lab: Lab, queue: str) -> list[JobView]:
    return [job for job in lab.snapshot().all_jobs() if job.queue == queue]


HINTS: Mapping[str, tuple[str, ...]] = {
    "07-a": (
        "Draw the list. New jobs come in on the left; workers take on the right.",
        "A job with `lifo` comes in on the right, and is taken before all others.",
        "First a, then b to its right, then c on the left, then d on the right. Read from the right.",
    ),
    "07-b": (
        "Which jobs go before all jobs that have a priority?",
        "Jobs without one. Among the others, the smaller number goes first.",
        "`vip` gets 1, `paid` gets 2, and `free` gets none.",
    ),
    "07-c": (
        "Three calls: one on the queue, one on the active job, and one that adds a job.",
        "`night.pause()`; `working` is the job that was taken.",
        'Pause, then `working.complete()`, then `night.add("third")`.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {"07-a": order, "07-b": support, "07-c": paused}
