"""Deadline: how long the queue's server may keep a request waiting."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qlab.web.problem import problem

__all__ = ["ANSWER_S", "Deadline", "take_time"]

ANSWER_S = 4.0
"""How long the queue's server may keep a request waiting, s, all its commands together."""

_DEADLINE: ContextVar[asyncio.Timeout | None] = ContextVar("deadline", default=None)


class Deadline:
    """Answers 503 where a request has no answer in time: the queue's server hangs. An answer that began may go on.

    Args:
        app: The application.
        seconds: How long a request may take to begin its answer, s.
    """

    def __init__(self, app: ASGIApp, seconds: float = ANSWER_S) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
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
