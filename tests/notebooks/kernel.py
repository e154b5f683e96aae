"""A notebook's cells, run in this process as a kernel runs them: in any order, again and again."""

from __future__ import annotations

import ast
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

from tools.build_notebooks import notebook


class Kernel:
    """Runs code cells in one namespace. The value of a cell's last expression is what Jupyter would display.

    Args:
        source: A notebook's source.
        solved: Whether to take the notebook with its solutions.

    Attributes:
        cells: The code cells' texts, in order.
    """

    def __init__(self, source: Path, *, solved: bool) -> None:
        self.cells = [cell.source for cell in notebook(source, solved=solved).cells if cell.cell_type == "code"]
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._answers: dict[str, Any] = {}

    def run(self, number: int) -> Any:
        """Run a cell, by its number from 0; return the value of its last line, or None where that is a statement."""
        body = ast.parse(self.cells[number]).body
        shown = body.pop().value if body and isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
        where = f"cell {number}"
        exec(compile(ast.Module(body, []), where, "exec"), self._names)
        return None if shown is None else eval(compile(ast.Expression(shown), where, "eval"), self._names)

    def remember(self, name: str) -> None:
        """Let a function of the notebook's, where it has that name, work out each answer once.

        A cell gets a copy, for it may write into a table.
        """
        if (found := self._names.get(name)) not in (None, self._answers.get(name)):
            answer = cache(found)
            self._names[name] = self._answers.setdefault(name, lambda *given, **named: copy(answer(*given, **named)))
