"""Pages: the live board, flows, the caught mails and the reports; everything in them is escaped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from qlab.app.mail import Catcher
from qlab.app.queues import NAMES, QueueName, job_options
from qlab.app.report import REPORT
from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.app.web.board.all_queues import board_page
from qlab.app.web.board.at_work import count
from qlab.app.web.board.flow_tree import flows, flows_page
from qlab.app.web.board.job_page import job_page
from qlab.app.web.board.pieces import job_path
from qlab.app.web.board.queue_page import PAGES, SHOWN, Look, empty_page, found_page, queue_page
from qlab.app.web.experiment import controls
from qlab.app.web.live_counts import Counts, Samples
from qlab.app.web.page_layout import page
from qlab.errors import JobMissing, QueueMissing
from qlab.observe.attach import Observer, attach
from qlab.observe.connected.clients import clients
from qlab.observe.connected.workers import Workers
from qlab.observe.explaining.explain import explained
from qlab.observe.explaining.gathering import gather
from qlab.observe.looking.flow import FlowNode, top_of
from qlab.protocol.states import JobState
from qlab.text.escape import html, repr_of
from qlab.text.html import STATE_COLOURS
from qlab.web.site import POLICY
from qlab.web.static_files import static_routes, text_route

__all__ = ["mails_page", "router", "static"]

REPORT_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
"""A report is one file with its styles in it, and runs no script."""
WAITING_FLOWS = 3
"""This many flows that wait are on the board's first page."""
State = Literal["waiting", "prioritized", "active", "delayed", "waiting-children", "completed", "failed"]
_MAIL_OF = re.compile(r"<job-(.+)@[^@]+>")
"""The Message-ID that the mails' processor makes."""


def static() -> list[Route]:
    """Return the pages' stylesheets and scripts; the states' colours are those of all that qlab shows."""
    colours = "\n".join(f".s-{state} {{ --state: {colour}; }}" for state, colour in STATE_COLOURS.items())
    scripts = ("theme.js", "app.js", "refresh.js", "focus.js", "new_job.js", "keyboard.js", "live.js")
    names = ("app.css", *scripts, "idiomorph.min.js")
    return [*static_routes("qlab.app.web", *names), text_route("states.css", colours)]


def router(catcher: Catcher | None) -> APIRouter:
    """Return the pages; those of the mails only where there is a catcher."""
    made = APIRouter()
    _add_board(made, catcher)
    _add_results(made, catcher)
    return made


def _add_board(made: APIRouter, catcher: Catcher | None) -> None:
    @made.get("/board", response_class=HTMLResponse)
    async def board(request: Request) -> HTMLResponse:
        service: Service = request.app.state.service
        samples: Samples = request.app.state.samples
        counts = await samples.now()
        paused = {name for name in NAMES if await service.paused(name)}
        lines = {(queue, state): samples.line(queue, state) for queue, states in counts.items() for state in states}
        top = controls(catcher, killable=request.app.state.workers is not None)
        waiting, workers = await asyncio.to_thread(_watched, service.settings, counts)
        prefix, crews = service.settings.prefix, {name: count(each) for name, each in workers.items()}
        shown = board_page(counts, paused, lines, crews, top=top, news=samples.news, flows=waiting, prefix=prefix)
        return HTMLResponse(shown, headers=POLICY)

    @made.get("/board/{queue}", response_class=HTMLResponse)
    async def queue(
        request: Request,
        queue: QueueName,
        state: State | None = None,
        page: Annotated[int, Query(ge=1, le=PAGES)] = 1,
        find: Annotated[str, Query(max_length=200)] = "",
    ) -> HTMLResponse:
        settings, samples = request.app.state.settings, request.app.state.samples
        if find:
            return HTMLResponse(await asyncio.to_thread(_found, settings, queue, find), headers=POLICY)
        lines = {each: samples.line(queue, each) for each in (await samples.now())[queue]}
        paused = await request.app.state.service.paused(queue)
        look = Look(JobState(state), page) if state else Look()
        shown = await asyncio.to_thread(_queue, settings, queue, lines, look, paused=paused)
        return HTMLResponse(shown, headers=POLICY)

    @made.get("/board/{queue}/{id}", response_class=HTMLResponse)
    async def job(
        request: Request, queue: QueueName, id: Annotated[str, Path(min_length=1, max_length=200)]
    ) -> HTMLResponse:
        return HTMLResponse(await asyncio.to_thread(_job, request.app.state.settings, queue, id), headers=POLICY)

    @made.get("/flows", response_class=HTMLResponse)
    async def all_flows(request: Request) -> HTMLResponse:
        return HTMLResponse(await asyncio.to_thread(_flows, request.app.state.settings), headers=POLICY)


def _add_results(made: APIRouter, catcher: Catcher | None) -> None:
    @made.get("/reports/{name}")
    async def report(request: Request, name: Annotated[str, Path(pattern=REPORT, max_length=200)]) -> FileResponse:
        file = request.app.state.settings.reports / name
        if not file.is_file():
            raise HTTPException(404, "There is no such report; the job's result names it.")
        return FileResponse(file, headers={**REPORT_POLICY, "X-Content-Type-Options": "nosniff"})

    if catcher is not None:

        @made.get("/mails", response_class=HTMLResponse)
        async def mails() -> HTMLResponse:
            return HTMLResponse(mails_page(catcher), headers=POLICY)


def _observed(settings: Settings) -> Observer:
    """Return the observer that reads what the pages show: it cannot write."""
    return attach(settings.url, settings.prefix)


def _watched(settings: Settings, counts: Counts) -> tuple[list[FlowNode], Mapping[str, Workers]]:
    """Return the flows that wait for their children, and who works on each queue."""
    queues = [name for name in NAMES if counts[name][JobState.WAITING_CHILDREN]]
    with _observed(settings) as observer:
        waiting = flows(observer, queues, [JobState.WAITING_CHILDREN], WAITING_FLOWS)
        seen = clients(observer.connection)
        active = {name: counts[name][JobState.ACTIVE] for name in NAMES}
        return waiting, {name: seen.of(settings.prefix, name, active=active[name]) for name in NAMES}


def _flows(settings: Settings) -> str:
    with _observed(settings) as observer:
        return flows_page(flows(observer, NAMES), settings.prefix)


def _queue(settings: Settings, queue: QueueName, lines: dict[str, list[int]], look: Look, *, paused: bool) -> str:
    with _observed(settings) as observer:
        states, options = [look.state] if look.state else None, job_options(settings, queue)
        try:
            seen = observer.snapshot(queue, limit=look.page * SHOWN, states=states)
        except QueueMissing:
            return empty_page(queue, options)
        workers = observer.workers(queue)
        return queue_page(queue, seen, lines, paused=paused, workers=workers, options=options, look=look)


def _found(settings: Settings, queue: QueueName, text: str) -> str:
    with _observed(settings) as observer:
        try:
            return found_page(queue, observer.find(queue, text, limit=SHOWN))
        except QueueMissing:
            return page(f"Find in {queue}", "<p>No job has been added yet.</p>", at="/board")


def _job(settings: Settings, queue: QueueName, id: str) -> str:
    place = (settings.prefix, queue)
    with _observed(settings) as observer:
        report = gather(observer.connection, *place, id)
        if report.view is None:
            raise JobMissing(f"Queue {queue} has no job {repr_of(id, 60)}; list its jobs at /board/{queue}.")
        explanation = explained(observer.connection, settings.prefix, report)
        (_prefix, top_queue), top = top_of(observer.connection, place, id)
        flow = observer.flow(f"{_prefix}:{top_queue}", top)
        family = flow if flow.children or flow.left_out or report.parent else None
        return job_page(report, report.view, explanation, family)


def mails_page(catcher: Catcher) -> str:
    """Return the caught mails, latest first."""
    mails = "".join(
        f"<article><h2>{html(mail.subject)}</h2><p>to {html(mail.to)}{_by(mail.id)}</p>"
        f"<pre>{html(mail.text)}</pre></article>"
        for mail in reversed(catcher.mails)
    )
    return page("Caught mails", mails or "<p>None yet.</p>", live="*")


def _by(message: str) -> str:
    """Return the job that sent a mail, by its Message-ID."""
    job = _MAIL_OF.fullmatch(message)
    return f', sent by <a href="{job_path("email", job[1])}">job {html(job[1])}</a>' if job else ""
