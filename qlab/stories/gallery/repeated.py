"""Jobs that are added more than once: deduplication in its modes, and a scheduler."""

from __future__ import annotations

from typing import Any

from qlab.lab.lab import Lab
from qlab.stories.gallery.lost_workers import take

__all__ = ["deduplication", "scheduler"]


def deduplication(lab: Lab) -> None:
    """Add the same digest again and again: simple, throttle, debounce, and keep the last while one runs."""
    email = lab.queue("email")

    def add(person: str, **options: Any) -> None:
        mode = options.pop("mode", {})
        email.add("digest", {"to": person}, deduplication={"id": person, **mode}, **options)

    for _ in range(2):
        add("simple")  # until the first is finished
    for _ in range(2):
        add("throttle", mode={"ttl": "5s"})  # for five seconds, whatever becomes of the first
    lab.clock.advance("5s")
    add("throttle", mode={"ttl": "5s"})
    for _ in range(2):
        add("debounce", delay="5s", mode={"ttl": "5s", "replace": True, "extend": True})
        lab.clock.advance("1s")
    take(email).complete()
    add("simple")
    while job := email.take():
        job.complete()
    add("last", mode={"keepLastIfActive": True})
    running = take(email)
    add("last", mode={"keepLastIfActive": True})
    running.complete()
    take(email).complete()
    lab.clock.advance("4s")
    take(email).complete()  # the last of the debounced ones


def scheduler(lab: Lab) -> None:
    """Schedule a report every minute: each job that is taken adds the next, and the last goes with the scheduler."""
    reports = lab.queue("reports")
    reports.schedule("minutely", every="1m")
    for _ in range(3):
        while not (job := reports.take()):
            lab.clock.to_next()
        lab.clock.advance("5s")
        job.complete()
    reports.unschedule("minutely")
    reports.take()
