"""Jobs are added, or not."""

from __future__ import annotations

from typing import Any

from qlab import Lab
from tests.record.scenes.stage import BUSY, queue, scene


@scene
def add(lab: Lab) -> None:
    queue(lab).add("welcome", {"to": "ada@example.com"})


@scene
def add_lifo(lab: Lab) -> None:
    queue(lab).add("welcome", lifo=True)


@scene
def add_delayed(lab: Lab) -> None:
    queue(lab).add("welcome", delay="5s")


@scene
def add_prioritized(lab: Lab) -> None:
    queue(lab).add("welcome", priority=3)


@scene
def add_with_an_id(lab: Lab) -> None:
    queue(lab).add("welcome", jobId="welcome-ada")


@scene
def add_to_a_paused_queue(lab: Lab) -> None:
    email = queue(lab)
    email.pause()
    email.add("welcome")


@scene
def add_an_id_that_is_taken(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", jobId="ada")
    email.add("welcome", jobId="ada")


@scene
def add_deduplicated(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", deduplication={"id": "ada"})
    email.add("welcome", deduplication={"id": "ada"})


@scene
def add_deduplicated_for_a_while(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", deduplication={"id": "ada", "ttl": "5s"})
    lab.clock.advance("2s")
    email.add("welcome", deduplication={"id": "ada", "ttl": "5s"})


@scene
def add_replacing_a_delayed_job(lab: Lab) -> None:
    email = queue(lab)
    for _ in range(2):
        email.add("digest", delay="5s", deduplication={"id": "ada", "ttl": "5s", "replace": True, "extend": True})


@scene
def add_not_replacing_a_waiting_job(lab: Lab) -> None:
    email = queue(lab)
    for _ in range(2):
        email.add("digest", deduplication={"id": "ada", "replace": True})


@scene
def add_kept_while_active(lab: Lab) -> None:
    email = queue(lab)
    email.add("digest", deduplication={"id": "ada", "keepLastIfActive": True})
    email.take()
    email.add("digest", deduplication={"id": "ada", "keepLastIfActive": True})


def kept(lab: Lab, **options: Any) -> Any:
    email = queue(lab)
    email.add("digest", deduplication={"id": "ada", "keepLastIfActive": True})
    job = email.take()
    email.add("digest", deduplication={"id": "ada", "keepLastIfActive": True}, **options)
    return job


@scene
def complete_and_add_the_one_kept(lab: Lab) -> None:
    kept(lab).complete()


@scene
def complete_and_add_the_one_kept_delayed(lab: Lab) -> None:
    kept(lab, delay="3s").complete()


@scene
def fail_and_add_the_one_kept_prioritized(lab: Lab) -> None:
    kept(lab, priority=2).fail(BUSY)


@scene
def add_bulk(lab: Lab) -> None:
    queue(lab).add_bulk([("a", 1), ("b", 2), ("c", 3, {"delay": "2s"}), ("d", 4, {"priority": 1})])


@scene
def add_bulk_of_one(lab: Lab) -> None:
    queue(lab).add_bulk([("a", 1)])


@scene
def add_bulk_of_many(lab: Lab) -> None:
    queue(lab).add_bulk([("a", number) for number in range(1200)])


@scene
def add_a_child(lab: Lab) -> None:
    email = queue(lab)
    parent = email.add("order", jobId="order")
    email.add("pdf", parent=parent)


@scene
def add_a_child_to_an_active_parent(lab: Lab) -> None:
    email = queue(lab)
    parent = email.add("order", jobId="order")
    email.take()
    email.add("pdf", parent=parent, priority=1)
