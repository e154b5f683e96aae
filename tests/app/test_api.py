"""The HTTP API, asked over ASGI, with a real server behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from qlab.app.mail import Catcher
from qlab.app.queues import NAMES
from qlab.app.settings import Settings, load
from qlab.app.web.api import create
from qlab.errors import UsageError
from tests.app.conftest import serving as workers
from tests.app.conftest import until

TYPE = "application/problem+json"


@asynccontextmanager
async def client(settings: Settings, catcher: Catcher | None = None) -> AsyncIterator[httpx.AsyncClient]:
    app = create(settings, catcher)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            yield http


def test_a_job_is_accepted_and_found_where_it_says(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with client(settings) as http, workers(settings, ("email",)):
            answer = await http.post("/api/jobs/email", json={"to": "ada@example.com"})
            assert answer.status_code == 202
            assert answer.headers["Location"] == "/api/jobs/email/1" == answer.json()["status"]

            async def done() -> bool:
                return bool((await http.get(answer.headers["Location"])).json()["state"] == "completed")

            await until(done)
            again = await http.post("/api/jobs/email/1/retry")
            assert again.status_code == 204
            await until(done)

    asyncio.run(story())
    assert catcher.mails


def test_every_job_of_the_demo_can_be_looked_up(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            asked = (await http.post("/api/jobs/demo")).json()
            assert len(asked) == 8
            states = [(await http.get(job["status"])).json()["state"] for job in asked]
            assert set(states) == {"waiting", "delayed", "waiting-children"}
            counts = (await http.get("/api/queues")).json()
            assert list(counts) == list(NAMES)
            assert counts["email"]["waiting"] == 3
            assert [job["state"] for job in (await http.get("/api/jobs/email")).json()].count("delayed") == 1

    asyncio.run(story())


def test_the_same_key_is_the_same_job(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            for path, body in (("email", {"to": "ada@example.com"}), ("report", {"title": "Weekly"})):
                key = {"Idempotency-Key": "order-17"}
                answers = [await http.post(f"/api/jobs/{path}", json=body, headers=key) for _ in range(3)]
                assert {answer.status_code for answer in answers} == {202}
                assert len({answer.json()["id"] for answer in answers}) == 1
                changed = {**body, **({"name": "B"} if path == "email" else {"title": "Other"})}
                other = await http.post(f"/api/jobs/{path}", json=changed, headers=key)
                assert (other.status_code, other.headers["content-type"]) == (409, TYPE)
            assert (await http.get("/api/queues")).json()["email"]["waiting"] == 1

    asyncio.run(story())


def test_one_key_in_many_requests_at_once_is_one_piece_of_work(settings: Settings) -> None:
    report = {"title": "Weekly", "sources": ["customers.csv", "plan.csv"]}

    async def ask(http: httpx.AsyncClient, path: str, body: dict[str, object], key: str) -> int:
        answer = await http.post(f"/api/jobs/{path}", json=body, headers={"Idempotency-Key": key})
        return answer.status_code

    async def story() -> None:
        async with client(settings) as http, client(settings) as other:  # two processes would be as far apart
            same = [ask(each, "report", report, "a") for _ in range(5) for each in (http, other)]
            assert set(await asyncio.gather(*same)) == {202}
            counts = (await http.get("/api/queues")).json()["analytics"]
            assert (counts["waiting"], counts["waiting-children"]) == (2, 1)
            for path, bodies in (
                ("report", [{"title": str(number)} for number in range(5)]),
                ("email", [{"to": f"user{number}@example.com"} for number in range(5)]),
            ):
                differing = await asyncio.gather(*[ask(http, path, body, "b") for body in bodies])
                assert sorted(differing) == [202, 409, 409, 409, 409]

    asyncio.run(story())


def test_a_delayed_job_is_promoted_and_removed_and_each_wrong_move_is_a_conflict(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            await http.post("/api/jobs/demo")
            job = "/api/jobs/email/4"
            status = (await http.get(job)).json()
            assert status["due"] > 0
            assert (await http.post(f"{job}/retry")).status_code == 409
            assert (await http.post(f"{job}/promote")).status_code == 204
            conflict = await http.post(f"{job}/promote")
            assert (conflict.status_code, conflict.headers["content-type"]) == (409, TYPE)
            assert conflict.json()["title"] == "Conflict"
            assert (await http.delete(job)).status_code == 204
            gone = await http.get(job)
            assert (gone.status_code, gone.headers["content-type"]) == (404, TYPE)
            assert gone.json()["detail"].startswith("Queue email has no job")

    asyncio.run(story())


def test_a_body_that_does_not_say_that_it_is_json(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            form = {"content-type": "application/x-www-form-urlencoded"}  # as curl's -d says
            answer = await http.post("/api/jobs/email", content='{"to": "ada@example.com"}', headers=form)
            assert answer.status_code == 422
            assert "Content-Type: application/json" in answer.json()["detail"]
            typed = await http.post("/api/jobs/email", json={"to": "nobody"})
            assert "Content-Type" not in typed.json()["detail"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/jobs/email", {"to": "nobody"}, 422),
        ("POST", "/api/jobs/email", {"to": "a@b.com", "more": 1}, 422),
        ("POST", "/api/jobs/data", {"file": "../../etc/passwd"}, 422),
        ("POST", "/api/jobs/email", {"to": "a@b.com", "name": "x" * 200_000}, 413),
        ("GET", "/api/jobs/nothing", None, 404),
        ("GET", "/api/jobs/email/none", None, 404),
        ("GET", "/api/jobs/email/meta", None, 404),
        ("GET", "/api/jobs/email/events", None, 404),
        ("POST", "/api/jobs/email/wait/retry", None, 404),
        ("DELETE", "/api/jobs/email/marker", None, 404),
        ("GET", "/nowhere", None, 404),
        ("PUT", "/api/queues", None, 405),
        ("GET", "/api/jobs/data", None, 405),
    ],
)
def test_errors_are_problems(settings: Settings, method: str, path: str, body: object, status: int) -> None:
    async def story() -> None:
        async with client(settings) as http:
            await http.post("/api/jobs/email", json={"to": "ada@example.com"})  # so that the queue has keys
            answer = await http.request(method, path, json=body)
            assert (answer.status_code, answer.headers["content-type"]) == (status, TYPE)
            assert {"type", "title", "status", "detail"} <= set(answer.json())

    asyncio.run(story())


def test_a_wrong_method_is_told_all_the_right_ones(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            assert (await http.put("/api/jobs/email/1")).headers["Allow"] == "DELETE, GET"
            assert (await http.get("/api/jobs/data")).headers["Allow"] == "POST"

    asyncio.run(story())


def test_a_body_that_does_not_say_how_long_it_is_is_measured(settings: Settings) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 10_000

    async def story() -> None:
        async with client(settings) as http:
            assert (await http.post("/api/jobs/email", content=parts())).status_code == 413

    asyncio.run(story())


def test_the_work_can_be_done_in_the_request(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with client(settings) as http:
            answer = await http.post("/api/jobs/email?inline=true", json={"to": "ada@example.com"})
            assert (answer.status_code, answer.json()["result"]["to"]) == (200, "ada@example.com")
            assert "Location" not in answer.headers
            rows = await http.post("/api/jobs/data?inline=true", json={"file": "customers.csv"})
            assert rows.json()["result"]["rows"] == 120
            refused = await http.post("/api/jobs/email?inline=true", json={"to": "ada+550@example.com"})
            assert refused.status_code == 409
            assert "nothing retries it" in refused.json()["detail"]
            assert sum(sum(states.values()) for states in (await http.get("/api/queues")).json().values()) == 0

    asyncio.run(story())
    assert len(catcher.mails) == 1


def test_a_token_is_asked_for(settings: Settings) -> None:
    guarded = settings.model_copy(update={"token": SecretStr("s3cret")})

    async def story() -> None:
        async with client(guarded) as http:
            for headers in ({}, {"Authorization": "Bearer wrong"}):
                answer = await http.get("/api/queues", headers=headers)
                assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
                assert answer.headers["content-type"] == TYPE
            assert (await http.get("/api/queues", headers={"Authorization": "Bearer s3cret"})).status_code == 200
            assert (await http.get("/board")).status_code == 401
            assert (await http.get("/health")).status_code == 200

    asyncio.run(story())


def test_beyond_loopback_a_token_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.com"):
        with pytest.raises(UsageError, match="needs a token"):
            load(host=host)
    monkeypatch.setenv("QLAB_APP_TOKEN", "s3cret")
    monkeypatch.setenv("QLAB_APP_PORT", "8123")
    assert (load(host="0.0.0.0").port, load(port=1).port) == (8123, 1)
    assert "s3cret" not in repr(load())
    with pytest.raises(UsageError, match="port"):
        load(port=99_999)
    for url in ("nowhere", "redis://:p/w@127.0.0.1"):
        with pytest.raises(UsageError, match="redis_url") as refused:
            load(redis_url=url)
        assert "p/w" not in str(refused.value)


def test_settings_come_from_a_file_too(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open(".env", "w", encoding="utf-8") as file:  # noqa: PTH123  in the folder changed to
        file.write("QLAB_APP_PREFIX=shop\n")
    assert load().prefix == "shop"


def test_pages_escape_what_they_show(settings: Settings, catcher: Catcher) -> None:
    async def story() -> None:
        async with client(settings, catcher) as http:
            body = {"to": "ada@example.com", "name": "<script>alert(1)</script>"}
            await http.post("/api/jobs/email?inline=true", json=body)
            mails = await http.get("/mails")
            assert "\\r" not in mails.text
            assert "&lt;script&gt;" in mails.text
            assert "<script>" not in mails.text
            assert "default-src 'none'" in mails.headers["content-security-policy"]
            assert "waiting-children" in (await http.get("/board")).text

    asyncio.run(story())


def test_a_report_can_be_read_where_it_was_made(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, workers(settings, ("analytics",)):
            asked = (await http.post("/api/jobs/report", json={"title": "Weekly"})).json()

            async def made() -> object:
                return (await http.get(asked["status"])).json()["result"]

            result = await until(made)
            page = await http.get(f"/reports/{result['report']}")
            assert "Weekly" in page.text
            assert "img-src data:" in page.headers["content-security-policy"]
            assert (await http.get(f"/reports/{result['chart']}")).content.startswith(b"\x89PNG")
            assert (await http.get("/reports/report-none.html")).status_code == 404
            for elsewhere in ("..%2Fapp.sqlite", "report-..%2F..%2Fapp.sqlite", "app.sqlite"):
                assert (await http.get(f"/reports/{elsewhere}")).status_code in (404, 422)
            assert (await http.get("/")).headers["location"] == "/docs"

    asyncio.run(story())


def test_an_error_that_nobody_foresaw_is_a_problem_too_and_tells_no_secrets(settings: Settings) -> None:
    app = create(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("s3cret")

    async def story() -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            answer = await http.get("/broken")
            assert (answer.status_code, answer.headers["content-type"]) == (500, TYPE)
            assert "s3cret" not in answer.text

    asyncio.run(story())


def test_a_server_that_is_away_is_a_503(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"redis_url": SecretStr(settings.url.replace("socket", "none"))})

    async def story() -> None:
        async with client(nowhere) as http:
            answer = await http.get("/health")
            assert (answer.status_code, answer.headers["content-type"]) == (503, TYPE)

    asyncio.run(story())


def test_a_server_that_refuses_is_not_said_to_be_away(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http, Redis.from_url(settings.url) as redis:
            await redis.set(f"{settings.prefix}:data-sync:wait", "somebody else's")
            answer = await http.post("/api/jobs/sync", json={})
            assert (answer.status_code, answer.headers["content-type"]) == (503, TYPE)
            assert answer.json()["detail"].startswith("The queue's server refuses (WRONGTYPE")
            assert (await http.get("/health")).status_code == 200

    asyncio.run(story())
