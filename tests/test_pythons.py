"""What the supported Pythons differ in: 3.12.1 takes a comprehension's variable for a global of the same name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("benchmarks", "qlab", "tests", "tools")
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Names(ast.NodeVisitor):
    """The names in a function's own frame: its locals, its comprehensions' variables, and what is none of the two."""

    def __init__(self, function: Function) -> None:
        self.locals = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
        # What match, except, import and def bind has its name as a text.
        self.locals |= {name for each in ast.walk(function) if isinstance(name := getattr(each, "name", None), str)}
        self.variables: set[str] = set()
        self.others: set[str] = set()
        self._around: list[set[str]] = []
        for statement in function.body:
            self.visit(statement)

    @property
    def confused(self) -> set[str]:
        return self.variables & self.others - self.locals

    def visit_Name(self, node: ast.Name) -> None:
        if any(node.id in names for names in self._around):
            return
        (self.locals if isinstance(node.ctx, ast.Store) else self.others).add(node.id)

    def comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)  # the first iterable is evaluated outside
        own = {name.id for each in node.generators for name in ast.walk(each.target) if isinstance(name, ast.Name)}
        self.variables |= own
        self._around.append(own)
        self.generic_visit(node)
        self._around.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = comprehension  # noqa: N815  # ast's own names

    def another(self, node: ast.AST) -> None:
        """A function within has a frame of its own."""

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = another  # noqa: N815  # ast's own names


def confused(source: str) -> list[str]:
    """The functions where a comprehension's variable is named like a global that is used beside it."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]
    return [f"{each.name}: {', '.join(sorted(names))}" for each in functions if (names := Names(each).confused)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_comprehension_takes_the_name_of_a_global_beside_it(folder: str) -> None:
    found = {
        path.relative_to(ROOT).as_posix(): wrong
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts and (wrong := confused(path.read_text("utf-8")))
    }
    assert not found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{score: 1 for score in a} | {x: score(x) for x in a}", ["f: score"]),
        ("[score for score in score(a)]", ["f: score"]),
        ("{s: 1 for s in a} | {x: score(x) for x in a}", []),
        ("[a for a in a]", []),
        ("max([x for x in a], key=lambda y: x(y))", []),
    ],
)
def test_the_check_finds_one(body: str, expected: list[str]) -> None:
    assert confused(f"def f(a):\n    return {body}\n") == expected
