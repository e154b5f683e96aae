"""Lesson 09, *Which job is this, and when does it go away?*: behind its predictions' options, and its checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.durations import format_ms
from qlab.text.escape import repr_of
from qlab.text.words import listed

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "09-a": {
        "raises an error": truth(18),
        "updates the data": "The data stays as it was. `job.update_data` would change it.",
        "leaves the job alone": "The script finds the hash of order-7, and adds no job.",
    },
    "09-a2": {
        "accepted": truth(19),
        "refused": "BullMQ numbers its own jobs 1, 2, 3: yours could be mistaken for one of them.",
    },
    "09-b": {
        "1": "The first holds the id until it has finished. The others are not created.",
        "3": "Simple mode keeps the first, and changes nothing about it.",
        "1, 2 and 3": "That would be without deduplication.",
    },
    "09-b2": {
        "1": "`replace` removes the delayed job and puts the new one in its place.",
        "3": "Each press replaced the delayed job and started a new delay.",
        "1, 2 and 3": "Jobs 1 and 2 were removed from `delayed` before they were due.",
    },
    "09-b3": {
        "nothing": "That is simple mode: what is added while a job is active is refused.",
        "3": "The last one is kept beside the queue, and added when the active one has finished.",
        "2, then 3": "Only one is kept per id: job 3 overwrote job 2.",
    },
    "09-c": {
        "both": truth(20),
        "the job id": "The job's hash is still there. The deduplication key was deleted when the job finished.",
        "the deduplication id": "Its key was deleted when the job finished; the job's hash is still there.",
        "neither": "The job's hash is still there: completing a job does not remove it.",
    },
    "09-d": {
        "0": truth(21),
        "3": "They stay, and use memory, until something removes them.",
    },
    "09-d2": {
        "gone": "There is no timer. The script that finishes a job removes what is too old, and none has run since.",
        "still there": "The script that finishes a job removes what is too old, and no other job has finished.",
    },
}

EDITS, APART, CALM = 5, 2_000, 4_000
KEEPS_ALL = (False, None, -1, {"count": -1})
"""The values of `removeOnFail` with which none is removed: BullMQ takes a count of −1 for all."""


def again(given: Mapping[str, Any]) -> Iterator[Remark]:
    """09-a: what a queue holds after a completed job's id was added again."""
    with Lab(trace=False) as lab:
        queue = lab.queue("orders")
        queue.add("pay", {"n": 1}, jobId="order-8")
        queue.take().complete()
        queue.add("pay", {"n": 2}, jobId="order-8")
        jobs = list(lab.snapshot().all_jobs())
        so = {"jobs": len(jobs), "state": jobs[0].state.value, "n": queue.job("order-8").data["n"]}
    for field, right in so.items():
        if given.get(field) != right:
            said = f"`{field}`: you say {repr_of(given.get(field), 20)}."
            yield not_yet(said, "adding both in a lab of your own, then lab.snapshot().jobs().")
        yield fine(f"`{field}` is {right}.")


def index(given: Mapping[str, Any]) -> Iterator[Remark]:
    """09-b: options of `add` with which five edits make one job, after the last one and with its data."""
    runs, last = _built(given)
    if len(runs) != 1:
        yield not_yet(f"{len(runs)} jobs run for {EDITS} edits.", _one_job(given))
    at, n = runs[0]
    if n != EDITS:
        yield not_yet(f"One job runs, with the data of edit {n}.", "a mode in which the last one wins: `replace`.")
    if at - last < CALM:
        said = f"It runs {format_ms(at - last)} after the last edit."
        yield not_yet(said, "a delay of four seconds or more.")
    yield fine(f"One job runs, {format_ms(at - last)} after the last edit, with its data.")


def _one_job(options: Mapping[str, Any]) -> str:
    """Return what to try where several jobs run."""
    mode = options.get("deduplication")
    if not isinstance(mode, Mapping):
        return "one deduplication id for all edits."
    if not options.get("delay"):
        return "a delay: without one, a worker takes each job at once, and nothing is left to replace."
    if mode.get("replace"):
        return "leaving out ttl, or adding `extend`: this id was free again before the last edit."
    return "a mode in which the last one wins, however long the edits go on: `replace`."


def _built(options: Mapping[str, Any]) -> tuple[list[tuple[int, int]], int]:
    """When each job began and with which edit's data, and the moment of the last edit; ms since the epoch."""
    with Lab(trace=False) as lab:
        queue = lab.queue("index")
        runs: list[tuple[int, int]] = []
        for n in range(1, EDITS + 1):
            queue.add("build", {"n": n}, **options)
            last = lab.clock.now_ms
            _work(queue, runs)
            lab.clock.advance(APART if n < EDITS else 0)
        while lab.clock.to_next():
            _work(queue, runs)
    return runs, last


def _work(queue: Queue, runs: list[tuple[int, int]]) -> None:
    while job := queue.take():
        runs.append((queue.lab.clock.now_ms, job.data["n"]))
        job.complete()


def invoiced(lab: Lab) -> Iterator[Remark]:
    """09-c: a job `invoice-7` with new data that waits."""
    found = lab.snapshot().job("invoice-7", "billing")
    if found is None:
        yield not_yet("There is no job `invoice-7`.", 'billing.add("invoice", {"n": 2}, jobId="invoice-7").')
        return
    n = (found.data or {}).get("n") if isinstance(found.data, dict) else None
    if found.state is JobState.COMPLETED:
        yield not_yet(
            f"`invoice-7` is in `completed`, with n {n}.", "removing it: first.remove(). Then its id is free."
        )
    if n != 2:
        yield not_yet(f"`invoice-7` has n {repr_of(n, 20)}.", "removing the old job, and adding a new one.")
    if found.state is not JobState.WAITING:
        yield not_yet(f"`invoice-7` is in `{found.state.container}`.", "adding it without options, and not taking it.")
    if found.attempts_started:
        yield fine("It is the old job, run again with other data. For a new one, remove it first: first.remove().")
        return
    yield fine("The old job is gone, so its id was free for the new one.")


def keeping(given: Mapping[str, Any]) -> Iterator[Remark]:
    """09-d: options of a queue that keep the last two completed jobs, and all failed ones."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email", **given)
        for n in range(5):
            queue.add(f"sent-{n}")
            queue.take().complete()
            queue.add(f"bounced-{n}")
            queue.take().fail("no such address")
            lab.clock.advance("365d")
        left = [job.name for job in lab.snapshot().all_jobs()]
    sent = sorted(name for name in left if name.startswith("sent"))
    bounced = len(left) - len(sent)
    if sent != ["sent-3", "sent-4"]:
        yield not_yet(f"{len(sent)} of five completed jobs stay.", "removeOnComplete with the number of jobs to keep.")
    yield fine(f"Of five completed jobs, {listed(sent)} stay.")
    if bounced != 5:
        yield not_yet(f"{bounced} of five failed jobs, a year apart, stay.", "leaving out removeOnFail.")
    if given.get("removeOnFail", False) not in KEEPS_ALL:
        yield not_yet("Five failed jobs stay; more, or older ones, would not.", "leaving out removeOnFail.")
    yield fine("All five failed jobs stay.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "09-a": (
        "Is the hash `order-8` still there after the job has completed?",
        "Finished jobs stay unless an option says otherwise, so the id is taken.",
        "The second `add` creates nothing: there is one job, as it was.",
    ),
    "09-b": (
        "Which edit's data should run? And how long after it?",
        "The last one's. A new job should replace the one that is delayed.",
        "A `delay` longer than 4 s, and a deduplication with an id and `replace`: True.",
    ),
    "09-c": (
        "What holds the id `invoice-7`?",
        "The completed job's hash. As long as it is there, the same id adds nothing.",
        '`first.remove()`, then add it again with `{"n": 2}` and the same `jobId`.',
    ),
    "09-d": (
        "Which of the two options is about jobs that completed?",
        "`removeOnComplete` takes a number: that many stay.",
        "Keep two completed jobs. Say nothing about failed ones: by default they all stay.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "09-a": again,
    "09-b": index,
    "09-c": invoiced,
    "09-d": keeping,
}
