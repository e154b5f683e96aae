"""Workers ask for jobs, and lose them."""

from __future__ import annotations

from typing import Any

from qlab import Lab
from tests.record.scenes.stage import queue, scene, take_from, taken

# -- taking ------------------------------------------------------------------------------------------------------------


@scene
def take(lab: Lab) -> None:
    taken(lab, attempts=4)


@scene
def take_prioritized(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", priority=3)
    email.take("worker-7")


@scene
def take_what_was_due(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", delay="2s")
    lab.clock.advance("2s")
    email.take()


@scene
def take_what_was_due_and_has_a_priority(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", delay="2s", priority=3)
    lab.clock.advance("2s")
    email.take()


@scene
def take_while_others_are_due(lab: Lab) -> None:
    email = queue(lab)
    email.add("first")
    for name in ("second", "third"):
        email.add(name, delay="2s")
    email.add("fourth", delay="2s", priority=1)
    lab.clock.advance("2s")
    email.take()


@scene
def take_nothing(lab: Lab) -> None:
    queue(lab).take()


@scene
def take_too_early(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", delay="2s")
    lab.clock.advance("500ms")
    email.take()


@scene
def take_from_a_paused_queue(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.pause()
    email.take()


@scene
def take_from_a_paused_queue_when_one_is_due(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", delay="2s")
    email.pause()
    lab.clock.advance("2s")
    email.take()


@scene
def take_beyond_the_rate_limit(lab: Lab) -> None:
    email = queue(lab)
    email.limit(1, "10s")
    email.add_bulk([("a",), ("b",)])
    email.take()
    lab.clock.advance("4s")
    email.take()


@scene
def take_beyond_concurrency(lab: Lab) -> None:
    email = queue(lab)
    email.concurrency(1)
    email.add_bulk([("a",), ("b",)])
    email.take()
    email.take("worker-2")


@scene
def take_by_a_worker_named_attempt(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    take_from(email, "a").fail("x")


@scene
def take_the_next_of_a_scheduler(lab: Lab) -> None:
    email = queue(lab)
    email.schedule("tick", every="1m")
    lab.clock.to_next()
    email.take()


# -- stalling ----------------------------------------------------------------------------------------------------------


@scene
def check_stalled_first(lab: Lab) -> None:
    taken(lab)
    lab.queue_named("email").check_stalled()


@scene
def check_stalled_when_nothing_is_active(lab: Lab) -> None:
    queue(lab).check_stalled()


@scene
def check_stalled_too_soon(lab: Lab) -> None:
    email = queue(lab)
    email.check_stalled()
    email.check_stalled()


def stalled(lab: Lab, *, max_stalled: int = 1, **options: Any) -> Any:
    email = queue(lab, lock_duration="10s")
    email.add("welcome", **options)
    email.take()
    email.check_stalled()
    lab.clock.advance("40s")
    email.check_stalled(max_stalled)
    return email


@scene
def stall(lab: Lab) -> None:
    stalled(lab)


@scene
def stall_with_a_priority(lab: Lab) -> None:
    stalled(lab, priority=2)


@scene
def stall_too_often(lab: Lab) -> None:
    stalled(lab, max_stalled=0)


@scene
def stall_twice(lab: Lab) -> None:
    email = stalled(lab)
    email.take()
    lab.clock.advance("40s")
    email.check_stalled(5)
    lab.clock.advance("40s")
    email.check_stalled(5)


@scene
def several_stall(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",), ("c",)])
    for _ in range(3):
        email.take()
    email.check_stalled()
    lab.clock.advance("40s")
    email.check_stalled()


@scene
def take_what_stalled(lab: Lab) -> None:
    stalled(lab).take("worker-2")


@scene
def take_what_stalled_too_often(lab: Lab) -> None:
    stalled(lab, max_stalled=0).take("worker-2")


@scene
def fail_what_stalled_too_often(lab: Lab) -> None:
    job = stalled(lab, max_stalled=0, attempts=3).take("worker-2")
    job.fail(job.fields["defa"], unrecoverable=True)


@scene
def wait_for_a_job_that_is_ready(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.wait_for_job()


@scene
def wait_for_a_job_that_is_due_later(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome", delay="5s")
    email.take(wait=True)


@scene
def wait_for_a_job_without_a_marker(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.wait_for_job()
    email.take(wait=True)


@scene
def take_what_a_marker_announces(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.take(wait=True)
