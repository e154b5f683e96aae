"""Request parts: what all requests of a class share: the session, bodies of a known shape, places to listen, pages."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from qlab.classroom.class_session import Session
from qlab.text.escape import shorten, terminal
from qlab.web.site import POLICY

__all__ = ["LISTENERS", "body_of", "page_of", "session_of", "within_places"]

LISTENERS = 800
"""This many pages may listen at once: more than there are seats, for some have two open."""

Body = TypeVar("Body", bound=BaseModel)


def session_of(request: Request) -> Session:
    """Return the class that a request is about."""
    session: Session = request.app.state.session
    return session


async def body_of(request: Request, shape: type[Body]) -> Body:
    """Return a request's body, which has just this shape.

    Raises:
        HTTPException: With 422, if it has another.
    """
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(each) for each in first["loc"]) or "body"
        names = ", ".join(shape.model_fields)
        said = f"{shorten(terminal(where), 40)}: {shorten(first['msg'], 100)}"
        raise HTTPException(422, f"Send JSON with {names} and nothing else ({said}).") from error


def within_places(session: Session) -> None:
    """Refuse one listener too many.

    Raises:
        HTTPException: With 503.
    """
    if session.listeners >= LISTENERS:
        raise HTTPException(503, f"{LISTENERS} pages are open already; close one and try again.", {"Retry-After": "5"})


def page_of(name: str, change: tuple[str, str] = ("", "")) -> HTMLResponse:
    """Return a page; it holds nothing of the class, which its script asks for.

    Args:
        name: Its file.
        change: A text in it, and what stands there instead.
    """
    text = (files("qlab.classroom") / "static" / name).read_text(encoding="utf-8").replace(*change)
    return HTMLResponse(text, headers={**POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
