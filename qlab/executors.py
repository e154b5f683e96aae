"""Executors: what is sent to the workers of a ``concurrent.futures`` Executor, as bytes.

Python's own pickle sends a function by its name in its module. With cloudpickle, which comes with ``qlab[dask]``, what
has no such name is sent whole: functions of a notebook, functions within functions, lambdas.
"""

from __future__ import annotations

import pickle
from typing import Any

from qlab.errors import UsageError

__all__ = ["packed", "unpacked"]

_SENDING = (pickle.PickleError, TypeError, AttributeError, ValueError, ImportError, RecursionError)
"""What pickling raises where something cannot be sent."""


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
            f"{word} cannot be read by the executor's workers ({error}); let them import the modules that it is from."
        ) from error
