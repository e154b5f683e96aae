"""What a test module touches beside Python's own memory, as markers: a module says so by what it imports."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from functools import cache
from types import ModuleType

MARKERS = {subprocess: "process", signal: "signal", socket: "socket", time: "time"}
FILMS = ("tests.code.calls", "tests.record.films")
HELPERS = ("tests.app.conftest", "tests.lab.processes", "tests.observe.places", "tests.servers")
"""Modules that do it for the tests that import from them."""


def sources(module: ModuleType) -> set[str]:
    """The names of the modules that a module takes something from."""
    return {getattr(value, "__module__", None) or getattr(value, "__name__", "") for value in vars(module).values()}


@cache
def shows_films(module: ModuleType | None) -> bool:
    """Whether a test module looks at recordings that each process makes once."""
    return module is not None and not sources(module).isdisjoint(FILMS)


@cache  # each of its tests asks
def markers_of(module: ModuleType | None) -> frozenset[str]:
    """The markers of a test module: its own, and those of the helpers that it takes something from."""
    if module is None:
        return frozenset()
    modules = [module, *(sys.modules[name] for name in HELPERS if name in sources(module))]
    return frozenset(
        marker for each in modules for outside, marker in MARKERS.items() if outside in vars(each).values()
    )
