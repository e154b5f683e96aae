"""The application as processes: workers that end in order or by kill -9, and everything together until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from qlab.app.jobs import Sync
from qlab.app.queues import QUEUES
from qlab.app.settings import Settings
from tests.app.conftest import DEADLINE_S, finished, serving, until

ROWS = 400


@contextmanager
def process(*arguments: str, **settings: object) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, **{f"QLAB_APP_{name.upper()}": str(value) for name, value in settings.items()}}
    started = subprocess.Popen(
        [sys.executable, "-m", "qlab", "app", *arguments],
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def told(settings: Settings, tmp_path: Path) -> dict[str, object]:
    return {"redis_url": settings.url, "database": settings.database, "data": tmp_path, "smtp_port": settings.smtp_port}


@pytest.fixture
def long_file(tmp_path: Path) -> str:
    rows = [f"c{number},a@example.com,{number}" for number in range(ROWS)]
    (tmp_path / "long.csv").write_text("id,email,amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return "long.csv"


def rows_written(settings: Settings) -> int:
    with sqlite3.connect(settings.database) as database:
        (number,) = database.execute("SELECT count(*) FROM customers").fetchone()
    database.close()
    return int(number)


async def underway(service: Any, ticket: Any) -> bool:
    progress = (await service.status(ticket.queue, ticket.id))["progress"]
    return isinstance(progress, dict) and 0 < progress["row"] < ROWS


def test_a_killed_workers_job_is_finished_by_the_next_and_nothing_is_lost(
    settings: Settings, tmp_path: Path, long_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with serving(settings, ()) as service:
            ticket = await service.sync(Sync(file=long_file))
            with process("work", "--queue", "data-sync", **told(settings, tmp_path)) as worker:
                await until(lambda: underway(service, ticket))
                worker.kill()
            assert 0 < rows_written(settings) < ROWS
            # The dead worker's lock is the process's own, of ten seconds: end it as its time would.
            await service._queues["data-sync"].client.pexpire(f"bull:data-sync:{ticket.id}:lock", 200)
            there = settings.model_copy(update={"data": tmp_path})
            async with serving(there, ("data-sync",)):
                status = await finished(service, ticket)
            assert (status["state"], status["result"]) == ("completed", {"rows": ROWS})
            assert (await service.counts())["data-sync"]["completed"] == 1

    monkeypatch.setitem(cast("dict[str, Any]", QUEUES["data-sync"].worker), "stalledInterval", 300)
    asyncio.run(story())
    assert rows_written(settings) == ROWS
    with sqlite3.connect(settings.database) as database:
        assert database.execute("SELECT max(writes) FROM customers").fetchone() == (2,)  # at least once, not exactly
    database.close()


def test_sigterm_lets_the_job_at_work_finish(settings: Settings, tmp_path: Path, long_file: str) -> None:
    async def story() -> None:
        async with serving(settings, ()) as service:
            ticket = await service.sync(Sync(file=long_file))
            later = await service.sync(Sync(file=long_file))
            with process("work", "--queue", "data-sync", **told(settings, tmp_path)) as worker:
                await until(lambda: underway(service, ticket))
                worker.terminate()
                output, _ = await asyncio.to_thread(worker.communicate, timeout=DEADLINE_S)
            assert worker.returncode == 0, output
            assert (await service.status(ticket.queue, ticket.id))["state"] == "completed"
            assert (await service.status(later.queue, later.id))["state"] == "waiting"
            assert "100%" in output

    asyncio.run(story())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_everything_together_until_ctrl_c(tmp_path: Path) -> None:
    data = Path(__file__).parents[2] / "data"
    port, mails = free_port(), free_port()
    places = {"data": data, "database": tmp_path / "a.sqlite", "reports": tmp_path / "reports", "backoff_ms": 50}
    with process("up", "--port", str(port), "--smtp-port", str(mails), **places) as app:
        assert app.stdout is not None
        lines = [app.stdout.readline() for _ in range(5)]
        assert [line.split("http")[0].strip() for line in lines[:3]] == ["API docs", "live board", "caught mails"]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            for page in ("/docs", "/board", "/mails", "/health"):
                assert http.get(page).status_code == 200
            asked = http.post("/api/jobs/demo").json()
            mailed = [job["status"] for job in asked if job["queue"] == "email"][:3]
            deadline = time.monotonic() + DEADLINE_S
            while time.monotonic() < deadline:
                states = [http.get(job).json()["state"] for job in mailed]
                if set(states) <= {"completed", "failed"}:
                    break
            assert states == ["completed", "completed", "failed"]
            assert "Welcome, ada" in http.get("/mails").text
        app.send_signal(signal.SIGINT)
        rest, _ = app.communicate(timeout=DEADLINE_S)
    assert app.returncode == 0, rest
    assert rest.rstrip().endswith("Ended.")
    assert "Traceback" not in rest


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with process("up", "--port", str(port), "--smtp-port", str(free_port())) as app:
            output, _ = app.communicate(timeout=DEADLINE_S)
    assert app.returncode == 2
    assert "choose another: --port" in output
    assert "Traceback" not in output
