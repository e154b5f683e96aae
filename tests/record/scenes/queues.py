"""A whole queue, time, and other hands."""

from __future__ import annotations

from contextlib import suppress

from qlab import Lab
from qlab.errors import QlabError
from tests.record.scenes.stage import BUSY, queue, scene, take_from, taken

# -- the queue ---------------------------------------------------------------------------------------------------------


@scene
def pause(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.pause()


@scene
def pause_an_empty_queue(lab: Lab) -> None:
    queue(lab).pause()


@scene
def pause_twice(lab: Lab) -> None:
    email = queue(lab)
    email.pause()
    email.pause()


@scene
def resume(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    email.pause()
    email.resume()


@scene
def resume_a_running_queue(lab: Lab) -> None:
    queue(lab).resume()


@scene
def limit(lab: Lab) -> None:
    queue(lab).limit(10, "1s")


@scene
def lift_the_limit(lab: Lab) -> None:
    email = queue(lab)
    email.limit(10, "1s")
    email.limit()


@scene
def lift_no_limit(lab: Lab) -> None:
    queue(lab).limit()


@scene
def concurrency(lab: Lab) -> None:
    queue(lab).concurrency(1)


@scene
def lift_concurrency(lab: Lab) -> None:
    email = queue(lab)
    email.concurrency(3)
    email.concurrency()


@scene
def lift_no_concurrency(lab: Lab) -> None:
    queue(lab).concurrency()


@scene
def schedule(lab: Lab) -> None:
    queue(lab).schedule("tick", every="1m")


@scene
def schedule_cron(lab: Lab) -> None:
    queue(lab).schedule("nine", cron="0 9 * * *", priority=2)


@scene
def schedule_anew(lab: Lab) -> None:
    email = queue(lab)
    email.schedule("nine", cron="0 9 * * *")
    email.schedule("nine", cron="0 10 * * *")


@scene
def unschedule(lab: Lab) -> None:
    email = queue(lab)
    email.schedule("nine", cron="0 9 * * *")
    email.unschedule("nine")


@scene
def unschedule_nothing(lab: Lab) -> None:
    queue(lab).unschedule("tick")


@scene
def retry_all(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",), ("c",)])
    for _ in range(3):
        take_from(email).fail(BUSY)
    email.retry_all()


@scene
def retry_all_of_none(lab: Lab) -> None:
    queue(lab).retry_all()


@scene
def retry_all_completed(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",)])
    for _ in range(2):
        take_from(email).complete()
    email.retry_all("completed")


@scene
def promote_all(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a", 1, {"delay": "1s"}), ("b", 1, {"delay": "2s", "priority": 1})])
    email.promote_all()


@scene
def promote_all_of_none(lab: Lab) -> None:
    queue(lab).promote_all()


@scene
def drain(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",), ("c", 1, {"priority": 1}), ("d", 1, {"delay": "1s"})])
    email.drain()


@scene
def drain_delayed_too(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("d", 1, {"delay": "1s"})])
    email.drain(delayed=True)


@scene
def drain_beside_a_scheduler(lab: Lab) -> None:
    email = queue(lab)
    email.add("a")
    email.schedule("tick", every="1m")
    email.drain()


@scene
def drain_beside_two_schedulers(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",), ("c",)])
    email.schedule("tick", every="1m")
    email.schedule("tock", every="1h")
    email.drain()


@scene
def drain_behind_a_scheduler(lab: Lab) -> None:
    email = queue(lab)
    email.schedule("tick", every="1m")
    email.add("a")
    email.drain()


@scene
def drain_a_scheduler_alone(lab: Lab) -> None:
    email = queue(lab)
    email.schedule("tick", every="1m")
    email.drain()


@scene
def drain_an_empty_queue(lab: Lab) -> None:
    queue(lab).drain()


@scene
def clean(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",)])
    for _ in range(2):
        take_from(email).complete()
    email.clean("completed")


@scene
def clean_failed(lab: Lab) -> None:
    taken(lab).fail(BUSY)
    lab.queue_named("email").clean("failed")


@scene
def clean_active(lab: Lab) -> None:
    taken(lab)
    lab.clock.advance("31s")
    lab.queue_named("email").clean("active")


@scene
def clean_nothing(lab: Lab) -> None:
    queue(lab).clean()


@scene
def obliterate(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("a",), ("b",), ("c", 1, {"delay": "1s"})])
    take_from(email).complete()
    email.obliterate()


@scene
def obliterate_nothing(lab: Lab) -> None:
    queue(lab).obliterate()


@scene
def obliterate_refused(lab: Lab) -> None:
    taken(lab)
    with suppress(QlabError):
        lab.queue_named("email").obliterate()


# -- time, and other hands ---------------------------------------------------------------------------------------------


@scene
def advance(lab: Lab) -> None:
    lab.clock.advance("1h 30m")


@scene
def advance_to_a_due_job(lab: Lab) -> None:
    queue(lab).add("welcome", delay="2s")
    lab.clock.to_next()


@scene
def advance_over_much(lab: Lab) -> None:
    email = queue(lab)
    email.limit(1, "20s")
    email.add("welcome", deduplication={"id": "ada", "ttl": "10s"})
    email.take()
    email.check_stalled()
    email.add_bulk([("a", 1, {"delay": "1s"}), ("b", 1, {"delay": "2s"})])
    lab.clock.advance("1m")


@scene
def observe_nothing(lab: Lab) -> None:
    with lab.observe("look"):
        pass


@scene
def observe_a_queue_by_hand(lab: Lab) -> None:
    with lab.observe("a queue by hand"):
        lab.redis.lpush(f"{lab.prefix}:mine:wait", "1")


@scene
def observe_a_move_by_hand(lab: Lab) -> None:
    queue(lab).add("welcome")
    with lab.observe("take by hand"):
        lab.redis.rpoplpush(f"{lab.prefix}:email:wait", f"{lab.prefix}:email:active")


@scene
def observe_a_removal_by_hand(lab: Lab) -> None:
    queue(lab).add("welcome")
    with lab.observe("forget"):
        lab.redis.delete(f"{lab.prefix}:email:wait")


@scene
def observe_other_keys(lab: Lab) -> None:
    with lab.observe("notes"):
        lab.redis.set(f"{lab.prefix}:email:note", "1")


@scene
def somebody_else_pushes(lab: Lab) -> None:
    lab.redis.lpush(f"{lab.prefix}:email:wait", "1")
    lab._recorder.catch_up()


@scene
def somebody_else_adds(lab: Lab) -> None:
    email = queue(lab)
    lab.ask(email._queue.add("welcome", {}, {"delay": 5_000}))
    lab._recorder.catch_up()


@scene
def somebody_else_takes_and_completes(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    job = lab.ask(email._worker("theirs").moveToActive("token"))
    lab.ask(job.moveToCompleted("done", "token"))
    lab._recorder.catch_up()


@scene
def somebody_else_takes(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    lab.ask(email._worker("theirs").moveToActive("token"))
    lab._recorder.catch_up()
