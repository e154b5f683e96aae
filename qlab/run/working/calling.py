"""Calling: how many of a job, its token and its signal a processor takes, and what it may raise."""

from __future__ import annotations

import inspect
from asyncio import CancelledError
from collections.abc import Callable
from typing import Any, TypeVar

from qlab.errors import UsageError
from qlab.lab.workers.tellable import tellable
from qlab.signatures import why_not
from qlab.text.escape import repr_of

__all__ = ["arguments_of", "called", "check_processor"]

T = TypeVar("T")

MOST = 3
"""npm's Worker (6.7) calls a processor with the job, the lock's token and, if it has a third parameter, a signal."""
_PLACES = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def arguments_of(processor: Callable[..., Any]) -> int:
    """Return how many arguments a processor is to be called with: 1 (job), 2 (job, token) or 3 (job, token, signal).

    A parameter with a default is the processor's own, and gets none; ``*args`` takes all three.
    """
    try:
        parameters = inspect.signature(processor).parameters.values()
    except Exception:  # noqa: BLE001  not callable, which a run says better, built in, or its own code raised
        return 1
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return MOST
    required = sum(each.kind in _PLACES and each.default is each.empty for each in parameters)
    return min(max(required, 1), MOST)


def check_processor(processor: object, queue: str) -> None:
    """Raise UsageError unless that can be called as the processor of a queue."""
    what = f"{repr_of(processor, 40)} cannot be the processor for {repr_of(queue, 40)}"
    if not callable(processor):
        raise UsageError(f"{what}; give a function.")
    if why := why_not(processor, *range(arguments_of(processor))):
        raise UsageError(f"{what} ({why}); let it take (job), (job, token) or (job, token, signal).")


def called(do: Callable[..., T], *arguments: Any) -> T:
    """Return what a processor's code returns. ``CancelledError`` and ``GeneratorExit`` end its attempt like any error.

    Anything else that is not an ``Exception`` is meant for the lab's user: Ctrl-C, ``sys.exit()``, pytest's ``fail()``.
    """
    try:
        return do(*arguments)
    except (CancelledError, GeneratorExit) as error:
        raise tellable(error) from None
