"""Text for predictions and checks: lines of at most 100 columns, and HTML in which `names` are set as code."""

from __future__ import annotations

from qlab.text.columns import wrapped

__all__ = ["lines"]


def lines(text: str, indent: str = "") -> list[str]:
    """Return a text, made safe to print and broken into lines; those after the first are indented."""
    return wrapped(text, rest=indent) or [""]
