"""A new job: its name, data and options as somebody types them, each refused in a sentence of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from qlab.app.queues import QueueName
from qlab.app.service import Service
from qlab.app.web.problems import responses
from qlab.app.web.responses import Accepted
from qlab.protocol.scores import HIGHEST_PRIORITY

__all__ = ["LONGEST_MS", "MOST_ATTEMPTS", "NAME", "NewJob", "router"]

LONGEST_MS = 366 * 86_400_000
"""The longest delay that can be asked for, ms: a year."""
MOST_ATTEMPTS = 100
NAME = 200
"""The most characters of a name."""


def _whole(name: str, least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        value = int(value) if isinstance(value, float) and value.is_integer() else value  # JSON has one kind of number
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise PydanticCustomError("whole", f"{name} must be a whole number from {least:,} to {most:,}.")
        return value

    return check


def _named(value: Any) -> str:
    try:
        fits = isinstance(value, str) and len(value.strip()) >= 1 and len(value) <= NAME and bool(value.encode())
    except UnicodeEncodeError:  # half a character, which is no UTF-8
        fits = False
    if not fits:
        raise PydanticCustomError("name", f"Name must be a text of 1 to {NAME} characters.")
    return str(value)


def _json(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise PydanticCustomError("data", "Data must be JSON: without NaN or Infinity, and not too deep.") from error
    return value


def _kind(value: Any) -> str:
    if value not in ("fixed", "exponential"):
        raise PydanticCustomError("backoff", "Backoff must be fixed or exponential.")
    return str(value)


Name = Annotated[str, Field(min_length=1, max_length=NAME, pattern=r"\S"), BeforeValidator(_named)]
Ms = Field(ge=0, le=LONGEST_MS)
Delay = Annotated[int, Ms, BeforeValidator(_whole("Delay", 0, LONGEST_MS))]
Wait = Annotated[int, Ms, BeforeValidator(_whole("Wait before a retry", 0, LONGEST_MS))]
Attempts = Annotated[int, Field(ge=1, le=MOST_ATTEMPTS), BeforeValidator(_whole("Attempts", 1, MOST_ATTEMPTS))]
Priority = Annotated[int, Field(ge=0, le=HIGHEST_PRIORITY), BeforeValidator(_whole("Priority", 0, HIGHEST_PRIORITY))]


class Backoff(BaseModel):
    """How long to wait before another attempt."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[Literal["fixed", "exponential"], BeforeValidator(_kind)] = "exponential"
    delay: Wait = Field(description="The wait after the first failed attempt, ms.", examples=[2_000])


class Options(BaseModel):
    """BullMQ's options of a job; the queue's own hold for what is left out."""

    model_config = ConfigDict(extra="forbid")

    delay: Delay | None = Field(default=None, description="ms")
    attempts: Attempts | None = None
    backoff: Backoff | None = None
    priority: Priority | None = None


class NewJob(BaseModel):
    """A job to add."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["welcome"])
    data: Annotated[Any, BeforeValidator(_json)] = Field(default={}, description="Any JSON value.")
    opts: Options = Options()


def router() -> APIRouter:
    """Return what the board's form asks for."""
    made = APIRouter(prefix="/api/queues/{queue}", tags=["look and manage"])

    @made.post("/jobs", status_code=202, response_model=Accepted, responses=responses(404, 413, 422, 503))
    async def add(request: Request, queue: QueueName, body: NewJob) -> Any:
        """Add a job of any name, data and options; whether a worker can do anything with it is its processor's."""
        service: Service = request.app.state.service
        given = body.opts.model_dump(exclude_none=True)
        ticket = await service.add(queue, body.name, body.data, given)
        return Accepted(queue=ticket.queue, id=ticket.id, status=f"/api/jobs/{ticket.queue}/{ticket.id}")

    return made
