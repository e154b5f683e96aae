"""Which requests the application takes: those of its own pages and of programs, and none of another site's page."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from qlab.app.mail import Catcher
from qlab.app.settings import Settings
from qlab.app.web.api import create
from tests.app.test_api import TYPE, client

OURS = "http://127.0.0.1"
NOWHERE = [("POST", "/nowhere"), ("PATCH", "/api/jobs/email/1")]


def changing(settings: Settings) -> list[tuple[str, str]]:
    """Every operation of the API that changes something."""
    paths = create(settings, Catcher()).openapi()["paths"]
    filled = {path: path.replace("{queue}", "email").replace("{id}", "1") for path in paths}
    return [(method.upper(), filled[path]) for path, each in paths.items() for method in each if method != "get"]


def ask(settings: Settings, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    async def story() -> httpx.Response:
        async with client(settings) as http:
            return await http.request(method, path, headers=headers)

    return asyncio.run(story())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "something new", "Origin": OURS},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
)
def test_a_foreign_page_changes_nothing(settings: Settings, headers: dict[str, str]) -> None:
    async def story() -> None:
        async with client(settings) as http:
            for method, path in [*changing(settings), *NOWHERE]:
                refused = await http.request(method, path, headers=headers)
                assert (refused.status_code, refused.headers["content-type"]) == (403, TYPE), path
            assert sum(sum(each.values()) for each in (await http.get("/api/queues")).json().values()) == 0
            assert not (await http.get("/api/queues/email")).json()["paused"]

    asyncio.run(story())


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": OURS}, {"Sec-Fetch-Site": "same-origin", "Origin": OURS}, {"Sec-Fetch-Site": "none"}],
)
def test_our_own_pages_and_programs_may_change(settings: Settings, headers: dict[str, str]) -> None:
    assert ask(settings, "POST", "/api/queues/email/pause", headers).status_code == 204


@pytest.mark.parametrize("mode", ["cors", "no-cors", "websocket", "navigate"])
def test_a_foreign_page_reads_nothing_but_may_link_here(settings: Settings, mode: str) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": "iframe"}
    assert ask(settings, "GET", "/api/queues", foreign).status_code == 403
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    answer = ask(settings, "GET", "/board", linked)
    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "", "127.0.0.1.nip.io", "[::2]", "app", "a b", "localhost.evil"]
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/queues"), ("GET", "/mails"), ("DELETE", "/api/jobs/email/1")]
)
def test_a_name_that_is_not_ours_is_refused(settings: Settings, host: str, method: str, path: str) -> None:
    rebound = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    answer = ask(settings, method, path, rebound)
    assert (answer.status_code, answer.headers["content-type"]) == (421, TYPE)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_this_machines_own_names_are_taken(settings: Settings, host: str) -> None:
    assert ask(settings, "GET", "/api/queues", {"Host": host}).status_code == 200


def test_the_operations_that_change_something_are_all_there(settings: Settings) -> None:
    found = changing(settings)
    assert ("POST", "/api/queues/email/selected") in found
    assert ("PUT", "/api/mail-server") in found
    assert len(found) > 15


def test_beyond_loopback_any_name_will_do_with_the_token(settings: Settings) -> None:
    from pydantic import SecretStr

    far = settings.model_copy(update={"host": "0.0.0.0", "token": SecretStr("s3cret")})
    token = {"Authorization": "Bearer s3cret", "Host": "queues.example"}
    assert ask(far, "GET", "/api/queues", token).status_code == 200
    assert ask(far, "GET", "/api/queues", {"Host": "queues.example"}).status_code == 401
    foreign = {**token, "Sec-Fetch-Site": "cross-site"}
    assert ask(far, "POST", "/api/queues/email/pause", foreign).status_code == 403
