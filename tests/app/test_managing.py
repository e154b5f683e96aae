"""Managing queues, by the service and by HTTP: pause, resume, drain and clean, with a real server and real workers."""

from __future__ import annotations

import asyncio

from qlab.app.jobs import Email, Sync
from qlab.app.mail import Catcher
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving, until
from tests.app.test_api import client


def test_a_paused_queue_keeps_its_jobs_until_it_is_resumed(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with serving(settings, ("email", "data-sync")) as service:
            await service.pause("email")
            assert (await service.paused("email"), await service.paused("data-sync")) == (True, False)
            waiting = await service.send_email(Email(to="ada@example.com"))
            # By the time another queue's job is finished the workers are up and looking.
            assert (await finished(service, await service.sync(Sync())))["state"] == "completed"
            assert (await service.status("email", waiting.id))["state"] == "waiting"
            assert not catcher.mails
            await service.resume("email")
            assert not await service.paused("email")
            assert (await finished(service, waiting))["state"] == "completed"

    asyncio.run(story())
    assert len(catcher.mails) == 1


def test_draining_removes_what_waits_and_nothing_else(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            done = await service.send_email(Email(to="ada@example.com"))
            failed = await service.send_email(Email(to="ada+550@example.com"))
            for ticket in (done, failed):
                await finished(service, ticket)
        async with serving(settings, ()) as service:
            await service.demo()  # three mails that wait, one that is delayed
            await service._queues["email"].add("urgent", {}, {"priority": 1})
            before = (await service.counts())["email"]
            assert [before[each] for each in ("waiting", "prioritized", "delayed")] == [3, 1, 1]
            others = {name: counts for name, counts in (await service.counts()).items() if name != "email"}
            await service.drain("email")
            after = await service.counts()
            assert after.pop("email") == {**before, "waiting": 0, "prioritized": 0}
            assert after == others
            await service.drain("email")  # nothing waits: nothing happens

    asyncio.run(story())


def test_cleaning_removes_the_finished_jobs_of_one_state(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            done = [await service.send_email(Email(to="ada@example.com")) for _ in range(3)]
            failed = await service.send_email(Email(to="ada+550@example.com"))
            for ticket in (*done, failed):
                await finished(service, ticket)
            assert await service.clean("email", grace_ms=3_600_000) == []  # they finished within the last hour
            assert sorted(await service.clean("email")) == [ticket.id for ticket in done]
            counts = (await service.counts())["email"]
            assert (counts["completed"], counts["failed"]) == (0, 1)
            assert await service.clean("email", "failed") == [failed.id]
            keys = await service._queues["email"].client.keys(f"{settings.prefix}:email:[0-9]*")
            assert keys == []  # the jobs' hashes and logs are gone too

    asyncio.run(story())


def test_the_same_by_http(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert (await http.post("/api/queues/email/pause")).status_code == 204
            asked = (await http.post("/api/jobs/email", json={"to": "ada@example.com"})).json()
            seen = (await http.get("/api/queues/email")).json()
            assert (seen["queue"], seen["paused"], seen["counts"]["waiting"]) == ("email", True, 1)
            assert 'email</a> <span class="paused">' in (await http.get("/board")).text
            async with serving(settings, ("email",)):
                assert (await http.post("/api/queues/email/resume")).status_code == 204

                async def done() -> bool:
                    return bool((await http.get(asked["status"])).json()["state"] == "completed")

                await until(done)
            assert (await http.post("/api/queues/email/clean", params={"state": "failed"})).json() == []
            assert (await http.post("/api/queues/email/clean")).json() == [asked["id"]]
            await http.post("/api/jobs/sync", json={})
            assert (await http.post("/api/queues/data-sync/drain")).status_code == 204
            counts = (await http.get("/api/queues")).json()
            assert sum(sum(states.values()) for states in counts.values()) == 0
            assert (await http.post("/api/queues/email/clean", params={"state": "active"})).status_code == 422
            assert (await http.post("/api/queues/nothing/pause")).status_code == 404
            assert (await http.get("/api/queues/email/pause")).headers["Allow"] == "POST"

    asyncio.run(story())
