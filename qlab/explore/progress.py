"""Progress: one line on a terminal while a search runs."""

from __future__ import annotations

import sys
from typing import Self

from qlab.explore.engine.found import Found
from qlab.explore.engine.search import Search

__all__ = ["Progress"]


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
        line = f"{found.states:,} states, {found.moves:,} moves, {found.depth} in a row (Ctrl-C keeps what is found)"
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
        self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
