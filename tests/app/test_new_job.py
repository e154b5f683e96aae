"""A job of any name, data and options, added over HTTP: what was asked for, or a sentence that says what is wrong."""

from __future__ import annotations

import asyncio
import html
import json
import re
from typing import Any

import pytest

from qlab.app.demo_request import example
from qlab.app.queues import NAMES, QUEUES
from qlab.app.settings import Settings
from tests.app.conftest import finished, serving
from tests.app.test_api import client

PATH = "/api/queues/email/jobs"
OPTIONS = {"delay": 60_000, "attempts": 7, "priority": 3, "backoff": {"type": "fixed", "delay": 10}}


def test_a_job_is_added_as_it_was_asked_for(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            made = await http.post(PATH, json={"name": "mine", "data": [1, "\u00e9", None], "opts": OPTIONS})
            assert made.status_code == 202
            assert made.json() == {"queue": "email", "id": "1", "status": "/api/jobs/email/1"}
            job = (await http.get("/api/jobs/email/1")).json()
            assert (job["name"], job["state"], job["attempts"]) == ("mine", "delayed", 7)
            page = html.unescape((await http.get("/board/email/1")).text)
            opts = json.loads(re.search(r"Options</h2><pre>(.*?)</pre>", page, re.DOTALL)[1])  # type: ignore[index]
            assert {name: opts[name] for name in OPTIONS} == OPTIONS
            plain = await http.post(PATH, json={"name": "mine"})
            assert (await http.get(plain.json()["status"])).json()["attempts"] == settings.attempts

    asyncio.run(story())


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": ""}, "Name must be a text of 1 to 200 characters."),
        ({"name": "   "}, "Name must be a text of 1 to 200 characters."),
        ({"name": "x" * 201}, "Name must be a text of 1 to 200 characters."),
        ({"name": "half \ud800"}, "Name must be a text of 1 to 200 characters."),
        ({"name": 3}, "Name must be a text of 1 to 200 characters."),
        ({"name": "a", "opts": {"priority": 2**21}}, "Priority must be a whole number from 0 to 2,097,151."),
        ({"name": "a", "opts": {"priority": True}}, "Priority must be a whole number from 0 to 2,097,151."),
        ({"name": "a", "opts": {"delay": -1}}, "Delay must be a whole number from 0 to 31,622,400,000."),
        ({"name": "a", "opts": {"delay": "soon"}}, "Delay must be a whole number from 0 to 31,622,400,000."),
        ({"name": "a", "opts": {"attempts": 0}}, "Attempts must be a whole number from 1 to 100."),
        ({"name": "a", "opts": {"backoff": {"type": "none", "delay": 1}}}, "Backoff must be fixed or exponential."),
        (
            {"name": "a", "opts": {"backoff": {"type": "fixed", "delay": 1.5}}},
            "Wait before a retry must be a whole number from 0 to 31,622,400,000.",
        ),
        ({"name": "a", "data": float("nan")}, "Data must be JSON: without NaN or Infinity, and not too deep."),
        ({"name": "a", "opts": {"repeat": {}}}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(settings: Settings, body: dict[str, Any], sentence: str) -> None:
    async def story() -> None:
        async with client(settings) as http:
            json_type = {"Content-Type": "application/json"}
            answer = await http.post(PATH, content=json.dumps(body), headers=json_type)
            assert answer.status_code == 422
            assert [each["what"] for each in answer.json()["errors"]] == [sentence]
            assert (await http.get("/api/queues/email")).json()["counts"]["waiting"] == 0

    asyncio.run(story())


def test_another_site_s_page_adds_no_job(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                assert (await http.post(PATH, json={"name": "a"}, headers=headers)).status_code == 403

    asyncio.run(story())


def test_each_queue_s_form_holds_a_job_that_its_workers_can_do(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, serving(settings) as service:
            tickets = []
            for queue in NAMES:
                page = html.unescape((await http.get(f"/board/{queue}")).text)
                name, data = example(queue)
                assert f'value="{name}"' in page
                assert json.dumps(data, indent=2) in page
                assert f'placeholder="{QUEUES[queue].options.get("attempts", settings.attempts)}"' in page
                tickets.append(await service.add(queue, name, data, {}))
            for ticket in tickets:
                assert (await finished(service, ticket))["state"] == "completed", ticket

    asyncio.run(story())
