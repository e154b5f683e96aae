"""Lesson 08, *What if the worker dies?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qlab.explore.exploring import explore
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.teach.worlds import charged, charged_once, two_workers
from qlab.text.durations import format_ms
from qlab.text.escape import repr_of

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "08-a": {
        "active": "Each renewal extended the lock, so no check ever found the job without one.",
        "wait": truth(7),
        "failed": "Nothing fails a job for taking long: BullMQ has no maximum run time.",
    },
    "08-b": {
        "yes": truth(8),
        "no": "The check notes every active job, so that the next check can tell which were there before.",
    },
    "08-c": {
        "failed": truth(6),
        "wait": "A run that no one ended is no attempt made: one of two has failed, so one is left.",
    },
    "08-c2": {
        "failed": truth(9),
        "wait": "It goes there with `defa` in its hash: the worker that takes it fails it without running it.",
    },
    "08-d": {
        "once": truth(10),
        "twice": "The first worker charged the card and died before it reported that. The second could not know.",
    },
}

LONG_MS = 45_000


def kept_alive(lab: Lab) -> Iterator[Remark]:
    """08-a: a job in `long` that ran for 45 s under one lock after the other, and is completed."""
    jobs = [job for job in lab.snapshot().all_jobs() if job.queue == "long"]
    if not jobs:
        yield not_yet("There is no job in `long`.", "running the cell again: it adds one.")
    job = jobs[-1]
    if job.state is not JobState.COMPLETED:
        hints = {
            JobState.WAITING: "renewing the lock before 30 s have passed.",
            JobState.ACTIVE: "running.complete(…).",
        }
        yield not_yet(f"The job is in `{job.state.container}`.", hints.get(job.state, "running the cell again."))
    ran = (job.finished_on or 0) - (job.processed_on or 0)
    if ran < LONG_MS:
        yield not_yet(f"The job ran for {format_ms(ran)}.", "advance and extend_lock in turns, until 45 s have passed.")
    if job.stalled_count:
        yield not_yet("The job has stalled: its lock had ended.", "advance by less than 30 s before each extend_lock.")
    yield fine(f"The job ran for {format_ms(ran)}, longer than one lock, and never stalled.")


def checks(given: Any) -> Iterator[Remark]:
    """08-b: how many stalled checks it takes until a dead worker's job is in `wait` again."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        job, needed = queue.take(), 0
        while job.state is JobState.ACTIVE:
            queue.check_stalled()
            needed += 1
            lab.clock.advance("31s")
    if given != needed:
        yield not_yet(f"{repr_of(given, 20)} is not how many.", "one check notes the job; which one moves it?")
    yield fine(f"{needed}: the first notes the job, and the second finds it there, without a lock.")


def counters(given: Mapping[str, Any]) -> Iterator[Remark]:
    """08-c: the counters of a job whose first worker died and whose second one completed it."""
    for field, number in _counted().items():
        said = given.get(field)
        if said != number:
            yield not_yet(f"`{field}`: you say {repr_of(said, 20)}.", _HINTS[field])
        yield fine(f"`{field}` is {number}.")


_HINTS = {
    "ats": "counting the workers that took the job.",
    "atm": "asking which of the runs was ended by its worker.",
    "stc": "counting the times the stalled check moved it.",
}


def _counted() -> Mapping[str, int]:
    with Lab(trace=False) as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        job = queue.take()
        queue.check_stalled()
        lab.clock.advance("31s")
        queue.check_stalled()
        queue.take().complete()
        fields = job.fields
    return {name: int(fields.get(name, "0")) for name in _HINTS}


def safe(worker: Callable[[Queue], Any]) -> Iterator[Remark]:
    """08-d: a worker that charges, and in no interleaving charges twice."""
    calm = explore(two_workers(worker), always=[charged_once], finally_=[charged])
    if not calm.holds:
        yield not_yet(
            "Even without a crash, the card is not charged once.", "take, charge, complete, as `charge` does."
        )
    yield fine("Without a crash the card is charged once.")
    found = explore(two_workers(worker), crashes=1, ticks=3, always=[charged_once])
    if not found.holds:
        yield not_yet("With a crash it can be charged twice.", 'did("charge", job.id, once=True).')
    yield fine("Nor is it charged twice in any order of moves with a crash: the explorer has tried them all.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "08-a": (
        "The lock lasts 30 s from its last renewal. How long may you wait in one go?",
        "Less than 30 s at a time, then `running.extend_lock()`.",
        "Three times 20 s with a renewal after each, then `running.complete(…)`.",
    ),
    "08-b": (
        "The check only moves what it has seen before.",
        "One check puts the job among the suspects. What does the next one do?",
        "Suspected at one check and moved at another: count them.",
    ),
    "08-c": (
        "Who started the job, who ended it, and how often was it found without a lock?",
        "`ats` counts takes, `atm` ended attempts, `stc` stalls.",
        "Two workers took it. One of them ended it. It stalled once.",
    ),
    "08-d": (
        "The gap between charge and report stays. What must the second charge be?",
        "Nothing: the payment service recognises it by its key.",
        'As `charge` above, with `did("charge", job.id, once=True)`.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "08-a": kept_alive,
    "08-b": checks,
    "08-c": counters,
    "08-d": safe,
}
