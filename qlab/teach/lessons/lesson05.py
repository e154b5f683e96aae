"""Lesson 05, *What happens when a job fails?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from qlab.lab.lab import Lab
from qlab.protocol.backoff import Backoff, exponential, fixed
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.durations import format_ms
from qlab.text.escape import repr_of, shorten
from qlab.text.words import plural

__all__ = ["counted_events", "fresh", "last_attempt", "payment", "twice"]

WHY: Mapping[str, Mapping[str, str]] = {
    "05-a": {
        "2": "Two is the number of retries; the first run counts as well.",
        "3": "Every run is an attempt, the first one included.",
        "4": truth(1),
    },
    "05-a2": {
        "0": "No attempt has ended yet. Starts are counted in another field, `ats`.",
        "1": truth(5),
    },
    "05-b": {
        "delayed": truth(2),
        "wait": "A retry without a backoff goes there at once. But none is left: `attempts` is 1 unless you set it.",
        "failed": "One attempt was allowed, and it has failed.",
    },
    "05-b2": {
        "+4 s": "4 s is the wait before it, but that wait begins when attempt 2 has failed, at +2 s.",
        "+6 s": "2 s before attempt 2, then 4 s before attempt 3.",
        "+8 s": "8 s is the wait before attempt 4: the wait after attempt n is 2 s × 2ⁿ⁻¹.",
        "+14 s": "That is when attempt 4 begins: 2 s + 4 s + 8 s.",
    },
    "05-c": {
        "together at +2 s": "Without jitter they would be, and the busy server would be busy again.",
        "each between +1 s and +2 s": "Jitter shortens each wait at random, here by up to half.",
        "each between +2 s and +3 s": "BullMQ's jitter never makes a wait longer than planned; it only shortens it.",
    },
    "05-d": {
        "2": truth(3),
        "1": "Neither failure was the end of the job: each moved it to `delayed`, and the event is named after that.",
        "0": "It moved to `delayed` twice and to `completed` once. Only a job without attempts left moves to `failed`.",
    },
    "05-d2": {
        "failed": "The job is lost, so `failed` is emitted; but it had retries left.",
        "retries-exhausted": "Three attempts were left, so none was exhausted. Every job that is lost emits `failed`.",
        "failed and retries-exhausted": truth(4),
    },
    "05-e": {
        "delayed": "It would be if the retry had reset its attempts: then this would be attempt 1 of 4.",
        "wait": "A retry at once needs an attempt that is left, and there is none.",
        "failed": "The retry alone resets no counter: `atm` went on from 4, and 4 were allowed.",
    },
}

TRIES = 6
FIRST_WAIT = "500ms"
COUNTED = 5


def twice(lab: Lab) -> Iterator[Remark]:
    """05-a: a job in `twice` that was retried twice and then failed for good."""
    job = _newest(lab, "twice")
    if job is None:
        yield not_yet("Queue `twice` has no job yet.", "lab.queue('twice', attempts=…).add('invoice').")
    else:
        allowed = f"The job may run {plural(job.attempts, 'time')}"
        if job.attempts != 3:
            said = f"{allowed}, which is {plural(job.attempts - 1, 'retry', 'retries')}."
            yield not_yet(said, "attempts=3: it counts the first run too.")
        yield fine(f"{allowed}: one run and two retries.")
        yield from _failed_for_good(job)


def _failed_for_good(job: JobView) -> Iterator[Remark]:
    if job.state is not JobState.FAILED:
        yield not_yet(f"The job is in `{job.state.container}`, after {_made(job)}.", _next_for(job))
    yield fine(f"It is in `failed`, after {_made(job)}.")


def _made(job: JobView) -> str:
    return plural(job.attempts_made, "attempt")


def _next_for(job: JobView) -> str:
    """Return what to try with a job, from where it is."""
    name = job.queue
    return {
        JobState.WAITING: f"taking it: job = lab.queue_named('{name}').take(). A job in `wait` waits for a worker.",
        JobState.PRIORITIZED: f"taking it: job = lab.queue_named('{name}').take().",
        JobState.ACTIVE: "ending the attempt: job.fail(…) or job.complete(…) on what take() gave you.",
        JobState.DELAYED: "lab.clock.to_next(), then take() once more: until it is due, take() gives no job.",
        JobState.FAILED: f"lab.queue_named('{name}').job('{job.id}').retry(…).",
    }.get(job.state, "adding a new one.")


def last_attempt(given: Any) -> Iterator[Remark]:
    """05-b: when the last of six attempts begins under an exponential backoff of 500 ms."""
    began = _begin_ms(exponential(FIRST_WAIT), TRIES)
    if given != began[-1]:
        yield not_yet(
            f"You say {repr_of(given, 20)} ms. {_moment_problem(given, began)}", "adding up the waits on paper."
        )
    yield fine(f"A server agrees: the attempts began at {', '.join(f'+{ms}' for ms in began)} ms.")


def _moment_problem(given: Any, began: list[int]) -> str:
    if not isinstance(given, int | float):
        return "That is not a number."
    if given == began[-1] / 1000:
        return "That is in seconds, and right; here it is asked in ms."
    waits = [later - earlier for earlier, later in pairwise(began)]
    if given in waits:
        return "That is one of the waits alone; the others come before it."
    if given == 2 * waits[-1] + sum(waits):
        return "That is one wait too many: six attempts have five waits between them."
    if given in began:
        return f"Attempt {began.index(int(given)) + 1} of {TRIES} begins then."
    return "No attempt begins then."


def _begin_ms(backoff: Backoff, attempts: int) -> list[int]:
    """When the attempts of a job that always fails begin on a real server, ms after the first."""
    with Lab(trace=False) as lab:
        _exhaust(lab, backoff, attempts)
        return [round(at.timestamp() * 1000) - lab.recording.start for at in lab.recording.attempts()["started"]]


def _exhaust(lab: Lab, backoff: Backoff, attempts: int) -> None:
    queue = lab.queue("mail", attempts=attempts, backoff=backoff)
    queue.add("welcome")
    while job := queue.take():
        job.fail("SMTP 451: try again")
        lab.clock.to_next()


def payment(plan: Any) -> Iterator[Remark]:
    """05-c: doubling from 1 s, at most 10 s, by chance up to a quarter shorter."""
    if not isinstance(plan, Backoff):
        yield not_yet(f"plan is {repr_of(plan, 40)}, no backoff.", "exponential(…), and jittered(…) around it.")
    bands = [plan.band_ms(attempt) for attempt in range(1, 7)]
    longest, shortest = [long for _, long in bands], [short for short, _ in bands]
    shown = ", ".join(map(format_ms, longest))
    yield _is(
        longest[:4] == [1000, 2000, 4000, 8000], f"The waits are {shown}.", "exponential('1s'): 1 s, doubled each time."
    )
    yield _is(longest[4:] == [10_000, 10_000], f"The fifth and sixth are {shown.split(', ', 4)[-1]}.", "cap='10s'.")
    quarter = shortest == [round(wait * 0.75) for wait in longest]
    hint = "jittered(exponential(…), 0.25): the ratio is what may be taken off."
    yield _is(quarter, f"By chance the first may be as short as {format_ms(shortest[0])}.", hint)


def _is(so: bool, said: str, hint: str) -> Remark:
    return fine(said) if so else not_yet(said, hint)


def counted_events(counted: Mapping[str, int]) -> Iterator[Remark]:
    """05-d: how many events of three kinds a job emits that fails five times."""
    with Lab(trace=False) as lab:
        _exhaust(lab, fixed("1s"), COUNTED)
        journal = lab.snapshot().container("mail", Role.EVENTS)
        events = [dict(entry.fields).get("event") for entry in journal.entries] if journal else []
    for name, hint in _EVENT_HINTS.items():
        so, said = events.count(name), counted.get(name)
        answer = f"`{name}`: you say {repr_of(said, 20)}"
        yield _is(so == said, f"{answer}{', and so does a server' if so == said else ''}.", hint)


_EVENT_HINTS = {
    "delayed": "asking how many of the five attempts are followed by another.",
    "failed": "counting how many attempts it takes until the job has failed for good.",
    "retries-exhausted": "asking how often a job can use up its retries.",
}


def fresh(lab: Lab) -> Iterator[Remark]:
    """05-e: the job `invitation` completed at the second of its fresh attempts."""
    job = lab.snapshot().job("1", "email")
    if job is None:
        yield not_yet("There is no job 1 in `email` any more.", "running the notebook again from the top.")
    elif job.state is not JobState.COMPLETED:
        made = f"after {_made(job)} since its counters were last reset"
        spent = job.state is JobState.FAILED and job.attempts_made > job.attempts
        again = "retry(reset_attempts=True): a retry alone leaves no attempts." if spent else _next_for(job)
        yield not_yet(f"The job is in `{job.state.container}`, {made}.", again)
    elif job.attempts_made != 2:
        said = f"The job is completed, and `atm` is {job.attempts_made}"
        yield not_yet(
            f"{said}: that is not the second of fresh attempts.", "retry(reset_attempts=True), then fail it once."
        )
    else:
        yield fine("The job is in `completed`, at attempt 2 of 4.")
        if job.failed_reason:
            why = shorten(job.failed_reason, 40)
            yield fine(f"Its hash still says why attempt 1 failed ({why}), though it succeeded.")


def _newest(lab: Lab, queue: str) -> JobView | None:
    jobs = [view for view in lab.snapshot().all_jobs() if view.queue == queue]
    return jobs[-1] if jobs else None


HINTS: Mapping[str, tuple[str, ...]] = {
    "05-a": (
        "How many runs are two retries?",
        "`attempts` counts the first run too. The rest is the loop of the cells above.",
        '`lab.queue("twice", attempts=3)`, one job, then take and fail until `take` gives nothing.',
    ),
    "05-b": (
        "Write down the five waits between six attempts.",
        "They double from 500 ms: 500, 1000, 2000, …",
        "Add up five waits. The sixth would come after the last attempt.",
    ),
    "05-c": (
        "Three requirements, and each has a word: doubling, a maximum wait, and randomness.",
        "`exponential(…)` takes a `cap`; `jittered(plan, ratio)` goes around it.",
        "Start with 1 s, cap at 10 s, and shorten by up to a quarter: a ratio of 0.25.",
    ),
    "05-d": (
        "Which event does an attempt emit that is followed by another? And the last one?",
        "Four of the five attempts are followed by a wait.",
        "A wait emits `delayed`. The end emits `failed` once, and `retries-exhausted` once if attempts were used up.",
    ),
    "05-e": (
        "A retry alone leaves `atm` at four of four. What resets the attempts?",
        "`invitation.retry(reset_attempts=True)`, then take and fail.",
        'After the failure it waits 2 s in `delayed`: `lab.clock.advance("2s")`, then take and complete.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "05-a": twice,
    "05-b": last_attempt,
    "05-c": payment,
    "05-d": counted_events,
    "05-e": fresh,
}
