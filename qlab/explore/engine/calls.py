"""Calls: what an actor yields, how it is named, and copies of what it is answered."""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.explore.engine.effects import Did
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.lab.lab import Lab
from qlab.text.escape import repr_of, shorten, terminal

__all__ = ["Call", "Raised", "choices", "copied", "lab_of", "label", "operation_of", "plain"]

Call = Callable[[], Any] | Did
"""What an actor may yield: a bound call of a handle, any function that talks to Redis, or an effect."""


class Raised(NamedTuple):
    """An answer that is an error: BullMQ or the server refused the call."""

    error: Exception


def choices(yielded: object, actor: str) -> tuple[Call, ...]:
    """Return the calls of what an actor yielded: one, or a tuple to choose from.

    Raises:
        UsageError: If that is not a call.
    """
    offered = yielded if isinstance(yielded, tuple) else (yielded,)
    if not offered:
        raise UsageError(
            f"Actor {repr_of(actor)} yields an empty tuple, which leaves nothing to choose from; return instead."
        )
    for call in offered:
        if not callable(call) and not isinstance(call, Did):
            raise UsageError(
                f"Actor {repr_of(actor)} yields {repr_of(call, 60)}, which is not a call; {_advice(yielded, call)}."
            )
    return offered


def _advice(yielded: object, call: object) -> str:
    """Return what to write instead of a value that is not a call."""
    if isinstance(call, list | set):
        return "write a choice as a tuple, such as job.complete, job.fail"
    if isinstance(yielded, tuple) and callable(yielded[0]):
        return "a tuple is a choice between calls, and a call's arguments go in by partial(queue.add, 'mail')"
    if isinstance(call, Generator):
        return "begin a generator of your own by yield from"
    return "yield the bound method itself, such as queue.take, or partial(queue.add, 'mail')"


def label(call: Call) -> str:
    """Return a call in a few words, such as ``pay.take`` or ``job 1.complete``."""
    if isinstance(call, Did):
        return str(call)
    if isinstance(call, partial):
        given = [*map(_argument, call.args), *(f"{name}={_argument(value)}" for name, value in call.keywords.items())]
        return f"{label(call.func)}({', '.join(given)})"
    return f"{_owner(getattr(call, '__self__', None))}{_name(call)}"


def operation_of(call: Call) -> tuple[str, Any]:
    """Return the name of a call's method, and the handle it is bound to (None for a function).

    A function may say of which operation it is: by its attribute ``operation``.
    """
    while isinstance(call, partial):
        call = call.func
    return str(getattr(call, "operation", None) or _name(call)), getattr(call, "__self__", None)


def lab_of(owner: object) -> Lab | None:
    """Return the lab that a call's owner is of; None where it is of none."""
    if isinstance(owner, Job):
        return owner.queue.lab
    if isinstance(owner, QueueHandle):
        return owner.lab
    return owner if isinstance(owner, Lab) else None


def _name(call: Any) -> str:
    try:
        return str(getattr(call, "__name__", type(call).__name__)).strip("<>")
    except Exception:  # noqa: BLE001  it is somebody's code, and a call has to be called something
        return type(call).__name__


def _owner(owner: object) -> str:
    if isinstance(owner, Job):
        return f"job {shorten(terminal(owner.id), 30)}."
    return f"{shorten(terminal(owner.name), 30)}." if isinstance(owner, QueueHandle) else ""


def _argument(value: object) -> str:
    if isinstance(value, Job):
        return f"job {shorten(terminal(value.id), 30)}"
    if isinstance(value, list | tuple) and any(isinstance(each, Job) for each in value):
        return f"[{', '.join(map(_argument, value))}]"
    if callable(value):
        return _name(value)
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  as above
        text = f"an object of {type(value).__name__}"
    return shorten(terminal(text), 60)


def copied(answer: Any) -> Any:
    """Return a copy of an answer for one run of an actor: a handle keeps what BullMQ remembers in it
    (``attemptsMade``).
    """
    if isinstance(answer, Job):
        job = copy.copy(answer)
        job._job = inner = copy.copy(answer._job)
        for name, value in vars(inner).items():
            if isinstance(value, list | dict):  # its data, its stack traces
                setattr(inner, name, _fresh(value))
        return job
    if isinstance(answer, tuple) and hasattr(answer, "_make"):  # a flow's node
        return type(answer)(*(copied(each) for each in answer))
    if isinstance(answer, list | tuple):
        return type(answer)(copied(each) for each in answer)
    if isinstance(answer, dict):
        return {name: copied(each) for name, each in answer.items()}
    return answer


def _fresh(value: Any) -> Any:
    """Return a copy of what came from JSON, all the way down; many times quicker than ``deepcopy``."""
    if type(value) is dict:
        return {name: _fresh(each) for name, each in value.items()}
    return [_fresh(each) for each in value] if type(value) is list else value


_OF_A_JOB = (
    "name", "data", "opts", "progress", "returnvalue", "failedReason", "attemptsMade", "stalledCounter", "delay",
    "priority", "parentKey", "repeatJobKey", "deferredFailure",
)  # fmt: skip


def plain(answer: Any) -> Any:
    """Return what of an answer an actor may go by: all but absolute times, tokens, an error's text, and how often a job
    was started.
    """
    if isinstance(answer, Raised):
        return ("raised", type(answer.error).__name__)
    if isinstance(answer, Job):
        text = answer._job
        return ("job", answer.queue.name, answer.id, [(name, plain(getattr(text, name, None))) for name in _OF_A_JOB])
    if isinstance(answer, list | tuple):
        return [plain(each) for each in answer]
    if isinstance(answer, Mapping):
        return sorted((str(name), plain(each)) for name, each in answer.items())
    if isinstance(answer, set | frozenset):
        return sorted(map(repr, answer))
    return answer if isinstance(answer, str | int | float | bool | bytes | None) else repr(answer)
