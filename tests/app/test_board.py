"""The board's pages and what their buttons ask for."""

from __future__ import annotations

import asyncio
import hashlib
import json
from importlib.resources import files

import httpx

from qlab.app.jobs import Report
from qlab.app.mail import Catcher
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving, until
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


def test_a_queue_s_page_says_who_is_at_work_on_what(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with client(settings, catcher) as http:
            await posted(http)
            alone = (await http.get("/board/email")).text
            assert "No worker of this queue is connected" in alone
            assert alone.index("Add a job") < alone.index("wait, 1")
            assert "0 workers" in (await http.get("/board")).text
            await http.put("/api/mail-server", json={"delay_ms": 60_000})
            async with serving(settings, ("email",)):

                async def at_work() -> str:
                    page = (await http.get("/board/email")).text
                    # The worker has the job a moment before it asks for the next one.
                    asked = any(f"A worker without a name: <b>{doing}</b>" in page for doing in ("busy", "asking"))
                    return page if asked and "At work, 1 job" in page else ""

                page = await until(at_work)
                assert 'id="lane-1" data-since=' in page
                assert "1 worker<" in (await http.get("/board")).text
                await http.put("/api/mail-server", json={"delay_ms": 0})
                catcher.close()  # lets the mail go

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


def test_a_state_is_listed_page_by_page(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            await http.post("/api/jobs/emails", json={"count": 60})
            first = (await http.get("/board/email", params={"state": "waiting"})).text
            assert first.count("data-row") == 25
            assert "Page 1 of 3" in first
            last = (await http.get("/board/email", params={"state": "waiting", "page": 3})).text
            assert last.count("data-row") == 10
            assert 'href="/board/email/60"' in last
            assert 'href="/board/email/50"' not in last
            assert "No failed jobs" in (await http.get("/board/email", params={"state": "failed"})).text
            for bad in ({"state": "nowhere"}, {"page": 0}, {"page": 41}):
                assert (await http.get("/board/email", params=bad)).status_code == 422

    asyncio.run(story())


def test_jobs_are_found_by_what_stands_in_them(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert "No job has been added" in (await http.get("/board/email", params={"find": "x"})).text
            await posted(http, "ada@example.com")
            await posted(http, "grace@example.com")
            page = (await http.get("/board/email", params={"find": "grace"})).text
            assert 'href="/board/email/2"' in page
            assert 'href="/board/email/1"' not in page
            assert HOSTILE not in (await http.get("/board/email", params={"find": HOSTILE})).text

    asyncio.run(story())


def test_a_flow_is_a_tree_on_the_board_with_why_each_waits(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            ticket = await service.report(Report(sources=["customers.csv", "nothing.csv"]))
            for path in ("/board", "/flows", f"/board/analytics/{ticket.id}"):
                page = (await http.get(path)).text
                assert "it waits for 2 of its children" in page, path
                assert page.count("customers.csv") >= (1 if "analytics/" in path else 0)
                tree = page.partition('<ul class="tree">')[2]
                assert tree.count('href="/board/analytics/') == 3, path
            news = (await http.get("/board")).text.partition("Just happened")[2]
            assert "wait</code> or in" in news
        async with serving(settings, ("analytics",)) as service:
            await finished(service, ticket)
        async with client(settings) as http:
            page = (await http.get("/flows")).text
            assert "it failed: " in page
            assert "No flow waits" in (await http.get("/board")).text

    asyncio.run(story())


def test_a_child_s_page_shows_its_whole_flow(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            await service.report(Report())
            child = (await http.get("/api/jobs/analytics")).json()[0]
            assert child["name"] == "source"
            page = (await http.get(f"/board/analytics/{child['id']}")).text
            assert "it waits for 1 of its children" in page
            assert 'class="tree"' not in (await http.get(f"/board/email/{await posted(http)}")).text

    asyncio.run(story())


def test_a_job_s_attempts_have_times_and_errors(settings: Settings, catcher: Catcher) -> None:
    # A backoff that is over before the server writes it down counts as none: on a busy machine 50 ms soon are.
    settings = settings.model_copy(update={"backoff_ms": 1_000})

    async def story() -> None:
        async with client(settings, catcher) as http, serving(settings, ("email",)) as service:
            id = await posted(http, "ada+451x2@example.com")

            async def sent() -> bool:
                return bool((await service.status("email", id))["state"] == "completed")

            await until(sent)
            page = (await http.get(f"/board/email/{id}")).text
            rows = page.partition('aria-label="attempts"')[2].partition("</tbody>")[0]
            assert rows.count('<th scope="row">') == 3
            assert rows.count("SMTP 451") == 2
            assert rows.count("completed") == 1
            assert rows.count("<td>none</td>") == 1  # the first; the others waited for their backoff
            mails = (await http.get("/mails")).text
            assert f'href="/board/email/{id}"' in mails

    asyncio.run(story())


def test_ids_of_any_letters_lead_to_their_jobs(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings, ()) as service:
            id = "a/b?<i>\"'"
            await service._queues["email"].add("welcome", {"to": HOSTILE}, {"jobId": id})
            page = (await http.get("/board/email")).text
            path = page.partition('data-row id="job-wait-')[2].partition('href="')[2].partition('"')[0]
            assert "<i>" not in page
            assert path == "/board/email/a%2Fb%3F%3Ci%3E%22%27"

    asyncio.run(story())


def test_the_morphing_library_is_the_one_that_was_published() -> None:
    text = (files("qlab.app.web") / "static" / "idiomorph.min.js").read_bytes()
    assert (
        hashlib.sha256(text).hexdigest() == "4cbd535caf7663a51eda9bce6595371c384fc430d54b8d414e29a61167f19f96"
    )  # idiomorph 0.8.0, dist/idiomorph.min.js, 0BSD
