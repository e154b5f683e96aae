"""The reference: every public name, from its docstring, so that a new one has its entry without another line here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

import qlab

if TYPE_CHECKING:
    from docutils import nodes

__all__ = ["ModuleNames", "PublicNames", "by_floor"]

IMPORTED = re.compile(r"^from \.(\w*)\S* import (\w+) as \2$", re.MULTILINE)


def by_floor() -> dict[str, list[str]]:
    """Return the public names of ``qlab/__init__.pyi``, by the floor that each comes from; a whole module is its own
    floor.
    """
    stub = Path(qlab.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    floors: dict[str, list[str]] = {}
    for floor, name in IMPORTED.findall(stub):
        floors.setdefault(floor or name, []).append(name)
    return floors


class Documented(SphinxDirective):
    """Entries that autodoc makes."""

    required_arguments = 1
    final_argument_whitespace = True

    def entries(self, module: str, names: Iterable[str]) -> list[nodes.Node]:
        """Return an entry for each name of a module, in the alphabet's order."""
        lines = "\n".join(_directive(module, name) for name in sorted(names, key=str.lower))
        return self.parse_text_to_nodes(f"```{{eval-rst}}\n{lines}\n```\n")


class PublicNames(Documented):
    """``{public-names} lab run``: the names of `import qlab` that come from these floors."""

    def run(self) -> list[nodes.Node]:
        """Make the entries."""
        floors = by_floor()
        names = [name for floor in self.arguments[0].split() for name in floors[floor]]
        return self.entries("qlab", names)


class ModuleNames(Documented):
    """``{module-names} qlab.explore``: what a module exports, or the names that follow it."""

    def run(self) -> list[nodes.Node]:
        """Make the entries."""
        module, *names = self.arguments[0].split()
        return self.entries(module, names or import_module(module).__all__)


def _directive(module: str, name: str) -> str:
    public = getattr(import_module(module), name)
    # A figure is an object that is called, and has its table beside it.
    kind = "class" if inspect.isclass(public) else "function" if inspect.isroutine(public) else "data"
    return f".. auto{kind}:: {module}.{name}\n"
