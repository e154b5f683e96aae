"""A run that was seen in ``active`` and ended unseen, while other runs followed: only what is known of it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import bullmq
import pytest

from qlab import Lab, fixed, plot
from qlab.run import DelayedError
from tests.plot.geometry import Measured
from tests.run.test_taken_by import made

pytestmark = pytest.mark.core
Body = Callable[[Any, str, int], Any]


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


def worked(lab: Lab, body: Body, runs: int) -> str:
    """Lets a worker do a job in several runs, of which a look sees the first; returns what the last step says."""
    begun, looked = threading.Event(), threading.Event()

    async def work(job: Any, token: str) -> Any:
        begun.set()
        while not looked.is_set():  # noqa: ASYNC110  the test's thread sets it
            await asyncio.sleep(0.001)
        return await body(job, token, job.attemptsStarted)

    with lab.work("q", work, name="ada") as live:
        assert begun.wait(30)
        lab.snapshot()
        looked.set()
        assert live.wait(runs)
    return lab.recording[-1].sentence


def fails_before(last: int) -> Body:
    async def body(_job: Any, _token: str, run: int) -> str:
        if run < last:
            raise ValueError(f"error {run}")
        return "sent"

    return body


def test_of_several_errors_the_hash_keeps_the_last_and_no_wait_was_seen(real: Lab) -> None:
    real.queue("q").add("a", attempts=4, backoff="20ms")
    said = worked(real, fails_before(4), 4)
    assert made(real) == [("1", 1, "retried", "ada"), ("1", 4, "completed", "ada")]
    assert real.recording.attempts()["error"].isna().all()
    assert "attempt 1 of 4 failed, and job 1 was to run again" in said
    waits = plot.backoff.table(fixed("20ms"), recording=real.recording)
    assert "observed" not in set(waits["kind"])


def test_of_one_failure_the_error_is_known(real: Lab) -> None:
    real.queue("q").add("a", attempts=2, backoff="20ms")
    said = worked(real, fails_before(2), 2)
    assert made(real) == [("1", 1, "retried", "ada"), ("1", 2, "completed", "ada")]
    assert list(real.recording.attempts()["error"].dropna()) == ["error 1"]
    assert "attempt 1 of 2 failed (error 1), and job 1 was to run again" in said


def test_where_a_run_may_have_failed_or_been_put_back_neither_is_said(real: Lab) -> None:
    real.queue("q").add("a", attempts=3, backoff="1ms")

    async def body(job: Any, token: str, run: int) -> str:
        if run == 1:
            await job.moveToDelayed(1, token)
            raise DelayedError
        return await fails_before(3)(job, token, run)  # type: ignore[no-any-return]

    said = worked(real, body, 2)
    assert made(real) == [("1", 1, "unknown", "ada"), ("1", 2, "completed", "ada")]
    assert "job 1 left `active`, and how attempt 1 of 3 ended is not known" in said
    assert "attempt whose end nobody saw" in Measured(plot.timeline(real.recording)).words


def test_a_job_whose_backoff_ended_between_two_looks_is_not_said_to_have_none() -> None:
    with Lab(clock="real", trace=False, tcp=True) as lab:
        lab.queue("q").add("a", attempts=2, backoff="1h")
        job = lab.queue("q").take()
        asyncio.run(fail_and_promote(str(lab.url), job.token))
        lab.snapshot()
        said = lab.recording[-1].sentence
    assert "attempt 1 of 2 failed (in vain), and job 1 is in `wait` again" in said


async def fail_and_promote(url: str, token: str) -> None:
    worker = bullmq.Worker("q", None, {"connection": url, "autorun": False})
    job = await bullmq.Job.fromId(worker, "1")
    await job.moveToFailed(ValueError("in vain"), token)
    await job.promote()
    await worker.close()


def test_a_job_that_was_promoted_between_two_looks_is_not_said_to_have_been_due() -> None:
    with Lab(clock="real", trace=False, tcp=True) as lab:
        lab.queue("q").add("a", delay="1h")
        asyncio.run(promote(str(lab.url)))
        lab.snapshot()
        said = lab.recording[-1].sentence
    assert "job 1 moves from `delayed` to `wait` before it is due" in said


async def promote(url: str) -> None:
    queue = bullmq.Queue("q", {"connection": url})
    job = await bullmq.Job.fromId(queue, "1")
    await job.promote()
    await queue.close()
