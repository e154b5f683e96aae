"""KeptInterrupt: a Ctrl-C during a step waits until the step's books are closed."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the C module below `signal`
import signal
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeVar

__all__ = ["KeptInterrupt", "keeps_interrupts"]

F = TypeVar("F", bound=Callable[..., Any])
_keeping: set[CodeType] = set()
"""The functions that keep interrupts while they run."""


def keeps_interrupts(function: F) -> F:
    """Mark a function as one that runs ``with KeptInterrupt()``."""
    _keeping.add(function.__code__)
    return function


class KeptInterrupt:
    """Keeps a SIGINT until the block ends, then passes it to its handler; a second one goes there at once.

    Python runs signal handlers in the main thread only; in another one there is nothing to keep. Whether the block
    still runs is read from the stack, so that one which never came to its end keeps nothing forever.
    """

    __slots__ = ("_before", "_kept")

    def __init__(self) -> None:
        self._before: Any = None
        self._kept = False

    def __enter__(self) -> None:
        if threading.get_ident() != threading.main_thread().ident:
            return
        before = _signal.getsignal(signal.SIGINT)  # what `signal` adds to it tries to make an Enum of each handler
        if callable(before):  # else it is ignored, ends the process, or belongs to a program around this one
            self._before = before
            _signal.signal(signal.SIGINT, self._keep)

    def _keep(self, number: int, frame: FrameType | None) -> None:
        if not self._kept and _inside(frame):
            self._kept = True
            return
        self._kept = False
        _signal.signal(signal.SIGINT, self._before)
        self._before(number, frame)

    def __exit__(self, *_: object) -> None:
        if self._before is None:
            return
        _signal.signal(signal.SIGINT, self._before)
        if self._kept:
            self._kept = False
            self._before(signal.SIGINT, sys._getframe())


def _inside(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code in _keeping:
            return True
        frame = frame.f_back
    return False
