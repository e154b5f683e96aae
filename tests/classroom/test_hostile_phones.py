"""Phones that mean harm, that vanish, and that are many."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import httpx
import pytest

from benchmarks import votes
from qlab import Classroom
from qlab.classroom.over_http import request_parts, streams
from qlab.web import bounds
from tests.app.conftest import DEADLINE_S, until
from tests.classroom.conftest import client, detail, phone, served_by, teacher, token_of, vote

MARKUP = "<img src=x onerror=alert(1)>\x1b[31m\u202e\udcff'\"&`"
STUDENTS, TWICE = 200, 20


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"1", b"{", b"[" * 3_000, b"\xff\xfe", b'"' + b"x" * 3_000 + b'"',
        *(json.dumps(each).encode() for each in (
            {}, {"number": 1, "round": 1}, {"number": 1, "round": 1, "option": None},
            {"number": 1, "round": 1, "option": True}, {"number": 1, "round": 1, "option": "0"},
            {"number": 1, "round": 1, "option": 0.5}, {"number": 1, "round": 1, "option": -1},
            {"number": 10**40, "round": 1, "option": 0}, {"number": 1, "round": 1, "option": 100},
            {"number": 1, "round": 1, "option": 0, "cookie": MARKUP}, {MARKUP: MARKUP},
        )),
    ],
)  # fmt: skip
def test_a_vote_that_is_none_gets_one_sentence(room: Classroom, body: bytes) -> None:
    room.ask("05-a")
    with phone(room) as ada:
        refused = ada.post("/vote", content=body)
        assert refused.status_code == 422
        said = detail(refused)
        assert said.startswith("Send JSON with number, round, option and nothing else (")
        assert not set(said) & {"\x1b", "\u202e"}
        assert vote(ada, 0).status_code == 200
    assert room.tally.total(0) == 1


def test_an_option_that_is_not_there(room: Classroom) -> None:
    room.ask("05-a")
    with phone(room) as ada:
        refused = vote(ada, 3)
        assert (refused.status_code, detail(refused)) == (400, "There is no such option; choose one of ABC.")


@pytest.mark.parametrize("size", [4_001, 1_000_000])
@pytest.mark.parametrize("path", ["/vote", "/join", "/teacher/ask", "/nowhere"])
def test_a_huge_body_is_refused(room: Classroom, size: int, path: str) -> None:
    with phone(room) as ada:
        assert detail(ada.post(path, content=b"x" * size)) == "A request may have 4,000 bytes; send less."


@pytest.mark.parametrize("code", ["", "x", "B" * 40, "BBBBBB", MARKUP.encode("utf-8", "replace").decode(), "ß" * 6])
def test_a_wrong_code_opens_nothing(room: Classroom, code: str) -> None:
    with phone(room, joined=False) as eve:
        refused = eve.post("/join", json={"code": code})
        assert (refused.status_code, detail(refused)) == (
            403, "This is not the code of the class; read it off the wall again.",
        )  # fmt: skip
        assert not eve.cookies
        assert eve.post("/join", json={"code": "B" * 41}).status_code == 422
        assert eve.post("/join", json={"code": f"  {room.code[:3].lower()} {room.code[3:]}"}).status_code == 204


@pytest.mark.parametrize("cookie", ["", "x", "0" * 3_000, "A" * 22, '"><script>', "a%00b", "ü"])
def test_a_forged_cookie_has_no_vote(room: Classroom, cookie: str) -> None:
    room.ask("05-a")
    with client(room, Cookie=f"qlab-seat={cookie}".encode()) as eve:
        for refused in (eve.get("/state"), eve.get("/events"), vote(eve, 0)):
            assert refused.status_code == 403
            assert "not joined" in detail(refused)
    assert room.tally.total(0) == 0


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x", "Basic {}", "Bearer {}x", "Bearer ü", "{}"])
def test_nobody_leads_without_the_token(room: Classroom, authorization: str | None) -> None:
    given = {} if authorization is None else {"Authorization": authorization.format(token_of(room)).encode()}
    with client(room, **given) as eve:
        answers = [eve.get(f"/teacher/{each}") for each in ("state", "setting", "events")]
        answers += [eve.post("/teacher/ask", json={"id": "05-a"}), eve.post("/teacher/move", json={"move": "clear"})]
        for refused in answers:
            assert refused.status_code == 401
            assert "teacher" in detail(refused)


def test_the_token_is_on_no_page(room: Classroom) -> None:
    room.ask("05-a")
    with phone(room) as ada:
        paths = ["/", "/teacher", "/state", *(f"/static/{name}" for name in ("phone.js", "wall.js", "shared.js"))]
        for path in paths:
            answer = ada.get(path)
            assert answer.status_code == 200
            assert token_of(room) not in answer.text + str(answer.headers)
        for page in ("/", "/teacher"):
            policy = ada.get(page).headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'")
        seat = ada.get(f"/join/{room.code}").headers["Set-Cookie"].lower()
        assert "httponly" in seat
        assert "samesite=lax" in seat


def test_another_sites_page_and_another_name_are_refused(room: Classroom) -> None:
    room.ask("05-a")
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    with phone(room) as ada, teacher(room) as wall:
        body = {"number": 1, "round": 1, "option": 0}
        assert ada.post("/vote", json=body, headers=foreign).status_code == 403
        assert wall.post("/teacher/move", json={"move": "reveal"}, headers=foreign).status_code == 403
        assert ada.get("/state", headers={"Host": "evil.example"}).status_code == 421
    assert room.tally.total(0) == 0


def test_markup_stays_text(room: Classroom) -> None:
    room.ask(MARKUP, MARKUP, f"b{MARKUP}")
    with phone(room) as ada, teacher(room) as wall:
        vote(ada, 0)
        room.reveal(MARKUP)
        for answer in (ada.get("/state"), wall.get("/teacher/state")):
            assert answer.headers["content-type"] == "application/json"
            assert not set(answer.json()["question"]) & {"\x1b", "\u202e", "\udcff"}
    assert "<img" not in room.tally._repr_html_()
    assert "\x1b" not in room.tally.text()


def test_200_connections_and_200_votes(room: Classroom) -> None:
    room.ask("05-a")

    async def story() -> None:
        served = served_by(room)
        cookies = await asyncio.gather(*(votes.join(served) for _ in range(STUDENTS)))
        assert len(set(cookies)) == STUDENTS
        listening = await asyncio.gather(*(votes.listen(served, cookie) for cookie in cookies))
        assert room._session.listeners == STUDENTS

        async def voted(at: int, cookie: str) -> list[int]:
            body = {"number": 1, "round": 1, "option": at % 3}
            sent = [votes.request(served, "POST", "/vote", body, cookie) for _ in range(1 + (at < TWICE))]
            return [answer.status for answer in await asyncio.gather(*sent)]

        answers = await asyncio.gather(*(voted(at, cookie) for at, cookie in enumerate(cookies)))
        assert Counter(status for each in answers for status in each) == {200: STUDENTS, 409: TWICE}
        assert [bar.counts[0] for bar in room.bars().bars] == [67, 67, 66]
        for reader, writer in listening:  # each is told that the vote is closed
            await asyncio.wait_for(reader.readuntil(b'"phase": "bars"'), DEADLINE_S)
            writer.transport.abort()  # and its network is gone
        await until(nobody_listens(room))
        await votes.hang_up(*listening)

    asyncio.run(story())


def nobody_listens(room: Classroom):  # type: ignore[no-untyped-def]
    async def look() -> bool:
        return room._session.listeners == 0

    return look


def test_a_listener_too_many_is_refused_until_one_goes(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_parts, "LISTENERS", 2)

    async def story() -> None:
        served = served_by(room)
        cookies = [await votes.join(served) for _ in range(3)]
        first, second = [await votes.listen(served, cookie) for cookie in cookies[:2]]
        refused = await votes.request(served, "GET", "/events", cookie=cookies[2])
        assert refused.status == 503
        assert "2 pages are open already" in refused.body
        first[1].transport.abort()

        async def free() -> bool:
            return room._session.listeners == 1

        await until(free)
        await votes.hang_up(first, second, await votes.listen(served, cookies[2]))

    asyncio.run(story())


def test_a_phone_that_never_reads_holds_its_place_no_longer_than_others(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "STREAM_S", 0.2)

    async def story() -> None:
        served = served_by(room)
        cookie = await votes.join(served)
        idle = await votes.listen(served, cookie)  # and nothing more is read, nor is the connection closed
        await until(nobody_listens(room))
        await votes.hang_up(idle)

    asyncio.run(story())


def test_half_a_request_is_ended(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "HEAD_S", 0.1)

    async def story() -> bytes:
        place = httpx.URL(room.address)
        reader, writer = await asyncio.open_connection(place.host, place.port)
        writer.write(b"POST /vote HTTP/1.1\r\nHo")
        answer = await asyncio.wait_for(reader.read(), DEADLINE_S)
        await votes.hang_up((reader, writer))
        return answer

    assert asyncio.run(story()) in (b"", b"HTTP/1.1 408 ")


def test_the_wall_is_told_of_votes_together_and_of_the_end(room: Classroom) -> None:
    """However many vote, the teacher's page gets few messages; when the class ends, whoever listens is sent away."""
    room.ask("05-a")

    async def story() -> str:
        served = served_by(room)
        reader, writer = await votes._sent(served, "GET", "/teacher/events", None, "", served.token)
        cookies = await asyncio.gather(*(votes.join(served) for _ in range(60)))
        body = {"number": 1, "round": 1, "option": 0}
        await asyncio.gather(*(votes.request(served, "POST", "/vote", body, cookie) for cookie in cookies))
        told = await asyncio.wait_for(reader.readuntil(b'"voted": 60'), DEADLINE_S)
        closing = asyncio.get_running_loop().run_in_executor(None, room.close)
        rest = await asyncio.wait_for(reader.read(), DEADLINE_S)
        await closing
        await votes.hang_up((reader, writer))
        return (told + rest).decode()

    assert asyncio.run(story()).count("event: state") < 60


def test_what_a_wall_sends_that_is_none_gets_one_sentence(room: Classroom) -> None:
    with teacher(room) as wall:
        for body in ({}, {"move": "fly"}, {"move": ["bars"]}, {"move": "bars", "id": 1}):
            assert detail(wall.post("/teacher/move", json=body)).startswith("Send JSON with move and nothing else (")
        assert wall.post("/teacher/ask", json={"id": "x" * 21}).status_code == 422
        assert "<img" not in wall.post("/teacher/ask", json={"id": "<img>"}).headers["content-type"]
