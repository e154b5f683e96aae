"""Signatures: why a user's function cannot be called, told before the call ends in a line of qlab's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from qlab.text.escape import repr_of

__all__ = ["why_not"]


def why_not(function: Callable[..., Any], *given: object) -> str | None:
    """Return why a function cannot be called with these arguments.

    Args:
        function: The function, or an object that can be called.
        given: What it would get.

    Returns:
        The reason in words. None where it can be called, or where nobody can say: a builtin does not tell.
    """
    try:
        inspect.signature(function).bind(*given)
    except TypeError as error:
        return str(error)
    except ValueError:
        return None
    except Exception as error:  # noqa: BLE001  Python calls the object's own code, such as __eq__ before 3.13
        return f"its own code raised {repr_of(error, 60)}"
    return None
