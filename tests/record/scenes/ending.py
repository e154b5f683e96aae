"""Attempts end."""

from __future__ import annotations

from qlab import Lab, exponential, fixed, jittered
from qlab.protocol.backoff import custom
from tests.record.scenes.stage import BUSY, queue, scene, take_from, taken


@scene
def complete(lab: Lab) -> None:
    taken(lab).complete({"answer": "250 OK"})


@scene
def complete_and_be_removed(lab: Lab) -> None:
    taken(lab, removeOnComplete=True).complete()


@scene
def complete_and_keep_two(lab: Lab) -> None:
    email = queue(lab, removeOnComplete=2)
    for _ in range(3):
        email.add("welcome")
    for _ in range(3):
        lab.clock.advance("1s")
        take_from(email).complete()


@scene
def complete_and_keep_for_a_while(lab: Lab) -> None:
    email = queue(lab, removeOnComplete={"age": 60})
    email.add_bulk([("a",), ("b",), ("c",)])
    take_from(email).complete()
    take_from(email).complete()
    lab.clock.advance("2m")
    take_from(email).complete()


@scene
def fail_and_be_removed(lab: Lab) -> None:
    taken(lab, removeOnFail=True).fail(BUSY)


@scene
def fail_and_keep_one(lab: Lab) -> None:
    email = queue(lab, removeOnFail={"count": 1})
    for _ in range(2):
        email.add("welcome")
        lab.clock.advance("1s")
        take_from(email).fail(BUSY)


@scene
def fail_under_exponential_backoff(lab: Lab) -> None:
    taken(lab, attempts=4, backoff=exponential("2s")).fail("SMTP 451")


@scene
def fail_under_fixed_backoff(lab: Lab) -> None:
    taken(lab, attempts=2, backoff=fixed("500ms")).fail(BUSY)


@scene
def fail_under_jittered_backoff(lab: Lab) -> None:
    queue(lab, attempts=3, backoff=jittered(exponential("2s"))).add("welcome")
    take_from(lab.queue_named("email")).fail(BUSY)


@scene
def fail_under_capped_backoff(lab: Lab) -> None:
    queue(lab, attempts=3, backoff=exponential("2s", cap="1s")).add("welcome")
    take_from(lab.queue_named("email")).fail(BUSY)


@scene
def fail_under_custom_backoff(lab: Lab) -> None:
    queue(lab, attempts=3, backoff=custom(lambda attempt: attempt * 3000, "linear")).add("welcome")
    take_from(lab.queue_named("email")).fail(BUSY)


@scene
def fail_when_the_backoff_gives_up(lab: Lab) -> None:
    queue(lab, attempts=3, backoff=custom(lambda _: -1, "never")).add("welcome")
    take_from(lab.queue_named("email")).fail(BUSY)


@scene
def fail_without_backoff(lab: Lab) -> None:
    taken(lab, attempts=3).fail(BUSY)


@scene
def fail_with_a_backoff_of_nothing(lab: Lab) -> None:
    taken(lab, attempts=3, backoff=fixed(0)).fail(BUSY)


@scene
def fail_without_backoff_with_a_priority(lab: Lab) -> None:
    taken(lab, attempts=3, priority=2).fail(BUSY)


@scene
def fail_the_only_attempt(lab: Lab) -> None:
    taken(lab).fail(BUSY)


@scene
def fail_the_last_attempt(lab: Lab) -> None:
    email = queue(lab, attempts=2)
    email.add("welcome")
    take_from(email).fail("SMTP 421")
    take_from(email).fail(BUSY)


@scene
def fail_for_good(lab: Lab) -> None:
    taken(lab, attempts=4).fail("SMTP 550", unrecoverable=True)


@scene
def fail_after_a_retry(lab: Lab) -> None:
    job = taken(lab)
    job.fail(BUSY)
    job.retry()
    take_from(lab.queue_named("email")).fail(BUSY)


@scene
def fail_without_a_word(lab: Lab) -> None:
    taken(lab).fail("")


@scene
def fail_with_hostile_words(lab: Lab) -> None:
    taken(lab).fail("<b>\x1b[31m\r\n\u2028" + "long " * 100)


@scene
def fail_while_others_are_due(lab: Lab) -> None:
    email = queue(lab, attempts=2)
    email.add("first")
    job = take_from(email)
    email.add("second", delay="1s")
    lab.clock.advance("1s")
    job.fail(BUSY)


@scene
def put_back_for_a_while(lab: Lab) -> None:
    taken(lab).move_to_delayed("3s")


@scene
def take_again_what_was_put_back(lab: Lab) -> None:
    taken(lab).move_to_delayed("3s")
    lab.clock.advance("3s")
    lab.queue_named("email").take()
