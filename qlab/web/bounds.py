"""Limits: how large a request may be, how slowly it may come, and how many there may be."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from qlab.web.problem import problem

__all__ = ["BODY_S", "CONNECTIONS", "GRACE_S", "HEAD_S", "BodyLimit", "uvicorn_config"]

HEAD_S = 8.0
"""How long a connection may take over the head of a request, s."""
BODY_S = 8.0
"""How long a request may take over its body, s."""
THROWN_AWAY = 2_000_000
"""This many bytes of a refused body are read, so that the answer arrives."""
THROWN_AWAY_S = 1.0
"""And for so long, s."""
GRACE_S = 10
"""How long requests may take to end when the server does, s: longer than any body."""
CONNECTIONS = 400
"""By default, from this many connections on, requests are refused; from twice as many on, connections are."""


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
        """Handle one request."""
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
        """Return the whole body; None where the client has gone."""
        parts, size, more = [], 0, True
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._largest:
            await _throw_away(receive, int(length))
            raise _TooLargeError
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > self._largest:
                await _throw_away(receive, size)
                raise _TooLargeError
        return b"".join(parts)


class _TooLargeError(Exception):
    pass


async def _throw_away(receive: Receive, size: int) -> None:
    """Read the rest of a body that is refused, unless it is very large or slow: who still writes reads no answer."""
    more = size <= THROWN_AWAY
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(THROWN_AWAY_S):
            while more and size <= THROWN_AWAY:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return the body again, then whatever follows."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class _Protocol(H11Protocol):
    """uvicorn's HTTP, which ends a connection whose next request never becomes whole, and takes no endless number."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > 2 * (self.limit_concurrency or CONNECTIONS):
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


def uvicorn_config(app: ASGIApp, connections: int | None = None, **more: Any) -> uvicorn.Config:
    """Return how uvicorn serves an application: within its limits.

    Args:
        app: The application.
        connections: From this many connections on, requests are refused; from twice as many on, connections are.
            None: :data:`CONNECTIONS`.
        more: Further settings of uvicorn's.
    """
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        limit_concurrency=connections or CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
        **more,
    )
