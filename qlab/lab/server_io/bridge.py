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
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from qlab.lab import port

T = TypeVar("T")

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
        port.in_time(now, new_id)
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
