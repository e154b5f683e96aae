"""Questions: the course's predictions, read from its notebooks, for a class that answers together.

A question and its options stand in a notebook's ``qlab.predict(...)``, what is behind each option in the lesson's
module, and the right answer in what the stored notebook shows below ``.compare(...)``: each is read from its one home.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from qlab.teach.course import Notebook, course_folder, notebooks
from qlab.teach.misconceptions import Misconception, behind
from qlab.teach.predict import marked_right, plain
from qlab.teach.registry import explanations

__all__ = ["Question", "course_questions"]


class Question(NamedTuple):
    """A question with options.

    Attributes:
        id: Its id in the course, such as ``05-a``; empty for a question of your own.
        text: The question.
        options: What might happen.
        answer: The right option; None where it is not known yet.
        why: For options, what is behind each.
        lesson: The question that its notebook answers; empty for a question of your own.
    """

    id: str
    text: str
    options: tuple[str, ...]
    answer: str | None
    why: Mapping[str, str]
    lesson: str = ""

    def misconception(self, option: str) -> Misconception | None:
        """Return the misconception behind an option; None for the right one, and where none is known."""
        return None if option == self.answer else behind(self.why.get(option, ""))


@cache
def course_questions(folder: Path | None = None) -> Mapping[str, Question]:
    """Return the course's questions by their ids, in the course's order.

    Args:
        folder: The folder of the stored notebooks; None: the course's own.

    Raises:
        UsageError: If there is no course.
    """
    found = notebooks(folder or course_folder())
    return MappingProxyType({each.id: each for notebook in found for each in _questions(notebook)})


def _questions(notebook: Notebook) -> Iterator[Question]:
    cells = [cell for cell in json.loads(notebook.path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    calls = [(call, cell) for cell in cells for call in _calls("".join(cell["source"]))]
    shown = {name: _text(cell) for (name, method, _), cell in calls if method == "compare"}
    for (name, method, call), _cell in calls:
        about = _about(call) if method == "predict" else ""
        if about:
            text, *options = (plain(ast.literal_eval(each)) for each in call.args)
            answer = marked_right(shown.get(name, ""), options)
            yield Question(about, text, tuple(options), answer, explanations(about), notebook.question)


def _calls(source: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Return ``NAME = qlab.predict(…)`` and ``NAME.compare(…)`` in a cell: the name, the method and the call."""
    for node in ast.walk(ast.parse(source)):
        value = getattr(node, "value", None)
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            continue
        if isinstance(node, ast.Assign) and value.func.attr == "predict":
            yield ast.unparse(node.targets[0]), "predict", value
        elif isinstance(node, ast.Expr) and value.func.attr == "compare":
            yield ast.unparse(value.func.value), "compare", value


def _about(call: ast.Call) -> str:
    return next((str(ast.literal_eval(each.value)) for each in call.keywords if each.arg == "about"), "")


def _text(cell: Mapping[str, Any]) -> str:
    """Return what a cell shows as its value."""
    return "".join(line for output in cell["outputs"] for line in output.get("data", {}).get("text/plain", ()) if line)
