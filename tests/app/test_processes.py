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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import httpx
import pytest

from qlab.app.jobs import Sync
from qlab.app.processors.database import connected
from qlab.app.service import Service, Ticket
from qlab.app.settings import Settings
from tests.app.conftest import DEADLINE_S, finished, serving, until
from tests.cli.conftest import Qlab, qlab  # noqa: F401  a fixture
from tests.servers import MAKES, missing, need_program

ROOT = Path(__file__).parents[2]
ROWS = 400


@contextmanager
def process(*arguments: str, **settings: object) -> Iterator[subprocess.Popen[str]]:
    with started([sys.executable, "-m", "qlab", "app", *arguments], Path.cwd(), settings) as running:
        yield running


@contextmanager
def started(command: list[str], folder: Path, settings: dict[str, object]) -> Iterator[subprocess.Popen[str]]:
    """A command in a session of its own, as a terminal's are; whatever happens, it ends with the block, in order."""
    inherited = {name: value for name, value in os.environ.items() if name not in MAKES}
    given = {f"QLAB_APP_{name.upper()}": str(value) for name, value in settings.items()}
    running = subprocess.Popen(
        command,
        cwd=folder,
        env={**inherited, **given, "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        if running.poll() is None:  # a test that failed: `up` must tell its workers
            os.killpg(running.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                running.communicate(timeout=DEADLINE_S)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def settings_of(settings: Settings, tmp_path: Path) -> dict[str, object]:
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


@contextmanager
def halted_at(settings: Settings, id: str) -> Iterator[None]:
    """Whoever writes a customer is busy forever: a trigger counts without end, in the writer's own thread."""
    with connected(settings) as database:
        database.execute(
            "CREATE VIEW ever AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        )
        database.execute(
            f"CREATE TRIGGER halt BEFORE INSERT ON customers WHEN new.id = '{id}' BEGIN SELECT count(*) FROM ever; END"
        )
    yield
    with connected(settings) as database:
        database.execute("DROP TRIGGER halt")


def test_a_killed_workers_job_is_finished_by_the_next_and_nothing_is_lost(
    settings: Settings, tmp_path: Path, long_file: str
) -> None:
    soon = ("--lock-duration", "2s", "--stalled-interval", "250ms")

    async def story() -> None:
        async with serving(settings, ()) as service:
            ticket = await service.sync(Sync(file=long_file))
            with (
                halted_at(settings, f"c{ROWS // 2}"),
                process("work", "--queue", "data-sync", *soon, **settings_of(settings, tmp_path)) as worker,
            ):

                async def half_way() -> bool:
                    return rows_written(settings) == ROWS // 2

                await until(half_way)
                worker.kill()
                worker.wait()
            there = settings.model_copy(update={"data": tmp_path})
            async with serving(there, ("data-sync",), stalledInterval=250):
                status = await finished(service, ticket)
            assert (status["state"], status["result"]) == ("completed", {"rows": ROWS})
            assert (await service.counts())["data-sync"]["completed"] == 1
            stalls = await service._queues["data-sync"].client.hget(f"{settings.prefix}:data-sync:{ticket.id}", "stc")
            assert int(stalls) >= 1  # it was the stalled check that gave the job to the next worker

    asyncio.run(story())
    assert rows_written(settings) == ROWS
    with sqlite3.connect(settings.database) as database:
        writes = database.execute("SELECT writes, count(*) FROM customers GROUP BY writes ORDER BY writes").fetchall()
    database.close()
    assert writes == [(1, ROWS // 2), (2, ROWS // 2)]  # at least once, not exactly: the first half was done again


def test_sigterm_lets_the_job_at_work_finish(settings: Settings, tmp_path: Path, long_file: str) -> None:
    async def story() -> None:
        async with serving(settings, ()) as service:
            ticket = await service.sync(Sync(file=long_file))
            later = await service.sync(Sync(file=long_file))
            with process("work", "--queue", "data-sync", **settings_of(settings, tmp_path)) as worker:
                with connected(settings) as database:
                    database.execute("BEGIN IMMEDIATE")  # nobody else can write: the job is at work until we let go
                    await until(lambda: active(service, ticket))
                    worker.terminate()
                output, _ = await asyncio.to_thread(worker.communicate, timeout=DEADLINE_S)
            assert worker.returncode == 0, output
            assert (await service.status(ticket.queue, ticket.id))["state"] == "completed"
            assert (await service.status(later.queue, later.id))["state"] == "waiting"
            assert "100%" in output

    asyncio.run(story())


def test_the_impatient_end_a_worker_by_a_second_signal(settings: Settings, tmp_path: Path, long_file: str) -> None:
    async def story() -> None:
        async with serving(settings, ()) as service:
            ticket = await service.sync(Sync(file=long_file))
            with process("work", "--queue", "data-sync", **settings_of(settings, tmp_path)) as worker:
                with connected(settings) as database:
                    database.execute("BEGIN IMMEDIATE")  # the job is at work until we let go, and we never do
                    await until(lambda: active(service, ticket))

                    async def ended() -> bool:
                        worker.terminate()  # two that come at once are one
                        return worker.poll() is not None

                    await until(ended)
                assert worker.returncode == -signal.SIGTERM
            assert await active(service, ticket)  # it stalls, and the stalled check finds it

    asyncio.run(story())


@pytest.fixture
def hangup_ends() -> Iterator[None]:
    """As in a terminal: where the tests run under nohup, what they start would inherit that SIGHUP is ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangup_ends")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP], ids=["killed", "its terminal closed"])
def test_nothing_is_left_of_an_application_that_could_not_end_in_order(end: signal.Signals, tmp_path: Path) -> None:
    ports = {"port": free_port(), "smtp_port": free_port()}
    with process("up", **ports, database=tmp_path / "a.sqlite") as app:
        assert app.stdout is not None
        while "clean-" not in app.stdout.readline():  # the workers are at work
            assert app.poll() is None
        app.send_signal(end)
        # The server and the workers hold its output, too: this ends with the last of them.
        output, _ = app.communicate(timeout=DEADLINE_S)
    assert app.returncode == -end
    assert "Traceback" not in output


async def active(service: Service, ticket: Ticket) -> bool:
    return bool((await service.status(ticket.queue, ticket.id))["state"] == "active")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def makes_folder(tmp_path: Path) -> Path:
    """A folder where the Makefile finds its .venv: the environment that the tests run in."""
    need_program("make")
    if not (Path(sys.prefix) / "bin" / "qlab").exists():
        missing("the command qlab", "pip install -e . in the environment of the tests")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def look(output: IO[str], qlab: Qlab) -> None:  # noqa: F811
    """Run the commands that `make app` prints, as they are; the watch, which has no end, for no time."""
    assert output.readline().startswith("try it")
    assert output.readline().split()[0] == "Redis"
    asked = [output.readline().split(" qlab ")[1].split() for _ in range(3)]
    assert [each[0] for each in asked] == ["watch", "explain", "doctor"]
    watch, explain, doctor = asked
    assert "Recording of" in qlab(*watch, "--seconds", "0").out
    assert "Job 1 of email: completed" in qlab(*explain).out
    examined = qlab(*doctor)
    assert examined.code in (0, 1), examined.err  # 1: there is a finding


def test_make_app_starts_everything_until_ctrl_c(makes_folder: Path, qlab: Qlab) -> None:  # noqa: F811
    port, mails = free_port(), free_port()
    places = {"data": ROOT / "data", "database": makes_folder / "a.sqlite", "reports": makes_folder / "reports"}
    ports = {"port": port, "smtp_port": mails, "backoff_ms": 50}
    # Old as it may be, the environment is not built anew; `make app` itself would see to that first.
    command = ["make", "-f", str(ROOT / "Makefile"), "--old-file=setup", "app"]
    with started(command, makes_folder, {**places, **ports}) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == ".venv/bin/qlab app up\n"
        base = f"http://127.0.0.1:{port}"
        assert [app.stdout.readline().split(maxsplit=2) for _ in range(3)] == [
            ["API", "docs", f"{base}/docs\n"],
            ["live", "board", f"{base}/board\n"],
            ["caught", "mails", f"{base}/mails\n"],
        ]
        with httpx.Client(base_url=base, timeout=DEADLINE_S) as http:
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
            look(app.stdout, qlab)
            http.post("/api/queues/email/pause")
            held = http.post("/api/jobs/email", json={"to": "ada@example.com"}).json()["status"]
            with http.stream("GET", f"{held}/events", params={"seconds": 300}) as events:
                text = events.iter_lines()
                assert next(text) == "event: status"
                for _ in range(2):  # the impatient press twice
                    os.killpg(app.pid, signal.SIGINT)  # as a terminal does: to make, and to what it runs
                assert len(list(text)) > 0  # whoever listens is told the end, too
        # Its end is the end of all that hold its standard output: the workers and the server too.
        rest, _ = app.communicate(timeout=DEADLINE_S)
    assert rest.rstrip().endswith("Ended."), rest
    for never in ("Traceback", "ERROR"):
        assert never not in rest
    for each in (port, mails):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0  # nobody listens any more


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


def test_a_server_that_is_not_there_is_said_in_a_sentence() -> None:
    with process("up", "--redis", f"redis://127.0.0.1:{free_port()}", "--smtp-port", str(free_port())) as app:
        output, _ = app.communicate(timeout=DEADLINE_S)
    assert app.returncode == 2
    assert "No server answers at redis://127.0.0.1" in output
    assert "Traceback" not in output
