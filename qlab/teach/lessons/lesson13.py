"""Lesson 13, *What is going on in your own queues?*: what is behind its predictions' options, and its checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from qlab.lab.lab import Lab
from qlab.observe.attach import attach
from qlab.teach.dumps import nestjs_dump
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of, shorten

__all__ = ["at_once", "attempts_made", "busiest", "fit_for_queues"]

WHY: Mapping[str, Mapping[str, str]] = {
    "13-a": {
        "1": "One completed job is on the page, but the counts are the exact sizes of the lists and sorted sets.",
        "3": "Redis knows the size of a sorted set without counting; only the jobs on the page are limited.",
    },
    "13-b": {
        "when its next backoff ends": "A job in a backoff is in `delayed`; one in `failed` waits for none.",
        "when a worker starts": "Workers take from `wait` and `prioritized`; none of them looks in `failed`.",
        "when someone retries it": "A job in `failed` runs again only when someone retries it, by hand or from code. "
        "(Removing or cleaning also takes it out, for good.)",
    },
    "13-c": {
        "yes": "Automatic retries leave `failedReason` and `stacktrace`, and so does success; "
        "the state tells you that the job succeeded.",
        "no": "Completing a job writes `returnvalue` and leaves `failedReason` as it was. "
        "Only a retry by hand deletes it.",
    },
    "13-d": {
        "it works as anywhere": truth(25),
        "it may lose jobs": "To such a server, a job, a lock or a list is just a key to delete when memory is short.",
        "it is slower": "It is as fast as ever, but it forgets.",
    },
}


def busiest(given: Collection[Any]) -> Iterator[Remark]:
    """13-a: the queue of the dump with the most jobs, and their number."""
    if len(given) != 2:
        yield not_yet(f"There are {len(given)} values.", "a name and a number: ('…', 0).")
    name, number = sorted(given, key=lambda each: not isinstance(each, str))  # a set has no order
    with attach(nestjs_dump()) as prod:
        sums = {info.name: sum(info.counts.values()) for info in prod.queues()}
    if name not in sums:
        yield not_yet(f"There is no queue {repr_of(name, 30)}.", "a name that prod.queues() lists.")
    elif sums[name] != number:
        said = f"`{name}` holds {sums[name]} jobs, not {repr_of(number, 20)}."
        yield not_yet(said, "sum(info.counts.values()).")
    elif number < max(sums.values()):
        yield not_yet(f"`{name}` holds {sums[name]} jobs, and another queue holds more.", "max(…) over all six queues.")
    else:
        yield fine(f"`{name}` holds {sums[name]} jobs, more than any other queue.")


def attempts_made(given: Mapping[str, int]) -> Iterator[Remark]:
    """13-b: how many attempts two failed jobs made."""
    with attach(nestjs_dump()) as prod:
        page = prod.snapshot("dataProcessingQueue")
    answers = {str(id): number for id, number in given.items()}
    for id in ("3", "4"):
        view = page.job(id)
        made, said = view.attempts_made if view else 0, answers.get(id)
        if said != made:
            hint = f"prod.explain('dataProcessingQueue', {id}), and the field `atm` in it."
            yield not_yet(f"Job {id}: you say {repr_of(said, 20)}, and its hash says otherwise.", hint)
        yield fine(f"Job {id} made {made} of 2 attempts.")


def at_once(given: Collection[Any]) -> Iterator[Remark]:
    """13-c: the mails that went out at the first attempt."""
    with attach(nestjs_dump()) as prod:
        made = prod.watch("emailQueue", 0, from_start=True).attempts()
    right = set(made[(made.attempt == 1) & (made.outcome == "completed")].job)
    ids = {str(each) for each in given}
    extra, missing = sorted(ids - right), sorted(right - ids)
    if extra:
        yield not_yet(f"Job {shorten(extra[0], 20)} did not go out at its first attempt.", "its rows in `attempts`.")
    elif missing:
        yield not_yet(f"{len(missing)} more went out at the first attempt.", "the rows with attempt 1 and `completed`.")
    else:
        yield fine("Those went out at once; the others had to be retried, or have not started.")


def fit_for_queues(lab: Lab) -> Iterator[Remark]:
    """13-d: a server with which the doctor finds nothing wrong; what it says of the queues does not count."""
    with attach(str(lab.url)) as observer:
        report = observer.doctor()
    for finding in (each for each in report if each.queue is None):
        yield not_yet(finding.summary, f"what the doctor advises: {finding.advice}")
    yield fine(
        "The doctor finds nothing wrong with the server: when memory is short this server refuses to write, "
        "and loses nothing."
    )


HINTS: Mapping[str, tuple[str, ...]] = {
    "13-a": (
        "`prod.queues()` has the counts of each queue.",
        "Add up each queue's counts, then find the largest sum.",
        "`sum(info.counts.values())` for each `info`; look also at queues with many finished jobs.",
    ),
    "13-b": (
        "The number of attempts is in each job's hash, in the field `atm`.",
        '`prod.snapshot("dataProcessingQueue").job("3").attempts_made`',
        "Job 3 used all its attempts. Job 4's error forbade another one.",
    ),
    "13-c": (
        "The table `attempts` has a row for each attempt.",
        "You want rows with attempt 1 and the outcome `completed`.",
        "`set(attempts.query(\"attempt == 1 and outcome == 'completed'\").job)`: look at what it gives.",
    ),
    "13-d": (
        "What did the doctor advise for `cache`?",
        "A policy that refuses writes rather than forgetting keys.",
        '`mine.redis.config_set("maxmemory-policy", …)` with the value that the doctor names.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "13-a": busiest,
    "13-b": attempts_made,
    "13-c": at_once,
    "13-d": fit_for_queues,
}
