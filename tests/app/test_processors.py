"""The processors, each run by a real worker on a real server, mails by real SMTP."""

from __future__ import annotations

import asyncio
import base64
import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from qlab.app.jobs import Data, Email, Notification, Report, Sync
from qlab.app.mail import Catcher
from qlab.app.report import Source, chart
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving, until


def test_a_mail_arrives_once_and_carries_its_jobs_id(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            status = await finished(service, await service.send_email(Email(to="ada@example.com", name="Ada")))
            assert status["result"] == {"messageId": "<job-1@example.com>", "to": "ada@example.com"}

    asyncio.run(story())
    assert [(mail.id, mail.to, mail.subject) for mail in catcher.mails] == [
        ("<job-1@example.com>", "ada@example.com", "Welcome, Ada")
    ]


@pytest.mark.parametrize(
    ("address", "state", "attempts", "error"),
    [
        ("ada+451x2@example.com", "completed", 3, None),
        ("ada+421x1@example.com", "completed", 2, None),
        ("ada+451@example.com", "failed", 4, "SMTP 451"),
        ("ada+550@example.com", "failed", 1, "SMTP 550"),
    ],
)
def test_a_fault_of_the_mail_server_is_retried_unless_it_is_for_good(
    settings: Settings, catcher: Catcher, address: str, state: str, attempts: int, error: str | None
) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            status = await finished(service, await service.send_email(Email(to=address)))
            assert (status["state"], status["attemptsMade"]) == (state, attempts)
            if error is not None:
                assert status["error"].startswith(error)

    asyncio.run(story())
    assert len(catcher.mails) == (state == "completed")


def test_a_mail_server_that_keeps_silent_is_tried_again(settings: Settings, catcher: Catcher) -> None:
    impatient = settings.model_copy(update={"smtp_timeout_s": 0.3})

    async def story() -> None:
        async with serving(impatient, ("email",)) as service:
            status = await finished(service, await service.send_email(Email(to="ada+timeout@example.com")))
            # Four attempts on any machine: one that is too busy for a greeting in time is silent, too.
            assert (status["state"], status["attemptsMade"]) == ("failed", 4)
            assert "timed out" in status["error"]

    asyncio.run(story())
    assert not catcher.mails


def test_a_template_that_does_not_exist_is_not_retried(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("email",)) as service:
            status = await finished(service, await service.send_email(Email(to="ada@example.com", template="spam")))
            assert (status["state"], status["attemptsMade"]) == ("failed", 1)

    asyncio.run(story())


def test_a_file_is_gone_through_and_its_bad_rows_are_collected(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("data-processing",)) as service:
            status = await finished(service, await service.process_data(Data(file="customers.csv")))
            assert status["result"]["rows"] == 120
            assert status["result"]["bad"] == [18, 43, 65, 100]
            assert status["progress"]["row"] == status["progress"]["total"] == 120
            assert status["logs"][0] == "line 18: no email address"
            strict = await finished(service, await service.process_data(Data(file="customers.csv", strict=True)))
            assert (strict["state"], strict["attemptsMade"]) == ("failed", 1)
            assert strict["error"] == "line 18: no email address"
            none = await finished(service, await service.process_data(Data(file="nothing.csv")))
            assert none["error"] == "nothing.csv cannot be read from the data folder"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("content", "data", "sync"),
    [
        (b"\xef\xbb\xbfid,email,amount\n1,a@example.com,1\n", ("completed", 1.0), ("completed", {"rows": 1})),
        (b"email,amount\na@example.com,1\n", ("completed", 1.0), ("failed", "row 1 has no id")),
        (b"email,id\na@example.com,1\nb@example.com\n", ("completed", 0.0), ("failed", "row 2 has no id")),
        (b"id,email,amount\n1,a@example.com,1,more\n\n2\n", ("completed", 1.0), ("completed", {"rows": 2})),
        (b"id,email,amount\n1,a@b.c,1e308\n2,a@b.c,1e308\n", ("completed", 0.0), ("completed", {"rows": 2})),
        (b"", ("completed", 0.0), ("completed", {"rows": 0})),
        (b"id,email,amount\n1,\xe9@example.com,1\n", ("failed", None), ("failed", None)),
        (b"id,email,amount\n1," + b"x" * 200_000 + b",1\n", ("failed", None), ("failed", None)),
    ],
    ids=["byte order mark", "no id", "short row", "ragged", "beyond all numbers", "empty", "latin-1", "huge field"],
)
def test_a_faulty_file_is_read_as_far_as_it_makes_sense_and_never_tried_again(
    settings: Settings, tmp_path: Path, content: bytes, data: tuple[str, object], sync: tuple[str, object]
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    there = settings.model_copy(update={"data": tmp_path})

    async def story() -> None:
        async with serving(there, ("data-processing", "data-sync")) as service:
            read = await finished(service, await service.process_data(Data(file="odd.csv")))
            written = await finished(service, await service.sync(Sync(file="odd.csv")))
        unreadable = "odd.csv cannot be read from the data folder"
        amount = read["result"]["amount"] if read["result"] else None
        assert (read["state"], amount) == data
        assert read["error"] == (None if read["state"] == "completed" else unreadable)
        assert (written["state"], written["result"] or written["error"]) == (sync[0], sync[1] or unreadable)
        assert read["attemptsMade"] == written["attemptsMade"] == 1

    asyncio.run(story())


def test_notifications_are_deduplicated_and_rate_limited(settings: Settings) -> None:
    async def story() -> list[int]:
        async with serving(settings, ()) as service:
            first = await service.notify(Notification(user="ada"))
            assert await service.notify(Notification(user="ada")) == first
            for number in range(24):
                await service.notify(Notification(user=f"user{number}"))
        # The Python port alone would look again only after `drainDelay` (s) each time: here never.
        async with serving(settings, ("notifications",), drainDelay=3_600) as service:

            async def all_done() -> bool:
                return (await service.counts())["notifications"]["completed"] == 25

            await until(all_done)
            events = await service._queues["notifications"].client.xrange(f"{settings.prefix}:notifications:events")
            # An entry's id is the server's own time, as that of the window's key is.
            return [int(id.partition("-")[0]) for id, fields in events if fields["event"] == "active"]

    windows: list[list[int]] = []
    for started in asyncio.run(story()):
        # A window is over when PTTL says 0, after 1,000 ms and not after one more (getRateLimitTTL).
        if not windows or started - windows[-1][0] >= 1_000:
            windows.append([])
        windows[-1].append(started)
    assert len(windows) >= 3  # on a quick machine ten at once, ten in the second second, five in the third
    assert max(map(len, windows)) <= 10
    with sqlite3.connect(settings.database) as database:
        assert database.execute("SELECT count(*), count(DISTINCT user) FROM inbox").fetchone() == (25, 25)
    database.close()


def test_a_report_is_made_of_its_sources(settings: Settings, tmp_path: Path) -> None:
    title = "<script>alert(1)</script> $x^2$ \x1b[31m"
    results: list[dict[str, Any]] = []

    async def story() -> None:
        async with serving(settings, ("analytics",)) as service:
            wanted = Report(title=title, sources=["customers.csv", "plan.csv"])
            results.extend([(await finished(service, await service.report(wanted)))["result"] for _ in range(2)])

    (tmp_path / "customers.csv").write_text(
        "email,amount\na@example.com,1234.5\n,7\nc@example.com,nan\n", encoding="utf-8"
    )
    (tmp_path / "plan.csv").write_text("email,amount\nb@example.com,-20\n", encoding="utf-8")
    settings = settings.model_copy(update={"data": tmp_path})
    asyncio.run(story())
    assert [(each["rows"], each["amount"]) for each in results] == [(4, 1214.5)] * 2
    text = (settings.reports / results[0]["report"]).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert "<script>" not in text
    assert "\x1b" not in text
    assert ">1,234.50<" in text
    chart = (settings.reports / results[0]["chart"]).read_bytes()
    assert base64.b64encode(chart).decode() in text  # the page needs no other file
    assert chart == (settings.reports / results[1]["chart"]).read_bytes()
    with Image.open(io.BytesIO(chart)) as picture:
        assert picture.format == "PNG"
        assert {"Software", "Creation Time"}.isdisjoint(picture.text)
        assert "customers.csv 1,234.50; plan.csv -20.00." in picture.text["Description"]
        colours = {colour: number for number, colour in picture.convert("RGB").getcolors(1 << 16)}
    assert colours[(0, 114, 178)] > 1_000  # the bars are there


def test_a_source_that_cannot_be_read_fails_the_report(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("analytics",)) as service:
            status = await finished(service, await service.report(Report(sources=["customers.csv", "none.csv"])))
            assert status["state"] == "failed"
            assert "failed" in status["error"]

    asyncio.run(story())
    assert not settings.reports.exists()


def test_a_chart_of_nothing_is_a_chart() -> None:
    for sources in ([], [Source(source="a.csv", rows=0, bad=0, amount=0.0)]):
        assert chart("empty", sources).get_figure() is not None


def test_a_sync_run_twice_leaves_what_one_run_leaves(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("data-sync",)) as service:
            for _ in range(2):
                await finished(service, await service.sync(Sync()))

    asyncio.run(story())
    with sqlite3.connect(settings.database) as database:
        assert database.execute("SELECT count(*), min(writes), max(writes) FROM customers").fetchone() == (120, 2, 2)
    database.close()


def test_the_clock_asks_for_its_work(settings: Settings) -> None:
    async def story() -> None:
        async with serving(settings, ("scheduled",)) as service:
            await service.schedule()
            await service.schedule()

            async def cleaned() -> bool:
                counts = (await service.counts())["scheduled"]
                return counts["completed"] == 1 and counts["delayed"] == 2

            await until(cleaned)
            digest = next(job for job in await service.jobs("scheduled") if job["name"] == "digest")
            await service.promote("scheduled", digest["id"])

            async def sent() -> bool:
                return (await service.counts())["email"]["waiting"] == 1

            await until(sent)
            assert (await service.jobs("email"))[0]["name"] == "digest"

    asyncio.run(story())
