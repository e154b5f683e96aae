"""Bulk: what is asked for several jobs at once, bounded, with what was not done and why."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from qlab.app.managing import SELECTED, Action, Finished
from qlab.app.queues import QueueName
from qlab.app.service import Service
from qlab.app.stored_job import printable
from qlab.app.web.problems import responses
from qlab.text.escape import shorten
from qlab.web.problem import Ascii

__all__ = ["Chosen", "Remaining", "Result", "router"]

Id = Annotated[str, Field(min_length=1, max_length=200)]


class Chosen(BaseModel):
    """The jobs that were chosen, and what to do with them."""

    model_config = ConfigDict(extra="forbid")

    action: Action = Field(examples=["retry"])
    ids: Annotated[list[Id], Field(min_length=1, max_length=SELECTED, examples=[["1", "2"]])]


class NotDone(BaseModel):
    """A job for which nothing was done, and why not."""

    id: str
    why: str


class Result(BaseModel):
    """What came of it."""

    done: int = Field(description="For how many jobs it was done.")
    left: list[NotDone]


class Remaining(BaseModel):
    """How many jobs of the state there are afterwards: those beyond the first thousand, and new ones."""

    left: int


def router() -> APIRouter:
    """Return what the board's lists ask for."""
    made = APIRouter(prefix="/api/queues/{queue}", tags=["look and manage"])

    @made.post("/selected", response_model=Result, responses=responses(404, 413, 422, 503))
    async def selected(request: Request, queue: QueueName, body: Chosen) -> Any:
        """Retries, promotes or removes the jobs that were chosen; tells for which it was not done, and why."""
        service: Service = request.app.state.service
        outcome = await service.selected(queue, body.action, body.ids)
        left = [{"id": printable(each.id), "why": shorten(printable(each.why), 300)} for each in outcome.left]
        return Ascii({"done": outcome.done, "left": left})

    @made.post("/retry-all", response_model=Remaining, responses=responses(404, 422, 503))
    async def retry_all(request: Request, queue: QueueName, state: Finished = "failed") -> Any:
        """Run the failed jobs again, or the completed ones, at most a thousand; tell how many are left."""
        service: Service = request.app.state.service
        return Remaining(left=await service.retry_all(queue, state))

    @made.post("/promote-all", response_model=Remaining, responses=responses(404, 422, 503))
    async def promote_all(request: Request, queue: QueueName) -> Any:
        """Lets the delayed jobs run now, at most a thousand; tells how many are left."""
        service: Service = request.app.state.service
        return Remaining(left=await service.promote_all(queue))

    return made
