"""The bridge: BullMQ is asyncio, qlab's calls are plain.

All labs of the process share one event loop, which runs only while a call waits for its result: in the caller's own
thread, or, where a loop runs there already (a notebook's, a test's), in a thread kept for that. So a plain call works
in a script, in pytest, in a notebook and inside a running event loop, and a script pays for no switch between threads.
What must go on by itself, such as a live worker, needs a loop of its own.

The bridge also carries the clock. BullMQ asks ``time.time()`` in five of its modules; those get a ``time`` that looks
up whose call is running. A lab in virtual time answers with its own clock, everybody else with the real one, and the
rest of the process notices nothing.
"""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import Any, TypeVar
from uuid import UUID, uuid4

import bullmq.flow_producer
import bullmq.job
import bullmq.job_scheduler
import bullmq.lock_manager
import bullmq.scripts
import bullmq.worker

T = TypeVar("T")

_now: ContextVar[Callable[[], float] | None] = ContextVar("qlab_now", default=None)
_new_id: ContextVar[Callable[[], UUID] | None] = ContextVar("qlab_new_id", default=None)


class _Time(ModuleType):
    """The ``time`` module, but for ``time()``, which is that of the lab whose call is running."""

    def time(self) -> float:
        now = _now.get()
        return time.time() if now is None else now()

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _uuid4() -> UUID:
    """A random UUID, or the next of the lab whose call is running: a flow's job ids come from here."""
    new_id = _new_id.get()
    return uuid4() if new_id is None else new_id()


for _module in (bullmq.job, bullmq.scripts, bullmq.worker, bullmq.job_scheduler, bullmq.lock_manager):
    _module.time = _Time("time")
bullmq.flow_producer.uuid4 = _uuid4


_lock = threading.RLock()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    weakref.finalize(loop, loop.close)  # at the interpreter's exit, after the labs, which were made later
    return loop


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "qlab-bridge")


def call(
    coroutine: Coroutine[Any, Any, T],
    now: Callable[[], float] | None = None,
    new_id: Callable[[], UUID] | None = None,
) -> T:
    """Runs a coroutine on the bridge and returns its result.

    Args:
        coroutine: What to run.
        now: The time BullMQ shall see, s since the epoch; None: the real one.
        new_id: Where BullMQ's flow ids come from; None: they are random.
    """

    async def with_clock() -> T:
        _now.set(now)  # a task has a context of its own: nothing to reset
        _new_id.set(new_id)
        return await coroutine

    with _lock:
        return _run_in_thread(with_clock()) if _running() else _run(with_clock())


def _run_in_thread(coroutine: Coroutine[Any, Any, T]) -> T:
    future = _thread().submit(_run, coroutine)
    try:
        return future.result()
    except BaseException:
        if not future.done():  # an interrupt: the thread must have left the loop before somebody else runs it
            _loop().call_soon_threadsafe(_cancel_all)
            wait([future])
        raise


def _cancel_all() -> None:
    for task in asyncio.all_tasks(_loop()):
        task.cancel()


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    loop = _loop()

    async def to_the_end() -> T:
        try:
            return await coroutine
        finally:
            loop.stop()  # one pass of the loop less than run_until_complete needs

    task = loop.create_task(to_the_end())
    try:
        loop.run_forever()
    except BaseException:  # an interrupt: do not leave the half-done call to the next one
        task.cancel()
        while not task.done():
            loop.run_forever()
        raise
    return task.result()


def _running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
