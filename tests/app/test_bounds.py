"""Slow clients, many clients, long errors, and a queue's server that hangs: the application goes on answering."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import SecretStr
from redis import Redis as BlockingRedis
from redis.asyncio import Redis

from qlab.app.jobs import Notification
from qlab.app.service import POOL, Service
from qlab.app.settings import Settings
from qlab.app.web import api, deadline
from qlab.app.web.api import create
from qlab.app.web.deadline import take_time
from qlab.lab.server_io import server as servers
from qlab.web import bounds
from qlab.web.bounds import uvicorn_config
from tests.app.conftest import DEADLINE_S, until
from tests.app.test_api import TYPE, client


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """The server at a URL hangs: it is alive, its connections stay open, and it answers nothing."""
    with BlockingRedis.from_url(url, decode_responses=True) as redis:
        pid = int(redis.info("server")["process_id"])  # type: ignore[index]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def patient() -> None:
    """Here the limits are those that users have."""


ASKED = [
    ("GET", "/health", None),
    ("GET", "/api/queues", None),
    ("GET", "/api/queues/email", None),
    ("GET", "/board", None),
    ("GET", "/api/jobs/email", None),
    ("GET", "/api/jobs/email/1", None),
    ("GET", "/api/jobs/email/1/events", None),
    ("POST", "/api/jobs/email", {"to": "ada@example.com"}),
    ("POST", "/api/jobs/report", {}),
    ("POST", "/api/jobs/demo", None),
    ("POST", "/api/queues/email/pause", None),
    ("DELETE", "/api/jobs/email/1", None),
]


@pytest.mark.parametrize("warm", [True, False], ids=["connected before", "not connected yet"])
def test_a_server_that_hangs_is_told_at_the_deadline(settings: Settings, warm: bool) -> None:
    async def timed(http: httpx.AsyncClient, method: str, path: str, body: object) -> None:
        async with asyncio.timeout(DEADLINE_S):
            answer = await http.request(method, path, json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (503, TYPE), path
        assert "does not answer" in answer.json()["detail"]

    async def story() -> None:
        async with client(settings) as http:
            if warm:
                await http.post("/api/jobs/demo")
            with stopped(settings.url):
                await asyncio.gather(*(timed(http, *each) for each in ASKED))
            assert (await http.get("/health")).status_code == 200  # it goes on: so do we

    asyncio.run(story())


def test_a_server_that_hangs_under_a_crowd_is_told_to_all_of_it(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            with stopped(settings.url):
                async with asyncio.timeout(DEADLINE_S):
                    answers = await asyncio.gather(*(http.get("/health") for _ in range(2 * POOL)))
            assert {answer.status_code for answer in answers} == {503}

    asyncio.run(story())


def test_a_server_that_dies_is_told(settings: Settings) -> None:
    async def story() -> None:
        server = servers.start()
        there = settings.model_copy(update={"redis_url": SecretStr(str(server.url))})
        async with client(there) as http:
            assert (await http.get("/health")).status_code == 200
            server.close()
            async with asyncio.timeout(DEADLINE_S):
                assert {(await http.get(path)).status_code for path in ("/health", "/api/queues")} == {503}

    asyncio.run(story())


def test_the_deadline_is_within_five_seconds() -> None:
    assert deadline.ANSWER_S + 1 <= 5.0  # a second for all else


def test_work_in_the_request_has_its_own_time() -> None:
    text: list[Any] = []

    async def slow(_scope: Any, _receive: Any, send: Any) -> None:
        take_time()
        await asyncio.sleep(0.05)  # five times the deadline
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        text.append(message["status"])

    asyncio.run(deadline.Deadline(slow, 0.01)({"type": "http"}, None, send))  # type: ignore[arg-type]
    assert text == [200]


def test_two_users_notifications_are_not_taken_for_one(settings: Settings) -> None:
    async def story() -> None:
        service = Service(settings)
        pairs = [("a-b", "c"), ("a", "b-c"), ("a.b", "c"), ("a", "b.c"), ("a_b", "c"), ("a", "b_c")]
        ids = [(await service.notify(Notification(user=user, kind=kind))).id for user, kind in pairs]
        assert len(set(ids)) == len(pairs)
        assert (await service.notify(Notification(user="a", kind="b-c"))).id == ids[1]
        await service.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({f"{number}": 0 for number in range(9_000)}),
        json.dumps({"x" * 50_000: 0}),
        json.dumps({"\ud800": 0, "to": "\ud800"}),
        '{"' + "\\u0000" * 10_000 + '": 0}',
    ],
)
def test_the_errors_of_one_request_are_short(settings: Settings, body: str) -> None:
    async def story() -> None:
        async with client(settings) as http:
            headers = {"Content-Type": "application/json"}
            answer = await http.post("/api/jobs/email", content=body, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (422, TYPE)
            assert len(answer.content) < 8_000
            assert 1 <= len(answer.json()["errors"]) <= 20

    asyncio.run(story())


def test_many_listeners_are_bounded_and_leave_nothing_open(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 20
    monkeypatch.setattr(api, "LISTENERS", most)

    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:

            async def clients() -> int:
                return int((await redis.info("clients"))["connected_clients"])

            async def few() -> bool:
                return await clients() <= POOL + 1

            await http.post("/api/jobs/email", json={"to": "ada@example.com"})
            asked = [asyncio.ensure_future(http.get("/api/jobs/email/1/events?seconds=60")) for _ in range(3 * most)]

            async def refused() -> bool:
                return sum(each.done() for each in asked) >= 2 * most

            await until(refused)
            assert [each.result().status_code for each in asked if each.done()] == [503] * (2 * most)
            for each in asked:
                each.cancel()
            await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), DEADLINE_S)
            await until(few)
            assert (await http.get("/api/jobs/email/1/events?seconds=1")).status_code == 200

    asyncio.run(story())


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    server = uvicorn.Server(uvicorn_config(create(settings), port=0, log_level="warning", lifespan="on"))
    serving = asyncio.ensure_future(server.serve())

    async def begun() -> bool:
        return server.started

    await until(begun)
    yield server, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await asyncio.wait_for(serving, DEADLINE_S)


SLOW = {
    "nothing": b"",
    "half a head": b"GET /health HTTP/1.1\r\nHo",
    "half a body": b"POST /api/jobs/email HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{",
    "half a chunk": b"POST /api/jobs/email HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_a_slow_request_is_ended(settings: Settings, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "HEAD_S", 0.1)
    monkeypatch.setattr(bounds.BodyLimit.__init__, "__defaults__", (0.1,))

    async def one(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), DEADLINE_S)  # until the application ends the connection
        writer.close()
        await writer.wait_closed()
        return answer

    async def story() -> None:
        async with listening(settings) as (server, port):
            answers = await asyncio.gather(*(one(port) for _ in range(50)))
            assert all(answer == b"" or answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
            assert not server.server_state.connections

    asyncio.run(story())


def test_connections_are_bounded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS", 5)

    async def story() -> None:
        async with listening(settings) as (server, port):
            opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(30)]

            async def accepted() -> bool:
                ended = sum(reader.at_eof() for reader, _ in opened)
                return ended + len(server.server_state.connections) >= 30

            await until(accepted)
            assert len(server.server_state.connections) <= 10
            _, writer = opened[0]
            writer.write(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert (await asyncio.wait_for(opened[0][0].readline(), DEADLINE_S)).startswith(b"HTTP/1.1 503")
            for _, each in opened:
                each.close()

            async def none() -> bool:
                return not server.server_state.connections

            await until(none)
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"http://127.0.0.1:{port}/health")).status_code == 200

    asyncio.run(story())


def test_an_application_that_ends_amid_slow_requests_prints_no_traceback(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with listening(settings) as (_, port):
            opened = []
            for sent in SLOW.values():
                for _ in range(20):
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(sent)
                    opened.append((reader, writer))
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"http://127.0.0.1:{port}/health")).status_code == 200
        for _, writer in opened:
            writer.close()

    asyncio.run(story())
    assert "Traceback" not in capfd.readouterr().err
