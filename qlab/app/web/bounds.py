"""Limits: how large a request may be, how slowly it may come, how long it may take, and how many there may be."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from qlab.app.web.problems import problem

__all__ = ["ANSWER_S", "BODY_S", "CONNECTIONS", "HEAD_S", "BodyLimit", "Deadline", "take_time", "uvicorn_config"]

ANSWER_S = 4.0
"""How long the queue's server may keep a request waiting, s, all its commands together."""
HEAD_S = 8.0
"""How long a connection may take over the head of a request, s."""
BODY_S = 8.0
"""How long a request may take over its body, s."""
GRACE_S = 10
"""How long requests may take to end when the application does, s: longer than any body."""
CONNECTIONS = 400
"""From so many connections on, requests are refused; from twice as many on, connections are."""

_DEADLINE: ContextVar[asyncio.Timeout | None] = ContextVar("deadline", default=None)


class BodyLimit:
    """Refuses bodies that are too large, by what they say and by what they are, and those that come too slowly.

    Args:
        app: The application.
        largest: The most bytes.
        body_s: How long a body may take, s.
    """

    def __init__(self, app: ASGIApp, largest: int, body_s: float = BODY_S) -> None:
        self._app, self._largest, self._body_s = app, largest, body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        close = {"Connection": "close"}
        try:
            async with asyncio.timeout(self._body_s):
                body = await self._read(scope, receive)
        except TimeoutError:
            late = problem(408, f"The body did not arrive within {self._body_s:g} s; send it at once.", close)
            await late(scope, receive, send)
        except _TooLargeError:
            refused = problem(413, f"A request may have {self._largest:,} bytes; send less.", close)
            await refused(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _again(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None where the client has gone."""
        parts, size, more = [], 0, True
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._largest:
            raise _TooLargeError
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > self._largest:
                raise _TooLargeError
        return b"".join(parts)


class _TooLargeError(Exception):
    pass


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body once more, then whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Deadline:
    """Answers 503 where a request has no answer in time: the queue's server hangs. An answer that began may go on.

    Args:
        app: The application.
        seconds: How long a request may take to begin its answer, s.
    """

    def __init__(self, app: ASGIApp, seconds: float = ANSWER_S) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = False

        async def sending(message: Message) -> None:
            nonlocal began
            began = True
            if not deadline.expired():
                deadline.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as deadline:
                _DEADLINE.set(deadline)
                await self._app(scope, receive, sending)
        except TimeoutError:
            if began or not deadline.expired():
                raise
            late = problem(503, "The queue's server does not answer; try again in a moment.", {"Retry-After": "5"})
            await late(scope, receive, send)


def take_time() -> None:
    """Lift the deadline of the request at hand: its work is done here, and has limits of its own."""
    deadline = _DEADLINE.get()
    if deadline is not None:
        deadline.reschedule(None)


class _Protocol(H11Protocol):
    """uvicorn's HTTP, which ends a connection whose next request never becomes whole, and takes no endless number."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > 2 * CONNECTIONS:
            transport.abort()
        else:
            self._expect()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._expect()
        else:
            self._unexpect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unexpect()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEAD_S, self.transport.close)

    def _unexpect(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def uvicorn_config(app: FastAPI, **more: Any) -> uvicorn.Config:
    """How uvicorn serves the application: within its limits.

    Args:
        app: The application.
        more: Further settings of uvicorn's.
    """
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
        **more,
    )
