"""Patience: how long a user's own code may compute without an end, and the error for code that has none.

An actor that loops without a ``yield`` would never hand over its next move, and the search would stand still. A timer
of the process's own CPU time looks at it each second, so a busy machine or a slow server counts for nothing. The timer
is a signal, which Python handles in its main thread alone: in another thread, such as a worker of a
``ThreadPoolExecutor``, nothing is looked at.

Code that sleeps uses no CPU time. It may do so as long as the search may take: then another thread sends the signal.
Python runs the handler between two of its own instructions. So code within one call into C that never returns, such as
``sum(itertools.repeat(0))``, cannot be ended, nor code that catches ``BaseException`` and goes on:
https://docs.python.org/3/library/signal.html#execution-of-python-signal-handlers
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import dropwhile, takewhile
from pathlib import Path
from traceback import walk_stack
from types import FrameType, TracebackType
from typing import ClassVar, Self

from qlab.errors import UsageError
from qlab.text.decoded import quoted

__all__ = ["GRACE_S", "Foreign", "OverdueError", "overdue", "patient", "within"]

_LOOK_S = 1.0
"""The timer looks each time this many seconds of CPU time have passed."""
_LOOKS = 10
"""A user's own code may be at the same thing for this many looks in a row."""
GRACE_S = 1.0
"""So long after its time a search that goes on has come to its end by itself; what is at work then hangs."""
_AGAIN_S = 0.1
"""After so long the signal is sent once more: the code may have been about to fall asleep."""


class RanOnError(BaseException):
    """Ends code that computes on and on. Not an ``Exception``: it might catch those."""


class OverdueError(BaseException):
    """Ends what is at work when a search's time is long over. Not an ``Exception``: a user's code might catch those.

    Its text, if any, says what that was; it goes on with a sentence.
    """


class _Time(threading.local):
    """The time of this thread's search.

    Attributes:
        ends: When it is over, by the monotonic clock, s.
        outer: The user's own code that makes the search, such as a promise that explores.
    """

    ends = float("inf")
    outer: Foreign | None = None


_time = _Time()


class Foreign:
    """A context manager around a user's own code.

    Args:
        who: Whose code it is, such as ``Actor 'ann'``.
        advice: What to do where it has no end.

    Raises:
        UsageError: If the code computes for longer than it may.
    """

    __slots__ = ("_advice", "_outer", "looks", "where", "who")
    now: ClassVar[Foreign | None] = None
    """The innermost one that the main thread is in."""

    def __init__(self, who: str, advice: str) -> None:
        self.who, self._advice = who, advice
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
            raise UsageError(f"{self.who} ran for {took} on end, last in {self.where}; {self._advice}.") from None


def _in_main_thread() -> bool:
    return threading.get_ident() == threading.main_thread().ident


def _look(_signal: int, frame: FrameType | None) -> None:
    there = Foreign.now
    if there is None:
        return
    if overdue(GRACE_S):
        if there is _time.outer:  # the search is about to end by itself
            return
        raise OverdueError(f" while {there.who[0].lower()}{there.who[1:]} was in {_line(frame)}")
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


@contextmanager
def within(seconds: float, *, wakes: bool = True) -> Iterator[None]:
    """End the user's own code that is still at work when the time for the block, and :data:`GRACE_S`, are over.

    Where :func:`patient` looks at nothing, no code is ended; :func:`overdue` answers anywhere.

    Args:
        seconds: The time for the block, s.
        wakes: Whether the user's own code runs in the block at all; else there is no need for a thread that wakes it.

    Raises:
        OverdueError: In the user's code.
    """
    left, before = max(seconds, 0), (_time.ends, _time.outer)
    with _woken(left + GRACE_S) if wakes else nullcontext():
        _time.ends, _time.outer = min(before[0], time.monotonic() + left), Foreign.now
        try:
            yield
        except OverdueError:
            if _in_main_thread():
                Foreign.now = _time.outer  # the signal may have come between two lines of an exit
            raise
        finally:
            _time.ends, _time.outer = before


def overdue(grace: float = 0) -> bool:
    """Return whether the time for the innermost block of :func:`within`, in this thread, was over ``grace`` s ago."""
    return time.monotonic() >= _time.ends + grace


@contextmanager
def _woken(seconds: float) -> Iterator[None]:
    """Have another thread wake this one by the signal after a time, s, and again until the block is done."""
    if not _in_main_thread() or not _looking() or seconds > threading.TIMEOUT_MAX:
        yield
        return
    done = threading.Event()
    waker = threading.Thread(target=_wake, args=(threading.get_ident(), seconds, done), name="qlab-waker", daemon=True)
    waker.start()
    try:
        yield
    finally:
        done.set()
        waker.join()


def _wake(thread: int, seconds: float, done: threading.Event) -> None:
    while not done.wait(seconds):
        signal.pthread_kill(thread, signal.SIGVTALRM)
        seconds = _AGAIN_S


def _looking() -> bool:
    """Return whether a block of :func:`patient` looks at this process."""
    return hasattr(signal, "setitimer") and signal.getsignal(signal.SIGVTALRM) is _look


def _may_look() -> bool:
    """Return whether the timer is free: one that runs is an outer block's, or somebody else's."""
    if not _in_main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.getsignal(signal.SIGVTALRM) in {signal.SIG_DFL, _look} and not any(
        signal.getitimer(signal.ITIMER_VIRTUAL)  # a process made by fork has the handler, and not the timer
    )
