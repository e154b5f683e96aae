"""Pages: a small live board, the caught mails and the reports, without scripts; everything in them is escaped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import FileResponse, HTMLResponse

from qlab.app.mail import Catcher
from qlab.app.queues import NAMES
from qlab.app.service import Service
from qlab.text.escape import html

__all__ = ["POLICY", "mails_page", "router"]

_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:60rem}}table{{border-collapse:collapse}}
th,td{{padding:.3rem .8rem;border-bottom:1px solid #999;text-align:right}}
th[scope=row]{{text-align:left;white-space:nowrap}}
article{{border-left:4px solid #0072b2;padding-left:1rem;margin:1rem 0}}pre{{white-space:pre-wrap}}</style>
<title>{title}</title><h1>{title}</h1>
"""
REPORT = r"^report-[A-Za-z0-9-]+\.(html|png)$"
POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
"""No page runs a script or loads anything: what they show comes from Redis and from mails."""


def router(catcher: Catcher | None) -> APIRouter:
    """The pages; those of the mails only where there is a catcher."""
    made = APIRouter()

    @made.get("/board", response_class=HTMLResponse)
    async def board(request: Request) -> HTMLResponse:
        service: Service = request.app.state.service
        paused = {name for name in NAMES if await service.paused(name)}
        return HTMLResponse(board_page(await service.counts(), paused), headers=POLICY)

    @made.get("/reports/{name}")
    async def report(request: Request, name: Annotated[str, Path(pattern=REPORT, max_length=200)]) -> FileResponse:
        file = request.app.state.settings.reports / name
        if not file.is_file():
            raise HTTPException(404, "There is no such report; the job's result has its name.")
        return FileResponse(file, headers={**POLICY, "X-Content-Type-Options": "nosniff"})

    if catcher is not None:

        @made.get("/mails", response_class=HTMLResponse)
        async def mails() -> HTMLResponse:
            return HTMLResponse(mails_page(catcher), headers=POLICY)

    return made


def board_page(counts: Mapping[str, Mapping[str, int]], paused: Collection[str] = ()) -> str:
    """The board: a row a queue, a column a state."""
    states_shown = next(iter(counts.values()), {})
    head = "".join(f'<th scope="col">{html(state)}</th>' for state in states_shown)
    rows = "".join(
        f'<tr><th scope="row">{html(queue)}{" (paused)" if queue in paused else ""}</th>'
        + "".join(f"<td>{number:,}</td>" for number in states.values())
        + "</tr>"
        for queue, states in counts.items()
    )
    return f"{_HEAD.format(title='Queues')}<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def mails_page(catcher: Catcher) -> str:
    """The caught mails, latest first."""
    mails = "".join(
        f"<article><h2>{html(mail.subject)}</h2><p>to {html(mail.to)}</p><pre>{html(mail.text)}</pre></article>"
        for mail in reversed(catcher.mails)
    )
    return f"{_HEAD.format(title='Caught mails')}{mails or '<p>None yet.</p>'}"
