"""Where lessons begin: worlds for the explorer (a payment, a queue made by hand), and a job without attempts left."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.moment import Moment
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.backoff import exponential
from qlab.teach.mini import Mini

__all__ = ["charged", "charged_once", "hand_made", "mailed", "mailed_once", "recovered", "two_workers", "used_up"]

Moves = Generator[Any, Any, Any]
Actors = Mapping[str, Callable[[], Moves]]


def two_workers(charge: Callable[[Queue], Moves]) -> World:
    """Make a world of one invoice, two workers that do the same, and a worker's stalled check.

    Args:
        charge: What a worker does with the queue ``pay``.
    """

    def world(lab: Lab) -> Actors:
        pay = lab.queue("pay")
        pay.add("invoice", {"euro": 10})

        def checks() -> Moves:
            yield pay.check_stalled
            yield pay.check_stalled

        worker = partial(charge, pay)
        return {"ann": worker, "bob": worker, "checker": checks}

    return world


def charged_once(moment: Moment) -> str | None:
    """No one is charged twice."""
    for happened, times in moment.effects.items():
        if times > 1:
            return f"{happened} happened {times} times"
    return None


def charged(moment: Moment) -> str | None:
    """In the end the invoice was charged."""
    return None if moment.effects else "no one charged the invoice"


def hand_made(work: Callable[[Mini], Moves], recover: Callable[[Mini], Moves] | None = None) -> World:
    """Make a world of a queue made by hand, with one mail in it.

    Args:
        work: What the worker does; a second one does the same where somebody recovers jobs.
        recover: What puts back the jobs of workers that died; None: nobody does.
    """

    def world(lab: Lab) -> Actors:
        mini = Mini(lab.redis)
        mini.run(mini.add("mail"))
        actors = {"ann": partial(work, mini)}
        if recover is None:
            return actors
        return {**actors, "bob": actors["ann"], "recovery": partial(recover, mini)}

    return world


def mailed_once(moment: Moment) -> str | None:
    """No mail is sent twice."""
    return charged_once(moment)


def mailed(moment: Moment) -> str | None:
    """A job is in a list as long as its mail has not been sent."""
    if moment.effects or any(Mini.lists(moment.snapshot)):
        return None
    return "the job is in no list, and its mail was not sent"


def recovered(lab: Lab) -> Queue:
    """Make a queue ``post`` whose job 1, ``receipt``, has failed at two of its four attempts, and then succeeded.

    Args:
        lab: A lab that has no such queue yet.
    """
    queue = lab.queue("post", attempts=4, backoff=exponential("2s"))
    queue.add("receipt", {"to": "ada@example.com"})
    for _ in range(2):
        queue.take().fail("SMTP 451: try again")
        lab.clock.to_next()
    queue.take().complete("250 OK")
    return queue


def used_up(lab: Lab) -> Queue:
    """Make a queue ``email`` whose job 1, ``invitation``, has failed at each of its four attempts.

    Args:
        lab: A lab that has no such queue yet.
    """
    queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
    queue.add("invitation", {"to": "nobody@example.com"})
    while job := queue.take():
        job.fail("SMTP 451: try again")
        lab.clock.to_next()
    return queue
