"""The application: answers with and without a queue, throughput beside BullMQ's own, and workers that are killed."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import bullmq
import httpx
import redis.asyncio
import uvicorn
from pydantic import SecretStr

from benchmarks.rows import Row
from qlab import Lab, fixed
from qlab.app.mail import Catcher
from qlab.app.settings import Settings
from qlab.app.web.api import create
from qlab.lab.server_io import server as servers
from qlab.run.real.prompt_worker import close_worker, open_worker

SMTP_S = 0.2
RETRY_MS = 200
MAIL = {"to": "ada@example.com"}
DEADLINE_S = 240.0


KILLS = 24
"""So many workers are killed, whatever the machine's speed: one after each further share of the jobs."""


def run(
    *,
    clients: int = 50,
    requests: int = 4,
    jobs: int = 2_000,
    killed: int = 10_000,
    workers: int = KILLS,
    retries: int = 25,
) -> list[Row]:
    """Measure all four, each on a server of its own."""
    return [*answers(clients, requests), *throughput(jobs), punctuality(retries), *kills(killed, workers)]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """An embedded server's URL."""
    running = servers.start()
    try:
        yield str(running.url)
    finally:
        running.close()


@contextlib.contextmanager
def api(url: str) -> Iterator[str]:
    """The API's address, beside a mail server that takes its time."""
    catcher = Catcher(delay_s=SMTP_S)
    catcher.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(redis_url=SecretStr(url), smtp_port=catcher.port, database=Path(folder) / "app.sqlite")
        serving = uvicorn.Server(uvicorn.Config(create(settings), port=0, log_level="error"))
        thread = threading.Thread(target=serving.run)
        thread.start()
        while not serving.started and thread.is_alive():
            thread.join(0.01)
        try:
            yield f"http://127.0.0.1:{serving.servers[0].sockets[0].getsockname()[1]}"
        finally:
            serving.should_exit = True
            thread.join()
            catcher.close()


# -- with and without a queue ------------------------------------------------------------------------------------------


def answers(clients: int, requests: int) -> list[Row]:
    """Return how long clients wait for an answer, the mail sent in the request and queued, in one run."""
    with server() as url, api(url) as base:
        inline, queued = (asyncio.run(_ask(base, path, clients, requests)) for path in ("?inline=true", ""))
    figures = {
        "inline, median (ms)": median(inline), "inline, 99 % (ms)": _p99(inline),
        "queued, median (ms)": median(queued), "queued, 99 % (ms)": _p99(queued),
    }  # fmt: skip
    beside = f"the same mail queued, {clients} clients"
    return [
        Row("answer, mail sent inline: median", median(inline) / median(queued), "×", "≥", None, beside, figures),
        Row("answer, mail sent inline: 99 %", _p99(inline) / _p99(queued), "×", "≥", None, beside, figures),
    ]


async def _ask(base: str, query: str, clients: int, requests: int) -> list[float]:
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=httpx.Limits(max_connections=clients)) as http:

        async def client() -> list[float]:
            took = []
            for _ in range(requests):
                began = time.perf_counter()
                (await http.post(f"/api/jobs/email{query}", json=MAIL)).raise_for_status()
                took.append((time.perf_counter() - began) * 1000)
            return took

        await asyncio.gather(*(http.get("/health") for _ in range(clients)))  # opens the connections
        return [ms for each in await asyncio.gather(*(client() for _ in range(clients))) for ms in each]


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


# -- throughput --------------------------------------------------------------------------------------------------------


def throughput(jobs: int) -> list[Row]:
    """Return jobs a second through the API and through qlab's worker, beside addBulk and BullMQ's Worker in the same
    run.
    """
    with server() as url, api(url) as base:
        rates = asyncio.run(_rates(url, base, jobs))
    return [
        Row("jobs queued through the API", rates["API"] / rates["addBulk"], "×", "≥", None, "addBulk", rates),
        Row("qlab's worker", rates["qlab"] / rates["BullMQ"], "×", "≥", 0.8, "BullMQ's own Worker", rates),
    ]


async def _rates(url: str, base: str, jobs: int) -> dict[str, float]:
    rates = {}
    async with _queue(url, "bulk") as queue:
        began = time.perf_counter()
        await queue.addBulk([{"name": "mail", "data": MAIL, "opts": {}} for _ in range(jobs)])
        rates["addBulk"] = jobs / (time.perf_counter() - began)
    began = time.perf_counter()
    await _ask(base, "", 20, max(jobs // 100, 1))
    rates["API"] = 20 * max(jobs // 100, 1) / (time.perf_counter() - began)
    for name in ("BullMQ", "qlab", "BullMQ", "qlab"):
        rate = await _worked(url, name, jobs)
        rates[name] = max(rates.get(name, 0.0), rate)
    return rates


@contextlib.asynccontextmanager
async def _queue(url: str, name: str) -> AsyncIterator[bullmq.Queue]:
    queue = bullmq.Queue(name, {"connection": url})
    try:
        yield queue
    finally:
        await queue.close()


async def _worked(url: str, name: str, jobs: int) -> float:
    async with _queue(url, f"work-{name}") as queue:
        await queue.addBulk([{"name": "mail", "data": MAIL, "opts": {"removeOnComplete": True}} for _ in range(jobs)])
        done, left = asyncio.Event(), jobs

        async def process(_: Any, __: str) -> None:
            nonlocal left
            left -= 1
            if not left:
                done.set()

        options = {"concurrency": 10, "connection": url, "autorun": False}
        own = name == "BullMQ"
        worker = (
            bullmq.Worker(queue.name, process, options) if own else await open_worker(url, queue.name, process, options)
        )
        began = time.perf_counter()
        running = asyncio.ensure_future(worker.run())
        await asyncio.wait_for(done.wait(), DEADLINE_S)
        rate = jobs / (time.perf_counter() - began)
        await close_worker(worker, running)
        return rate


# -- delays ------------------------------------------------------------------------------------------------------------


def punctuality(retries: int) -> Row:
    """Return how much later than it was due a real worker's retry comes."""
    starts: list[float] = []

    def send(_: Any) -> None:
        starts.append(time.monotonic())
        raise ConnectionError("SMTP 451")

    with Lab(clock="real", trace=False) as lab:
        queue = lab.queue("late", attempts=retries + 1, backoff=fixed(RETRY_MS))
        with lab.work(queue, send) as worker:
            queue.add("mail", MAIL)
            worker.wait(retries + 1, DEADLINE_S)
    late = [(later - earlier) * 1000 - RETRY_MS for earlier, later in pairwise(starts)]
    figures = {"median (ms)": median(late), "the latest (ms)": max(late)}
    return Row(
        f"a retry after {RETRY_MS} ms is late by: median", median(late), "ms", "≤", 50, "when it was due", figures
    )


# -- workers that are killed -------------------------------------------------------------------------------------------


RENEWED_MS = 1_200
"""Every third has worked so long, ms: longer than half of its locks' time, so that it has renewed some."""


def kills(jobs: int, workers: int) -> list[Row]:
    """Return jobs lost, run twice and completed more than once in Redis, while workers are killed with -9."""
    with server() as url:
        lost, again, twice, killed = asyncio.run(_killed(url, jobs, workers))
    beside = f"{jobs:,} jobs, {killed} workers killed with -9"
    figures = {
        "lost (jobs)": float(lost),
        "run twice (jobs)": float(again),
        "completed twice (jobs)": float(twice),
        "killed (workers)": float(killed),
    }
    return [
        Row("workers killed", float(killed), "workers", "≥", workers, beside, figures),
        Row("jobs lost", float(lost), "jobs", "≤", 0, beside, figures),
        Row("jobs completed in Redis more than once", float(twice), "jobs", "≤", 0, beside, figures),
    ]


async def _killed(url: str, jobs: int, workers: int) -> tuple[int, int, int, int]:
    connection = redis.asyncio.Redis.from_url(url, decode_responses=True)
    async with connection, _queue(url, "killed") as queue:
        await connection.hset("bull:killed:meta", "opts.maxLenEvents", jobs * 20)  # type: ignore[misc]  # keep every event
        for at in range(0, jobs, 1_000):
            await queue.addBulk([{"name": "job", "data": at, "opts": {"attempts": 1}}] * min(1_000, jobs - at))
        for killed in range(workers):
            worker = _start_worker(url, slow=killed % 3 == 2)
            # Spread over all of the work, and over its moments: takes and completions come thick, renewals in the slow.
            await _until_completed(connection, jobs * (killed + 1) // (workers + 2))
            if killed % 3 == 2:
                await asyncio.sleep(RENEWED_MS / 1_000)  # until its locks have been renewed
            worker.kill()
            worker.wait()
        worker = _start_worker(url, slow=False)
        await _until_completed(connection, jobs)
        worker.terminate()
        worker.wait()
        events = await connection.xrange("bull:killed:events")
        started, completed = (
            Counter(fields["jobId"] for _, fields in events if fields["event"] == event)
            for event in ("active", "completed")
        )
        lost = jobs - await connection.zcard("bull:killed:completed")
        again, twice = (sum(number > 1 for number in times.values()) for times in (started, completed))
        return lost, again, twice, workers


async def _until_completed(connection: Any, jobs: int) -> None:
    """Return once so many jobs are completed, or the deadline has passed: what is missing then is lost."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        if await connection.zcard("bull:killed:completed") >= jobs:
            return
        await asyncio.sleep(0.005)  # between two looks, until the deadline


def _start_worker(url: str, *, slow: bool) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "benchmarks.killed", url, *(["slow"] if slow else [])])
