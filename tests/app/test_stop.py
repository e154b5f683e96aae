"""The web server stops, though what it does meanwhile loses a cancellation."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from qlab.app.processes.process import web
from qlab.app.settings import Settings
from qlab.app.web.live_counts import Samples
from qlab.web.stop import ended


async def stubborn(times: int) -> None:
    """Go on so many times when cancelled, as asyncio.wait_for may in Python 3.11."""
    for _ in range(times):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_task_is_cancelled_until_it_has_ended(times: int) -> None:
    async def cancelled() -> bool:
        task = asyncio.ensure_future(stubborn(times))
        await asyncio.sleep(0)  # it has begun
        await ended(task)
        return task.cancelled()

    assert asyncio.run(cancelled())


def test_a_task_that_failed_has_ended() -> None:
    async def failed() -> BaseException | None:
        task = asyncio.get_running_loop().create_future()
        task.set_exception(ValueError("its own"))
        await ended(task)
        return task.exception()

    assert isinstance(asyncio.run(failed()), ValueError)


def test_the_server_stops_though_its_samples_lose_a_cancellation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Samples, "keep", lambda _self: stubborn(1))
    with web(settings) as address:
        assert httpx.get(f"{address}/health").status_code == 200
