"""Several jobs at once: chosen ones, and all of a state, bounded; what was not done is told."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from qlab.app import managing
from qlab.app.jobs import Email
from qlab.app.service import Service
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving
from tests.app.test_api import client


async def failed(service: Service, count: int) -> list[str]:
    """So many jobs that failed for good."""
    tickets = [await service.send_email(Email(to="ada+550@example.com")) for _ in range(count)]
    for ticket in tickets:
        await finished(service, ticket)
    return [ticket.id for ticket in tickets]


async def delayed(service: Service, count: int) -> list[str]:
    """So many jobs that are delayed by an hour."""
    queue = service._queues["email"]
    return [str((await queue.add("welcome", {}, {"delay": 3_600_000})).id) for _ in range(count)]


async def ask(http: httpx.AsyncClient, action: str, ids: list[str]) -> dict[str, Any]:
    answer = await http.post("/api/queues/email/selected", json={"action": action, "ids": ids})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_chosen_jobs_are_retried_promoted_and_removed_and_the_rest_is_named(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            ids = await failed(service, 2)
        async with client(settings) as http, serving(settings, ()) as service:
            late = await delayed(service, 2)
            told = await ask(http, "promote", [ids[0], *late, "nobody"])
            assert told["done"] == 2
            assert [each["id"] for each in told["left"]] == [ids[0], "nobody"]
            assert "only a delayed one can be promoted" in told["left"][0]["why"]
            assert "has no job 'nobody'" in told["left"][1]["why"]
            assert await ask(http, "retry", [ids[0], ids[0]]) == {"done": 1, "left": []}  # named twice, done once
            assert await ask(http, "remove", [*ids, *late]) == {"done": 4, "left": []}
            counts = (await http.get("/api/queues/email")).json()["counts"]
            assert sum(counts.values()) == 0

    asyncio.run(story())


@pytest.mark.parametrize(
    "body",
    [
        {"action": "drop", "ids": ["1"]},
        {"action": "retry", "ids": []},
        {"action": "retry", "ids": ["1"] * 101},
        {"action": "retry", "ids": ["x" * 201]},
        {"action": "retry"},
    ],
)
def test_what_is_no_choice_of_a_hundred_jobs_is_refused(settings: Settings, body: dict[str, Any]) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert (await http.post("/api/queues/email/selected", json=body)).status_code == 422

    asyncio.run(story())


def test_what_there_is_no_time_for_stays_and_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(managing, "SELECTED_S", -1)

    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            ids = await delayed(service, 2)
            told = await ask(http, "remove", ids)
            assert told["done"] == 0
            assert [each["id"] for each in told["left"]] == ids
            assert "no time left" in told["left"][0]["why"]

    asyncio.run(story())


def test_all_of_a_state_are_moved_as_many_as_one_request_may(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managing, "AT_ONCE", 2)

    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            await failed(service, 3)
        async with client(settings) as http, serving(settings, ()) as service:
            await delayed(service, 3)
            assert (await http.post("/api/queues/email/retry-all")).json() == {"left": 1}
            assert (await http.post("/api/queues/email/promote-all")).json() == {"left": 1}
            counts = (await http.get("/api/queues/email")).json()["counts"]
            assert [counts[each] for each in ("waiting", "failed", "delayed")] == [4, 1, 1]
            assert (await http.post("/api/queues/email/drain", params={"delayed": True})).status_code == 204
            counts = (await http.get("/api/queues/email")).json()["counts"]
            assert [counts[each] for each in ("waiting", "failed", "delayed")] == [0, 1, 0]

    asyncio.run(story())


def test_delayed_jobs_can_be_cleaned(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            ids = await delayed(service, 2)
            answer = await http.post("/api/queues/email/clean", params={"state": "delayed"})
            assert sorted(answer.json()) == ids

    asyncio.run(story())


def test_a_retry_may_begin_anew(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            once, anew = await failed(service, 2)
        async with client(settings) as http:
            for id, params in ((once, {}), (anew, {"anew": True})):
                assert (await http.post(f"/api/jobs/email/{id}/retry", params=params)).status_code == 204
            made = [(await http.get(f"/api/jobs/email/{id}")).json()["attemptsMade"] for id in (once, anew)]
            assert made == [1, 0]

    asyncio.run(story())


def test_a_copy_has_the_same_name_data_and_attempts_and_waits(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            queue = service._queues["email"]
            options = {"delay": 3_600_000, "attempts": 7, "jobId": "own"}
            await queue.add("reminder", {"to": "ada@example.com"}, options)
            answer = await http.post("/api/jobs/email/own/copy")
            assert (answer.status_code, answer.json()["id"]) == (202, "2")
            status = (await http.get("/api/jobs/email/2")).json()
            assert [status[each] for each in ("name", "state", "attempts")] == ["reminder", "waiting", 7]
            assert (await service._held("email", "2")).data == {"to": "ada@example.com"}
            await queue.client.hset(f"{settings.prefix}:email:own", "data", "{")
            assert (await http.post("/api/jobs/email/own/copy")).status_code == 409
            assert (await http.post("/api/jobs/email/nobody/copy")).status_code == 404

    asyncio.run(story())
