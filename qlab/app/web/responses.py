"""Answers: what the HTTP API says of jobs and queues."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

__all__ = ["Accepted", "Done", "Listed", "QueueStatus", "Status"]


class Accepted(BaseModel):
    """A job that was queued, and where to look for it."""

    queue: str
    id: str
    status: str


class Done(BaseModel):
    """Work that was done in the request."""

    result: dict[str, Any]


class Status(BaseModel):
    """A job."""

    queue: str
    id: str
    name: str
    state: str
    progress: Any
    attempts: int
    attemptsMade: int  # noqa: N815  BullMQ's name
    due: int | None
    result: Any
    error: str | None
    logs: list[str]
    unreadable: list[str] = Field(description="What of it somebody broke by hand: names of fields, `hash`, `logs`.")


class QueueStatus(BaseModel):
    """A queue."""

    queue: str
    paused: bool
    counts: dict[str, int]


class Listed(BaseModel):
    """A job in a list."""

    id: str
    name: str
    state: str
