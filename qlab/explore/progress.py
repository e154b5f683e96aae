"""Progress: one line on a terminal while a search runs."""

from __future__ import annotations

import sys
from typing import Self

from qlab.explore.engine.found import Found
from qlab.explore.engine.search import Search
from qlab.text.words import plural

__all__ = ["Progress"]

_CTRL_C = "Ctrl-C keeps what is found"


class Progress:
    """Shows how far a search is, where standard error is a terminal; elsewhere it shows nothing.

    Args:
        search: The search.
    """

    def __init__(self, search: Search) -> None:
        self._search, self._shown = search, False

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._search.on_progress = self._show
        return self

    def _show(self, found: Found) -> None:
        line = f"{plural(found.states, 'state')}, {plural(found.moves, 'move')}, {found.depth:,} in a row ({_CTRL_C})"
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
        self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
