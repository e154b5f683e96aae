"""Small worlds that several tests explore."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from qlab.explore import Moment, did
from qlab.lab.lab import Lab

Moves = Generator[Any, Any, None]


def paying(lab: Lab) -> dict[str, Any]:
    pay = lab.queue("pay")
    pay.add("invoice", {"euro": 10})

    def worker() -> Moves:
        job = yield pay.take
        if job:
            yield did("charge", job.id)
            yield job.complete

    def checker() -> Moves:
        yield pay.check_stalled
        yield pay.check_stalled

    return {"ann": worker, "bob": worker, "checker": checker}


def charged_once(moment: Moment) -> str | None:
    for happened, times in moment.effects.items():
        if times > 1:
            return f"{happened} happened {times} times"
    return None


def idle(lab: Lab) -> dict[str, Any]:
    queue = lab.queue("q")
    queue.add("job")

    def worker() -> Moves:
        job = yield queue.take
        yield job.complete

    return {"ann": worker}


ENDLESS = """
from functools import partial

def world(lab):
    queue = lab.queue("q")
    def worker():
        while True:
            yield queue.take
    def producer():
        for number in range(10**6):
            yield partial(queue.add, "job", number)
    return {"ann": worker, "producer": producer}

def never_active(moment):
    return "a job is active" if moment.snapshot.counts_of("q")["active"] else None
"""
"""The text of a world whose search is interrupted, for another process; its promise is soon broken."""


def acting(make: Callable[[Any], Callable[[], Any]], *, twice: bool = False) -> Callable[[Lab], dict[str, Any]]:
    """A world with a queue of two jobs and one actor, or two alike, made for the queue."""

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("a")
        queue.add("b")
        actor = make(queue)
        return {"ann": actor, **({"bob": actor} if twice else {})}

    return world


def for_ever(queue: Any) -> Any:
    def actor() -> Moves:
        while True:
            yield queue.take

    return actor


def takes(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take

    return actor
