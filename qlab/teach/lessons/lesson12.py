"""Lesson 12, *What does a whole application do?*: what is behind its predictions, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from qlab.lab.lab import Lab
from qlab.protocol import operations
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of, shorten

if TYPE_CHECKING:
    from qlab.run.result import Run

__all__ = ["enough", "mended", "places", "registered"]

WHY: Mapping[str, Mapping[str, str]] = {
    "12-a": {
        "never": "With one attempt, yes; but the queue's defaults give the job four.",
        "at once": "That is a retry without a backoff. This queue's defaults include one.",
        "after 2 s": "The queue's defaults are in the job's `opts`: exponential, from 2 s.",
    },
    "12-b": {
        "waiting": "Then a worker could take it now, before its source has been added up.",
        "delayed": "A delay waits for a point in time. This job waits for another job.",
        "waiting-children": "Its child has not finished; the script that completes the child will move the parent.",
    },
    "12-c": {
        "1": "The processor raised `UnrecoverableError`, so the remaining attempts do not matter.",
        "3": "That is the mail whose server said 451 twice.",
        "4": "With an ordinary error, yes: BullMQ cannot know that a 550 is permanent unless told.",
    },
    "12-d": {
        "under a second": "The average over the day says little about eight to ten, when a third of the mails arrive.",
        "one to four seconds": "That would be no longer than sending one takes; during the rush there is a line.",
        "more than four seconds": "During the rush the worker is mostly busy, and mails that arrive then wait in line.",
    },
}

FIVE_SECONDS = {"type": "fixed", "delay": 5_000}
NINE = 9
SOON_MS = 1_000


def registered(lab: Lab) -> Iterator[Remark]:
    """12-a: a job in `invoices` with three attempts and a fixed backoff of five seconds from its queue."""
    jobs = [view for view in lab.snapshot().all_jobs() if view.queue == "invoices"]
    if not jobs:
        yield not_yet(
            "Queue `invoices` has no job yet.", "mine.queue('invoices', attempts=…, backoff=…).add('invoice')."
        )
    job = jobs[-1]
    if job.attempts != 3:
        often = "once" if job.attempts == 1 else f"{job.attempts} times"
        yield not_yet(f"Its job may run {often}.", "attempts=3 where the queue is registered.")
    yield fine("Its job may run three times.")
    backoff = job.opts.get("backoff")
    if backoff != FIVE_SECONDS:
        yield not_yet(f"Its backoff is {repr_of(backoff, 40)}.", "backoff=fixed('5s') there too.")
    defaults = lab.queue_named("invoices").defaults
    if (defaults.get("attempts"), defaults.get("backoff")) != (3, FIVE_SECONDS):
        said = "The job got it from the call that added it; the queue's own defaults are different."
        yield not_yet(said, "those options in mine.queue('invoices', …), and add('invoice') without any.")
    yield fine("Its attempts are five seconds apart, and it was told so by its queue alone.")


def places(lab: Lab, given: Mapping[str, str]) -> Iterator[Remark]:
    """12-b: where three jobs stood when the demo had been asked for and no worker had run."""
    asked = _asked_for(lab)
    if not asked:
        yield not_yet("The demo has not been asked for in this lab.", "running the notebook from the top.")
    for name, view in asked.items():
        said, state = given.get(name), str(view.state) if view else None
        if said not in (state, view.state.container if view else None):  # `wait` is the list's name, and right as well
            hint = _HINTS.get(str(said), "one of waiting, delayed, waiting-children, active.")
            yield not_yet(f"You say that {name} is {repr_of(said, 30)}, and Redis does not.", hint)
        yield fine(f"{name} is {state}.")


_HINTS = {
    "active": "asking which worker should have taken it.",
    "waiting": "asking whether a worker that came now would get it.",
    "delayed": "asking what moment it would be waiting for.",
    "waiting-children": "asking whether it has any children.",
}


def _asked_for(lab: Lab) -> dict[str, JobView | None]:
    """Return the jobs of the exercise, as the demo left them in the step that added the flow, whatever ran since."""
    after = next((step.after for step in reversed(lab.steps) if step.operation == operations.FLOW), None)
    if after is None:
        return {}
    source = next(view for view in after.all_jobs() if view.name == "source")
    return {"email 4": after.job("4", "email"), "source": source, "data-sync 1": after.job("1", "data-sync")}


def mended(lab: Lab) -> Iterator[Remark]:
    """12-c: mail 3 got another address, was retried and was sent."""
    job = lab.snapshot().job("3", "email")
    if job is None:
        yield not_yet("There is no mail 3 in this lab.", "running the cell again: it makes one.")
        return
    to = str(job.data.get("to"))
    if "+550" in to:
        yield not_yet(f"Mail 3 still goes to {shorten(to, 40)}.", "wrong.update_data(…).")
    yield fine(f"Mail 3 goes to {shorten(to, 40)}.")
    if job.state is JobState.FAILED:
        yield not_yet("It is in `failed`.", "wrong.retry(): new data alone moves no job.")
    if job.state is not JobState.COMPLETED:
        yield not_yet(f"It is {job.state}.", "mine.run({'email': virtual.PROCESSORS['email']}).")
    yield fine(f"It is completed: {_reason_now(job)}")


def _reason_now(job: JobView) -> str:
    """Return what the hash says of the earlier failure. reprocessJob deletes failedReason and leaves stacktrace."""
    if job.failed_reason:
        return f"its hash still gives a reason for a failure ({shorten(job.failed_reason, 40)})."
    if "stacktrace" in job.fields:
        return "the retry by hand deleted its `failedReason`; its `stacktrace` still tells of the failure."
    return "nothing in its hash tells of the failure any more."


def enough(workers: int, day: Callable[..., Run]) -> Iterator[Remark]:
    """12-d: this many mail workers keep the mean wait between nine and ten under a second, and one fewer does not."""
    if workers not in range(1, 21):
        yield not_yet(f"{repr_of(workers, 30)} is not a number of workers.", "a whole number from 1 to 20.")
    waits = _wait_at_nine_ms(day, workers)
    if waits >= SOON_MS:
        yield not_yet(f"With {workers} a mail waits {waits / 1000:.1f} s on average.", "one more.")
    yield fine(f"With {workers} a mail waits {waits / 1000:.1f} s on average.")
    fewer = _wait_at_nine_ms(day, workers - 1) if workers > 1 else SOON_MS
    if fewer < SOON_MS:
        yield not_yet(f"With {workers - 1} it waits {fewer / 1000:.1f} s: that is soon enough too.", "fewer.")
    yield fine(f"With {workers - 1} it would wait {fewer / 1000:.1f} s.")


def _wait_at_nine_ms(day: Callable[..., Run], workers: int) -> float:
    waits = day(workers, until="11h").waiting().query("queue == 'email'")
    return float(waits[waits["scheduled"].dt.hour == NINE]["wait_ms"].mean())


HINTS: Mapping[str, tuple[str, ...]] = {
    "12-a": (
        "Where did the application's queues get their options from?",
        '`mine.queue("invoices", attempts=…, backoff=…)`; `fixed(…)` makes an even backoff.',
        'Three attempts, `fixed("5s")`, and one `add` without options.',
    ),
    "12-b": (
        "The table above the exercise lists all of them.",
        "A delay waits for a point in time. A child without children waits for a worker.",
        "Look at the column `state` in the rows of the three jobs.",
    ),
    "12-c": (
        "Three steps: new data, a retry, and workers.",
        "`wrong.update_data({…})`, `wrong.retry()`.",
        'Then `mine.run({"email": virtual.PROCESSORS["email"]})`.',
    ),
    "12-d": (
        "One worker is not enough at nine. What does the text above say about two?",
        "`day(2)` simulates it; `waiting()` has the waits.",
        "Try two. The check also simulates one fewer.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "12-a": registered,
    "12-b": places,
    "12-c": mended,
    "12-d": enough,
}
