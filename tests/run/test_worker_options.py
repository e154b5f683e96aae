"""Each option of ``lab.worker`` does the same wherever the worker works: by hand, in virtual time, in real time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from qlab import Lab, Queue, Worker
from qlab.protocol.keys import Role, detail_key, queue_key
from qlab.run.active_job import ActiveJob
from tests.lab.processes import eventually

pytestmark = pytest.mark.core
WAYS = ("by hand", "keys", "transitions", "real")
USUAL_MS = 30_000
"""What a lock lasts, and how often stalled jobs are looked for, unless a worker says otherwise."""


class Case(NamedTuple):
    """Options, the jobs that a worker with them does, and what it leaves."""

    options: Mapping[str, Any]
    add: Callable[[Queue], Any]
    left: Callable[[Lab], Any]
    expected: Any


def finished(lab: Lab) -> tuple[int, int]:
    counts = lab.snapshot().counts_of("email")
    return counts["completed"], counts["failed"]


def counted(lab: Lab) -> list[str]:
    names = [detail_key(lab.prefix, "email", Role.METRICS, state) for state in ("completed", "failed")]
    return [str(lab.redis.hget(name, "count")) for name in names]


def stalled(queue: Queue) -> None:
    """A job whose worker has died, and whose lock has ended."""
    queue.add("good")
    job = queue.take("gone")
    assert job
    with queue.lab.observe("its lock ends"):
        queue.lab.redis.delete(queue.job_key("1", Role.LOCK))


def ended(lab: Lab) -> tuple[str, str, str]:
    view = lab.snapshot().job("1", "email")
    assert view is not None
    return str(view.state), view.fields["stc"], (view.failed_reason or "")[:23]


def adding(*names: str, **options: Any) -> Callable[[Queue], Any]:
    return lambda queue: queue.add_bulk([(name, None, options) for name in names])


CASES = {
    "keeps one": Case({"remove_on_complete": 1}, adding("good", "good", "good", "bad"), finished, (1, 1)),
    "keeps none": Case({"remove_on_complete": True}, adding("good", "good", "bad"), finished, (0, 1)),
    "keeps the young": Case({"remove_on_complete": {"age": 60}}, adding("good", "good", "bad"), finished, (2, 1)),
    "keeps one that failed": Case({"remove_on_fail": 1}, adding("bad", "good", "bad", "bad"), finished, (1, 1)),
    "keeps none that failed": Case({"remove_on_fail": True}, adding("bad", "good"), finished, (1, 0)),
    "the job's own counts": Case(
        {"remove_on_complete": True, "remove_on_fail": True},
        adding("good", "bad", removeOnComplete=False, removeOnFail=False),
        finished,
        (1, 1),
    ),
    "counts": Case({"metrics": 60}, adding("good", "bad", "good"), counted, ["2", "1"]),
    "no stall is too many": Case(
        {"max_stalled": 0, "stalled_interval": "50ms"}, stalled, ended, ("failed", "1", "job stalled more than a")
    ),
    "one stall is not": Case({"max_stalled": 1, "stalled_interval": "50ms"}, stalled, ended, ("completed", "1", "")),
}


def done(lab: Lab) -> bool:
    """Whether no job is left to do."""
    counts = lab.snapshot().counts_of("email")
    return not any(counts[state] for state in ("waiting", "active", "delayed", "prioritized"))


def work(job: Any) -> str:
    if job.name == "bad":
        raise ConnectionError("SMTP 451")
    return "sent"


def by_hand(lab: Lab, worker: Worker) -> None:
    for _ in range(2):
        worker.check_stalled()
        lab.clock.advance("50ms")
    while job := worker.take():
        if deferred := job.fields.get("defa"):
            job.fail(deferred, unrecoverable=True)
        elif job.name == "bad":
            job.fail("SMTP 451")
        else:
            job.complete("sent")


def played(case: Case, way: Any, url: str | None) -> Any:
    with Lab(url, clock="real" if way == "real" else "virtual", trace=False) as lab:
        queue = lab.queue("email")
        case.add(queue)
        worker = lab.worker(queue, "ada", **case.options)
        if way == "by hand":
            by_hand(lab, worker)
        elif way == "real":
            with lab.work(worker, work):
                eventually(lambda: done(lab), "jobs are left", 30)
        else:
            lab.run(work, workers=worker, detail=way)
        return case.left(lab)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_an_option_leaves_the_same_keys_wherever_the_worker_works(name: str, way: str, server_url: str | None) -> None:
    assert played(CASES[name], way, server_url) == CASES[name].expected


@pytest.fixture
def virtual(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, trace=False) as lab:
        yield lab


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


@pytest.fixture(params=["keys", "transitions"])
def detail(request: pytest.FixtureRequest) -> Any:
    return request.param


def lasting(duration: str) -> Callable[[ActiveJob], Iterator[str]]:
    def work(_job: ActiveJob) -> Iterator[str]:
        yield duration

    return work


class Held:
    """A plain processor that is at work until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _job: Any) -> None:
        self.begun.set()
        assert self.go_on.wait(60)


def ttl(lab: Lab, role: Role) -> int:
    """How long the lock of job 1, or the queue's key of a role, still lasts, ms."""
    name = lab.queue_named("email").job_key("1", role) if role is Role.LOCK else queue_key(lab.prefix, "email", role)
    return lab.recording.last.ttl_ms(name) or 0 if lab.virtual else int(lab.redis.pttl(name))  # type: ignore[arg-type]


# -- the lock ----------------------------------------------------------------------------------------------------------


def test_lock_duration_in_a_run(virtual: Lab, detail: Any) -> None:
    virtual.queue("email").add("welcome")
    seen: list[int] = []
    look = ("10s", lambda: seen.append(ttl(virtual, Role.LOCK)))
    worker = virtual.worker("email", lock_duration="7m")
    virtual.run(lasting("1m"), workers=worker, meanwhile=[look], detail=detail)
    assert seen == [410_000]


def test_lock_duration_in_real_time(real: Lab) -> None:
    real.queue("email").add("welcome")
    held = Held()
    with real.work(real.worker("email", lock_duration="7m"), held):
        assert held.begun.wait(30)
        assert USUAL_MS < ttl(real, Role.LOCK) <= 420_000
        held.go_on.set()


def test_lock_renew_time_in_a_run(virtual: Lab, detail: Any) -> None:
    virtual.queue("email").add("welcome")
    seen: list[int] = []
    looks = [(f"{at}s", lambda: seen.append(ttl(virtual, Role.LOCK))) for at in (39, 41, 81)]
    worker = virtual.worker("email", lock_duration="7m", lock_renew_time="40s")
    virtual.run(lasting("2m"), workers=worker, meanwhile=looks, detail=detail)
    assert seen == [381_000, 419_000, 419_000]


def test_lock_renew_time_in_real_time(real: Lab) -> None:
    real.queue("email").add("welcome")
    held, least = Held(), 420_000

    def renewed() -> bool:
        nonlocal least
        now, before = ttl(real, Role.LOCK), least
        least = min(now, before)
        return now > before

    with real.work(real.worker("email", lock_duration="7m", lock_renew_time="300ms"), held):
        assert held.begun.wait(30)
        eventually(renewed, "nobody renews the lock, which would last for 7 minutes")
        held.go_on.set()


def test_skip_lock_renewal_in_a_run(virtual: Lab, detail: Any) -> None:
    queue = virtual.queue("email", lock_duration="5s")
    workers = [virtual.worker(queue, "ada", skip_lock_renewal=True), virtual.worker(queue, "bob", autorun=False)]
    queue.add("welcome")
    run = virtual.run(
        lasting("1m"), workers=workers, meanwhile=[("20s", workers[1].run)], stalled_interval="5s", detail=detail
    )
    assert run.attempts()[["worker", "outcome"]].to_numpy().tolist() == [["ada", "stalled"], ["bob", "completed"]]


# -- the stalled check -------------------------------------------------------------------------------------------------


def test_stalled_interval_by_hand_and_in_a_run(virtual: Lab, detail: Any) -> None:
    queue = virtual.queue("email")
    worker = virtual.worker(queue, stalled_interval="7m")
    worker.check_stalled()
    assert ttl(virtual, Role.STALLED_CHECK) == 420_000
    queue.add("welcome")
    virtual.run(lasting("8m"), workers=worker, detail=detail)
    virtual.snapshot()
    assert ttl(virtual, Role.STALLED_CHECK) == 360_000


def test_stalled_interval_in_real_time(real: Lab) -> None:
    real.queue("email")
    with real.work(real.worker("email", stalled_interval="300ms"), work):
        eventually(
            lambda: 0 < ttl(real, Role.STALLED_CHECK) <= 300, "nobody looks for stalled jobs before 30 s are over"
        )


# -- how many, and when ------------------------------------------------------------------------------------------------


def test_concurrency_in_real_time(real: Lab) -> None:
    queue = real.queue("email")
    together, most, at_work = threading.Barrier(2, timeout=60), [0], [0]
    counting = threading.Lock()

    def work(_job: Any) -> None:
        with counting:
            at_work[0] += 1
            most.append(at_work[0])
        together.wait()
        with counting:
            at_work[0] -= 1
        together.wait()

    queue.add_bulk([("welcome",)] * 6)
    with real.work(real.worker(queue, concurrency=2), work) as live:
        assert live.wait(6, 60)
    assert max(most) == 2


def test_limiter_in_a_run(virtual: Lab, detail: Any) -> None:
    queue = virtual.queue("email")
    queue.add_bulk([("welcome",)] * 3)
    run = virtual.run(lasting("1s"), workers=virtual.worker(queue, limiter=(1, "1h")), detail=detail)
    started = run.attempts()["started"]
    assert (started - started.iloc[0]).dt.total_seconds().tolist() == [0, 3_600, 7_200]


def test_limiter_in_real_time(real: Lab) -> None:
    queue = real.queue("email")
    queue.add_bulk([("welcome",)] * 2)
    limited, free = real.worker(queue, "ada", limiter=(1, "1h")), real.worker(queue, "bob")
    with real.work(limited, work) as live:
        assert live.wait(1)
        eventually(lambda: live._worker.limitUntil > 0, "the worker was not told of its limit")
        assert finished(real) == (1, 0)
        assert ttl(real, Role.LIMITER) > USUAL_MS
    with real.work(free, work) as live:  # to whom that limit does not apply
        assert live.wait(1)
    assert finished(real) == (2, 0)


def test_autorun_by_hand_and_in_real_time(virtual: Lab, real: Lab) -> None:
    for lab in (virtual, real):
        lab.queue("email").add_bulk([("welcome",)] * 2)
    by_hand = virtual.worker("email", autorun=False)
    assert by_hand.take(), "it takes nothing by itself, and by hand all the same"
    own = real.worker("email", autorun=False)
    with real.work(own, work) as live:
        assert finished(real) == (0, 0)
        own.run()
        assert live.wait(2)
