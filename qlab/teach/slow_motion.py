"""One script, command by command: the line of Lua that sends each, and what the keys are like between two of them.

On a server nobody ever sees the state between two commands of a script. Here a second lab runs them one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.lab import port
from qlab.lab.lab import Lab
from qlab.record.recording import Recording
from qlab.record.step import Command, Step
from qlab.text.escape import shorten

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["in_slow_motion", "lua_of", "side_by_side"]

_LITERAL = re.compile(r"""["']([^"']*)["']""")
_COMMENT = re.compile(r"--\[\[.*?\]\]|--[^\n]*", re.DOTALL)


def in_slow_motion(step: Step) -> Recording:
    """Run the commands of a step's script one at a time, each as a step of its own.

    Args:
        step: A traced step that began on an empty server, such as a lab's first `add`.

    Returns:
        A recording with a step for each command.

    Raises:
        UsageError: If the step ran no commands, or began with keys that this would have to know.
    """
    if not step.commands or step.before.keys().shape[0]:
        raise UsageError("Slow motion shows a lab's first step alone; make a new lab, and give its first step.")
    with Lab(trace=False) as slow:
        for command in step.commands:
            with slow.observe(shorten(command.text(), 60)):
                slow.redis.execute_command(command.name, *command.args)  # type: ignore[no-untyped-call]
        return slow.recording


def side_by_side(step: Step) -> pd.DataFrame:
    """Show each command of a step's script beside the Lua that sends it, and how many keys it changed.

    Args:
        step: A traced step that began on an empty server.

    Returns:
        A row for each command: ``lua``, ``command``, ``keys_changed``.

    Raises:
        UsageError: As :func:`in_slow_motion`.
    """
    import pandas as pd

    slow = in_slow_motion(step)
    rows = [
        {
            "lua": shorten(lua_of(step, command), 60),
            "command": shorten(command.text(), 60),
            "keys_changed": len(ran.diff),
        }
        for command, ran in zip(step.commands, slow, strict=True)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1))


def lua_of(step: Step, command: Command) -> str:
    """Find the call in BullMQ's script that sent a command.

    Args:
        step: The step it ran in.
        command: One of its commands.

    Returns:
        The call, in one line, as PyPI's package has it. Of several that could be it, the one with the most of the
        command's words.
    """
    calls = [call for call in _calls(step.script or "") if _name(call) in (command.name, None)]
    return max(reversed(calls), key=lambda call: _likeness(call, command))  # a script's own lines follow its includes


def _calls(script: str) -> Iterator[str]:
    """Yield the calls of Redis in a script, each in one line without comments."""
    packaged = port.script_text(script)
    if packaged is None:
        raise UsageError(f"PyPI's bullmq packages no script {shorten(script, 40)}; give a step that ran one script.")
    text = _COMMENT.sub("", packaged)
    for found in re.finditer(r"\brcall\(", text):
        yield " ".join(text[found.start() : _closed(text, found.end())].split())


def _closed(text: str, at: int) -> int:
    """Return where the bracket that was opened before ``at`` is closed."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at


def _name(call: str) -> str | None:
    """Return the command a call names; None where a variable names it."""
    named = re.match(r"""rcall\(\s*["'](\w+)["']""", call)
    return named[1].upper() if named else None


def _likeness(call: str, command: Command) -> tuple[int, int, bool, bool]:
    """Return how well a call fits a command: no word of it is missing there; words in common; both names; the key's
    name.
    """
    words = set(_LITERAL.findall(call)[1 if _name(call) else 0 :])
    sent = set(map(str, command.args))
    suffix = command.keys[0].rpartition(":")[2] if command.keys else ""
    return -len(words - sent), len(words & sent), bool(_name(call)), suffix.lower() in call.lower()
