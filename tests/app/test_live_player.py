"""What the board hears by server-sent events: which jobs moved; and for the player, a queue's steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from qlab.app.processes.process import web
from qlab.app.settings import Settings
from qlab.app.web import live_player
from qlab.lab.server_io import server as servers


@pytest.fixture
def base(settings: Settings) -> Iterator[str]:
    with web(settings) as address:
        yield address


def told(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream, as name and data."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def moves(events: Iterator[tuple[str, Any]], wanted: int) -> list[tuple[str, str | None]]:
    """So many moves of jobs: id, and the state that the job is in."""
    found: list[tuple[str, str | None]] = []
    for name, data in events:
        assert name == "steps"
        found += [(job, target) for step in data["steps"] for _queue, job, _source, target in step["moves"]]
        if len(found) >= wanted:
            break
    return found


def test_steps_are_told_as_they_happen_and_those_before_first(base: str) -> None:
    mail = {"to": "ada@example.com"}
    httpx.post(f"{base}/api/jobs/email", json=mail).raise_for_status()
    with httpx.stream("GET", f"{base}/api/queues/email/steps", timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = told(answer)
        name, whole = next(events)
        assert (name, whole["watched"]) == ("whole", True)
        assert moves(events, 1) == [("1", "waiting")]
        httpx.post(f"{base}/api/jobs/email", json=mail).raise_for_status()
        assert ("2", "waiting") in moves(events, 1)


def test_a_long_stream_is_played_from_now(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_player, "RECENT", 1)
    mail = {"to": "ada@example.com"}
    httpx.post(f"{base}/api/jobs/email", json=mail).raise_for_status()
    with httpx.stream("GET", f"{base}/api/queues/email/steps", timeout=30) as answer:
        events = told(answer)
        _name, whole = next(events)
        assert "qlab-app:email:1" in whole["keys"]
        httpx.post(f"{base}/api/jobs/email", json=mail).raise_for_status()
        assert moves(events, 1) == [("2", "waiting")]


def test_only_so_many_players_listen(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_player, "PLAYERS", 0)
    answer = httpx.get(f"{base}/api/queues/email/steps")
    assert answer.status_code == 503
    assert "close one of them" in answer.json()["detail"]


def test_a_player_begins_anew_after_so_many_steps(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_player, "STEPS", 2)
    httpx.post(f"{base}/api/jobs/emails", json={"count": 5}).raise_for_status()
    answer = httpx.get(f"{base}/api/queues/email/steps", timeout=30)  # it ends by itself
    assert answer.text.startswith("event: whole")


def test_which_jobs_moved_is_told(base: str) -> None:
    with httpx.stream("GET", f"{base}/api/events", timeout=30) as answer:
        events = told(answer)
        assert next(events)[0] == "counts"
        httpx.post(f"{base}/api/jobs/email", json={"to": "ada@example.com"}).raise_for_status()
        heard = next(data for name, data in events if name == "moved")
    assert heard == {"email": ["1"]}


def test_a_server_that_is_gone_is_said(tmp_path: Path) -> None:
    server = servers.start()
    with web(Settings(redis_url=SecretStr(str(server.url)), database=tmp_path / "a.sqlite")) as base:
        server.close()
        assert "event: gone" in httpx.get(f"{base}/api/events", timeout=30).text
