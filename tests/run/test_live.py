"""A real BullMQ Worker in real time: delays, a graceful stop, what needs a real clock."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from qlab import Lab, exponential, fixed, jittered
from qlab.errors import OptionError, QueueMissing, ServerUnreachable, UsageError
from qlab.run.real import live
from qlab.run.real.live import LiveWorker
from qlab.run.real.prompt_worker import PromptWorker


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


@pytest.mark.core
def test_retries_come_when_they_are_due(real: Lab) -> None:
    queue = real.queue("email", attempts=6, backoff=fixed("200ms"))
    starts: list[float] = []

    def send(_: Any) -> str:
        starts.append(time.monotonic())
        if len(starts) < 6:
            raise ConnectionError("SMTP 451")
        return "sent"

    with real.work(queue, send) as worker:
        queue.add("welcome")
        assert worker.wait(6)
    # Never too early; how late is measured by benchmarks/app.py, for it says how busy the machine is.
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.195
    assert (worker.done, worker.failed) == (1, 5)
    assert real.snapshot().job("1").return_value == "sent"  # type: ignore[union-attr]


@pytest.mark.core
def test_a_worker_asks_to_be_woken_when_the_next_job_is_due_and_no_later(real: Lab) -> None:
    queue = real.queue("email")
    queue.add("welcome", delay="9500ms")
    with real.redis.monitor() as monitor, real.work(queue, print):
        text = (monitor.next_command()["command"].split() for _ in iter(int, 1))
        waits_s = next(float(words[-1]) for words in text if words[0].upper() == "BZPOPMIN")
    assert 0 < waits_s <= 9.5  # rounded up to whole seconds, as the Python port alone has it, it would be 10


def test_closing_lets_a_job_finish(real: Lab) -> None:
    queue = real.queue("email")
    began, go_on = threading.Event(), threading.Event()

    def send(_: Any) -> str:
        began.set()
        go_on.wait(60)
        return "sent"

    worker = real.work(queue, send)
    queue.add_bulk([("first", {}), ("second", {})])
    assert began.wait(60)
    closing = threading.Thread(target=worker.close)
    closing.start()
    assert worker.running
    go_on.set()
    closing.join(60)
    assert not worker.running
    counts = real.snapshot().counts_of("email")
    assert (counts["completed"], counts["waiting"], counts["active"]) == (1, 1, 0)
    worker.close()


def test_closing_finishes_a_job_that_was_being_fetched(real: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = real.queue("email")
    queue.add_bulk([("first", {}), ("second", {}), ("third", {})])
    fetched, closing = threading.Event(), threading.Event()
    fetch, close = PromptWorker.moveToActive, live.close_worker

    async def fetch_slowly(self: Any, token: str) -> Any:
        job = await fetch(self, token)
        if job is not None and job.name == "second":
            fetched.set()
            await asyncio.to_thread(closing.wait, 60)
        return job

    async def close_meanwhile(*args: Any, **options: Any) -> None:
        closing.set()
        await close(*args, **options)

    monkeypatch.setattr(PromptWorker, "moveToActive", fetch_slowly)
    monkeypatch.setattr(live, "close_worker", close_meanwhile)
    with real.work(queue, lambda _: closing.wait(60), concurrency=2) as worker:
        assert fetched.wait(60)
    counts = real.snapshot().counts_of("email")
    assert (counts["completed"], counts["waiting"], counts["active"]) == (2, 1, 0)
    assert worker.done == 2


def test_a_worker_is_connected_when_it_is_handed_out_so_that_closing_at_once_cuts_nothing_short(real: Lab) -> None:
    real.queue("email")
    for _ in range(20):
        with real.work("email", print):
            assert f"{real.prefix}:email" in [each["name"] for each in real.redis.client_list()]


@pytest.mark.parametrize("concurrency", [1, 3])
def test_closing_ends_the_waits_of_an_idle_worker(real: Lab, concurrency: int) -> None:
    queue = real.queue("email")
    with real.work(queue, lambda _: None, concurrency=concurrency, drainDelay=600) as worker:
        queue.add("first")
        assert worker.wait(1)
    assert not worker.running
    queue.add("second")
    counts = real.snapshot().counts_of("email")
    assert (counts["completed"], counts["waiting"], counts["active"]) == (1, 1, 0)


def test_a_worker_works_on_several_jobs_at_once(real: Lab) -> None:
    queue = real.queue("email")
    together = threading.Barrier(3, timeout=60)

    with real.work(queue, lambda _: together.wait() >= 0, concurrency=3) as worker:
        queue.add_bulk([("job", {}) for _ in range(3)])
        assert worker.wait(3)
    assert worker.done == 3


def test_an_asynchronous_processor_and_a_backoff_of_ones_own(real: Lab) -> None:
    queue = real.queue("email", attempts=2, backoff=jittered(exponential("20ms"), 0.5))

    async def send(job: Any) -> int:
        await job.updateProgress(50)
        if job.attemptsMade == 0:
            raise ConnectionError("SMTP 451")
        return int(job.data["n"])

    with real.work("email", send) as worker:
        queue.add("welcome", {"n": 7})
        assert worker.wait(2)
    view = real.snapshot().job("1")
    assert view is not None
    assert (view.return_value, view.progress) == (7, 50)


def test_what_cannot_work_says_why(lab: Lab, real: Lab) -> None:
    lab.queue("email")
    with pytest.raises(UsageError, match="real time"):
        lab.work("email", print)
    with pytest.raises(QueueMissing):
        real.work("nothing", print)
    real.queue("email")
    with pytest.raises(OptionError, match="concurrency"):
        real.work("email", print, concurrency=0)


def test_an_address_where_nobody_answers(tmp_path: Any) -> None:
    with pytest.raises(ServerUnreachable, match="cannot reach"):
        LiveWorker(f"unix://{tmp_path}/no", "email", print, 1, {})
