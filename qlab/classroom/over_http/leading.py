"""Leading: what the teacher's page asks for: the questions, to ask one, to make a move, and what the wall shows."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qlab.classroom.class_session import Session
from qlab.classroom.over_http.request_parts import body_of, page_of, session_of, within_places
from qlab.classroom.over_http.streams import STREAM_S, told_to_teacher
from qlab.classroom.qr import QrCode
from qlab.teach.questions import course_questions
from qlab.text.escape import repr_of
from qlab.web.listening import Listening
from qlab.web.problem import Ascii

__all__ = ["routes"]


class Ask(BaseModel):
    """What is sent to ask a question of the course."""

    model_config = ConfigDict(strict=True, extra="forbid")
    id: str = Field(max_length=20)


class Move(BaseModel):
    """What is sent to make a move."""

    model_config = ConfigDict(strict=True, extra="forbid")
    move: Literal["bars", "discuss", "again", "reveal", "clear"]


def _led(request: Request) -> Session:
    """Return the class, for somebody who has the token."""
    session = session_of(request)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not session.leads(token.strip()):
        raise HTTPException(
            401,
            "Only the teacher may do this; open the address that `qlab class` printed.",
            {"WWW-Authenticate": "Bearer"},
        )
    return session


async def page(_: Request) -> Response:
    """Return the wall. It holds no token: that comes in the part of the address that no server sees."""
    return page_of("wall.html")


async def setting(request: Request) -> Response:
    """Return how to join, and the course's questions without their answers."""
    session = _led(request)
    address: str = request.app.state.address
    code = QrCode(f"{address}/join/{session.code}")
    asked = [{"id": each.id, "text": each.text, "lesson": each.lesson} for each in course_questions().values()]
    joining = {"address": address, "code": session.code, "qr": {"size": code.size, "path": code.path()}}
    return Ascii({**joining, "questions": asked})


async def state(request: Request) -> Response:
    """Return what the wall shows now."""
    return Ascii(_led(request).for_teacher())


async def events(request: Request) -> Response:
    """Return what the wall shows, now and whenever it changes."""
    session = _led(request)
    within_places(session)
    return Listening(session, told_to_teacher(session), STREAM_S)


async def ask(request: Request) -> Response:
    """Put a question of the course to the class."""
    session = _led(request)
    given = await body_of(request, Ask)
    question = course_questions().get(given.id)
    if question is None:
        raise HTTPException(404, f"The course has no question {repr_of(given.id, 30)}; choose one of the list.")
    session.ask(question)
    return Ascii(session.for_teacher())


async def move(request: Request) -> Response:
    """Make a move: show the bars, open the discussion or the second vote, tell the truth, clear the wall."""
    session = _led(request)
    session.move((await body_of(request, Move)).move)
    return Ascii(session.for_teacher())


def routes() -> list[Route]:
    """Return the teacher's routes."""
    return [
        Route("/teacher", page),
        Route("/teacher/setting", setting),
        Route("/teacher/state", state),
        Route("/teacher/events", events),
        Route("/teacher/ask", ask, methods=["POST"]),
        Route("/teacher/move", move, methods=["POST"]),
    ]
