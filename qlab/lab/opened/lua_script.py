"""A script of BullMQ's opened up: its Lua as the package ships it, and where in it the commands of a step stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.lab import port
from qlab.lab.opened.lua_calls import LuaCall, calls_in
from qlab.record.step import Command, Step
from qlab.text.escape import repr_of
from qlab.text.html import element
from qlab.text.nearest import nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LuaScript", "script"]

_HEAD = re.compile(r"\A\s*--\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, repr=False)
class LuaScript:
    """One of BullMQ's Lua scripts.

    Attributes:
        name: Its name, such as ``addStandardJob``.
        text: Its Lua, BullMQ's own comments included, with all that it includes.
    """

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines; the first is line 1."""
        return tuple(self.text.splitlines())

    @property
    def comment(self) -> str:
        """What BullMQ says of it at its head: what it does, its keys and arguments; empty where it says nothing."""
        found = _HEAD.match(self.text)
        return "\n".join(line.strip() for line in found[1].strip().splitlines()) if found else ""

    @cached_property
    def all_calls(self) -> tuple[LuaCall, ...]:
        """Where it calls Redis, in the order of its lines."""
        return tuple(calls_in(self.text))

    @cached_property
    def _by_command(self) -> dict[str | None, list[LuaCall]]:
        """Its calls by the command they name; those where a variable holds it are under None."""
        found: dict[str | None, list[LuaCall]] = {}
        for call in self.all_calls:
            found.setdefault(call.command, []).append(call)
        return found

    @cached_property
    def calls(self) -> dict[str, tuple[int, ...]]:
        """The lines on which it calls each command of Redis."""
        named = ((name, calls) for name, calls in self._by_command.items() if name is not None)
        return {name: tuple(call.line for call in calls) for name, calls in named}

    def where(self, command: str) -> tuple[int, ...]:
        """Return the lines that call a Redis command: by its name, or through a variable that may hold it."""
        return tuple(call.line for call in self._candidates(command))

    def sent_by(self, command: Command) -> tuple[LuaCall, ...]:
        """Return the calls that can have sent a command: those whose constants are in it."""
        return tuple(call for call in self._candidates(command.name) if call.may_send(command))

    def _candidates(self, command: str) -> list[LuaCall]:
        """Return the calls that name a command, or else those where a variable may hold it."""
        return self._by_command.get(command) or self._by_command.get(None, [])

    def placed(self, step: Step) -> pd.DataFrame:
        """Return where in the script a step's commands are, one row each: number, command, line, lua, lines.

        MONITOR shows which command ran, not which line sent it. So ``lines`` lists the lines of all calls that can have
        sent it, by the constants in them. ``line`` and ``lua``, the call itself, are missing if there are several.

        Raises:
            UsageError: If that is not a step, or the step did not run this script.
        """
        import pandas as pd

        given: object = step
        if not isinstance(given, Step):
            raise UsageError(f"{repr_of(given, 40)} is not a step; give one, such as lab.last.")
        if self.name not in (step.script or "").split(" + "):
            raise UsageError(f"Step {step.index} ran {step.script or 'no script'}, not {self.name}; see step.script.")
        rows = []
        for number, command in enumerate(step.commands, 1):
            found = self.sent_by(command)
            only = found[0] if len(found) == 1 else None
            lines = [call.line for call in found]
            rows.append((number, command.text(), only and only.line, only and only.text, lines))
        frame = pd.DataFrame(rows, columns=["number", "command", "line", "lua", "lines"])
        return frame.astype({"line": "Int64"})

    def _repr_html_(self) -> str:
        return str(element("pre", *(f"{number:4}  {line}\n" for number, line in enumerate(self.lines, 1))))

    def __repr__(self) -> str:
        return f"LuaScript({self.name}, {len(self.lines)} lines)"


def script(name: str) -> LuaScript:
    """Return one of BullMQ's scripts, as PyPI's package ships it: ``qlab.script("addStandardJob")``.

    Args:
        name: Its name, such as a step's ``script``.

    Raises:
        UsageError: If the package has no such script.
    """
    known = sorted(set(port.script_names().values()))
    found = port.script_text(name) if name in known else None
    if found is None:
        near = nearest(str(name), known)
        hint = f"did you mean {near}?" if near else f"there are {len(known)}, such as {known[0]}."
        raise UsageError(f"BullMQ has no script {repr_of(name)}: {hint}")
    return _opened(name, found)


@cache
def _opened(name: str, text: str) -> LuaScript:
    """Open each script once: to find its calls takes milliseconds, and a recording asks at every step."""
    return LuaScript(name, text)
