"""What the player's Code tab shows of a step: BullMQ's own call in three languages, and the Lua that ran."""

from __future__ import annotations

import re
from functools import cache

from qlab.code.code import Written, in_each_language
from qlab.errors import UsageError
from qlab.lab.opened.lua_script import LuaScript, script
from qlab.record.step import Command, Step

__all__ = ["JOBS", "LANGUAGES", "LONGEST", "blocks", "lines_of", "scripts_of", "written"]

LANGUAGES = ("python", "typescript", "nestjs")
"""In the order of the tab's buttons."""
_AFTER_END = re.compile(r"(?<=\nend\n)")
LONGEST = 4_000
"""Longer code, such as of a job with much data, is cut there, and says so."""
JOBS = 25
"""Of a call that adds hundreds of jobs, this many are written, and how many more there are."""


def written(step: Step) -> Written:
    """Return a step as BullMQ's own call, in each of :data:`LANGUAGES`."""
    texts, ids = in_each_language(step, JOBS)
    return Written(tuple(map(_cut, texts)), ids)


def scripts_of(step: Step) -> list[LuaScript]:
    """Return the scripts that a step ran, as far as PyPI's bullmq ships scripts of those names."""
    found = (_script(name) for name in (step.script or "").split(" + "))
    return [each for each in found if each is not None]


def lines_of(step: Step, command: Command) -> list[list[int]]:
    """Return for each script of a step, the lines that call a command, as :meth:`qlab.script` tells them."""
    return [_lines(each.name, command.name) for each in scripts_of(step)]


@cache
def blocks(lua: LuaScript) -> tuple[str, ...]:
    """Return a script's text in pieces, one for each function: several scripts include the same ones, which are told
    once.
    """
    return tuple(piece for piece in _AFTER_END.split(lua.text) if piece)


@cache
def _script(name: str) -> LuaScript | None:
    try:
        return script(name)
    except UsageError:
        return None


@cache
def _lines(name: str, command: str) -> list[int]:
    found = _script(name)
    return [] if found is None else list(found.where(command))


def _cut(code: str) -> str:
    if len(code) <= LONGEST:
        return code
    whole = code[:LONGEST].rpartition("\n")[0]
    return f"{whole}\n… {code.count(chr(10)) - whole.count(chr(10)):,} more lines"
