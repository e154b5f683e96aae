"""The bridge: BullMQ is asyncio, qlab's calls are plain.

BullMQ's calls wait for Redis and for nothing else, and a lab gives them a client that blocks
(:mod:`qlab.lab.server_io.blocking_client`). So a call is run from beginning to end on the spot: in a script, in pytest,
in a notebook and inside a running event loop alike. What does wait for other things, an asynchronous processor say,
gets an event loop: one for the process, which runs only while such a call waits for its result, in the caller's own
thread or, where a loop runs there already, in a thread kept for that.

Each call also carries the lab's clock and its source of ids (:func:`qlab.lab.port.in_time`).
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from contextvars import copy_context
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from qlab.lab.port import in_time
from qlab.lab.waiting.watched_selector import Unending, WatchedSelector

__all__ = ["call", "wait"]

T = TypeVar("T")
Now = Callable[[], float] | None
"""The time BullMQ shall see, s since the epoch; None: the real one."""
NewId = Callable[[], UUID] | None
"""Where BullMQ's flow ids come from; None: they are random."""


def call(run: Callable[[], Coroutine[Any, Any, T]], now: Now = None, new_id: NewId = None) -> T:
    """Run a coroutine that waits for nothing but its blocking client, and return its result.

    Args:
        run: Makes the coroutine.
        now: The time BullMQ shall see, s since the epoch; None: the real one.
        new_id: Where BullMQ's flow ids come from; None: they are random.

    Raises:
        RuntimeError: If it waits for something else; :func:`wait` is for that.
    """
    return copy_context().run(_through, run, now, new_id)  # a context of its own: nothing to set back


def _through(run: Callable[[], Coroutine[Any, Any, T]], now: Now, new_id: NewId) -> T:
    in_time(now, new_id)
    coroutine = run()
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        coroutine.close()
    raise RuntimeError("a BullMQ call waited for something that is not its connection")


# -- what truly waits --------------------------------------------------------------------------------------------------

PATIENCE_S = 0.01
_lock = threading.RLock()
_runners: dict[str, asyncio.Runner] = {}
"""The runner that is in use, if any; one that was interrupted is closed, and never used again."""
_callers: set[int] = set()
"""The threads that wait for the one in which the loop runs."""


@atexit.register
def _close() -> None:
    for runner in _runners.values():
        with suppress(RuntimeError):  # from Python 3.12 on no thread starts at exit, and to end an executor takes one
            runner.close()


def wait(run: Callable[[], Awaitable[T]], now: Now = None, new_id: NewId = None) -> T:
    """Wait for something in an event loop, and return its result. The arguments are those of :func:`call`.

    Raises:
        Unending: If it can never happen.
    """

    async def timed() -> T:
        in_time(now, new_id)
        return await run()

    with _lock:
        return _in_thread(timed) if _running() else _run(timed)


def _run(timed: Callable[[], Coroutine[Any, Any, T]]) -> T:
    runner = _runners.get("") or _runners.setdefault("", asyncio.Runner(loop_factory=_loop))
    coroutine = timed()
    try:
        return runner.run(coroutine, context=copy_context())
    except Unending:
        _runners.clear()
        with suppress(Unending):  # what awaits forever is cancelled, and may await again
            runner.close()
        raise
    except Exception:
        raise
    except BaseException:  # an interrupt: nothing half-done is left to the next call
        _runners.clear()
        runner.close()
        raise
    finally:
        coroutine.close()


def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.SelectorEventLoop(WatchedSelector(_callers))


def _in_thread(timed: Callable[[], Coroutine[Any, Any, T]]) -> T:
    done: Future[T] = Future()  # known before anything is handed over: `submit` may be interrupted half-way

    def work() -> None:
        if done.set_running_or_notify_cancel():
            try:
                done.set_result(_run(timed))
            except BaseException as error:  # noqa: BLE001  the caller's, whatever it is
                done.set_exception(error)

    _callers.add(threading.get_ident())
    try:
        _thread().submit(work)
        return done.result()
    except BaseException:
        # An interrupt: the thread must have left the loop before somebody else runs it, or never enter it.
        while not (done.cancel() or done.done()):
            _cancel_all()
            wait_for([done], PATIENCE_S)
        raise
    finally:
        _callers.discard(threading.get_ident())


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "qlab-bridge")


def _cancel_all() -> None:
    for runner in tuple(_runners.values()):
        runner.get_loop().call_soon_threadsafe(_cancel_tasks, runner.get_loop())


def _cancel_tasks(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


def _running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
