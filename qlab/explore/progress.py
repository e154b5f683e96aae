"""Progress: one line, on a terminal or in a notebook, while a search runs."""

from __future__ import annotations

import sys
import time
from typing import Any, Self

from qlab.explore.engine.found import Found
from qlab.explore.engine.search import Search
from qlab.run.real.called import in_kernel
from qlab.text import html
from qlab.text.words import plural

__all__ = ["Progress"]

_SOON_S = 1.0
"""A notebook shows nothing of a search that is over by then."""


class Progress:
    """Shows how far a search is: where standard error is a terminal, and in a notebook; elsewhere it shows nothing.

    Args:
        search: The search.
    """

    def __init__(self, search: Search) -> None:
        self._search, self._began = search, time.monotonic()
        self._shown = False
        self._handle: Any = None

    def __enter__(self) -> Self:
        if in_kernel():
            self._search.on_progress = self._display
        elif sys.stderr.isatty():
            self._search.on_progress = self._show
        return self

    def _show(self, found: Found) -> None:
        sys.stderr.write(f"\r\x1b[K{_line(found, 'Ctrl-C keeps')}")
        sys.stderr.flush()
        self._shown = True

    def _display(self, found: Found) -> None:
        """Show the line as an output that is empty in the end, and in the beginning: what is stored of a cell, or
        compared, is the same however long the search takes.
        """
        if time.monotonic() - self._began < _SOON_S:
            return
        if self._handle is None:
            self._handle = _displayed()
        line = _line(found, "interrupting the kernel keeps")
        self._handle.update({"text/html": str(html.quiet(line)), "text/plain": line}, raw=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        if self._handle is not None:
            self._handle.update({}, raw=True)


def _line(found: Found, keeps: str) -> str:
    return (
        f"{plural(found.states, 'state')}, {plural(found.moves, 'move')}, {found.depth:,} in a row "
        f"({keeps} what is found)"
    )


def _displayed() -> Any:
    """Return the handle of an output that holds nothing."""
    from IPython.core.display_functions import display

    return display({}, raw=True, display_id=True)  # type: ignore[no-untyped-call]
