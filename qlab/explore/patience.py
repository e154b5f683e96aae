"""Patience: how long a user's own code may compute without an end, and the error for code that has none.

An actor that loops without a ``yield`` would never hand over its next move, and the search would stand still. A timer
of the process's own CPU time looks at it each second, so a busy machine or a slow server counts for nothing. The timer
is a signal, which Python handles in its main thread alone: in another thread, such as a worker of a
``ThreadPoolExecutor``, nothing is looked at.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import dropwhile, takewhile
from pathlib import Path
from traceback import walk_stack
from types import FrameType, TracebackType
from typing import ClassVar, Self

from qlab.errors import UsageError
from qlab.text.decoded import quoted

__all__ = ["Foreign", "patient"]

_LOOK_S = 1.0
"""The timer looks each time this many seconds of CPU time have passed."""
_LOOKS = 10
"""A user's own code may be at the same thing for this many looks in a row."""


class RanOnError(BaseException):
    """Ends code that computes on and on. Not an ``Exception``: it might catch those."""


class Foreign:
    """A context manager around a user's own code.

    Args:
        who: Whose code it is, such as ``Actor 'ann'``.
        advice: What to do where it has no end.

    Raises:
        UsageError: If the code computes for longer than it may.
    """

    __slots__ = ("_advice", "_outer", "_who", "looks", "where")
    now: ClassVar[Foreign | None] = None
    """The innermost one that the main thread is in."""

    def __init__(self, who: str, advice: str) -> None:
        self._who, self._advice = who, advice
        self.looks, self.where = 0, ""

    def __enter__(self) -> Self:
        self._outer = Foreign.now
        if _in_main_thread():
            Foreign.now = self
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if _in_main_thread():
            Foreign.now = self._outer
        if kind is RanOnError:
            took = f"{_LOOKS * _LOOK_S:g} s of CPU time"
            raise UsageError(f"{self._who} ran for {took} on end, last in {self.where}; {self._advice}.") from None


def _in_main_thread() -> bool:
    return threading.get_ident() == threading.main_thread().ident


def _look(_signal: int, frame: FrameType | None) -> None:
    there = Foreign.now
    if there is None:
        return
    there.looks += 1
    if there.looks > _LOOKS:
        there.where = _line(frame)
        raise RanOnError


def _line(frame: FrameType | None) -> str:
    """Return the line that the user's own function is in, whatever it has called."""
    frames = [each for each, _ in walk_stack(frame)]
    own = takewhile(_is_the_users, dropwhile(lambda each: not _is_the_users(each), frames))
    found = ([*own] or frames)[-1:]
    return f"line {found[0].f_lineno} of {quoted(Path(found[0].f_code.co_filename).name)}" if found else "no line"


def _is_the_users(frame: FrameType) -> bool:
    return not str(frame.f_globals.get("__name__")).startswith("qlab.")


@contextmanager
def patient() -> Iterator[None]:
    """Look at the user's own code that runs in the block: see :class:`Foreign`. Blocks may be nested."""
    if not _may_look():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _look)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LOOK_S, _LOOK_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _may_look() -> bool:
    """Return whether the timer is free: one that runs is an outer block's, or somebody else's."""
    if not _in_main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.getsignal(signal.SIGVTALRM) in {signal.SIG_DFL, _look} and not any(
        signal.getitimer(signal.ITIMER_VIRTUAL)  # a process made by fork has the handler, and not the timer
    )
