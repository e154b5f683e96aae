"""Problems: errors over HTTP as RFC 9457 says, ``application/problem+json``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from redis.exceptions import ConnectionError, RedisError, TimeoutError
from starlette.exceptions import HTTPException

from qlab.app.queues import NAMES
from qlab.errors import JobError, JobMissing, QlabError
from qlab.text.decoded import quoted
from qlab.text.escape import shorten
from qlab.web.problem import TYPE, problem

__all__ = ["install", "responses"]

MOST_ERRORS = 20
"""This many errors of one request are told: the first."""


class Problem(BaseModel):
    """What was wrong, and what to do (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str
    errors: list[dict[str, Any]] | None = None


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how an operation's problems are described in its OpenAPI."""
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Turn every error of the application into a problem, and say so in its OpenAPI."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        schema = described()
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        if any(tuple(each["loc"]) == ("path", "queue") for each in error.errors()):
            return _no_queue(app, request)
        found = error.errors()
        errors = [{"where": _short(each["loc"]), "what": shorten(each["msg"], 200)} for each in found[:MOST_ERRORS]]
        first = f", the first {MOST_ERRORS} of {len(found):,}" if len(found) > MOST_ERRORS else ""
        detail = f"The request does not fit the schema; see `errors`{first}.{_no_json(request)}"
        return problem(422, detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        methods = _methods(app, request.url.path) if error.status_code == 405 else []
        allow = {"Allow": ", ".join(methods)} if methods else {}
        nothing = error.status_code == 404 and error.detail == "Not Found"
        detail = "There is nothing at this address; /docs says what there is." if nothing else str(error.detail)
        return problem(error.status_code, detail, {**(error.headers or {}), **allow})

    @app.exception_handler(QlabError)
    async def wrong(_: Request, error: QlabError) -> JSONResponse:
        status = 404 if isinstance(error, JobMissing) else 409 if isinstance(error, JobError) else 400
        return problem(status, str(error))

    @app.exception_handler(RedisError)
    async def away(_: Request, error: RedisError) -> JSONResponse:
        return problem(503, _trouble(error), {"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> JSONResponse:
        # The error goes on to the server's log; what is in it is nothing for a stranger.
        return problem(500, "Something went wrong here, and not by your request; the server's log says what.")


def _short(where: Sequence[Any]) -> list[Any]:
    """Return the place of an error; a name in it is the client's, and may be as long as a body."""
    return [shorten(each, 60) if isinstance(each, str) else each for each in where[:MOST_ERRORS]]


def _no_json(request: Request) -> str:
    """Return what to do about a body that does not say what it is: curl's ``-d`` calls it a form."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    return "" if kind.endswith("json") else " A body is read as JSON with the header Content-Type: application/json."


def _trouble(error: RedisError) -> str:
    """Return what is wrong with the queue's server: it is away, or it refuses."""
    if isinstance(error, ConnectionError | TimeoutError):
        return "The queue's server does not answer; try again in a moment."
    return f"The queue's server refuses ({quoted(error, 120)}); until that is mended there, nothing can be done here."


def _no_queue(app: FastAPI, request: Request) -> JSONResponse:
    """Tell `/api/jobs/data` from a queue: it asks for work, so a look at it is a wrong method, not a missing queue."""
    path = request.url.path
    methods = _methods(app, path, exact=True)
    if methods:
        return problem(405, f"{path} takes {', '.join(methods)}.", {"Allow": ", ".join(methods)})
    return problem(404, "There is no such queue; /api/queues lists the ones that exist.")


def _methods(app: FastAPI, path: str, *, exact: bool = False) -> list[str]:
    """Return what all routes of a path together take; the framework names those of the first alone."""
    found: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        pattern = re.escape(template) if exact else _pattern(template)
        if re.fullmatch(pattern, path):
            found |= {method.upper() for method in operations}
    return sorted(found)


def _pattern(template: str) -> str:
    named = re.escape(template).replace(r"\{queue\}", f"({'|'.join(map(re.escape, NAMES))})")
    return re.sub(r"\\{\w+\\}", "[^/]+", named)
