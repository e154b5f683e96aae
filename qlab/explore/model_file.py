"""Model file: a Python file with a world, and the arguments to explore it with."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.explore.engine.cast import World
from qlab.explore.exploring import explore
from qlab.files import is_file
from qlab.text.decoded import quoted
from qlab.text.escape import repr_of
from qlab.text.nearest import did_you_mean
from qlab.text.words import listed

__all__ = ["ModelFile", "loaded_module", "read_model"]

_GIVEN = {"world", "executor"}
"""Arguments of `explore` that no model's file gives: the first is its function, the other is the command's affair."""
OPTIONS = tuple(name for name in inspect.signature(explore).parameters if name not in _GIVEN)
"""What a model's file may say in its ``OPTIONS``."""


class ModelFile(NamedTuple):
    """What a model's file says.

    Attributes:
        world: Sets the queues up and names the actors.
        options: Other arguments of :func:`qlab.explore.explore`.
    """

    world: World
    options: dict[str, Any]


def read_model(path: Path) -> ModelFile:
    """Run a model's file, and return its ``world`` and its ``OPTIONS``.

    Raises:
        UsageError: If the file cannot be read or run, has no ``world``, or gives arguments where they have no effect.
    """
    module, named = loaded_module(path), quoted(path.name)
    world = getattr(module, "world", None)
    if not callable(world):
        raise UsageError(f"{named} has no function world(lab); write one that returns the actors by name.")
    options = getattr(module, "OPTIONS", {})
    _check_options(options, named)
    _check_astray(vars(module), options, named)
    return ModelFile(world, dict(options))


def _check_options(options: object, named: str) -> None:
    if not isinstance(options, Mapping):
        raise UsageError(
            f"OPTIONS in {named} is {repr_of(options)}; give a dict of explore's arguments, such as "
            '{"crashes": 1, "always": [charged_once]}.'
        )
    for name in options:
        if name == "executor":
            raise UsageError(f"OPTIONS in {named} names an executor; use qlab explore --processes instead.")
        if name not in OPTIONS:
            raise UsageError(
                f"OPTIONS in {named} has {repr_of(name)}, which explore does not have; "
                f"{did_you_mean(str(name), OPTIONS)}"
            )


def _check_astray(names: Mapping[str, Any], options: Mapping[str, Any], named: str) -> None:
    """Refuse arguments that stand beside ``OPTIONS``, where they would have no effect."""
    astray = [name for name in _arguments(names) if name not in options]
    if astray:
        pairs = ", ".join(f'"{name}": {name}' for name in astray)
        raise UsageError(
            f"{named} sets {listed(astray)} outside OPTIONS, where explore does not look; write "
            f"OPTIONS = {{{pairs}}}, or rename what is meant for something else."
        )
    for name, value in names.items():
        if name != "OPTIONS" and name.upper().rstrip("S") == "OPTION" and isinstance(value, Mapping):
            raise UsageError(f"{named} has a dict {name}, which has no effect; call it OPTIONS.")


def _arguments(names: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that look like arguments of `explore`: by their name, and by what they hold."""
    parameters = inspect.signature(explore).parameters
    for name in OPTIONS:
        default = parameters[name].default
        an_object = default is None and not parameters[name].annotation.startswith("int")
        if name in names and not an_object and _shape(names[name]) is _shape(default):
            yield name


def _shape(value: object) -> type | None:
    """Return which sort of argument a value is: a flag, a number, several promises; None for anything else."""
    if isinstance(value, bool):
        return bool
    if value is None or isinstance(value, int | float):
        return float
    return tuple if isinstance(value, list | tuple) else None


def loaded_module(path: Path) -> ModuleType:
    """Return a file as a module. Other processes know it by the same name, so its functions can be sent there.

    Raises:
        UsageError: If the file cannot be read or run.
    """
    spec = importlib.util.spec_from_file_location(f"qlab_model_{path.stem}", path)
    if spec is None or spec.loader is None or not is_file(path):
        raise UsageError(f"{quoted(path)} cannot be read; check the path.")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent.resolve()))  # as `python model.py` would, so that it finds its neighbours
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UsageError(
            f"{quoted(path.name)} does not run: {_line(error, path)}{type(error).__name__}: "
            f"{quoted(error, 200)}; fix it, and check that python {quoted(path.name)} runs."
        ) from error
    return module


def _line(error: Exception, path: Path) -> str:
    """Return the line of the file that raised an error, as the beginning of a sentence; nothing where it is none."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: " if error.lineno else ""  # a file that is no text has no lines
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return f"line {lines[-1]}: " if lines else ""
