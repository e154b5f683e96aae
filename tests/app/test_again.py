"""The same work again: a second attempt, a retry by hand, the next job to the same place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from qlab.app.inline_work import do
from qlab.app.jobs import Data, Email, Notification
from qlab.app.mail import Catcher
from qlab.app.service import Service
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving


def test_the_next_mail_to_an_address_is_refused_as_often(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            for _ in range(2):
                status = await finished(service, await service.send_email(Email(to="ada+451x2@example.com")))
                assert (status["state"], status["attemptsMade"]) == ("completed", 3)

    asyncio.run(story())
    assert len(catcher.mails) == 2


def test_a_second_attempt_goes_on_where_the_first_stopped(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("email,amount\n" + "a@example.com,1\n" * 60, encoding="utf-8")
    there = settings.model_copy(update={"data": tmp_path})

    async def story() -> None:
        async with serving(there, ()) as service:
            ticket = await service.process_data(Data(file="long.csv"))
            await service._queues["data-processing"].backend.updateProgress(
                ticket.id, {"row": 50, "total": 60, "bad": [7], "amount": 1000.0}
            )
        async with serving(there, ("data-processing",)) as service:
            status = await finished(service, ticket)
            assert status["result"] == {"rows": 60, "bad": [7], "amount": 1010.0}
            assert status["logs"] == ["going on at row 51 of 60"]

    asyncio.run(story())


def test_a_file_that_was_read_to_its_end_is_read_anew_when_asked_for_again(settings: Settings, tmp_path: Path) -> None:
    there = settings.model_copy(update={"data": tmp_path})
    results: list[dict[str, Any]] = []

    async def story() -> None:
        async with serving(there, ("data-processing",)) as service:
            (tmp_path / "odd.csv").write_text("email,amount\na@example.com,1\n,2\n", encoding="utf-8")
            ticket = await service.process_data(Data(file="odd.csv"))
            results.append((await finished(service, ticket))["result"])
            (tmp_path / "odd.csv").write_text("email,amount\na@example.com,3\nb@example.com,4\n", encoding="utf-8")
            await service.retry(ticket.queue, ticket.id)
            results.append((await finished(service, ticket))["result"])
            assert (await service.status(ticket.queue, ticket.id))["logs"] == ["line 3: no email address"]

    asyncio.run(story())
    assert results == [{"rows": 2, "bad": [3], "amount": 1.0}, {"rows": 2, "bad": [], "amount": 7.0}]


def test_a_message_is_stored_once_a_job_whatever_ids_its_jobs_have(settings: Settings) -> None:
    async def unread(service: Service, user: str) -> int:
        status = await finished(service, await service.notify(Notification(user=user)))
        return int(status["result"]["unread"])

    async def story() -> None:
        async with serving(settings, ("notifications",)) as service:
            ticket = await service.notify(Notification(user="ada"))
            for _ in range(2):  # the job runs twice, and is one message
                assert (await finished(service, ticket))["result"]["unread"] == 1
                await service.retry(ticket.queue, ticket.id)
            await finished(service, ticket)
        async with serving(settings, ()) as service:
            await service._queues["notifications"].obliterate()
        async with serving(settings, ("notifications",)) as service:
            assert await unread(service, "grace") == 1  # the ids begin at 1 again, and hers is that of ada's job
        for user in ("alan", "radia"):
            done = await do(settings, "notifications", "push", Notification(user=user).model_dump())
            assert done["unread"] == 1

    asyncio.run(story())
