"""Lines of plain text for predictions and checks, at most 100 columns wide."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 100


def lines(text: str, indent: str = "") -> list[str]:
    """A text broken into lines; those after the first are indented."""
    return wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
