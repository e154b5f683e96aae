"""The course's files, read for the tests: sources, and the stored notebooks made of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat

from tools.build_notebooks import NOTEBOOKS, sources

SOURCES = sources()
STUDENTS = [NOTEBOOKS / f"{source.stem}.ipynb" for source in SOURCES]
SOLUTIONS = [NOTEBOOKS / "solutions" / f"{source.stem}.ipynb" for source in SOURCES]
STORED = [*STUDENTS, *SOLUTIONS]
PAIRS = list(zip(STUDENTS, SOLUTIONS, strict=True))
OBJECTIVE = re.compile(r"^- \*\*(\d\d-[a-z])\*\* ", re.MULTILINE)


def name(path: Path) -> str:
    """A short name for a test's parameter."""
    return f"{path.parent.name}/{path.stem[:2]}"


@lru_cache
def cells(path: Path) -> list[Any]:
    """A stored notebook's cells."""
    return list(nbformat.read(path, as_version=4).cells)


def code(path: Path) -> list[Any]:
    """Its code cells."""
    return [cell for cell in cells(path) if cell.cell_type == "code"]


def text(path: Path) -> list[Any]:
    """Its Markdown cells."""
    return [cell for cell in cells(path) if cell.cell_type == "markdown"]


def shown(cell: Any) -> str:
    """All that a code cell's outputs show as text."""
    outputs = cell.get("outputs", [])
    parts = [output.get("text", "") for output in outputs]
    parts += [output.get("data", {}).get(mime, "") for output in outputs for mime in ("text/plain", "text/html")]
    return "\n".join(parts)


def objectives(path: Path) -> list[str]:
    """The ids in a notebook's first cell."""
    return [found[1] for found in OBJECTIVE.finditer(cells(path)[0].source)]


def calls(path: Path, function: str) -> Iterator[tuple[int, ast.Call]]:
    """The calls of a function or method in a notebook's code, each with its cell's number from 0."""
    for at, cell in enumerate(cells(path)):
        tree = ast.parse(cell.source) if cell.cell_type == "code" else ast.Module([], [])
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == function:
                yield at, node


def about(call: ast.Call) -> str:
    """The id that a prediction is about."""
    return next(ast.literal_eval(word.value) for word in call.keywords if word.arg == "about")
