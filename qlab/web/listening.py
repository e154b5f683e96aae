"""Listening: a stream of server-sent events as an answer, whose place is free again however it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Protocol

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

__all__ = ["Heard", "Listening", "event"]

SLOW_S = 5
"""How long a listener may take over the last of what it is told, s."""


class Heard(Protocol):
    """What is listened to.

    Attributes:
        listeners: How many listen now.
    """

    listeners: int


class Listening(StreamingResponse):
    """A stream of events, as an answer. It counts as a listener until it ends, however it ends.

    Args:
        heard: What is listened to.
        told: The events.
        seconds: How long at most.
    """

    def __init__(self, heard: Heard, told: AsyncGenerator[str, None], seconds: int) -> None:
        super().__init__(told, media_type="text/event-stream")
        self._heard, self._told, self._most_s = heard, told, seconds + SLOW_S
        heard.listeners += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a listener that does not read has no longer than others."""
        try:
            async with asyncio.timeout(self._most_s):
                await super().__call__(scope, receive, send)
        except TimeoutError:
            pass  # uvicorn ends the connection: the answer is not whole
        finally:
            self._heard.listeners -= 1
            await self._told.aclose()


def event(name: str, told: object) -> str:
    """Return one event. JSON has no bare line breaks, so its data is one line."""
    return f"event: {name}\ndata: {json.dumps(told)}\n\n"
