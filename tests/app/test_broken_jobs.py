"""Jobs that somebody broke by hand: the application shows them, says what cannot be read, and lets them be removed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.app.web.server_sent import follow
from tests.app.conftest import serving
from tests.app.test_api import client

Break = Callable[[Redis, str], Awaitable[Any]]


def _field(name: str, value: object) -> Break:
    return lambda redis, key: redis.hset(key, name, value)  # type: ignore[arg-type]


def _instead(suffix: str, value: str = "mine") -> Break:
    async def put(redis: Redis, key: str) -> None:
        await redis.delete(key + suffix)
        await redis.set(key + suffix, value)

    return put


async def _hostile_child(redis: Redis, key: str) -> None:
    await redis.sadd(f"{key}:dependencies", "nocolon")


async def _no_hash(redis: Redis, key: str) -> None:
    await redis.delete(key)


NOT_JSON = [
    "",
    "{",
    "no",
    "NaN",
    '{"a": Infinity}',
    "[" * 5_000,
    "1" * 5_000,
    b"\xff\xfe",
    '"\\ud800"',
    "[" * 80 + "]" * 80,
]
BREAKS: dict[str, Break] = {
    **{
        f"{field} {number}": _field(field, value)
        for field in ("data", "opts", "progress", "stacktrace", "parent", "returnvalue")
        for number, value in enumerate(NOT_JSON)
    },
    **{
        f"{field} {value}": _field(field, value)
        for field in ("timestamp", "ats", "atm", "stc", "delay", "priority", "processedOn", "finishedOn")
        for value in ("x", "inf", "1e400", "nan", "-1")
    },
    **{f"{field} bytes": _field(field, b"\xff") for field in ("name", "failedReason", "deid", "rjk", "parentKey")},
    "opts list": _field("opts", "[1]"),
    "attempts text": _field("opts", '{"attempts": "many"}'),
    "parentKey odd": _field("parentKey", "x"),
    "hash a string": _instead(""),
    "no hash": _no_hash,
    **{f"{below} a string": _instead(f":{below}") for below in ("logs", "dependencies", "processed", "failed")},
    "unsuccessful a string": _instead(":unsuccessful"),
    "hostile child": _hostile_child,
    "logs bytes": lambda redis, key: redis.rpush(f"{key}:logs", b"\xff"),  # type: ignore[arg-type,return-value]
}
STATES = ("failed", "delayed", "wait")
UNREADABLE = (
    "data 1",
    "opts 1",
    "progress 1",
    "stacktrace 1",
    "parent 1",
    "timestamp x",
    "hash a string",
    "name bytes",
)


def http_service(http: httpx.AsyncClient) -> Service:
    service: Service = http._transport.app.state.service  # type: ignore[attr-defined]
    return service


async def _put(redis: Redis, settings: Settings, id: str, state: str) -> str:
    base = f"{settings.prefix}:email:"
    if state == "wait":
        await redis.rpush(f"{base}wait", id)
    else:
        await redis.zadd(f"{base}{state}", {id: 1e15})
    await redis.hset(base + id, mapping={"name": "n", "data": "{}", "opts": "{}", "timestamp": "1"})
    return base + id


def breaks_in(state: str) -> list[str]:
    """Every break of a job that failed; of one in another state a break of each field, in each state another."""
    if state == STATES[0]:
        return list(BREAKS)
    of_fields: dict[str, list[str]] = {}
    for name in BREAKS:
        of_fields.setdefault(name.split()[0], []).append(name)
    shift = STATES.index(state)
    return [names[(at + shift) % len(names)] for at, names in enumerate(of_fields.values())]


@pytest.mark.parametrize("state", STATES)
def test_a_broken_job_is_shown_listed_retried_and_removed(settings: Settings, state: str) -> None:
    async def attend(http: httpx.AsyncClient, redis: Redis, name: str) -> None:
        id = f"j-{name.replace(' ', '-')}"
        key = await _put(redis, settings, id, state)
        await BREAKS[name](redis, key)
        job = f"/api/jobs/email/{id}"
        status = await http.get(job)
        assert status.status_code == 200, (name, status.text)
        assert bool(status.json()["unreadable"]) or name not in UNREADABLE, (name, status.text)
        assert id in {each["id"] for each in (await http.get("/api/jobs/email")).json()}, name
        events = follow(http_service(http), "email", id, 1)
        assert (await anext(events)).startswith("event: status")
        await events.aclose()  # type: ignore[attr-defined]
        move = {"failed": "retry", "delayed": "promote"}.get(state)
        if move:
            assert (await http.post(f"{job}/{move}")).status_code in (204, 409, 503), name
        removed = await http.delete(job)
        assert removed.status_code == 204, (name, removed.text)
        assert (await http.get(job)).status_code == 404, name
        assert await redis.keys(f"{key}*") == [], name

    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:
            for name in breaks_in(state):
                await attend(http, redis, name)

    asyncio.run(story())


def test_a_job_whose_data_cannot_be_read_can_be_retried(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:
            key = await _put(redis, settings, "odd", "failed")
            await redis.hset(key, mapping={"data": "{", "failedReason": "x"})
            status = (await http.get("/api/jobs/email/odd")).json()
            assert status["unreadable"] == ["data"]
            assert (await http.post("/api/jobs/email/odd/retry")).status_code == 204
            assert (await http.get("/api/jobs/email/odd")).json()["state"] == "waiting"
            key = await _put(redis, settings, "text", "failed")
            await _instead("")(redis, key)
            refused = await http.post("/api/jobs/email/text/retry")
            assert (refused.status_code, "remove it" in refused.json()["detail"]) == (409, True)
            assert (await http.get("/api/jobs/email/text")).json()["state"] == "failed"

    asyncio.run(story())


@pytest.mark.parametrize("score", ["inf", "-inf", "-1", "1e300"])
def test_a_delay_without_an_end(settings: Settings, score: str) -> None:
    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:
            await _put(redis, settings, "late", "delayed")
            await redis.zadd(f"{settings.prefix}:email:delayed", {"late": float(score)})
            assert (await http.get("/api/jobs/email/late")).json()["state"] == "delayed"
            assert (await http.delete("/api/jobs/email/late")).status_code == 204

    asyncio.run(story())


def test_what_a_worker_has_stays_even_if_it_is_broken(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ()) as service, client(settings) as http:
            redis = service._redis
            await redis.rpush(f"{settings.prefix}:email:active", "held")
            await redis.set(f"{settings.prefix}:email:held", "no hash")
            assert (await http.delete("/api/jobs/email/held")).status_code == 409
            assert await redis.get(f"{settings.prefix}:email:held") == "no hash"

    asyncio.run(story())


def test_an_idempotency_key_whose_job_was_broken_is_a_conflict(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:
            for path, queue, body in (("email", "email", {"to": "a@b.com"}), ("report", "analytics", {})):
                key = {"Idempotency-Key": "one"}
                id = (await http.post(f"/api/jobs/{path}", json=body, headers=key)).json()["id"]
                await redis.hset(f"{settings.prefix}:{queue}:{id}", "data", b"\xff{")
                assert (await http.post(f"/api/jobs/{path}", json=body, headers=key)).status_code == 409

    asyncio.run(story())
