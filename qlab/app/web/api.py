"""The HTTP API: asks for jobs and answers 202 with where to look, or does the work in the request for comparison."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import StreamingResponse

from qlab.app import inline_work
from qlab.app.jobs import Data, Email, Notification, Report, Sync
from qlab.app.mail import Catcher
from qlab.app.managing import Cleaned
from qlab.app.queues import QueueName, nestjs
from qlab.app.service import LISTENERS, Service, Ticket
from qlab.app.settings import Settings
from qlab.app.web import bulk, experiment, live_player, new_job, pages, problems, reference
from qlab.app.web.deadline import Deadline
from qlab.app.web.live_counts import Samples, told_of
from qlab.app.web.problems import responses
from qlab.app.web.responses import Accepted, Done, Listed, QueueStatus, Status
from qlab.app.web.server_sent import follow
from qlab.web.bounds import BodyLimit
from qlab.web.listening import Listening
from qlab.web.problem import Ascii
from qlab.web.site import OwnPagesOnly, own_hosts
from qlab.web.stop import ended

__all__ = ["create"]

Id = Annotated[str, Path(min_length=1, max_length=200, description="The job's id.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="A name for this request of your own: the same key is the same job, however often it is asked for.",
    ),
]
Inline = Annotated[bool, Query(description="Do the work in this request instead of queueing it.")]

YEAR_MS = 366 * 86_400_000


def create(settings: Settings, catcher: Catcher | None = None) -> FastAPI:
    """Return the application.

    Args:
        settings: Its settings.
        catcher: The mail catcher whose mails ``/mails`` shows; None: there is no such page.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = Service(settings)
        app.state.samples = Samples(app.state.service)
        sampling = asyncio.ensure_future(app.state.samples.keep())
        try:
            yield
        finally:
            await ended(sampling)
            await app.state.service.close()

    app = FastAPI(title="qlab demo", version="1", lifespan=lifespan, docs_url="/swagger", redoc_url=None)
    app.state.settings, app.state.workers = settings, None
    problems.install(app)
    app.add_middleware(Deadline)
    app.add_middleware(BodyLimit, largest=settings.largest_body)
    app.add_middleware(OwnPagesOnly, hosts=_hosts(settings))  # the last is asked first
    guard = [Depends(_guard(settings))] if settings.token else []
    refusals = responses(401) if settings.token else {}
    steps, live = live_player.router(catcher)
    for router in (experiment.router(catcher), asking, looking, bulk.router(), new_job.router(), steps):
        app.include_router(router, dependencies=guard, responses=refusals)
    app.include_router(health)
    app.include_router(reference.router(), include_in_schema=False)
    app.router.routes.extend([*pages.static(), *live_player.static()])
    for router in (pages.router(catcher), live):
        app.include_router(router, dependencies=guard, include_in_schema=False)
    return app


def _hosts(settings: Settings) -> list[str]:
    """Beyond loopback any name will do: there a request needs the token, which another site's page does not have."""
    return own_hosts(settings.host) if settings.on_loopback else ["*"]


_BEARER = HTTPBearer(auto_error=False)


def _guard(settings: Settings) -> Callable[..., None]:
    token = settings.token.get_secret_value() if settings.token else ""

    def check(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
        if given is None or not hmac.compare_digest(given.credentials.encode(), token.encode()):
            raise HTTPException(401, "Send the bearer token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})

    return check


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Served = Annotated[Service, Depends(_service)]
asking = APIRouter(prefix="/api/jobs", tags=["ask for work"])
looking = APIRouter(prefix="/api", tags=["look and manage"])
health = APIRouter(tags=["health"])
_ASKED: dict[int | str, dict[str, Any]] = {
    200: {"model": Done, "description": "Done in the request (`?inline=true`)"},
    202: {"model": Accepted, "description": "Queued", "headers": {"Location": {"schema": {"type": "string"}}}},
    **responses(400, 409, 413, 422, 503),
}


async def _answer(
    response: Response, settings: Settings, wanted: inline_work.Work | None, queue: Callable[[], Awaitable[Ticket]]
) -> Accepted | Done:
    if wanted is not None:
        response.status_code = 200
        return Done(result=await inline_work.do(settings, *wanted))
    ticket = await queue()
    where = f"/api/jobs/{ticket.queue}/{ticket.id}"
    response.headers["Location"] = where
    return Accepted(queue=ticket.queue, id=ticket.id, status=where)


@asking.post("/email", status_code=202, response_model=Accepted | Done, responses=_ASKED)
async def email(body: Email, served: Served, response: Response, key: Key = None, inline: Inline = False) -> Any:
    """Send a mail."""
    work: inline_work.Work | None = ("email", body.template, body.model_dump()) if inline else None
    return await _answer(response, served.settings, work, lambda: served.send_email(body, key))


@asking.post("/data", status_code=202, response_model=Accepted | Done, responses=_ASKED)
async def data(body: Data, served: Served, response: Response, key: Key = None, inline: Inline = False) -> Any:
    """Go through a CSV file."""
    work: inline_work.Work | None = ("data-processing", "csv", body.model_dump()) if inline else None
    return await _answer(response, served.settings, work, lambda: served.process_data(body, key))


@asking.post("/notification", status_code=202, response_model=Accepted | Done, responses=_ASKED)
async def notification(
    body: Notification, served: Served, response: Response, key: Key = None, inline: Inline = False
) -> Any:
    """Send a notification."""
    work: inline_work.Work | None = ("notifications", "push", body.model_dump()) if inline else None
    return await _answer(response, served.settings, work, lambda: served.notify(body, key))


@asking.post("/report", status_code=202, response_model=Accepted, responses=responses(400, 409, 413, 422, 503))
async def report(body: Report, served: Served, response: Response, key: Key = None) -> Any:
    """Make a report. A flow of several jobs cannot be done in the request."""
    return await _answer(response, served.settings, None, lambda: served.report(body, key))


@asking.post("/sync", status_code=202, response_model=Accepted | Done, responses=_ASKED)
async def sync(body: Sync, served: Served, response: Response, key: Key = None, inline: Inline = False) -> Any:
    """Write a file's rows into the database."""
    work: inline_work.Work | None = ("data-sync", "sync", body.model_dump()) if inline else None
    return await _answer(response, served.settings, work, lambda: served.sync(body, key))


@asking.post("/demo", status_code=202, response_model=list[Accepted], responses=responses(503))
async def demo(served: Served) -> Any:
    """Ask for a bit of everything."""
    return [
        Accepted(queue=each.queue, id=each.id, status=f"/api/jobs/{each.queue}/{each.id}")
        for each in await served.demo()
    ]


@looking.get("/queues", response_model=dict[str, dict[str, int]], responses=responses(503))
async def queues(served: Served) -> Any:
    """How many jobs are in each state."""
    return await served.counts()


@looking.get("/queues/{queue}", response_model=QueueStatus, responses=responses(404, 422, 503))
async def queue_status(queue: QueueName, served: Served) -> Any:
    """Return a queue: whether it is paused, and how many of its jobs are in each state."""
    return QueueStatus(queue=queue, paused=await served.paused(queue), counts=(await served.counts())[queue])


@looking.post("/queues/{queue}/pause", status_code=204, responses=responses(404, 422, 503))
async def pause(queue: QueueName, served: Served) -> None:
    """Stop all workers from taking jobs of a queue; those at work go on."""
    await served.pause(queue)


@looking.post("/queues/{queue}/resume", status_code=204, responses=responses(404, 422, 503))
async def resume(queue: QueueName, served: Served) -> None:
    """Let workers take jobs again."""
    await served.resume(queue)


@looking.post("/queues/{queue}/drain", status_code=204, responses=responses(404, 422, 503))
async def drain(
    queue: QueueName, served: Served, delayed: Annotated[bool, Query(description="The delayed ones, too.")] = False
) -> None:
    """Remove the jobs that wait; those delayed, at work and finished stay."""
    await served.drain(queue, delayed=delayed)


@looking.post("/queues/{queue}/clean", response_model=list[str], responses=responses(404, 422, 503))
async def clean(
    queue: QueueName,
    served: Served,
    state: Cleaned = "completed",
    grace_ms: Annotated[int, Query(ge=0, le=YEAR_MS)] = 0,
) -> Any:
    """Remove the jobs of a state, at most a thousand; those that are younger than this many ms stay. Tell their ids."""
    return await served.clean(queue, state, grace_ms)


@looking.get("/jobs/{queue}", response_model=list[Listed], responses=responses(404, 422, 503))
async def jobs(queue: QueueName, served: Served) -> Any:
    """Return the latest jobs of a queue."""
    return Ascii(await served.jobs(queue))


@looking.get("/jobs/{queue}/{id}", response_model=Status, responses=responses(404, 422, 503))
async def status(queue: QueueName, id: Id, served: Served) -> Any:
    """Return a job: state, progress, attempts, when it is due, result, logs, and what of it cannot be read."""
    return Ascii(await served.status(queue, id))


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
    **responses(404, 422, 503),
}


@looking.get("/jobs/{queue}/{id}/events", response_class=StreamingResponse, responses=_STREAM)
async def events(
    queue: QueueName, id: Id, served: Served, seconds: Annotated[int, Query(ge=1, le=300)] = 60
) -> StreamingResponse:
    """Server-sent events of a job: its status whenever BullMQ tells of it, until it has finished or time is up."""
    await served.status(queue, id)
    _check_listeners(served, "the job's status")
    return Listening(served, follow(served, queue, id, seconds), seconds)


@looking.get("/events", response_class=StreamingResponse, responses=_STREAM)
async def all_events(
    request: Request, served: Served, seconds: Annotated[int, Query(ge=1, le=300)] = 300
) -> StreamingResponse:
    """Server-sent events of all queues: their counts now and whenever they change, until time is up."""
    _check_listeners(served, "the queues' counts")
    return Listening(served, told_of(served, request.app.state.samples, seconds), seconds)


def _check_listeners(served: Service, instead: str) -> None:
    if served.listeners >= LISTENERS:
        raise HTTPException(
            503, f"{LISTENERS} clients are listening already; use {instead} instead.", {"Retry-After": "5"}
        )


@looking.post("/jobs/{queue}/{id}/retry", status_code=204, responses=responses(404, 409, 422, 503))
async def retry(
    queue: QueueName,
    id: Id,
    served: Served,
    anew: Annotated[bool, Query(description="Forget the attempts it has made: it has all of them again.")] = False,
) -> None:
    """Run a failed or completed job again."""
    await served.retry(queue, id, anew=anew)


@looking.post("/jobs/{queue}/{id}/promote", status_code=204, responses=responses(404, 409, 422, 503))
async def promote(queue: QueueName, id: Id, served: Served) -> None:
    """Let a delayed job run now."""
    await served.promote(queue, id)


@looking.post(
    "/jobs/{queue}/{id}/copy", status_code=202, response_model=Accepted, responses=responses(404, 409, 422, 503)
)
async def copy(queue: QueueName, id: Id, served: Served) -> Any:
    """Queues a job with the same name, data and options."""
    made = await served.copy(queue, id)
    return Accepted(queue=queue, id=made, status=f"/api/jobs/{queue}/{made}")


@looking.delete("/jobs/{queue}/{id}", status_code=204, responses=responses(404, 409, 422, 503))
async def remove(queue: QueueName, id: Id, served: Served) -> None:
    """Remove a job."""
    await served.remove(queue, id)


@health.get("/health", response_model=dict[str, str], responses=responses(503))
async def healthy(served: Served) -> Any:
    """Whether the API and the queue's server are there."""
    await served.ready()
    return {"status": "ok"}


_FILLS: dict[str, QueueName] = {
    "email": "email",
    "data": "data-processing",
    "notification": "notifications",
    "report": "analytics",
    "sync": "data-sync",
}
for _route in asking.routes:
    if isinstance(_route, APIRoute) and _route.name in _FILLS:
        _route.description += f"\n\nIn NestJS:\n\n```ts\n{nestjs(_FILLS[_route.name])}\n```"
