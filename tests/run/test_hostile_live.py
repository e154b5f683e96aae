"""What ends no worker in real time, and what does not keep it from ending."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.protocol.keys import job_key
from qlab.run.real import live, prompt_worker
from tests.observe.places import wait_until

RAISED = [
    (KeyboardInterrupt("stop"), "stop"),
    (SystemExit(3), "3"),
    (asyncio.CancelledError("asked to"), "asked to"),
    (GeneratorExit("left"), "left"),
    (ValueError("half \ud83d"), "half \ufffd"),
    (StopIteration("none"), "coroutine raised StopIteration"),
]


@pytest.fixture
def real() -> Iterator[Lab]:
    with Lab(clock="real") as lab:
        yield lab


def raising(error: BaseException, asynchronous: bool) -> Callable[[Any], Any]:
    def plain(_job: Any) -> None:
        raise error

    async def awaited(_job: Any) -> None:
        raise error

    return awaited if asynchronous else plain


@pytest.mark.parametrize("asynchronous", [False, True], ids=["in a thread", "in the event loop"])
def test_whatever_a_processor_raises_ends_its_attempt_and_not_the_worker(real: Lab, asynchronous: bool) -> None:
    for number, (error, text) in enumerate(RAISED, 1):
        queue = real.queue(f"q{number}")
        queue.add_bulk([("job",)] * 2)

        with real.work(queue, raising(error, asynchronous)) as worker:
            assert worker.wait(2), worker
            assert worker.running

        for id in ("1", "2"):
            assert real.redis.hget(job_key(real.prefix, queue.name, id), "failedReason") == text


CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "close": lambda worker, _job: worker.close(),
    "pause": lambda worker, _job: worker.worker.pause(),
    "crash": lambda worker, _job: worker.worker.crash(),
    "cancel": lambda worker, job: worker.worker.cancel(str(job.id)),
}
LEFT = {"close": ("completed", 1), "pause": ("completed", 1), "crash": ("active", 1), "cancel": ("completed", 2)}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["in a thread", "in the event loop"])
@pytest.mark.parametrize("call", CALLS)
def test_a_processor_may_end_or_pause_its_own_worker_and_does_not_wait_for_itself(
    real: Lab, call: str, asynchronous: bool
) -> None:
    queue = real.queue("q")
    queue.add_bulk([("job",)] * 2)
    begun, called = threading.Event(), threading.Event()

    def plain(job: Any) -> None:
        assert begun.wait(10)
        CALLS[call](worker, job)
        called.set()

    async def awaited(job: Any) -> None:
        await asyncio.to_thread(begun.wait, 10)
        CALLS[call](worker, job)
        called.set()

    worker = real.work(queue, awaited if asynchronous else plain)
    begun.set()
    assert called.wait(10)
    if call == "cancel":
        assert worker.wait(2)
    worker.close()

    state, many = LEFT[call]
    assert queue.counts()[state] == many
    assert not worker.running


def test_a_worker_ends_though_its_server_has_gone_while_it_was_at_work(
    real: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompt_worker, "LOOK_S", 0.02)
    queue = real.queue("q")
    queue.add("job")
    begun, go_on = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        go_on.wait(10)

    worker = real.work(queue, work)
    assert begun.wait(10)
    real.close()
    go_on.set()
    worker.close()

    assert not worker.running
    assert worker.done == 0


def test_who_waits_for_a_worker_that_ends_waits_no_longer(real: Lab) -> None:
    worker = real.work(real.queue("q"), lambda _job: None)
    threading.Timer(0.01, worker.close).start()

    assert not worker.wait(1, timeout_s=3_600)


def join_it(worker: Any) -> None:
    worker._thread.join()


def close_it_elsewhere(worker: Any) -> None:
    closing = threading.Thread(target=worker.close)
    closing.start()
    closing.join()


@pytest.mark.parametrize("wait", [join_it, close_it_elsewhere])
def test_a_worker_that_is_forced_waits_for_no_processor_that_waits_for_it(
    real: Lab, wait: Callable[[Any], None]
) -> None:
    queue = real.queue("q")
    queue.add("job")
    made, begun, ended = Future[Any](), threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        wait(made.result(10))
        ended.set()

    worker = real.work(queue, work)
    made.set_result(worker)
    assert begun.wait(10)
    worker.close(force=True)

    assert not worker.running
    assert queue.counts()["active"] == 1
    assert ended.wait(10), "the worker's end frees the processor that waited for it"


def test_a_worker_that_is_closing_can_still_be_forced(real: Lab) -> None:
    queue = real.queue("q")
    queue.add("job")
    begun, go_on = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        go_on.wait(60)

    worker = real.work(queue, work)
    assert begun.wait(10)
    closing = threading.Thread(target=worker.close)
    closing.start()
    wait_until(lambda: worker._worker._ending, "the worker closes")
    worker.close(force=True)
    closing.join(10)

    assert not closing.is_alive()
    assert (worker.running, queue.counts()["active"]) == (False, 1)
    go_on.set()


def test_a_worker_that_cannot_end_says_so(real: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ENDS_S", 0.05)
    queue = real.queue("q")
    queue.add("job")
    begun, go_on = threading.Event(), threading.Event()

    async def work(_job: Any) -> None:
        begun.set()
        go_on.wait(60)

    worker = real.work(queue, work)
    assert begun.wait(10)
    with pytest.raises(UsageError, match=r"worker of queue q has not ended in 0\.05 s, for an as"):
        worker.close(force=True)
    go_on.set()
    worker._thread.join(10)
    assert not worker.running


def test_plain_processors_wait_for_no_thread(real: Lab) -> None:
    """As many at once as the worker's concurrency says: a pool of a few threads would let the others wait."""
    many = 40
    together = threading.Barrier(many, timeout=60)
    queue = real.queue("q")
    queue.add_bulk([("job",)] * many)
    with real.work(queue, lambda _job: together.wait() and None, concurrency=many) as worker:
        assert worker.wait(many)
        assert worker.failed == 0
