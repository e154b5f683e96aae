"""Trial: the API beside a slow mail server, for comparing work done in the request with work that is queued."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import httpx
import redis
from pydantic import SecretStr

from qlab.app.mail import Catcher
from qlab.app.processes.process import AppProcess, mail_worker, web
from qlab.app.settings import Settings
from qlab.errors import ClosedError, QlabError
from qlab.lab.server_io import server as servers
from qlab.protocol.keys import DEFAULT_PREFIX, STATE_ROLES, Role, key_below
from qlab.run.real.live import LiveWorker
from qlab.text.durations import Duration, format_ms, parse_duration
from qlab.text.escape import shorten

__all__ = ["Trial"]

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
            redis_url=SecretStr(str(self._server.url)),
            prefix=DEFAULT_PREFIX,  # the server is ours alone
            smtp_port=self._catcher.port,
            smtp_timeout_s=2 * DEADLINE_S,  # so the sender is never the first to give up
            database=folder / "app.sqlite",
        )
        # Connections are opened before they are used, and on a busy machine uvicorn's usual 5 s may pass in between.
        self._address = self._stack.enter_context(web(self._settings, timeout_keep_alive=int(DEADLINE_S)))
        self._closer = weakref.finalize(self, self._stack.close)  # a cell that runs again makes a new one

    @property
    def _base(self) -> str:
        self._check_open()
        return self._address

    def _check_open(self) -> None:
        if not self._closer.alive:
            raise ClosedError("This trial is closed; make a new one, or run the notebook from the top.")

    def ask(self, clients: int, *, inline: bool = False, to: str = "ada@example.com") -> list[float]:
        """Let this many clients ask for a mail each, all at once.

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
        """Ask for a mail; return the answer as it comes."""
        return httpx.post(f"{self._base}{MAILS}", json={"to": to})

    def get(self, location: str) -> dict[str, Any]:
        """Return what the API says at an address of its own, such as the ``Location`` of an answer."""
        found: dict[str, Any] = httpx.get(f"{self._base}{location}").raise_for_status().json()
        return found

    def asked_for(self, location: str) -> str:
        """Return the address that a job is to send its mail to, as its data in Redis say."""
        with self._redis() as client:
            return self._to(client, self._key(location))

    def jobs_to(self, to: str) -> list[str]:
        """Return the states of the jobs in Redis that are to send a mail to an address."""
        with self._redis() as client:
            keys = client.scan_iter(f"{self._key()}:*", _type="hash")
            ids = [key.rpartition(":")[2] for key in keys if self._to(client, key) == to]
        return [self.get(f"{MAILS}/{id}")["state"] for id in ids]

    def fields(self, location: str) -> dict[str, str]:
        """Return the fields of a job's hash in Redis, as they are."""
        with self._redis() as client:
            return dict(client.hgetall(self._key(location)))

    def keys(self, location: str) -> list[str]:
        """Return the keys in Redis that a job is in: the list or sorted set of its state, its hash, its lock."""
        name = self._key(location)
        with self._redis() as client:
            id = name.rpartition(":")[2]
            found = [self._key(role) for role in STATE_ROLES if self._holds(client, role, id)]
            return found + [key for key in (name, key_below(name, Role.LOCK)) if client.exists(key)]

    def _holds(self, client: Any, role: Role, id: str) -> bool:
        key = self._key(role)
        return id in client.lrange(key, 0, -1) if role.redis_type == "list" else client.zscore(key, id) is not None

    def _redis(self) -> Any:
        self._check_open()
        return redis.Redis.from_url(self._settings.url, decode_responses=True)

    def _key(self, *location: str) -> str:
        return ":".join([self._settings.prefix, "email", *(each.rpartition("/")[2] for each in location)])

    @staticmethod
    def _to(client: Any, key: str) -> str:
        return str(json.loads(client.hget(key, "data") or "{}").get("to"))

    def counts(self) -> dict[str, int]:
        """Return how many mail jobs are in each state."""
        counts: dict[str, int] = self.get("/api/queues")["email"]
        return counts

    def worker(self, concurrency: int = 1, **options: Any) -> LiveWorker:
        """Return a worker that sends the mails, in a thread; a context manager.

        Args:
            concurrency: How many at once.
            options: Further options of BullMQ's Worker by its names, such as ``stalledInterval`` (ms).
        """
        return mail_worker(self._settings, concurrency, **options)

    def process(self, what: Literal["web", "worker"], lock: Duration = "30s") -> AppProcess:
        """Return a web server or a worker in a process of its own, which can be killed; a context manager.

        Args:
            what: Which of the two.
            lock: How long the worker's lock on a job lasts unless renewed.
        """
        return AppProcess(what, self._settings, parse_duration(lock))

    def ask_inline(self, server: AppProcess, to: str) -> Future[str]:
        """Let a client ask such a web server for a mail in the request, and go on.

        Returns:
            What the client will hear: the status of its answer, or ``no answer``.
        """
        heard: Future[str] = Future()
        threading.Thread(target=lambda: heard.set_result(_heard(server.address, to)), daemon=True).start()
        return heard

    @contextlib.contextmanager
    def slow(self, mail: Duration | None = None, answer: Duration = 0) -> Iterator[None]:
        """Let the mail server take another time over each mail, until the block ends.

        Args:
            mail: How long until it has the mail; None: as usual.
            answer: How long it then takes to say so.
        """
        catcher = self._catcher
        usual = catcher.delay_s, catcher.answer_s
        catcher.answer_s = parse_duration(answer) / 1000
        if mail is not None:
            catcher.delay_s = parse_duration(mail) / 1000
        try:
            yield
        finally:
            catcher.delay_s, catcher.answer_s = usual

    def settle(self) -> None:
        """Return when no mail waits or is being sent."""
        _until("there is no mail left to send", lambda: not {"waiting", "active"} & self._states())

    def until_midway(self, to: str) -> None:
        """Return when the mail server is busy with a mail to an address."""
        _until(f"the mail server is busy with a mail to {shorten(to, 40)}", lambda: to in self._catcher.busy)

    def until_arrived(self, to: str) -> None:
        """Return when a mail to an address has arrived, whether or not the mail server has said so."""
        _until(f"a mail to {shorten(to, 40)} has arrived", lambda: self.mails_to(to) > 0)

    def until_unlocked(self, location: str) -> None:
        """Return when no lock is held on a job."""
        lock = key_below(self._key(location), Role.LOCK)
        with self._redis() as client:
            _until("the job's lock is gone", lambda: not client.exists(lock))

    def _states(self) -> set[str]:
        return {state for state, number in self.counts().items() if number}

    def mails_to(self, to: str) -> int:
        """Return how many mails to an address have arrived."""
        return sum(mail.to == to for mail in self._catcher.mails)

    @property
    def mails(self) -> int:
        """How many mails have arrived."""
        return len(self._catcher.mails)

    def close(self) -> None:
        """End all of it; harmless the second time."""
        self._closer()

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


def _heard(address: str, to: str) -> str:
    try:
        answer = httpx.post(f"{address}{MAILS}", params={"inline": True}, json={"to": to}, timeout=2 * DEADLINE_S)
    except httpx.TransportError:
        return "no answer"
    return str(answer.status_code)


def _until(what: str, holds: Callable[[], bool]) -> None:
    """Wait for it, at most a minute."""
    deadline, tick = time.monotonic() + DEADLINE_S, threading.Event()
    while not holds():
        if time.monotonic() > deadline:
            raise QlabError(f"Gave up after a minute: {what}; make a new Trial and start over.")
        tick.wait(0.02)  # between two looks


def _apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a notebook's runs an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
