"""Executors: what is sent to the workers of a ``concurrent.futures`` Executor, as bytes, and what comes back.

Python's own pickle sends a function by its name in its module. With cloudpickle, which comes with ``qlab[dask]``, what
has no such name is sent whole: functions of a notebook, functions within functions, lambdas.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from typing import Any, TypeVar

from qlab.errors import QlabError, UsageError
from qlab.text.escape import repr_of

__all__ = ["answer_of", "check_executor", "each_of", "packed", "portable", "submitted", "unpacked"]

T = TypeVar("T")

_SENDING = (pickle.PickleError, TypeError, AttributeError, ValueError, ImportError, RecursionError)
"""What pickling raises where something cannot be sent."""


def check_executor(executor: object) -> None:
    """Refuse anything that is not an executor.

    Raises:
        UsageError: If it has no ``submit``.
    """
    if not callable(getattr(executor, "submit", None)):
        raise UsageError(f"{repr_of(executor, 60)} is not an executor; give a concurrent.futures Executor.")


def each_of(
    executor: Executor, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]], word: str
) -> list[Any]:
    """Return what a function returns for each tuple of arguments, worked out by an executor's workers; in order.

    Args:
        executor: The executor.
        function: The function.
        arguments: What it is called with, once for each.
        word: What the function is, for the errors.

    Raises:
        UsageError: If that is not an executor, or the function cannot be sent.
        QlabError: If the executor lost a worker.
        Exception: What the function raised.
    """
    check_executor(executor)
    call, answers = partial(_call, packed(function, word), word), list[Future[Any]]()
    try:
        answers += [submitted(executor, call, *each) for each in arguments]
        return [answer_of(answer) for answer in answers]
    except BrokenExecutor as lost:
        raise QlabError(
            "The executor lost a worker, or was shut down; make a new executor, and find out why its process ended."
        ) from lost
    finally:
        for answer in answers:
            answer.cancel()


def submitted(executor: Executor, function: Callable[..., T], *given: Any) -> Future[T]:
    """Hand a call to an executor; BrokenExecutor where it takes none any more."""
    try:
        return executor.submit(function, *given)
    except RuntimeError as error:  # so says an executor that was shut down
        raise BrokenExecutor(str(error)) from error


def answer_of(answer: Future[T]) -> T:
    """Return what a call returned; BrokenExecutor where the executor, and not the call, has failed.

    Dask has errors of its own for a worker that died.
    """
    try:
        return answer.result()
    except Exception as error:
        if isinstance(error, CancelledError) or type(error).__module__.startswith("distributed."):
            raise BrokenExecutor(str(error)) from error
        raise


def _call(function: bytes, word: str, *arguments: Any) -> Any:
    try:
        return unpacked(function, word)(*arguments)
    except Exception as error:  # noqa: BLE001  whatever it raises is raised where it is from
        raise portable(error) from None


def packed(what: object, word: str) -> bytes:
    """Return something as bytes for another process.

    Args:
        what: What is sent.
        word: What it is, for the error.

    Raises:
        UsageError: If it cannot be sent.
    """
    try:
        from cloudpickle import dumps
    except ImportError:
        dumps, advice = pickle.dumps, "give functions of a module, or install qlab[dask], which sends any function"
    else:
        advice = "leave open files, sockets, locks and labs out of what its functions refer to"
    try:
        data: bytes = dumps(what)
    except _SENDING as error:
        raise UsageError(f"{word} cannot be sent to the executor's workers ({error}); {advice}.") from error
    return data


def unpacked(data: bytes, word: str) -> Any:
    """Return what :func:`packed` has sent, in the process that it was sent to.

    Raises:
        UsageError: If what it names is not there.
    """
    try:
        return pickle.loads(data)  # noqa: S301  it was made by the process whose executor this is
    except _SENDING as error:
        raise UsageError(
            f"{word} cannot be loaded by the executor's workers ({error}); make its modules importable there."
        ) from error


def portable(error: Exception) -> Exception:
    """Return an error that can be sent, with what Python would print of where it was raised."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  its own
    except Exception:  # noqa: BLE001  an error's own pickling may raise anything
        return QlabError(f"{type(error).__name__}: {error}")
    return error.with_traceback(None)
