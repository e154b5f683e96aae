"""What the doctor advises is carried out with a real npm release: the finding is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, partial
from typing import NamedTuple

import pytest
import redis

from qlab.observe.attach import attach
from qlab.observe.doctor.check import checks, server_checks
from qlab.observe.doctor.checks import queues
from tests.observe import advised, places
from tests.observe.advised import METHOD, Place
from tests.observe.test_npm import node  # noqa: F401  # the fixture that installs the releases, or skips

pytestmark = pytest.mark.server
NEWEST = "bullmq"


class Case(NamedTuple):
    """A fault, and what npm does about it.

    Attributes:
        check: The finding's name.
        make: What lays the fault down.
        do: The call of `advice.mjs`, or what else is done.
        word: What the advice says of it.
        releases: The npm packages with which it is carried out.
    """

    check: str
    make: Callable[[Place], None]
    do: str | Callable[[Place], object]
    word: str
    releases: tuple[str, ...] = (NEWEST,)


OLD = ("bullmq-4", "bullmq-5", NEWEST)
MODERN = ("bullmq-5", NEWEST)
ALL = ("bullmq-1", *OLD)


def delete_the_lock(at: Place) -> None:
    at.client.delete("bull:q:lost:lock")


def restart(at: Place) -> None:
    """End the worker as an operator does, and start another: its checks find the job once the lock has expired."""
    at.running.close()
    at.call("work")


def leave(at: Place) -> None:
    at.running.close()


CASES = [
    Case("orphan", advised.orphan, "removeOrphanedJobs", "queue.removeOrphanedJobs()", MODERN),
    Case("orphan", advised.orphan, "remove", "queue.remove(id) for each", ("bullmq-4",)),
    Case("orphan", advised.orphan, "remove", "queue.remove(id) for each", ("bullmq-1",)),
    Case("stump", advised.stump, "remove", "queue.remove(id)", ALL),
    Case("id-without-hash", advised.without_hash, "remove", "queue.remove(id)", ALL),
    Case("in-two-states", advised.in_two, "remove", "remove the job through BullMQ", ALL),
    Case("twice-in-a-list", advised.twice, "remove", "queue.remove(id)", ALL),
    Case("unreadable-job", advised.broken_json, "remove", "queue.remove(id)", ALL),
    Case("deduplication-for-ever", advised.held, "removeDeduplicationKey", "queue.removeDeduplicationKey(id)", MODERN),
    Case("deduplication-held-twice", advised.deduplicated_twice, "workAll", "who frees the id early"),
    Case("scheduler-without-next", advised.stopped, "upsertJobScheduler", "queue.upsertJobScheduler(id", MODERN),
    Case("scheduler-without-next", advised.stopped_by_its_template, "upsertJobScheduler", "without a deduplication id"),
    Case("scheduler-without-next", advised.cut_off, "upsertAndRemove", "then remove that job", MODERN),
    Case("scheduler-without-next", advised.stopped_repeatable, "removeRepeatableByKey", "set a job scheduler",
         ("bullmq-5",)),
    Case("scheduler-without-next", advised.stopped_repeatable, "removeRepeatableByKey", "queue.add(…, { repeat })",
         ("bullmq-1", "bullmq-4")),
    Case("parent-without-children", advised.childless, "remove", "queue.remove(id)", ALL),
    Case("child-gone", advised.without_child, "remove", "queue.remove(id)", ALL),
    Case("child-failed", advised.child_failed, "retryChild", "Retry the child", OLD),
    Case("paused-twice", advised.paused_by_two, "resume", "Resume it with BullMQ 6"),
    Case("paused-and-growing", advised.paused_by_two, "resume", "queue.resume()"),
    Case("paused", advised.paused_by_npm, "resume", "queue.resume()", ALL),
    Case("concurrency-zero", advised.none_may_start, "allowOne", "queue.setGlobalConcurrency(n)", MODERN),
    Case("rate-limited", advised.limited_by_hand, "removeRateLimitKey", "queue.removeRateLimitKey()", MODERN),
    Case("limiter-without-ttl", advised.limited_for_ever, "removeRateLimitKey", "queue.removeRateLimitKey()", MODERN),
    Case("events-untrimmed", advised.untrimmed, "trimEvents", "queue.trimEvents(1000)", ALL),
    Case("unbounded-completed", advised.many_completed, "cleanCompleted", "queue.clean", OLD),
    Case("unbounded-failed", advised.many_failed, "cleanFailed", "queue.clean", OLD),
    Case("nobody-works", advised.waiting, "work", "Start a worker", ALL),
    Case("overdue", advised.overdue, "work", "Start a worker", OLD),
    Case("marker-missing", advised.no_marker, Place.go, "Add any job", MODERN),
    Case("workers-not-asking", advised.silent, Place.go, "Call worker.run()", OLD),
    Case("active-without-lock", advised.lock_lost, "work", "Start a worker", OLD),
    Case("active-without-worker", advised.lock_lives_on, "work", "Start a worker", OLD),
    Case("active-very-long", advised.endless, restart, "restart that worker", MODERN),
    Case("lock-without-active-job", advised.lock_left, delete_the_lock, "delete one without", OLD),
    Case("nearly-stalled-out", advised.stalled_once, "work", "See why its worker loses the lock"),
    Case("huge-data", advised.big_data, "updateData", "put their address into the job", OLD),
    Case("huge-stacktrace", advised.big_stack, "remove", "queue.remove(id)", ALL),
    Case("worker-older-than-keys", advised.old_worker, leave, "one major version"),
    Case("mixed-layout", advised.mixed, "drain", "drain the queue", MODERN),
    Case("no-queue-scheduler", advised.no_scheduler, "schedule", "new QueueScheduler", ("bullmq-1",)),
    Case("legacy-paused", advised.paused_by_an_old_one, "resume", "with the release that paused it", OLD),
    Case("legacy-paused", advised.paused_by_an_old_one, "resume", "again for each 7,000 jobs"),
    Case("legacy-repeatable", advised.repeatable, "removeRepeatable", "removeRepeatableByKey(key)",
         ("bullmq-4", "bullmq-5")),
    Case("debounce-left", advised.debounced_perhaps, "remove", "Search the code for debounce", ("bullmq-5",)),
    Case("debounce-left", advised.debounced, "remove", "deduplication: { id, ttl }"),
]  # fmt: skip
EACH = [(case, release) for case in CASES for release in case.releases]


def _id(of: object) -> str | None:
    return f"{of.check}-{of.make.__name__}" if isinstance(of, Case) else None


@pytest.fixture(scope="module")
def releases(node: str) -> Iterator[Callable[[str], Place]]:  # noqa: F811
    """The place of each npm package, on one server: started when it is first wanted."""
    with ExitStack() as stack:
        port = stack.enter_context(places.server())
        client = stack.enter_context(redis.Redis(port=port, decode_responses=True))
        observer = stack.enter_context(attach(f"redis://127.0.0.1:{port}"))

        @cache
        def place(release: str) -> Place:
            another = partial(advised.npm, node, release, port)
            return Place(stack.enter_context(another()), another, client, observer)

        yield place


@pytest.fixture(autouse=True)
def a_short_sleep_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits until a worker has slept through a whole blocking call."""
    monkeypatch.setattr(queues, "SLEEPS_S", 0)


@pytest.mark.parametrize(("case", "release"), EACH, ids=_id)
def test_after_the_advice_the_finding_is_gone(releases: Callable[[str], Place], case: Case, release: str) -> None:
    with advised.emptied(releases(release)) as at:
        at.call("seed")
        case.make(at)
        found = [each for each in at.observer.doctor("q", upgrade="6") if each.check == case.check]
        assert len(found) == 1, case.check
        advice = found[0].advice
        assert case.word in advice
        if isinstance(case.do, str):
            assert at.call(case.do, [".".join(call) for call in METHOD.findall(advice)]) == []
        else:
            case.do(at)
        left = {finding.check for finding in at.observer.doctor("q", upgrade="6")}
        assert case.check not in left
        assert case.make is not advised.cut_off or "orphan" not in left


UPGRADES = {"legacy-paused", "legacy-repeatable", "debounce-left"}
SERVERS = {"eviction-policy", "memory-short", "mixed-versions", "no-hash-tag"}
"""What the server's own settings, or all queues' names, decide: tests/observe/test_doctor_server.py has each."""


def test_the_advice_of_every_check_is_carried_out() -> None:
    named = {name for each in checks() for name in each.names}
    assert {case.check for case in CASES} == named | UPGRADES
    assert {name for each in server_checks() for name in each.names} == SERVERS
