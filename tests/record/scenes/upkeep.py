"""Locks, logs, events, limits, ids and orphans."""

from __future__ import annotations

from qlab import Lab
from tests.record.scenes.stage import family, queue, scene, take_from, taken


@scene
def move_to_wait(lab: Lab) -> None:
    taken(lab).move_to_wait()


@scene
def move_a_job_with_a_priority_to_wait(lab: Lab) -> None:
    taken(lab, priority=3).move_to_wait()


@scene
def release_lock(lab: Lab) -> None:
    taken(lab).release_lock()


@scene
def release_a_lock_of_somebody_else(lab: Lab) -> None:
    taken(lab)
    queue(lab).job("1").release_lock()


@scene
def extend_locks(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("welcome",), ("receipt",)])
    email.extend_locks([take_from(email), take_from(email)], "1m")


@scene
def extend_locks_of_which_one_is_lost(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("welcome",), ("receipt",)])
    jobs = [take_from(email), take_from(email)]
    jobs[1].release_lock()
    email.extend_locks(jobs)


@scene
def clear_logs(lab: Lab) -> None:
    job = taken(lab)
    job.log("one")
    job.log("two")
    job.clear_logs()


@scene
def clear_logs_but_one(lab: Lab) -> None:
    job = taken(lab)
    job.log("one")
    job.log("two")
    job.clear_logs(1)


@scene
def clear_no_logs(lab: Lab) -> None:
    taken(lab).clear_logs()


@scene
def remove_deduplication_key(lab: Lab) -> None:
    queue(lab).add("welcome", deduplication={"id": "ada"}).remove_deduplication_key()


@scene
def remove_a_deduplication_key_of_another(lab: Lab) -> None:
    job = queue(lab).add("welcome", deduplication={"id": "ada"})
    job.remove_deduplication_key()
    job.remove_deduplication_key()


@scene
def discard_children(lab: Lab) -> None:
    files = family(lab)
    take_from(files).complete()
    queue(lab).job("order").discard_children()


@scene
def discard_no_children(lab: Lab) -> None:
    files = family(lab)
    take_from(files).complete()
    take_from(files).complete()
    queue(lab).job("order").discard_children()


@scene
def remove_child_dependency(lab: Lab) -> None:
    family(lab).job("pdf").remove_child_dependency()


@scene
def remove_the_last_child_dependency(lab: Lab) -> None:
    files = family(lab)
    take_from(files).complete()
    files.job("zip").remove_child_dependency()


@scene
def limit_now(lab: Lab) -> None:
    email = queue(lab)
    email.limit(5, "1s")
    email.limit_now("5s")


@scene
def limit_now_without_a_max(lab: Lab) -> None:
    queue(lab).limit_now("5s")


@scene
def remove_rate_limit(lab: Lab) -> None:
    email = queue(lab)
    email.limit_now("5s")
    email.remove_rate_limit()


@scene
def remove_no_rate_limit(lab: Lab) -> None:
    queue(lab).remove_rate_limit()


@scene
def trim_events(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("welcome",)] * 150)
    email.trim_events(0)


@scene
def trim_few_events(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.trim_events(5)


@scene
def emit(lab: Lab) -> None:
    queue(lab).emit("report-ready", report={"id": 7})


@scene
def remove_orphans(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.add("receipt")
    with lab.observe("an orphan"):
        lab.redis.lrem(f"{lab.prefix}:email:wait", 0, "1")
    email.remove_orphans()


@scene
def remove_no_orphans(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.remove_orphans()
