"""Trial: the API beside a slow mail server, for comparing work done in the request with work that is queued."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
import redis
import uvicorn
from pydantic import SecretStr

from qlab.app.api import create
from qlab.app.mail import Catcher
from qlab.app.processors.email import process
from qlab.app.settings import Settings
from qlab.durations import Duration, format_ms, parse_duration
from qlab.lab import server as servers
from qlab.run.live import LiveWorker

T = TypeVar("T")
MAILS = "/api/jobs/email"
DEADLINE_S = 60.0


class Trial:
    """The application's API on a server of its own, and a mail server that takes its time. No worker runs at first.

    Args:
        mail: How long the mail server takes over each mail.
    """

    def __init__(self, mail: Duration = "300ms") -> None:
        self.mail_ms = parse_duration(mail)
        self._stack = contextlib.ExitStack()
        self._server = servers.start()
        self._stack.callback(self._server.close)
        self._catcher = Catcher(delay_s=self.mail_ms / 1000)
        self._catcher.start()
        self._stack.callback(self._catcher.close)
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._settings = Settings(
            redis_url=SecretStr(str(self._server.url)), smtp_port=self._catcher.port, database=folder / "app.sqlite"
        )
        self._base = self._stack.enter_context(self._serving())

    @contextlib.contextmanager
    def _serving(self) -> Iterator[str]:
        server = uvicorn.Server(uvicorn.Config(create(self._settings), port=0, log_level="error"))
        thread = threading.Thread(target=server.run, name="qlab-trial", daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.01)  # between two looks
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()

    def ask(self, clients: int, *, inline: bool = False, to: str = "ada@example.com") -> list[float]:
        """Lets so many clients ask for a mail each, all at once.

        Args:
            clients: How many.
            inline: Send the mail in the request instead of queueing it.
            to: The mails' address.

        Returns:
            How long each waited for its answer, ms, the quickest first.
        """

        async def all_at_once() -> list[float]:
            limits = httpx.Limits(max_connections=clients)
            async with httpx.AsyncClient(base_url=self._base, timeout=DEADLINE_S, limits=limits) as http:
                await asyncio.gather(*(http.get("/health") for _ in range(clients)))  # opens the connections
                return sorted(await asyncio.gather(*(_timed(http, inline, to) for _ in range(clients))))

        return _apart(all_at_once())

    def post(self, to: str) -> httpx.Response:
        """Asks for a mail; the answer as it comes."""
        return httpx.post(f"{self._base}{MAILS}", json={"to": to})

    def get(self, location: str) -> dict[str, Any]:
        """What the API says at an address of its own, such as the ``Location`` of an answer."""
        found: dict[str, Any] = httpx.get(f"{self._base}{location}").raise_for_status().json()
        return found

    def asked_for(self, location: str) -> str:
        """The address that a job is to send its mail to, as its data in Redis say."""
        with redis.Redis.from_url(str(self._server.url), decode_responses=True) as client:
            data = client.hget(f"{self._settings.prefix}:email:{location.rpartition('/')[2]}", "data")
        return str(json.loads(str(data or "{}")).get("to"))

    def counts(self) -> dict[str, int]:
        """How many mail jobs are in each state."""
        counts: dict[str, int] = self.get("/api/queues")["email"]
        return counts

    def worker(self, concurrency: int = 1) -> LiveWorker:
        """A worker that sends the mails; a context manager."""
        options = {"prefix": self._settings.prefix}
        return LiveWorker(str(self._server.url), "email", partial(process, self._settings), concurrency, options)

    def settle(self) -> None:
        """Returns when no mail waits or is being sent, or after a minute."""
        deadline, tick = time.monotonic() + DEADLINE_S, threading.Event()
        while time.monotonic() < deadline and any(self.counts()[state] for state in ("waiting", "active")):
            tick.wait(0.02)  # between two looks, until the deadline

    @property
    def mails(self) -> int:
        """How many mails have arrived."""
        return len(self._catcher.mails)

    def close(self) -> None:
        """Ends all of it; harmless the second time."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Trial(a mail takes {format_ms(self.mail_ms)}, {self.mails} arrived)"


async def _timed(http: httpx.AsyncClient, inline: bool, to: str) -> float:
    began = time.perf_counter()
    answer = await http.post(MAILS, params={"inline": inline}, json={"to": to})
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine in a thread of its own: a notebook's runs an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
