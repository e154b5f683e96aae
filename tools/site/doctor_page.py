"""The page of what the doctor finds, from the checks themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from docutils import nodes

from qlab.observe import doctor
from qlab.observe.doctor import Fault
from qlab.observe.doctor.check import Check, ServerCheck, checks, server_checks
from tools.site.described import Described, Row

__all__ = ["Doctor", "found"]


def found() -> dict[str, str]:
    """Return what qlab's own checks find, each with what its check says of the rule, in the alphabet's order."""
    every: list[Check | ServerCheck] = [*checks(), *server_checks()]
    own = (each for each in every if each.look.__module__.startswith("qlab."))
    told = {name: inspect.getdoc(each.look) or "" for each in own for name in each.names}
    return {name: " ".join(told[name].split()) for name in sorted(told)}


def _faults() -> dict[str, Fault]:
    modules = (import_module(each.name) for each in iter_modules(doctor.__path__, f"{doctor.__name__}."))
    return {held.check: held for module in modules for held in vars(module).values() if isinstance(held, Fault)}


class Doctor(Described):
    """``{doctor}``: what `observer.doctor()` may find."""

    def run(self) -> list[nodes.Node]:
        """Make the sections."""
        faults = _faults()
        return [self._of(name, told, faults.get(name)) for name, told in found().items()]

    def _of(self, name: str, told: str, fault: Fault | None) -> nodes.section:
        return self.section(f"finding-{name}", name, told, _rows(fault) if fault else (), "")


def _rows(fault: Fault) -> Iterator[Row]:
    yield "How bad", f"{fault.severity}"
    yield "What it means", fault.meaning
    yield "What to do", fault.advice
