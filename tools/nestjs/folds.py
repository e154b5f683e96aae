"""Folds: a line ``<!-- nestjs: NAME -->`` of a notebook's source becomes a part of its text that opens on a click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tools.nestjs.effects import EFFECTS, lines
from tools.nestjs.written import WRITTEN

__all__ = ["filled", "folded", "names", "text_of"]

_MARKER = re.compile(r"^<!-- nestjs: ([\w-]+) -->$", re.MULTILINE)
_FOLD = re.compile(r"<details><summary>In NestJS: (.+?)</summary>\n\n```ts\n(.+?)\n```\n\n</details>", re.DOTALL)


def names() -> list[str]:
    """Return the names of all folds."""
    return [*EFFECTS, *WRITTEN]


@cache
def text_of(name: str) -> tuple[str, str]:
    """Return a fold's title and its lines.

    Args:
        name: One of :func:`names`.
    """
    if name in WRITTEN:
        return WRITTEN[name]
    return EFFECTS[name].title, lines(EFFECTS[name])


def filled(text: str) -> str:
    """Return a text cell with its markers replaced by the folds."""
    return _MARKER.sub(lambda marker: _fold(marker[1]), text)


def folded(text: str) -> Iterator[tuple[str, str]]:
    """Find the folds of a text cell: title and lines each."""
    for found in _FOLD.finditer(text):
        yield found[1], found[2]


def _fold(name: str) -> str:
    title, said = text_of(name)
    return f"<details><summary>In NestJS: {title}</summary>\n\n```ts\n{said}\n```\n\n</details>"
