"""Lesson 04, *What does one `add` do?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from qlab.errors import ServerError
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of, shorten
from qlab.text.words import listed

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "04-a": {
        "3": "An id, a hash and a list would do for a toy. BullMQ also keeps settings, wakes workers and emits events.",
        "7": "Seven write and two only read. All nine run without interruption.",
        "9": "Two of them only read: how long the journal may be, and whether the queue is paused.",
    },
    "04-b": {
        "addStandardJob": "That script pushes the id into `wait`, where a worker could take it at once.",
        "addDelayedJob": "It puts the id into `delayed`, with a score that says when it is due.",
        "addStandardJob, then moveToDelayed": "Between the two, a worker could take the job.",
    },
    "04-c": {
        "nothing": "That would need a rollback. Redis has none, neither for scripts nor for MULTI, its transactions.",
        "its hash alone": "Command 4 wrote the hash, and command 7 pushed the id. Both came before the error.",
        "the job, in `wait`": "Seven commands had run by then, and nothing undoes them.",
    },
    "04-d": {
        "failed": truth(3),
        "waiting": "The job is ready again, and the event says so. With a backoff it would be `delayed`.",
        "none": "The script that puts the job back into `wait` also emits an event.",
    },
}

PREFIX = "bull:email:"
HISTORY = ("added", "waiting", "active", "waiting", "active", "completed")


def ready(given: Any) -> Iterator[Remark]:
    """04-a: after how many commands of `add` the job's id is in `wait`."""
    with Lab() as lab:
        lab.queue("email").add("welcome")
        states = lab.last.between()
    after = next(at for at, each in enumerate(states, 1) if each.state.container("email", Role.WAIT))
    if given != after:
        hint = "the player above: step until `wait` holds the id."
        yield not_yet(f"After {repr_of(given, 20)} commands is not when a worker first could get it.", hint)
    yield fine(f"Command {after} pushes the id into `wait`. What follows wakes a worker and tells others.")


def scripts(given: Mapping[str, str]) -> Iterator[Remark]:
    """04-b: the scripts behind five calls, as a lab runs them."""
    for call, script in _run().items():
        said = given.get(call)
        if said != script:
            hint = "`lab.last.script` after you made that call in a lab of your own."
            yield not_yet(f"{call}: {repr_of(said, 30)} is not the script that ran.", hint)
        yield fine(f"{call}: `{script}`.")


def _run() -> Mapping[str, str | None]:
    ran: dict[str, str | None] = {}
    with Lab() as lab:
        email = lab.queue("email", attempts=2)
        email.add("welcome")
        ran["add"] = lab.last.script
        email.add("urgent", priority=1)
        ran["add with a priority"] = lab.last.script
        job = email.take()
        ran["take"] = lab.last.script
        job.complete()
        ran["complete"] = lab.last.script
        email.take().fail("again")
        ran["fail, and try again"] = lab.last.script
    return ran


def written(given: Collection[str]) -> Iterator[Remark]:
    """04-c: the keys that `add` leaves when its first event cannot be written."""
    left = _left()
    said = {str(each).removeprefix(PREFIX) for each in given}
    if extra := sorted(said - left):
        yield not_yet(
            f"`{shorten(extra[0], 30)}` is not among the keys.", "asking which commands come before the fifth."
        )
    if missing := len(left - said):
        yield not_yet(f"Of {len(left)} keys {missing} are missing.", "the first four commands: which of them write?")
    yield fine(f"{listed(sorted(left))}: a job with a hash, which is in no list. No worker will ever find it.")


def _left() -> set[str]:
    with Lab(trace=False) as lab:
        lab.redis.set("bull:email:events", "a text")
        with suppress(ServerError):
            lab.queue("email").add("welcome")
        return {key.removeprefix(PREFIX) for key in lab.snapshot().keys()["key"]} - {"events"}


def history(lab: Lab) -> Iterator[Remark]:
    """04-d: one job in `history`, whose events are the ones asked for."""
    journal = lab.snapshot().container("history", Role.EVENTS)
    if journal is None:
        yield not_yet("The queue `history` has no events yet.", "mine.queue('history').add('welcome').")
        return
    told = [fields for entry in journal.entries if "jobId" in (fields := dict(entry.fields))]  # `drained` is of no job
    ids = {fields["jobId"] for fields in told}
    if len(ids) > 1:
        yield not_yet(f"There are {len(ids)} jobs in `history`.", "running the cell again with one job only.")
    events = tuple(fields["event"] for fields in told)
    if events != HISTORY:
        at = next((at for at, (is_, want) in enumerate(zip(events, HISTORY, strict=False)) if is_ != want), len(events))
        yield not_yet(f"The events are {listed(events)}.", _hint(events, at))
    yield fine(f"The events are {listed(events)}.")


def _hint(events: tuple[str, ...], at: int) -> str:
    if at < len(events) and events[at] in ("failed", "delayed"):
        return "attempts=2 and no backoff: a failed attempt must be followed by another one at once."
    return "attempts=2; take the job, fail it, take it again, complete it."


HINTS: Mapping[str, tuple[str, ...]] = {
    "04-a": (
        "A worker takes from `wait`. Which command puts the id there?",
        "Count the commands in the table up to the one on the key that ends with `:wait`.",
        "It is the `LPUSH`; the answer is its number.",
    ),
    "04-b": (
        "Each call's step names its script: `lab.last.script`. Try them in a lab.",
        "Each kind of job has its own script that adds it. One script ends an attempt, unless it is retried at once.",
        "`addStandardJob`, `addPrioritizedJob`, `moveToActive`, `moveToFinished`, `retryJob`: which is which?",
    ),
    "04-c": (
        "What did the script write in commands 1 to 4? The list is above.",
        "Each command that writes names its key; commands that read leave nothing.",
        "The counter, the queue's settings and the job's own hash. Write their names without `bull:email:`.",
    ),
    "04-d": (
        "The second `waiting` comes after an attempt. What ends an attempt so that the job waits again?",
        "A job with two attempts and no backoff that fails once.",
        "Queue `history` with `attempts=2`: add, take and fail, take and complete.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "04-a": ready,
    "04-b": scripts,
    "04-c": written,
    "04-d": history,
}
