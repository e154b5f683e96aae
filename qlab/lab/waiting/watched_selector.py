"""WatchedSelector: an event loop's selector that says so where nothing can happen any more."""

from __future__ import annotations

import selectors
import sys
import threading
from collections.abc import Collection
from types import FrameType

from qlab.errors import UsageError

__all__ = ["Unending", "WatchedSelector"]

LOOK_S = 0.05
"""How long to wait between two looks at the other threads."""
LOOKS = 3
"""So many looks in a row must find that no thread can bring anything: one may be about to begin its work."""
LOOPS_OWN = 1
"""What an event loop itself registers: its end of a socket by which other threads wake it."""
BYSTANDERS = frozenset({
    "IPython", "debugpy", "execnet", "ipykernel", "pydevd", "pytest_timeout", "tornado", "tqdm", "xdist", "zmq",
})  # fmt: skip
"""The packages whose threads serve a notebook, a debugger or a test runner: none of them knows of a lab's loop."""


class Unending(UsageError):  # noqa: N818  it is told as a UsageError
    """What is waited for can never happen."""


class WatchedSelector(selectors.DefaultSelector):
    """Waits like any other; but raises Unending where an event loop waits for ever, and nothing is there to wake it.

    An event loop asks for a wait without an end only if nothing is ready and no timer runs. If it has no file or socket
    either, only another thread could wake it. A thread that may is never called idle: Unending is raised only if it is
    certain.

    Args:
        callers: The threads that wait for this one, by their numbers; it may change.
    """

    def __init__(self, callers: Collection[int]) -> None:
        super().__init__()
        self._callers = callers

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for what is registered.

        Raises:
            Unending: If nothing can happen.
        """
        alone = 0
        while timeout is None and len(self.get_map()) <= LOOPS_OWN:
            found = super().select(LOOK_S)
            if found:
                return found
            alone = 0 if self._others() else alone + 1
            if alone == LOOKS:
                raise Unending(
                    "This would be awaited for ever: no timer, no connection and no thread is left that could end it; "
                    "await something that ends."
                )
        return super().select(timeout)

    def _others(self) -> bool:
        """Return whether a thread is there that could wake this one."""
        frames = sys._current_frames()
        waiting = {threading.get_ident(), *self._callers}
        return any(ident not in waiting and _may_wake(frame) for ident, frame in frames.items())


def _may_wake(frame: FrameType) -> bool:
    if frame.f_code.co_name == "_worker" and _module(frame) == "concurrent.futures.thread":
        return bool(frame.f_locals.get("work_item")) or not frame.f_locals["work_queue"].empty()
    begun: FrameType | None = frame
    first = _module(frame)
    while begun is not None:
        if _module(begun) != "threading":
            first = _module(begun)
        begun = begun.f_back
    return first.partition(".")[0] not in BYSTANDERS


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
