"""The board's pages and what their buttons ask for."""

from __future__ import annotations

import asyncio
import json

import httpx

from qlab.app.mail import Catcher
from qlab.app.settings import Settings
from tests.app.conftest import serving, until
from tests.app.test_api import client

HOSTILE = "<img src=x onerror=alert(1)>"


async def posted(http: httpx.AsyncClient, to: str = "ada@example.com", name: str = "ada") -> str:
    answer = await http.post("/api/jobs/email", json={"to": to, "name": name})
    assert answer.status_code == 202
    return str(answer.json()["id"])


def test_a_job_s_page_has_its_data_and_the_observer_s_explanation(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            id = await posted(http, name=HOSTILE)
            page = (await http.get(f"/board/email/{id}")).text
            assert HOSTILE not in page
            assert "&lt;img src=x" in page
            for part in ("Why it is where it is", "Options", "Attempts, 0 of 4", "qlab-app:email:events"):
                assert part in page
            assert (await http.get("/board/email/nobody")).status_code == 404
            assert (await http.get("/board/sync/1")).status_code == 404

    asyncio.run(story())


def test_a_queue_lists_its_jobs_in_the_order_of_their_turn(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert "No job has been added yet" in (await http.get("/board/email")).text
            ids = [await posted(http) for _ in range(3)]
            page = (await http.get("/board/email")).text
            places = [page.index(f'href="/board/email/{id}"') for id in ids]
            assert places == sorted(places)
            assert "http-equiv" not in page

    asyncio.run(story())


def test_the_mail_server_can_be_made_slow_and_put_down(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with client(settings, catcher) as http, serving(settings, ("email",)):
            assert (await http.put("/api/mail-server", json={"down": True})).status_code == 204
            assert (await http.get("/api/mail-server")).json() == {"delay_ms": 0, "down": True}
            id = await posted(http)

            async def tried() -> bool:
                return bool((await http.get(f"/api/jobs/email/{id}")).json()["error"])

            await until(tried)
            assert not catcher.mails
            assert (await http.put("/api/mail-server", json={"delay_ms": 1})).status_code == 204

            async def sent() -> bool:
                return bool((await http.get(f"/api/jobs/email/{id}")).json()["state"] == "completed")

            await until(sent)
            assert catcher.delay_s == 0.001
            assert (await http.put("/api/mail-server", json={"delay_ms": -1})).status_code == 422

    asyncio.run(story())
    assert len(catcher.mails) == 1


def test_many_mails_are_queued_at_once_and_no_more_than_allowed(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert (await http.post("/api/jobs/emails", json={"count": 50})).json() == {"queued": 50}
            assert (await http.get("/api/queues/email")).json()["counts"]["waiting"] == 50
            assert (await http.post("/api/jobs/emails", json={"count": 5_000})).status_code == 422

    asyncio.run(story())


def test_workers_that_others_started_are_not_killed(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert (await http.post("/api/workers/kill")).status_code == 409
            assert "Kill a worker" not in (await http.get("/board")).text

    asyncio.run(story())


def test_the_counts_are_told_as_events(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            await posted(http)
            answer = await http.get("/api/events", params={"seconds": 1})
            assert answer.headers["content-type"].startswith("text/event-stream")
            event, data = answer.text.splitlines()[:2]
            assert event == "event: counts"
            assert json.loads(data.removeprefix("data: "))["email"]["waiting"] == 1

    asyncio.run(story())
