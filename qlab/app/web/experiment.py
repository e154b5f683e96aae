"""The experiment: a mail in the request or queued, a mail server that is slow or down, a worker that is killed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from qlab.app.jobs import Email
from qlab.app.mail import Catcher
from qlab.app.service import Service
from qlab.app.web.page_layout import button
from qlab.app.web.problems import responses

__all__ = ["MailServer", "Many", "controls", "router"]

SLOW_MS = 3_000
"""How long the slow mail server takes over a mail, ms."""
MANY = 50
_MAIL = Email(to="ada@example.com", name="ada").model_dump_json()


class MailServer(BaseModel):
    """How the mail catcher behaves."""

    delay_ms: Annotated[int, Field(ge=0, le=60_000, description="How long it takes over each mail, ms.")] = 0
    down: bool = Field(default=False, description="It answers 421 and hangs up.")


class Many(BaseModel):
    """How many mails to queue at once."""

    count: Annotated[int, Field(ge=1, le=1_000)] = MANY


def router(catcher: Catcher | None) -> APIRouter:
    """Return what the buttons ask for; the mail server's only where it is ours."""
    made = APIRouter(prefix="/api", tags=["experiment"])

    @made.post("/jobs/emails", status_code=202, response_model=dict[str, int], responses=responses(413, 422, 503))
    async def emails(request: Request, body: Many) -> Any:
        """Queue many mails at once."""
        service: Service = request.app.state.service
        return {"queued": await service.send_emails(body.count)}

    @made.post("/workers/kill", status_code=204, responses=responses(409))
    async def kill(request: Request) -> None:
        """Kill the workers' process; another one starts, and finds its jobs stalled once their locks have expired."""
        if request.app.state.workers is None:
            raise HTTPException(409, "This application did not start the workers; kill them where they run.")
        await request.app.state.workers.kill()

    if catcher is not None:

        @made.get("/mail-server", response_model=MailServer)
        async def shown() -> MailServer:
            """Return how the mail catcher behaves."""
            return MailServer(delay_ms=round(catcher.delay_s * 1_000), down=catcher.down)

        @made.put("/mail-server", status_code=204, responses=responses(413, 422))
        async def changed(body: MailServer) -> None:
            """Make the mail catcher quick, slow or unreachable, from the next mail on."""
            catcher.delay_s, catcher.down = body.delay_ms / 1_000, body.down

    return made


def controls(catcher: Catcher | None, *, killable: bool) -> str:
    """Return the experiment's part of the board, as HTML."""
    inline = button("Send in the request", "POST", "/api/jobs/email?inline=true", body=_MAIL, time="inline")
    queued = button("Queue it", "POST", "/api/jobs/email", body=_MAIL, time="queued")
    why = (
        "<section><h2>Why one queues: how long does the caller wait for one mail?</h2>"
        f"{_lane(inline, 'inline')}{_lane(queued, 'queued')}"
        "<p><small>Queueing makes the answer quick, not the work. "
        '<b id="ratio" data-keep></b></small></p></section>'
    )
    ask = "Kill the workers' process? Its jobs keep their locks until they expire; then another worker runs them again."
    kill = button("Kill a worker", "POST", "/api/workers/kill", confirm=ask) if killable else ""
    many = button(f"Send {MANY}", "POST", "/api/jobs/emails", body=Many().model_dump_json())
    make = f'<section><h2>Make it happen</h2><div class="row">{many}{kill}</div>{_server(catcher)}</section>'
    return f'<div class="two">{why}{make}</div>'


def _lane(button: str, name: str) -> str:
    """Return a way to send a mail: its button, and how long the answer took, which the page's script fills in."""
    return (
        f'<div class="way">{button}<svg class="lane" id="{name}-lane" data-keep viewBox="0 0 100 10" '
        'preserveAspectRatio="none" aria-hidden="true"><rect width="0" height="10"/></svg>'
        f'<output id="{name}-time" data-keep>–</output></div>'
    )


def _server(catcher: Catcher | None) -> str:
    if catcher is None:
        return "<p><small>The mail server is not this application's own.</small></p>"
    now = "down" if catcher.down else f"taking {catcher.delay_s:g} s a mail" if catcher.delay_s else "quick"
    modes = (
        ("quick", MailServer()),
        (f"slow ({SLOW_MS / 1_000:g} s)", MailServer(delay_ms=SLOW_MS)),
        ("down", MailServer(down=True)),
    )
    held = MailServer(delay_ms=round(catcher.delay_s * 1_000), down=catcher.down)
    made = "".join(
        button(
            words,
            "PUT",
            "/api/mail-server",
            body=mode.model_dump_json(),
            on="true" if mode == held else "",
            label=f"Mail server {words}",
        )
        for words, mode in modes
    )
    return f'<p>The mail server is <b>{now}</b>.</p><div class="row">{made}</div>'
