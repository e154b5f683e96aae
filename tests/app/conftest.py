"""A server, settings, a mail catcher and workers for the application's tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from qlab.app import service as services
from qlab.app.mail import Catcher
from qlab.app.processes.worker_process import work
from qlab.app.queues import NAMES, QueueName
from qlab.app.service import Service, Ticket
from qlab.app.settings import Settings
from qlab.app.web.deadline import Deadline
from qlab.lab.server_io import server as servers
from tests import used_again

DEADLINE_S = 120.0
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    catcher = Catcher()
    catcher.start()
    yield catcher
    catcher.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application waits for its server as long as a busy machine takes: a 503 would say nothing of the code."""
    monkeypatch.setattr(services, "TIMEOUT_S", DEADLINE_S)
    monkeypatch.setattr(Deadline.__init__, "__defaults__", (DEADLINE_S,))


@pytest.fixture
def settings(patient: None, catcher: Catcher, tmp_path: Path) -> Iterator[Settings]:
    with used_again.servers():
        server = servers.start()
    yield Settings(
        redis_url=SecretStr(str(server.url)),
        backoff_ms=50,
        smtp_port=catcher.port,
        smtp_timeout_s=DEADLINE_S,
        data=DATA,
        database=tmp_path / "app.sqlite",
        reports=tmp_path / "reports",
    )
    server.close()


@asynccontextmanager
async def serving(settings: Settings, queues: tuple[QueueName, ...] = NAMES, **options: Any) -> AsyncIterator[Service]:
    """A service, with workers on some queues; options are those of BullMQ's Worker."""
    service, stop = Service(settings), asyncio.Event()
    working = asyncio.ensure_future(work(settings, queues, stop, **options)) if queues else None
    try:
        yield service
    finally:
        stop.set()
        if working is not None:
            await working
        await service.close()


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """What ``look`` gives once it is true; fails when the deadline has passed."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        if found := await look():
            return found
        await asyncio.sleep(0.01)  # between two looks, until the deadline
    raise AssertionError("it did not happen in time")


async def finished(service: Service, ticket: Ticket, *states: str) -> dict[str, Any]:
    """The job's status once it is in one of the states; without any: once it has finished."""

    async def look() -> dict[str, Any] | None:
        status = await service.status(ticket.queue, ticket.id)
        return status if status["state"] in (states or ("completed", "failed")) else None

    status: dict[str, Any] = await until(look)
    return status
