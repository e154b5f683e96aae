"""Phones: what a student's page asks for: a seat, the question, and to vote."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qlab.classroom.class_session import Session
from qlab.classroom.over_http.request_parts import body_of, page_of, session_of, within_places
from qlab.classroom.over_http.streams import STREAM_S, told_to_student
from qlab.web.listening import Listening
from qlab.web.problem import Ascii

__all__ = ["COOKIE", "routes"]

COOKIE = "qlab-seat"
DAY_S = 86_400


class Code(BaseModel):
    """What is sent to join."""

    model_config = ConfigDict(strict=True, extra="forbid")
    code: str = Field(max_length=40)


class Vote(BaseModel):
    """What is sent to vote."""

    model_config = ConfigDict(strict=True, extra="forbid")
    number: int = Field(ge=1, le=1_000_000)
    round: int = Field(ge=1, le=9)
    option: int = Field(ge=0, le=99)


async def page(request: Request) -> Response:
    """Return the page: a field for the code, then the question; it is told whether there is a seat already."""
    seated = session_of(request).has(_cookie(request))
    return page_of("phone.html", ('data-seat=""', 'data-seat="yes"') if seated else ("", ""))


async def join_by_link(request: Request) -> Response:
    """Take a seat by the address that the QR code holds, and lead to the page."""
    return _seated(request, request.path_params["code"], RedirectResponse("/", 303))


async def join(request: Request) -> Response:
    """Take a seat by the code that was typed."""
    return _seated(request, (await body_of(request, Code)).code, Response(status_code=204))


def _seated(request: Request, code: str, answer: Response) -> Response:
    cookie = session_of(request).join(code, _cookie(request))
    answer.set_cookie(COOKIE, cookie, max_age=DAY_S, httponly=True, samesite="lax")
    return answer


async def state(request: Request) -> Response:
    """Return what the page shows now."""
    return Ascii(session_of(request).for_student(_cookie(request)))


async def events(request: Request) -> Response:
    """Return what the page shows, now and whenever it changes."""
    session, cookie = session_of(request), _cookie(request)
    seat = session.seat(cookie)
    within_places(session)
    return Listening(session, told_to_student(session, seat, cookie), STREAM_S)


async def vote(request: Request) -> Response:
    """Take a vote."""
    session: Session = session_of(request)
    given = await body_of(request, Vote)
    session.vote(_cookie(request), given.number, given.round, given.option)
    return Ascii(session.for_student(_cookie(request)))


def _cookie(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def routes() -> list[Route]:
    """Return the students' routes."""
    return [
        Route("/", page),
        Route("/join/{code}", join_by_link),
        Route("/join", join, methods=["POST"]),
        Route("/state", state),
        Route("/events", events),
        Route("/vote", vote, methods=["POST"]),
    ]
