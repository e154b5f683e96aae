"""Text for predictions and checks: lines of at most 100 columns, and HTML in which `names` are set as code."""

from __future__ import annotations

from textwrap import wrap

from qlab import html
from qlab.escape import terminal

WIDTH = 100


def lines(text: str, indent: str = "") -> list[str]:
    """A text, made safe to print and broken into lines; those after the first are indented."""
    return wrap(terminal(text), WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]


def marked(text: str) -> html.Html:
    """A text as HTML; what stands between two backticks is a name, and set as code."""
    parts = text.split("`")
    closed = len(parts) - (len(parts) + 1) % 2  # a last backtick without a partner is one
    shown = [html.code(part) if at % 2 else html.safe(part) for at, part in enumerate(parts[:closed])]
    return html.join(*shown, *(f"`{part}" for part in parts[closed:]))
