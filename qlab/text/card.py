"""Text for predictions and checks: lines of at most 100 columns, and HTML in which `names` are set as code."""

from __future__ import annotations

from textwrap import wrap

from qlab.text.escape import terminal

__all__ = ["lines"]

WIDTH = 100


def lines(text: str, indent: str = "") -> list[str]:
    """Return a text, made safe to print and broken into lines; those after the first are indented."""
    return wrap(terminal(text), WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
