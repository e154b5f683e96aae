"""The class over HTTP: the students' routes and the teacher's, within limits, for this machine's own pages alone."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from qlab.classroom.class_session import Session
from qlab.classroom.over_http import leading, phones
from qlab.errors import ClassFull, NotInClass, QlabError, WrongMoment
from qlab.web.bounds import BodyLimit
from qlab.web.problem import problem
from qlab.web.site import OwnPagesOnly, own_hosts
from qlab.web.static_files import static_routes

__all__ = ["CONNECTIONS", "create"]

LARGEST = 4_000
"""The most bytes a request may have."""
CONNECTIONS = 1_500
"""From this many connections on, requests are refused: three for each seat."""
STATUS: dict[type[QlabError], int] = {NotInClass: 403, ClassFull: 503, WrongMoment: 409}


def create(session: Session, address: str, *hosts: str) -> Starlette:
    """Return the application.

    Args:
        session: The class.
        address: The address that the students open.
        hosts: The names a request may call it by, beside loopback's.
    """
    app = Starlette(
        routes=[*phones.routes(), *leading.routes(), *static_routes("qlab.classroom", *FILES)],
        middleware=[Middleware(OwnPagesOnly, hosts=own_hosts(*hosts)), Middleware(BodyLimit, largest=LARGEST)],
        exception_handlers={HTTPException: _refused, QlabError: _wrong, Exception: _unforeseen},
    )
    app.state.session, app.state.address = session, address
    return app


FILES = ("class.css", "shared.js", "phone.js", "wall.js")


def _refused(_: Request, error: Exception) -> Response:
    status, detail = getattr(error, "status_code", 500), str(getattr(error, "detail", ""))
    nothing = status == 404 and detail == "Not Found"
    said = {True: "There is nothing at this address; the class is at /."}.get(nothing, detail)
    said = "This address is not asked in that way." if status == 405 else said
    return problem(status, said, dict(getattr(error, "headers", None) or {}))


def _wrong(_: Request, error: Exception) -> Response:
    return problem(STATUS.get(type(error), 400), str(error))  # type: ignore[arg-type]  # only QlabErrors come here


def _unforeseen(_: Request, __: Exception) -> Response:
    # The error goes on to the server's log; what is in it is nothing for a stranger.
    return problem(500, "Something went wrong here, and not by your request; try again.")
