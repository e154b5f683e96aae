"""The calls of Redis in a Lua script: where each stands, and which commands it can have sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from qlab.record.step import Command

__all__ = ["LuaCall", "calls_in"]

_CALL = re.compile(r"(?:\brcall|\bredis\.p?call)\s*\(")
_SKIPPED = re.compile(r"""--\[\[.*?\]\]|--[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
"""A comment, or a string: within either no bracket and no comma counts."""
_TEXT = re.compile(r"""(["'])(.*)\1|-?\d+""", re.DOTALL)
_PART = re.compile(r"""["']([^"']*)["']""")
_SEVERAL = re.compile(r"\bunpack\s*\(|\.\.\.")
"""What stands for any number of arguments."""


class LuaCall(NamedTuple):
    """A call of Redis in a script.

    Attributes:
        line: The line it begins on; the first is line 1.
        text: The call on one line, without comments.
        args: Its arguments as they stand there, the command first.
    """

    line: int
    text: str
    args: tuple[str, ...]

    @property
    def command(self) -> str | None:
        """The command's name in capitals; None where a variable holds it, as in ``rcall(pushCmd, …)``."""
        name = _constant(self.args[0])
        return None if name is None else name.upper()

    def may_send(self, command: Command) -> bool:
        """Whether this call can have sent a command: the constants that stand in it are in the command too."""
        if self.command not in (command.name, None):
            return False
        given, sent = self.args[1:], command.args
        if any(_SEVERAL.search(each) for each in given):
            return all(_constant(each) in (None, *sent) for each in given)
        return len(given) == len(sent) and all(map(_fits, given, sent))


def _constant(argument: str) -> str | None:
    """Return the text that an argument is; None where only a run knows."""
    found = _TEXT.fullmatch(argument)
    return None if found is None or _joined(argument) else found[2] if found[1] else found[0]


def _joined(argument: str) -> bool:
    return ".." in _SKIPPED.sub("", argument)


def _fits(argument: str, sent: str) -> bool:
    constant = _constant(argument)
    if constant is not None:
        return constant == sent
    if "(" in argument or not _joined(argument):
        return True
    return all(part in sent for part in _PART.findall(argument))


def calls_in(script: str) -> Iterator[LuaCall]:
    """Yield the calls of Redis in a script, in the order in which they stand there."""
    bare = _SKIPPED.sub(lambda found: found[0] if found[0][0] in "\"'" else _blank(found[0]), script)
    masked = _SKIPPED.sub(lambda found: _blank(found[0]), bare)
    for found in _CALL.finditer(masked):
        end, commas = _closed(masked, found.end())
        cuts = [found.end() - 1, *commas, end]
        args = tuple(" ".join(bare[a + 1 : b].split()) for a, b in pairwise(cuts))
        yield LuaCall(script.count("\n", 0, found.start()) + 1, " ".join(bare[found.start() : end + 1].split()), args)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _closed(masked: str, at: int) -> tuple[int, list[int]]:
    """Where the bracket that was opened before ``at`` is closed, and the commas on the way that part its arguments."""
    depth = 1
    commas: list[int] = []
    while True:
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(masked[at], 0)
        if not depth:
            return at, commas
        if masked[at] == "," and depth == 1:
            commas.append(at)
        at += 1
