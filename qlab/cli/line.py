"""The progress line: how far something is, on a terminal's standard error, written over and gone at the end."""

from __future__ import annotations

import os
import sys
import time
from typing import Self

from qlab.cli.output import WIDTH
from qlab.text.decoded import quoted
from qlab.text.escape import shorten

__all__ = ["ProgressLine"]

EVERY_S = 0.1
"""The line is rewritten this often, so that a slow terminal does not hold up what it tells of."""


class ProgressLine:
    """One line that says how far something is; nothing at all if standard error is not a terminal.

    A context manager: at the end the line is always removed, and the next output starts a new line.
    """

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._wide = 0
        self._told = float("-inf")

    def walking(self, seen: int, total: int) -> None:
        """Show how far a walk over the keyspace is."""
        self._tell(f"{seen:,} of about {total:,} keys looked at")

    def watching(self, events: int, passed: float, remark: str) -> None:
        """Show how far a watch is; ``passed`` in seconds."""
        counted = f"{events:,} event{'' if events == 1 else 's'}"
        self._tell(f"{passed:7.1f} s  {counted}  {quoted(remark, 60)}" if remark else f"{passed:7.1f} s  {counted}")

    def _tell(self, text: str) -> None:
        if self._shown and time.monotonic() - self._told >= EVERY_S:
            self._told = time.monotonic()
            self._write(text)

    def _write(self, text: str) -> None:
        wide = _columns() - 1  # in the last column some terminals break the line
        line = shorten(text, wide)
        print(f"\r{line:<{min(self._wide, wide)}}", end="", file=sys.stderr, flush=True)
        self._wide = len(line)

    def clear(self) -> None:
        """Remove the line, if there is one."""
        if self._wide:
            self._write("")
            print("\r", end="", file=sys.stderr, flush=True)
        self._told = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


def _columns() -> int:
    try:
        return min(os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH, WIDTH)
    except OSError:
        return WIDTH
