"""What the reference shows: public functions say what they take, return and raise, in the imperative.

Ruff checks the mood of every docstring (D401 in pyproject.toml). What it has no rule for is checked here, on the names
of `import qlab` and of the modules that docs/site/reference lists: where there are two arguments or more, each is
explained, there or where the docstring points to, and so is what comes back; an error that a function raises itself is
named.
"""

from __future__ import annotations

import ast
import inspect
import pydoc
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import qlab

REFERENCE = Path(__file__).parents[1] / "docs" / "site" / "reference"
ELSEWHERE = re.compile(r"\bsee :(?:meth|func|class):`([\w.]+)`")
"""Says where the arguments are explained."""
SECTION = re.compile(r"^(Args|Returns|Yields|Raises):$", re.MULTILINE)
NOTHING = {"None", "Self", "Iterator[None]"}


def listed() -> Iterator[Any]:
    """What the pages of the reference are made of, as far as it is a class or is called."""
    yield from (getattr(qlab, name) for name in qlab.__all__)
    for page in sorted(REFERENCE.glob("*.md")):
        for names in re.findall(r"\{module-names\} (.+)", page.read_text("utf-8")):
            module, *chosen = names.split()
            found = import_module(module)
            yield from (getattr(found, name) for name in chosen or found.__all__)


def functions_of(public: Any) -> Iterator[Any]:
    """A function; the public methods of a class, those that it inherits from qlab's own included."""
    if not inspect.isclass(public):
        yield public
        return
    for owner in public.__mro__:
        if owner.__module__.startswith("qlab"):
            members = (value for name, value in vars(owner).items() if not name.startswith("_"))
            yield from (getattr(member, "__func__", member) for member in members)


@cache
def documented() -> dict[str, Any]:
    """Every function of the reference by its whole name, each once."""
    found = (inspect.unwrap(each) for public in listed() for each in functions_of(public) if callable(each))
    own = (each for each in found if inspect.isfunction(each) and each.__module__.startswith("qlab"))
    return {f"{each.__module__}.{each.__qualname__}": each for each in own}


def sections(text: str) -> dict[str, str]:
    """The sections of a docstring by their names."""
    _, *parts = SECTION.split(inspect.cleandoc(text))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def missing(function: Any) -> list[str]:
    """What a function's docstring should say and does not."""
    told = sections(function.__doc__ or "")
    signature = inspect.signature(function)
    names = [name for name in signature.parameters if name not in ("self", "cls")]
    found = []
    if len(names) > 1 and not ELSEWHERE.search(function.__doc__ or ""):
        found += [name for name in names if not re.search(rf"^ {{4}}\**{name}: ", told.get("Args", ""), re.MULTILINE)]
        gives = str(signature.return_annotation) not in NOTHING
        found += ["Returns"] if gives and not {"Returns", "Yields"} & told.keys() else []
    raised = {error for error in raised_by(function) if error not in told.get("Raises", "")}
    return found + sorted(raised)


def raised_by(function: Any) -> set[str]:
    """The names of the errors that a function raises in its own lines; those within it raise for their callers."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    raised = (node.exc for node in own_nodes(tree) if isinstance(node, ast.Raise) and node.exc is not None)
    calls = (node.func if isinstance(node, ast.Call) else node for node in raised)
    return {name.id for name in calls if isinstance(name, ast.Name) and name.id[0].isupper()}


def pointer(name: str) -> str:
    """Where a function's docstring says that its arguments are explained; "" where it says nothing of the kind."""
    found = ELSEWHERE.search(documented()[name].__doc__ or "")
    return found[1] if found else ""


def own_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions in it."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from own_nodes(node)


def test_the_reference_has_functions() -> None:
    assert len(documented()) > 250
    assert {"qlab.lab.handles.queue.Queue.add", "qlab.plot.lives._timeline.timeline"} <= documented().keys()


@pytest.mark.parametrize("name", [name for name in sorted(documented()) if pointer(name)])
def test_what_a_docstring_points_to_is_there(name: str) -> None:
    owner = name.rpartition(".")[0]
    module = documented()[name].__module__
    places = [pointer(name), f"{module}.{pointer(name)}", f"{owner}.{pointer(name)}"]
    assert any(inspect.getdoc(found) for place in places if (found := pydoc.locate(place)))


@pytest.mark.parametrize("name", sorted(documented()))
def test_each_says_what_it_takes_returns_and_raises(name: str) -> None:
    assert missing(documented()[name]) == []


def test_the_check_bites() -> None:
    def explained(first: int, second: int) -> int:
        """Add two numbers.

        Args:
            first: One of them.

        Raises:
            ValueError: Never.
        """
        if first > second:
            raise TypeError
        return first + second

    assert missing(explained) == ["second", "Returns", "TypeError"]
