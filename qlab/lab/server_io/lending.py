"""Lending: an application's own bullmq objects work on a lab, in its time, without a change to the application.

While a lab is lent, every bullmq connection of this process leads to it: those made before, such as a module's
``queue = Queue("email")``, and those made while it is lent. BullMQ sees the lab's time. A ``Worker`` takes no job
and waits until it is closed: ``lab.drain()`` works instead, in the lab's time. ``QueueEvents`` waits too,
and hears nothing.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from bullmq import QueueEvents, Worker
from bullmq.redis_connection import RedisConnection

from qlab.lab.port import time_for_all
from qlab.lab.server_io.blocking_client import BlockingClient, Wire
from qlab.lab.server_io.told_wire import ToldWire

__all__ = ["LentClient", "lend"]


class LentClient(BlockingClient):
    """What an application's connections are given in place of their own client."""


_REDIRECTED = ("execute_command", "pipeline", "initialize", "aclose")
"""All that bullmq does with a client goes through these, its scripts included."""


@contextmanager
def lend(
    wire: Wire, tell: Callable[[], None], now: Callable[[], float] | None, new_id: Callable[[], UUID]
) -> Iterator[list[Worker]]:
    """Lead all bullmq connections of this process to a lab.

    Args:
        wire: The lab's line to its server.
        tell: Called after each command, to record what it changed.
        now: The lab's time, s since the epoch; None: the real one.
        new_id: Where the ids of a flow's jobs come from.

    Yields:
        The workers that the application has started, in order; the list grows.
    """
    client, workers = LentClient(ToldWire(wire, tell)), list[Worker]()
    with ExitStack() as undo:
        undo.enter_context(time_for_all(now, new_id))
        undo.enter_context(patch.object(RedisConnection, "__init__", _connecting_to(client)))
        undo.enter_context(patch.object(Worker, "run", _resting(workers.append)))
        undo.enter_context(patch.object(QueueEvents, "run", _resting(lambda _events: None)))
        for other in _clients():
            undo.enter_context(_redirected(other, client))
        yield workers


def _connecting_to(client: LentClient) -> Callable[..., None]:
    connect = RedisConnection.__init__

    def init(self: RedisConnection, redisOpts: Any = None, *args: Any, **options: Any) -> None:  # noqa: N803  its name
        own = type(redisOpts) is BlockingClient  # a lab's handles have the lab's own
        connect(self, redisOpts if own else client, *args, **options)

    return init


def _clients() -> Iterator[Any]:
    """Return the clients of the connections that are there already, those of labs aside."""
    found = (each.conn for each in _every_object() if type(each) is RedisConnection and hasattr(each, "conn"))
    return (each for each in {id(each): each for each in found}.values() if type(each) is not BlockingClient)


def _every_object() -> list[object]:
    """Return all that the collector knows of, unfreezing what `gc.freeze` has set aside: else it is not listed."""
    frozen = gc.get_freeze_count() > 0
    gc.unfreeze()
    try:
        return gc.get_objects()
    finally:
        if frozen:
            gc.freeze()


@contextmanager
def _redirected(other: Any, client: LentClient) -> Iterator[None]:
    before = dict(vars(other))
    vars(other).update({name: getattr(client, name) for name in _REDIRECTED})
    try:
        yield
    finally:
        for name in _REDIRECTED:
            del vars(other)[name]
            if name in before:
                vars(other)[name] = before[name]


def _resting(note: Callable[[Any], None]) -> Callable[[Any], Awaitable[None]]:
    def run(self: Any) -> Awaitable[None]:
        note(self)
        return _until_closed(self)

    return run


async def _until_closed(each: Any) -> None:
    closed = asyncio.Event()
    each.on("closed", lambda *_: closed.set())
    if not each.closed:
        await closed.wait()
