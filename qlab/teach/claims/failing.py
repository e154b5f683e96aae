"""Statements about retries, and about what is told of them."""

from __future__ import annotations

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.backoff import exponential, fixed
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import add_unchecked, events, place
from qlab.teach.claims.sources import (
    API_EVENTS,
    RETRYING,
    RETRYING_BEFORE,
    RETRYING_BY_HAND,
    STOP_RETRYING,
)

__all__ = ["CLAIMS"]


def _runs(queue: Queue) -> tuple[int, list[int]]:
    """How often the next job runs until it has failed for good, and how long it waits before each retry, ms."""
    number, waits = 0, []
    while job := queue.take():
        number += 1
        job.fail("SMTP 451")
        if place(queue, job.id) == "delayed":
            waits.append(int(job.fields["delay"]))
            queue.lab.clock.to_next()
    return number, waits


@claim(
    "`attempts: 3` retries three times, after 1, 2 and 4 seconds",
    RETRYING_BEFORE,
    "it will retry at most 3 times spaced after 1 second, 2 seconds and 4 seconds",
    {"runs": 4, "waits_ms": [1000, 2000, 4000]},
    misconception=1,
)
def three_attempts_are_three_retries(lab: Lab) -> Evidence:
    """A job with three attempts fails until it is not run again."""
    queue = lab.queue("q", attempts=3, backoff=exponential("1s"))
    queue.add("mail")
    runs, waits = _runs(queue)
    return {"runs": runs, "waits_ms": waits}


@claim(
    "with a delay of 3 s, the seventh attempt comes 192 s after the sixth",
    RETRYING,
    "for the 7th attempt, it will retry 2^6 * 3000 milliseconds = 3.2 minutes after the previous attempt",
    {"wait_before_run_7_ms": 192_000},
)
def the_seventh_attempt_comes_after_192_seconds(lab: Lab) -> Evidence:
    """A job with eight attempts fails until it is not run again."""
    queue = lab.queue("q", attempts=8, backoff=exponential("3s"))
    queue.add("mail")
    _number, waits = _runs(queue)
    return {"wait_before_run_7_ms": waits[5], "wait_after_run_7_ms": waits[6]}


@claim(
    "`attempts` switches retries on; a `backoff` alone does not",
    RETRYING,
    "In order to activate automatic job retries you should use the attempts setting with a value larger than 1",
    {"runs_with_backoff_alone": 1, "runs_with_attempts_2": 2},
    misconception=2,
)
def attempts_switch_retries_on(lab: Lab) -> Evidence:
    """One job has a backoff alone, another two attempts."""
    queue = lab.queue("q")
    queue.add("mail", backoff=fixed("1s"))
    backoff, _waits = _runs(queue)
    queue.add("mail", attempts=2)
    attempts, _waits = _runs(queue)
    return {"runs_with_backoff_alone": backoff, "runs_with_attempts_2": attempts}


@claim(
    "a `jitter` of 0.5 spreads the waits between half and all of the delay",
    RETRYING,
    "you can provide a jitter value of 0.5 value and a delay of 1000 milliseconds",
    {"all_from_half_to_all": True, "spread": True},
)
def jitter_spreads_the_waits(lab: Lab) -> Evidence:
    """Twenty jobs with the same jitter fail once; BullMQ itself draws the waits."""
    queue, waits = lab.queue("q"), []
    for _ in range(20):
        add_unchecked(queue, attempts=2, backoff={"type": "fixed", "delay": 60_000, "jitter": 0.5})
        job = queue.take()
        job.fail("SMTP 451")
        waits.append(int(job.fields["delay"]))
    return {"all_from_half_to_all": all(30_000 <= wait <= 60_000 for wait in waits), "spread": len(set(waits)) > 1}


@claim(
    "the event `failed` comes whenever an exception was thrown",
    API_EVENTS,
    "This event is triggered when a job fails by throwing an exception during execution.",
    {"exceptions": 3, "failed_events": 3},
    misconception=3,
)
def failed_is_told_at_each_exception(lab: Lab) -> Evidence:
    """A job throws at each of its three attempts; the stream's events are counted."""
    queue = lab.queue("q", attempts=3)
    queue.add("mail")
    runs, _waits = _runs(queue)
    return {"exceptions": runs, "failed_events": events(queue, "failed")}


@claim(
    "`retries-exhausted` comes when the attempts are used up, and only then",
    API_EVENTS,
    "This event is triggered when a job has exhausted its maximum retry attempts after repeated failures.",
    {"after_two_of_two": 1, "after_one_unrecoverable": 0},
    misconception=4,
)
def retries_exhausted_means_used_up(lab: Lab) -> Evidence:
    """One job uses up its attempts; another fails for good with attempts left."""
    queue = lab.queue("q", attempts=2)
    queue.add("mail")
    _runs(queue)
    used_up = events(queue, "retries-exhausted")
    queue.add("mail")
    queue.take().fail("no such address", unrecoverable=True)
    return {"after_two_of_two": used_up, "after_one_unrecoverable": events(queue, "retries-exhausted") - used_up}


@claim(
    "an UnrecoverableError ends a job, whatever `attempts` says",
    STOP_RETRYING,
    "BullMQ will just move the job to the failed set without performing any retries",
    {"state_after_run_1": "failed"},
)
def unrecoverable_overrides_attempts(lab: Lab) -> Evidence:
    """A job with five attempts throws an UnrecoverableError at its first."""
    queue = lab.queue("q", attempts=5)
    queue.add("mail")
    queue.take().fail("no such address", unrecoverable=True)
    return {"attempts": 5, "state_after_run_1": place(queue)}


@claim(
    "`attemptsMade` grows with errors, and not with a run that succeeds",
    STOP_RETRYING,
    "job.attemptsMade is increased when any error different than RateLimitError, DelayedError or "
    "WaitingChildrenError is thrown.",
    {"errors": 0, "attempts_made": 0},
    misconception=5,
)
def attempts_made_counts_errors(lab: Lab) -> Evidence:
    """A job completes at its first attempt, without an error."""
    queue = lab.queue("q")
    queue.add("mail")
    job = queue.take()
    job.complete()
    view = job.view
    return {"errors": 0, "attempts_made": view.attempts_made if view else None}


@claim(
    "a job that has used up its attempts fails at once when it is retried by hand",
    RETRYING_BY_HAND,
    "If you retry a job without resetting attemptsMade, and the job has already exhausted its retry attempts, "
    "it will fail immediately when processed again.",
    {"its_processor_succeeds": "failed"},
)
def a_used_up_job_fails_at_once_when_retried(lab: Lab) -> Evidence:
    """A job fails for good, is retried without a reset, and its processor succeeds."""
    queue = lab.queue("q", attempts=1)
    job = queue.add("mail")
    queue.take().fail("SMTP 451")
    job.retry()
    if again := queue.take():
        again.complete()
    return {"its_processor_succeeds": place(queue)}


CLAIMS: tuple[Claim, ...] = (
    three_attempts_are_three_retries,
    the_seventh_attempt_comes_after_192_seconds,
    attempts_switch_retries_on,
    jitter_spreads_the_waits,
    failed_is_told_at_each_exception,
    retries_exhausted_means_used_up,
    unrecoverable_overrides_attempts,
    attempts_made_counts_errors,
    a_used_up_job_fails_at_once_when_retried,
)
