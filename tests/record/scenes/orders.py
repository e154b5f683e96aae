"""One job, by order of a person."""

from __future__ import annotations

from qlab import Lab
from tests.record.scenes.stage import BUSY, queue, scene, taken


@scene
def retry_failed(lab: Lab) -> None:
    job = taken(lab)
    job.fail(BUSY)
    job.retry()


@scene
def retry_failed_from_zero(lab: Lab) -> None:
    job = taken(lab, priority=2)
    job.fail(BUSY)
    job.retry(reset_attempts=True)


@scene
def retry_completed(lab: Lab) -> None:
    job = taken(lab)
    job.complete()
    job.retry()


@scene
def retry_completed_with_a_priority(lab: Lab) -> None:
    job = taken(lab, priority=2)
    job.complete()
    job.retry()


@scene
def take_after_a_retry(lab: Lab) -> None:
    job = taken(lab)
    job.fail(BUSY)
    job.retry()
    lab.queue_named("email").take()


@scene
def promote(lab: Lab) -> None:
    queue(lab).add("welcome", delay="5s").promote()


@scene
def promote_with_a_priority(lab: Lab) -> None:
    queue(lab).add("welcome", delay="5s", priority=2).promote()


@scene
def remove_waiting(lab: Lab) -> None:
    queue(lab).add("welcome").remove()


@scene
def remove_prioritized(lab: Lab) -> None:
    queue(lab).add("welcome", priority=2).remove()


@scene
def remove_delayed(lab: Lab) -> None:
    queue(lab).add("welcome", delay="5s").remove()


@scene
def remove_completed(lab: Lab) -> None:
    job = taken(lab)
    job.complete()
    job.remove()


@scene
def remove_failed(lab: Lab) -> None:
    job = taken(lab)
    job.fail(BUSY)
    job.remove()


@scene
def remove_active_without_a_lock(lab: Lab) -> None:
    job = taken(lab)
    lab.clock.advance("31s")
    job.remove()


@scene
def give_a_priority(lab: Lab) -> None:
    queue(lab).add("welcome").change_priority(2)


@scene
def take_a_priority_away(lab: Lab) -> None:
    queue(lab).add("welcome", priority=2).change_priority(0)


@scene
def change_a_priority(lab: Lab) -> None:
    queue(lab).add("welcome", priority=2).change_priority(5)


@scene
def give_a_delayed_job_a_priority(lab: Lab) -> None:
    queue(lab).add("welcome", delay="5s").change_priority(2)


@scene
def change_delay(lab: Lab) -> None:
    job = queue(lab).add("welcome", delay="5s")
    lab.clock.advance("1s")
    job.change_delay("10s")


@scene
def update_data(lab: Lab) -> None:
    queue(lab).add("welcome", {"to": "a"}).update_data({"to": "b"})


@scene
def progress(lab: Lab) -> None:
    taken(lab).progress({"sent": 3, "of": "10"})


@scene
def log(lab: Lab) -> None:
    taken(lab).log("handing over to\nthe relay.")


@scene
def extend_lock(lab: Lab) -> None:
    taken(lab).extend_lock("1m")
