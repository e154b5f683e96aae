"""Operators: pause, clean, drain, obliterate, promote and retry against workers; limits; sleeping workers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from qlab.errors import QlabError
from qlab.explore.engine.cast import World
from qlab.explore.invariants import ALWAYS, NO_LOST_WAKE_UP, NOTHING_LOST, NOTHING_VANISHES, PRIORITIES_KEPT
from qlab.explore.invariants.placement import layout
from qlab.explore.models.actors import Moves, does, may_do, of_job, sleeper, worker
from qlab.explore.models.known_model import Model
from qlab.explore.moment import Moment
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol import operations
from qlab.protocol.keys import Role, queue_key
from qlab.text.durations import format_ms

__all__ = ["MODELS"]

Operator = Callable[[Queue], Callable[[], Moves]]
Actors = dict[str, Callable[[], Moves]]


def against(*operators: Operator, jobs: int = 2, attempts: int = 1, fails: bool = True, workers: int = 1) -> World:
    """Some jobs, workers, operators."""

    def world(lab: Lab) -> Actors:
        queue = lab.queue("q", attempts=attempts, backoff=1000 if attempts > 1 else None)
        for number in range(jobs):
            queue.add("job", number)
        run = worker(queue, jobs=2, fails=fails)
        return {
            **dict.fromkeys(("ann", "bob")[:workers], run),
            **{f"operator {at}" if at else "operator": each(queue) for at, each in enumerate(operators)},
        }

    return world


def manages(*calls: Callable[[Queue], Any]) -> Operator:
    """Somebody who may make some calls on the queue."""
    return lambda queue: may_do(*(call(queue) for call in calls))


def cleans(state: str) -> Callable[[Queue], Any]:
    """The call that cleans a state."""
    return lambda queue: partial(queue.clean, state)


def checker(queue: Queue) -> Callable[[], Moves]:
    """The stalled check, twice."""
    return does(queue.check_stalled, queue.check_stalled)


def _priorities(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("low", priority=5)
    return {"ann": worker(queue, jobs=2, fails=True), "operator": may_do(queue.retry_all)}


def _added_by_priority(lab: Lab) -> Actors:
    queue = lab.queue("q")
    run = worker(queue, jobs=2)
    adds = (partial(queue.add, "low", priority=5), partial(queue.add, "high", priority=1), partial(queue.add, "plain"))
    return {"producer": does(*adds), "ann": run, "operator": may_do(queue.pause, queue.resume)}


def _handed_back(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("a")
    queue.add("b", priority=5)
    return {
        "ann": worker(queue, jobs=2, more=lambda job: job.move_to_wait),
        "bob": worker(queue, more=lambda job: job.release_lock),
        "checker": checker(queue),
    }


def _renewing(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("a")
    queue.add("b")

    def run() -> Moves:
        first, second = (yield queue.take), (yield queue.take)
        held = [job for job in (first, second) if job]
        if held:
            yield partial(queue.extend_locks, held)
        for job in held:
            with suppress(QlabError):
                yield job.complete

    return {"ann": run, "bob": worker(queue), "checker": checker(queue)}


def _orphaned(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("lost", jobId="lost")
    lab.redis.lrem(queue_key(lab.prefix, "q", Role.WAIT), 0, "lost")
    queue.add("job")
    return {
        "ann": worker(queue, jobs=2),
        "producer": does(partial(queue.add, "more", delay=1000)),
        "operator": does(queue.remove_orphans),
    }


def _many(lab: Lab) -> Actors:
    queue = lab.queue("q", attempts=2, backoff=1000)
    standard, low, later = queue.add("a"), queue.add("b", priority=5), queue.add("c", delay=1000)
    return {
        "ann": worker(queue, jobs=2, fails=True),
        "operator": may_do(later.promote, partial(low.change_priority, 0), standard.remove),
        "boss": may_do(partial(standard.change_priority, 3), partial(later.change_delay, 3000)),
    }


def _delays(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("a")
    later = queue.add("c", delay=1000)
    mover = worker(queue, jobs=2, more=lambda job: partial(job.move_to_delayed, 1000))
    return {
        "ann": mover,
        "operator": may_do(partial(later.change_delay, 3000), later.promote),
        "checker": checker(queue),
    }


def _limited(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.concurrency(1)
    queue.limit(1, "1s")
    queue.add("a")
    queue.add("b")
    run = worker(queue, jobs=2)
    return {"ann": run, "bob": run, "checker": checker(queue)}


def _sleeping(operator: Operator | None = None, *, concurrency: int | None = None) -> World:
    def world(lab: Lab) -> Actors:
        queue = lab.queue("q")
        queue.concurrency(concurrency)
        queue.add("a")
        queue.add("b")
        run = sleeper(queue, partial(lab.redis.bzpopmin, "bull:q:marker"))
        return {"ann": run, "bob": run, **({"operator": operator(queue)} if operator else {})}

    return world


def not_asleep(moment: Moment) -> str | None:
    """In the end no worker sleeps while a job is ready and may be taken."""
    asleep = [name for name, actor in moment.actors.items() if actor.alive and not actor.done]
    message = NO_LOST_WAKE_UP.check(moment.keys)
    return f"{message} ({', '.join(asleep)} sleeps until drainDelay is over, 5 s)" if message and asleep else None


def not_paused(moment: Moment) -> str | None:
    """A refused obliterate leaves the queue as it was."""
    if (
        moment.operation == operations.OBLITERATE
        and moment.refused is not None
        and "paused" in layout(moment.keys).meta("q")
    ):
        return "obliterate was refused, and the queue is paused since"
    return None


def _custom_id(lab: Lab) -> Actors:
    queue = lab.queue("q", removeOnComplete=True)
    add = partial(queue.add, "job", jobId="x")
    return {
        "producer": does(add, add),
        "ann": worker(queue, jobs=2),
        "operator": may_do(of_job(queue, "x", "remove")),
        "checker": checker(queue),
    }


def _reporting(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("job")

    def run() -> Moves:
        job = yield queue.take
        if job:
            yield partial(job.progress, 50)
            yield partial(job.log, "half")
            yield job.extend_lock
            yield job.complete

    return {"ann": run, "bob": run, "checker": checker(queue)}


def _two_limiters(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("job")
    queue.limit(1, "1s")
    queue.adopt("ann", {"limiter": {"max": 100, "duration": 3_600_000}})
    return {"ann": worker(queue, jobs=1)}


def own_window(moment: Moment) -> str | None:
    """The window of a queue's rate limit lasts no longer than the limit says."""
    limiter = moment.snapshot.key("bull:q:limiter")
    left = 0 if limiter is None or limiter.expires_at is None else limiter.expires_at - moment.now
    limit = int(layout(moment.keys).meta("q")["duration"])
    return f"the queue's window of {format_ms(limit)} lasts {format_ms(left)}" if left > limit else None


def ended(moment: Moment) -> str | None:
    """In the end nothing is active."""
    active = layout(moment.keys).ids("q", Role.ACTIVE)
    return f"in the end job {', '.join(active)} is active" if active else None


def stalls_forgotten(moment: Moment) -> str | None:
    """A job that is retried by hand starts over: it has not stalled yet."""
    fields = layout(moment.keys).jobs.get(("q", "1"), {})
    if moment.operation != operations.RETRY or moment.refused is not None or "continued" not in moment.move:
        return None
    stalls = fields.get("stc", "0")
    return f"job 1 is retried with its stall counter at {stalls}" if stalls != "0" else None


def _stalling(lab: Lab) -> Actors:
    queue = lab.queue("q")
    queue.add("job")
    return {
        "ann": worker(queue, jobs=2, fails=True),
        "checker": checker(queue),
        "operator": does(of_job(queue, "1", "retry", reset_attempts=True)),
    }


MODELS = (
    Model("pause and resume", "A queue is paused and resumed while workers take jobs.",
        against(manages(lambda queue: queue.pause, lambda queue: queue.resume)), {"always": [NO_LOST_WAKE_UP]}),
    Model("clean", "clean of each state against workers.",
        against(manages(cleans("active"), cleans("wait"), cleans("failed")), checker, jobs=1),
        {"late": 1, "ticks": 1, "always": [NOTHING_VANISHES]}, large=True),
    Model("retry, promote and drain", "retryJobs, promoteJobs and drain against a worker with retries.",
        against(manages(lambda queue: queue.retry_all, lambda queue: queue.promote_all, lambda queue: queue.drain),
            attempts=2), {"ticks": 1}),
    Model("priorities", "A prioritized job that has failed is retried with the others.", _priorities,
        {"always": [PRIORITIES_KEPT]}, {"priorities kept": 3}),
    Model("many operators", "promote, changePriority, changeDelay and remove on three kinds of jobs.", _many,
        {"ticks": 1}, large=True),
    Model("delays", "moveToDelayed, changeDelay and promote.", _delays, {"ticks": 2}, large=True),
    Model("retry after a stall", "A job that has stalled fails, and is retried by hand, its attempts reset.",
        _stalling, {"late": 1, "always": [stalls_forgotten]}, {"stalls forgotten": 9}),
    Model("obliterate", "obliterate is two scripts: it pauses, then removes, or refuses.",
        against(lambda queue: does(queue.obliterate), jobs=1), {"always": [not_paused]}, {"not paused": 3}),
    Model("obliterate by force", "obliterate while workers hold jobs, and a producer that adds more.",
        against(lambda queue: does(partial(queue.obliterate, force=True)),
            lambda queue: does(partial(queue.add, "again")), jobs=1), {}),
    Model("limits", "Concurrency 1, one job a second, and a crash.", _limited, {"crashes": 1, "ticks": 2}),
    Model("two limiters", "A queue's rate limit, and a worker with a limiter of its own.", _two_limiters,
        {"ticks": 1, "always": [own_window]}, {"own window": 1}),
    Model("sleepers", "Idle workers block on the marker.", _sleeping(), {"crashes": 1, "finally_": [not_asleep]}),
    Model("sleepers, concurrency 1", "A slot that becomes free wakes nobody.", _sleeping(concurrency=1),
        {"finally_": [not_asleep]}, {"not asleep": 5}),
    Model("sleepers, limit lifted", "Lifting the concurrency limit wakes nobody.",
        _sleeping(lambda queue: does(partial(queue.concurrency, None)), concurrency=1),
        {"finally_": [not_asleep]}, {"not asleep": 6}),
    Model("custom id", "A job with an id of its own, added again, removed on completion.", _custom_id,
        {"late": 1, "ticks": 1}, large=True),
    Model("priorities, added", "Jobs of several priorities are added to a queue that is paused and resumed.",
        _added_by_priority, {"always": [PRIORITIES_KEPT, NO_LOST_WAKE_UP]}),
    Model("handed back", "A worker puts its job back, another gives up its lock.", _handed_back,
        {"ticks": 1, "always": [NOTHING_VANISHES]}),
    Model("many locks", "A worker renews the locks of two jobs in one script, or is late.", _renewing,
        {"late": 1, "ticks": 1, "always": [NOTHING_VANISHES]}),
    Model("orphans", "A job that no list holds is removed while others are added and taken.", _orphaned,
        {"promises": [each for each in ALWAYS if each is not NOTHING_LOST], "always": [NOTHING_VANISHES],
         "finally_": [NOTHING_LOST]}),
    Model("reporting", "Progress, logs and renewed locks, with a late worker.", _reporting, {"late": 1, "ticks": 1}),
)  # fmt: skip
