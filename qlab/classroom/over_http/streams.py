"""Streams: what a page is told, now and whenever it is something else, until its time is up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

from qlab.classroom.bell import Bell
from qlab.classroom.class_session import Session
from qlab.classroom.seats import Seat
from qlab.errors import NotInClass
from qlab.web.listening import event

__all__ = ["BEAT_S", "STREAM_S", "told_to_student", "told_to_teacher"]

STREAM_S = 60
"""A stream ends after so long, s, and the page asks for another: a phone out of reach holds its place no longer."""
BEAT_S = 10.0
"""A page gets a sign of life this often (s), so that the server notices when the page is gone."""
GATHER_S = 0.1
"""So long the teacher's page is told nothing after it was told something, s: 200 votes in a second are ten messages."""


async def told_to_student(session: Session, seat: Seat, cookie: str) -> AsyncGenerator[str, None]:
    """Yield what a student may see, as events; it ends early where another page of theirs took its place."""
    with seat.window() as open_still:
        stream = _told(session, session.students, lambda: session.for_student(cookie), open_still)
        async for each in stream:
            yield each


async def told_to_teacher(session: Session) -> AsyncGenerator[str, None]:
    """Yield what the wall shows, as events."""
    async for each in _told(session, session.teachers, session.for_teacher, lambda: True):
        yield each
        await asyncio.sleep(GATHER_S)


async def _told(
    session: Session, bell: Bell, look: Callable[[], dict[str, Any]], open_still: Callable[[], bool]
) -> AsyncGenerator[str, None]:
    loop = asyncio.get_running_loop()
    end, last = loop.time() + STREAM_S, None
    with bell.heard() as rung, contextlib.suppress(NotInClass):
        while not session.closed and open_still() and loop.time() < end:
            rung.clear()
            now = look()
            yield ": here\n\n" if now == last else event("state", now)
            last = now
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), min(BEAT_S, max(end - loop.time(), 0)))
        if not open_still():
            yield event("elsewhere", None)
