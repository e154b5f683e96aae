"""Pages: the live board, the caught mails and the reports; everything in them is escaped."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import FileResponse, HTMLResponse

from qlab.app.mail import Catcher
from qlab.app.queues import NAMES, QueueName
from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.app.web.board_pages import SHOWN, board_page, job_page, queue_page
from qlab.app.web.experiment import controls
from qlab.app.web.live_counts import Samples
from qlab.app.web.page_layout import page
from qlab.errors import JobMissing, QueueMissing
from qlab.observe.attach import Observer, attach
from qlab.snapshot.job_view import JobView
from qlab.text.escape import html, repr_of
from qlab.web.site import POLICY

__all__ = ["mails_page", "router"]

REPORT = r"^report-[A-Za-z0-9-]+\.(html|png)$"
REPORT_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
"""A report is one file with its styles in it, and runs no script."""


def router(catcher: Catcher | None) -> APIRouter:
    """Return the pages; those of the mails only where there is a catcher."""
    made = APIRouter()

    @made.get("/board", response_class=HTMLResponse)
    async def board(request: Request) -> HTMLResponse:
        service: Service = request.app.state.service
        samples: Samples = request.app.state.samples
        counts = await samples.now()
        paused = {name for name in NAMES if await service.paused(name)}
        lines = {(queue, state): samples.line(queue, state) for queue, states in counts.items() for state in states}
        top = controls(catcher, killable=request.app.state.workers is not None)
        return HTMLResponse(board_page(counts, paused, lines, top), headers=POLICY)

    @made.get("/board/{queue}", response_class=HTMLResponse)
    async def queue(request: Request, queue: QueueName) -> HTMLResponse:
        settings: Settings = request.app.state.settings
        paused = await request.app.state.service.paused(queue)
        return HTMLResponse(await asyncio.to_thread(_queue, settings, queue, paused), headers=POLICY)

    @made.get("/board/{queue}/{id}", response_class=HTMLResponse)
    async def job(
        request: Request, queue: QueueName, id: Annotated[str, Path(min_length=1, max_length=200)]
    ) -> HTMLResponse:
        return HTMLResponse(await asyncio.to_thread(_job, request.app.state.settings, queue, id), headers=POLICY)

    @made.get("/reports/{name}")
    async def report(request: Request, name: Annotated[str, Path(pattern=REPORT, max_length=200)]) -> FileResponse:
        file = request.app.state.settings.reports / name
        if not file.is_file():
            raise HTTPException(404, "There is no such report; the job's result has its name.")
        return FileResponse(file, headers={**REPORT_POLICY, "X-Content-Type-Options": "nosniff"})

    if catcher is not None:

        @made.get("/mails", response_class=HTMLResponse)
        async def mails() -> HTMLResponse:
            return HTMLResponse(mails_page(catcher), headers=POLICY)

    return made


def _observed(settings: Settings) -> Observer:
    """Return the observer that reads what the pages show: it cannot write."""
    return attach(settings.url, settings.prefix)


def _queue(settings: Settings, queue: QueueName, paused: bool) -> str:
    with _observed(settings) as observer:
        try:
            return queue_page(queue, observer.snapshot(queue, limit=SHOWN), paused)
        except QueueMissing:
            return page(f"Queue {queue}", "<p>No job has been added yet.</p>", live=True)


def _job(settings: Settings, queue: QueueName, id: str) -> str:
    with _observed(settings) as observer:
        job = _found(observer, queue, id)
        if job is None:
            raise JobMissing(f"Queue {queue} has no job {repr_of(id, 60)}; see what there is at /board/{queue}.")
        return job_page(job, job.logs, observer.explain(queue, id))


def _found(observer: Observer, queue: QueueName, id: str) -> JobView | None:
    try:
        return observer.snapshot(queue, ids=[id]).job(id, queue)
    except QueueMissing:
        return None


def mails_page(catcher: Catcher) -> str:
    """Return the caught mails, latest first."""
    mails = "".join(
        f"<article><h2>{html(mail.subject)}</h2><p>to {html(mail.to)}</p><pre>{html(mail.text)}</pre></article>"
        for mail in reversed(catcher.mails)
    )
    return page("Caught mails", mails or "<p>None yet.</p>", live=True)
