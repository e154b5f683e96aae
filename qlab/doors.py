"""Doors: methods on a lower floor whose work is done on a floor above it.

``Recording.to_html`` belongs where one looks for it, on the recording; the page is drawn by the widgets, far above. A
floor imports only what lies below it, so the lower one names a door, and the roof (:mod:`qlab`) says what stands behind
each. Nothing is imported before a door is first opened, so ``import qlab`` stays cheap. Another package may put
something of its own behind a door.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

__all__ = ["door", "register"]

_behind: dict[str, str] = {}


def register(name: str, target: str) -> None:
    """Say what stands behind a door.

    Args:
        name: The door: the method that opens it, such as ``Recording.to_html``.
        target: What does the work, as ``module:function``; the last one registered counts.
    """
    _behind[name] = target


def door(name: str) -> Callable[..., Any]:
    """Return the function behind a door; its module is imported now.

    Raises:
        LookupError: If nothing was registered: a mistake in the program, not in how it is used.
    """
    if name not in _behind:
        raise LookupError(f"Nothing is registered under {name!r}; call qlab.doors.register first.")
    module, _colon, function = _behind[name].partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
