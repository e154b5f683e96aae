"""The predictions of a stored notebook: what is asked, what may be chosen, and what turned out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import qlab
from qlab.teach.predict import HOW, Comparison

__all__ = ["Asked", "predictions"]

OPTION = re.compile(r"^  \([ x]\) (.+)$")
VERDICT = re.compile(r"You made no prediction\. The (\w+) say: (.+)\.$")
ROW = ("✓", "✗")


class Asked(NamedTuple):
    """A prediction, with what the stored notebook says of it.

    Attributes:
        cell: The index of the cell that asks.
        told: The index of the cell that tells what turned out.
        question: What is asked.
        options: What may be chosen.
        about: The id of its sentences, such as ``05-a``.
        actual: What turned out.
        witness: Who says so, in the plural.
    """

    cell: int
    told: int
    question: str
    options: tuple[str, ...]
    about: str
    actual: str
    witness: str

    def compared(self, option: str) -> Comparison:
        """Return what the notebook's own form says to somebody who chose an option."""
        asked = qlab.predict(self.question, *self.options, about=self.about).answer(option)
        return asked.compare(self.actual, witness=self.witness)


def predictions(cells: list[Any]) -> Iterator[Asked]:
    """Yield the predictions of a notebook, in its order.

    Args:
        cells: Its cells, executed.

    Raises:
        ValueError: If no cell tells what turned out: then there is nothing to hide.
    """
    for index, cell in enumerate(cells):
        if (asking := _call(cell, "predict")) is None:
            continue
        name, about = asking
        question, options = _form(_text(cell))
        told, witness, actual = _outcome(cells, index, name)
        yield Asked(index, told, question, options, about, actual, witness)


def _call(cell: Any, name: str) -> tuple[str, str] | None:
    """Return the variable that `qlab.predict` is assigned to in a cell, and the id that it names."""
    for node in ast.walk(_tree(cell)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _attribute(node.value) == name:
            named = {each.arg: each.value for each in node.value.keywords}
            about = named.get("about", ast.Constant(""))
            return ast.unparse(node.targets[0]), ast.literal_eval(about)
    return None


def _tree(cell: Any) -> ast.Module:
    if cell["cell_type"] != "code" or "%" in cell["source"][:1]:
        return ast.Module([], [])
    tree: ast.Module = compile(cell["source"], "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return tree


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(cell: Any) -> str:
    """Return what a cell's last output says as text."""
    texts = [output["data"].get("text/plain", "") for output in cell.get("outputs", []) if "data" in output]
    return "".join(texts[-1]) if texts else ""


def _form(text: str) -> tuple[str, tuple[str, ...]]:
    lines = [line for line in text.splitlines() if line != HOW]
    options = tuple(match[1] for line in lines if (match := OPTION.match(line)))
    return " ".join(line for line in lines if not OPTION.match(line)), options


def _outcome(cells: list[Any], asked: int, name: str) -> tuple[int, str, str]:
    """Return the first cell after a prediction that compares it; who says what turned out, and what."""
    for index, cell in enumerate(cells[asked + 1 :], asked + 1):
        if any(_compares(node, name) for node in ast.walk(_tree(cell))):
            text = _text(cell)
            verdict = " ".join(line for line in text.split("\n" + ROW[0])[0].split("\n" + ROW[1])[0].splitlines())
            if found := VERDICT.search(verdict):
                return index, found[1], found[2]
    raise ValueError(f"No cell tells what became of the prediction {name!r} in cell {asked}.")


def _compares(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and _attribute(node) in ("compare", "reveal")
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == name
    )
