"""Server-sent events of a job: until it has finished, or its listener has gone."""

from __future__ import annotations

import asyncio
import gc
import json

from pydantic import SecretStr
from redis.asyncio import Redis

from qlab.app.settings import Settings
from qlab.lab.server_io import server as servers
from tests.app.conftest import DEADLINE_S, until
from tests.app.conftest import serving as workers
from tests.app.test_api import client


def test_events_tell_of_a_job_until_it_has_finished(settings: Settings) -> None:
    async def listening() -> bool:
        async with Redis.from_url(settings.url) as redis:
            return bool((await redis.info("clients"))["blocked_clients"])

    async def story() -> None:
        async with client(settings) as http:
            await http.post("/api/jobs/data", json={"file": "customers.csv"})
            stream = asyncio.ensure_future(http.get("/api/jobs/data-processing/1/events"))
            await until(listening)  # what happened before is told as one status
            async with workers(settings, ("data-processing",)):
                answer = await asyncio.wait_for(stream, DEADLINE_S)
            assert answer.headers["content-type"].startswith("text/event-stream")
            text = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
            assert text[-1]["state"] == "completed"
            assert len(text) >= 2
            assert (await http.get("/api/jobs/data-processing/none/events")).status_code == 404

    asyncio.run(story())


def test_events_end_when_their_listener_goes(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:

            async def blocked() -> int:
                return int((await redis.info("clients"))["blocked_clients"])

            async def nobody() -> bool:
                return not await blocked()

            await http.post("/api/jobs/email", json={"to": "ada@example.com"})
            streams = [asyncio.ensure_future(http.get("/api/jobs/email/1/events?seconds=300")) for _ in range(3)]
            await until(blocked)
            for stream in streams:
                stream.cancel()
            await asyncio.wait(streams)
            await until(nobody)
            assert (await http.get("/api/jobs/email/1")).status_code == 200

    asyncio.run(story())
    gc.collect()  # a connection that was not closed would complain here, not in some later test


def test_events_end_when_the_server_does(settings: Settings) -> None:
    async def story() -> None:
        server = servers.start()
        there = settings.model_copy(update={"redis_url": SecretStr(str(server.url))})
        async with client(there) as http:
            await http.post("/api/jobs/email", json={"to": "ada@example.com"})
            stream = asyncio.ensure_future(http.get("/api/jobs/email/1/events?seconds=300"))
            async with Redis.from_url(there.url) as redis:

                async def listening() -> int:
                    return int((await redis.info("clients"))["blocked_clients"])

                await until(listening)
            server.close()
            answer = await asyncio.wait_for(stream, DEADLINE_S)
            assert answer.status_code == 200
            assert answer.text.count("event: status") == 1  # what there was to say before
            assert (await http.get("/api/jobs/email/1/events")).status_code == 503

    asyncio.run(story())
