"""Columns: text broken into lines of a terminal, where a wide character takes two columns."""

from __future__ import annotations

from textwrap import wrap

from qlab.text.escape import terminal

__all__ = ["NARROWEST", "WIDTH", "wrapped"]

WIDTH = 100
"""No sentence that qlab prints is wider than this many columns."""
NARROWEST = 20
"""However narrow a terminal is, a line has this many columns."""


def wrapped(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> list[str]:
    """Return a text, made safe to print, in lines of at most this many columns; none of a text without words.

    Args:
        text: The text.
        width: How many columns a line may take.
        first: What the first line begins with.
        rest: What the other lines begin with.
    """
    from rich.cells import cell_len

    safe, width = terminal(text), max(width, NARROWEST)
    letters = width
    while True:
        lines = wrap(safe, letters, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
        over = max((cell_len(line) for line in lines), default=0) - width
        if over <= 0 or letters <= NARROWEST // 2:
            return lines
        letters = max(letters - max(over // 2, 1), NARROWEST // 2)
