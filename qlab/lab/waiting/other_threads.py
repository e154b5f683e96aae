"""Other threads: whether one of this process could still end what this thread waits for."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Collection
from types import FrameType

__all__ = ["LOOKS", "LOOK_S", "no_thread_is_left", "others_may_act"]

LOOK_S = 0.05
"""How long to wait between two looks at the other threads."""
LOOKS = 3
"""This many looks in a row must find that no thread can bring anything: one may be about to begin its work."""
BYSTANDERS = frozenset({
    "IPython", "debugpy", "execnet", "ipykernel", "pydevd", "pytest_timeout", "tornado", "tqdm", "xdist", "zmq",
})  # fmt: skip
"""The packages whose threads serve a notebook, a debugger or a test runner: none of them knows of a lab's loop."""


def no_thread_is_left(pause: Callable[[float], object] = time.sleep) -> bool:
    """Return whether no other thread can bring anything, by several looks in a row; one that may is never called idle.

    Args:
        pause: Waits between two looks, s.
    """
    for _ in range(LOOKS):
        pause(LOOK_S)
        if others_may_act():
            return False
    return True


def others_may_act(callers: Collection[int] = ()) -> bool:
    """Return whether another thread is there that could do something.

    Args:
        callers: The threads that wait for this one, by their numbers.
    """
    waiting = {threading.get_ident(), *callers}
    return any(ident not in waiting and _may_act(frame) for ident, frame in sys._current_frames().items())


def _may_act(frame: FrameType) -> bool:
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
