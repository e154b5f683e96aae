"""A queue in the player as it happens: its own events, watched by the observer and played back into steps."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator
from time import monotonic
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import StreamingResponse
from starlette.routing import Route

from qlab.app.mail import Catcher
from qlab.app.queues import NAMES, QueueName
from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.app.web.experiment import controls
from qlab.app.web.page_layout import page
from qlab.app.web.problems import responses
from qlab.errors import QlabError
from qlab.observe.attach import attach
from qlab.observe.watching.watch import Watch
from qlab.observe.watching.watch_file import NOTE
from qlab.protocol.keys import Role, queue_key
from qlab.record.recording import Recording
from qlab.web.listening import Listening, event
from qlab.web.site import POLICY
from qlab.web.static_files import text_route
from qlab.widgets import assets
from qlab.widgets.player_data import PlayerData

__all__ = ["router", "static"]

PLAYERS = 8
"""This many players are told at a time: each has a thread and a connection."""
STEPS = 2_000
"""After this many steps a player starts over: a browser holds every one of them."""
RECENT = 300
"""A stream of at most this many events is played from its beginning, a longer one from now."""


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
    **responses(404, 422, 503),
}


class Watching:
    """One player's watch, in a thread of its own.

    Args:
        settings: The application's settings.
        queue: The queue.
        seconds: How long at most.
    """

    def __init__(self, settings: Settings, queue: QueueName, seconds: int) -> None:
        self._settings, self._queue, self._until = settings, queue, monotonic() + seconds
        self._loop, self._stop = asyncio.get_running_loop(), threading.Event()
        self._told: asyncio.Queue[str | None] = asyncio.Queue()

    async def told(self, closing: asyncio.Event) -> AsyncGenerator[str, None]:
        """Return what a player needs: all there is, then the steps as they happen."""
        threading.Thread(target=self._run, daemon=True).start()
        try:
            while not closing.is_set():
                try:
                    text = await asyncio.wait_for(self._told.get(), 1)
                except TimeoutError:
                    yield ": here\n\n"
                    continue
                if text is None:
                    return
                yield text
        finally:
            self._stop.set()

    def _run(self) -> None:
        with contextlib.suppress(QlabError):  # the server has gone: whoever still listens asks again
            self._watch()
        self._tell(None)

    def _watch(self) -> None:
        with attach(self._settings.url, self._settings.prefix) as observer:
            connection, facts = observer.connection, observer.connection.facts
            stream = queue_key(self._settings.prefix, self._queue, Role.EVENTS)
            watch = Watch(connection, self._settings.prefix, self._queue)
            first = watch.begin(from_start=int(connection.execute("XLEN", stream)) <= RECENT)
            recording = Recording(first, "real", f"{facts.name} {facts.version}", NOTE)
            data = PlayerData(recording, lua=False)
            self._tell(event("whole", data.whole()))

            def send(*_: object) -> None:
                size = data.size
                if data.grow():
                    self._tell(event("steps", data.since(*size)))
                if len(data) >= STEPS:
                    self._stop.set()

            for step in watch.steps(first, self._stop, self._until, send):
                recording.append(step)
            send()

    def _tell(self, text: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._told.put_nowait, text)


class _Players:
    """Who listens: those that :class:`~qlab.web.listening.Listening` counts."""

    listeners = 0


def router(catcher: Catcher | None) -> tuple[APIRouter, APIRouter]:
    """Return the steps, for the API; and the page that shows them beside the experiment."""
    steps, pages, players = APIRouter(prefix="/api", tags=["look and manage"]), APIRouter(), _Players()

    @steps.get(
        "/queues/{queue}/steps",
        response_class=StreamingResponse,
        responses=_STREAM,
    )
    async def told(
        request: Request, queue: QueueName, seconds: int = Query(3_600, ge=1, le=3_600)
    ) -> StreamingResponse:
        """Server-sent events of a queue for the player: what there is, then each step as it happens."""
        if players.listeners >= PLAYERS:
            raise HTTPException(503, f"{PLAYERS} players are open already; close one of them.", {"Retry-After": "5"})
        service: Service = request.app.state.service
        watching = Watching(service.settings, queue, seconds)
        return Listening(players, watching.told(service.closing), seconds)

    @pages.get("/live/{queue}", response_class=HTMLResponse)
    async def live(request: Request, queue: QueueName) -> HTMLResponse:
        top = controls(catcher, killable=request.app.state.workers is not None)
        return HTMLResponse(_page(queue, top), headers=POLICY)

    return steps, pages


def _page(queue: QueueName, top: str) -> str:
    links = "".join(
        f'<a href="/live/{name}"{" aria-current=page" if name == queue else ""}>{name}</a>' for name in NAMES
    )
    player = (
        f'<div id="player" data-keep data-events="/api/queues/{queue}/steps">'
        "<p>The player waits for the queue.</p></div>"
    )
    content = (
        f'<nav class="row" aria-label="queues">{links}</nav>'
        f'<div class="beside"><div class="controls">{top}</div>{player}</div>'
    )
    return page(f"{queue}, live", content, live=queue, at=f"/board/{queue}", scripts=["live.js"], styles=["player.css"])


def static() -> list[Route]:
    """Return the player's own script and stylesheet, which the notebooks' widget has, too."""
    return [text_route("player.js", assets.bundle("player")), text_route("player.css", assets.stylesheet())]
