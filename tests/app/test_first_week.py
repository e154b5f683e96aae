"""The first week with BullMQ, in six steps: docs/first-week.md tells them, and this plays them, once, in that order.

Everything here is real: a server, the application's HTTP API, its workers, a mail server, and sockets between them. The
one thing that is not waited for is the backoff: step 4 reads how long it is, and step 5 promotes the job by HTTP.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

import qlab
from qlab import Player, exponential
from qlab.app.mail import Catcher
from qlab.app.queues import NAMES, job_options, nestjs
from qlab.app.settings import Settings
from tests.app.conftest import serving, until
from tests.app.test_api import client

GUIDE = Path(__file__).parents[2] / "docs" / "first-week.md"
MAIL = {"to": "ada+451x3@example.com", "name": "Ada"}  # the mail server refuses three times, and then takes it


def test_the_first_week(settings: Settings, catcher: Catcher) -> None:
    # Step 1: configure the connection. One URL, and what all jobs have in common.
    settings = settings.model_copy(update={"backoff_ms": 2_000})
    assert settings.attempts == 4

    # Step 2: register the queues. Six names; a queue's keys appear with its first job.
    assert "email" in NAMES
    assert job_options(settings, "email")["backoff"] == {"type": "exponential", "delay": 2_000}
    assert "@Processor('email'" in nestjs("email")

    asyncio.run(week(settings))
    assert [mail.to for mail in catcher.mails] == [MAIL["to"]]  # one mail, however many attempts


async def week(settings: Settings) -> None:
    """Steps 3 to 6, by HTTP, as a browser or a program of yours would."""
    async with client(settings) as http:
        asked = (await http.post("/api/jobs/email", json=MAIL)).json()
        job = asked["status"]

        # Step 3: explore Redis. A job is a hash; its state is the list that its id is in.
        explore(settings)

        # Step 4: fail and retry, after 2, 4 and 8 s.
        waits = []
        async with serving(settings, ("email",)):
            for attempt in (1, 2, 3):
                status = await until(lambda made=attempt: failed(http, job, made))
                assert status["state"] == "delayed"
                assert "451" in status["error"]
                waits.append(backoff(settings))

                # Step 5: manage by HTTP. Let it run now rather than when it is due.
                assert (await http.post(f"{job}/promote")).status_code == 204
            status = await until(lambda: done(http, job))
        assert waits == [2_000, 4_000, 8_000] == list(exponential("2s").schedule(4))
        assert (status["attemptsMade"], status["result"]["to"]) == (4, MAIL["to"])
        assert (await http.post("/api/queues/email/pause")).status_code == 204
        assert (await http.get("/api/queues/email")).json()["paused"]
        assert (await http.post("/api/queues/email/resume")).status_code == 204

        # Step 6: see it happen: on the board, in a sentence, and step by step.
        page = (await http.get("/board/email/1")).text
        assert page.count("451") >= 3
        see(settings)

        # A retry of the finished job is one more run, and the mail server begins again to refuse.
        async with serving(settings, ("email",)):
            assert (await http.post(f"{job}/retry")).status_code == 204
            status = await until(lambda: done(http, job, "failed"))
        assert (status["attemptsMade"], "451" in status["error"]) == (5, True)
        assert (await http.delete(job)).status_code == 204
        assert (await http.get(job)).status_code == 404


def explore(settings: Settings) -> None:
    """What one added job leaves in Redis."""
    with qlab.attach(settings.url, prefix=settings.prefix) as observer:
        snapshot = observer.snapshot("email")
        assert snapshot.ids("email", qlab.parse_key("bull:email:wait").role) == ("1",)
        found = snapshot.job("1", "email")
        assert found is not None
        assert (found.name, found.data["to"]) == ("welcome", MAIL["to"])
        assert "wait" in observer.explain("email", "1").text()


def backoff(settings: Settings) -> int:
    """The delay that BullMQ wrote into the job's hash, ms."""
    with qlab.attach(settings.url, prefix=settings.prefix) as observer:
        job = observer.snapshot("email").job("1", "email")
        assert job is not None
        return int(job.fields["delay"])


def see(settings: Settings) -> None:
    """The queue's own event stream, played back into steps, for the player."""
    with qlab.attach(settings.url, prefix=settings.prefix) as observer:
        snapshot = observer.snapshot("email")
    events = snapshot.key(f"{settings.prefix}:email:events")
    assert events is not None
    recording = qlab.Recording.from_events(events.entries, "email", prefix=settings.prefix)
    states = [str(move.target) for move in recording.all_moves()]
    assert states == ["waiting", *("active", "delayed", "waiting") * 3, "active", "completed"]
    assert repr(Player(recording)) == f"Player({len(recording)} steps, at step 1)"


async def failed(http: httpx.AsyncClient, job: str, attempts: int) -> dict[str, object] | None:
    status: dict[str, object] = (await http.get(job)).json()
    return status if (status["state"], status["attemptsMade"]) == ("delayed", attempts) else None


async def done(http: httpx.AsyncClient, job: str, state: str = "completed") -> dict[str, object] | None:
    status: dict[str, object] = (await http.get(job)).json()
    return status if status["state"] == state else None


def test_the_guide_tells_the_same_six_steps() -> None:
    heads = [line for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("## ")]
    assert heads == [
        "## 1. Configure the connection",
        "## 2. Register the queues",
        "## 3. Explore Redis",
        "## 4. Fail and retry",
        "## 5. Manage by HTTP",
        "## 6. See it happen",
    ]
