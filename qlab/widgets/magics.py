"""Magics: ``%load_ext qlab`` brings ``%%step`` and completes the names of queues and states in a notebook."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from types import CodeType, SimpleNamespace
from typing import Any

from qlab.code import literals
from qlab.errors import UsageError
from qlab.lab.lab import Lab
from qlab.protocol.states import REMOVED, JobState
from qlab.record.step import Step
from qlab.text.escape import repr_of

__all__ = ["load"]

_QUOTED = r"""(?P<quote>["'])(?P<typed>(?:\\.|(?!(?P=quote))[^\\])*)$"""
_ENTRY = r"""(?:[^()\[\]{}]|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\})*,"""
"""What stands before a key of a dict that is not its first: entries, whose own brackets are closed."""
QUEUES = re.compile(rf"(?s).*\b(?P<lab>\w+)\.(?:queue_named|queue|has_queue|get_flow|worker)\(\s*{_QUOTED}")
"""A line that ends where the name of a lab's queue is being typed."""
PROCESSORS = re.compile(rf"(?s).*\b(?P<lab>\w+)\.(?:drain|run)\(\s*\{{(?:{_ENTRY})?\s*{_QUOTED}")
"""A cell that ends where a queue's name is being typed in the dict of its processors."""
ENQUEUED = re.compile(rf"(?s).*\b(?:assert|refute)_enqueued\(\s*{_QUOTED}")
"""A line that ends where the name of any lab's queue is being typed."""
STATES = re.compile(rf"(?s).*(?:\bstates\s*=.*|\bJobState\(){_QUOTED}")
"""A line that ends where a state's name is being typed."""
PATH = re.compile(rf"(?s).*\bassert_path\(.*{_QUOTED}")
"""A line that ends where a state of a job's path is being typed."""
_OURS = "qlab"
"""What IPython calls the completions."""


def load(shell: Any) -> None:
    """Add the magic and the completions to an IPython shell.

    Args:
        shell: The shell, as IPython hands it to an extension.
    """
    shell.register_magic_function(_step(shell), "cell", "step")
    if hasattr(shell.Completer, "suppress_competing_matchers"):  # IPython 8.6, whose matchers see the whole line
        matchers = shell.Completer.custom_matchers
        others = [each for each in matchers if getattr(each, "matcher_identifier", None) != _OURS]
        matchers[:] = [*others, _matcher(shell.user_ns)]  # also where the extension is loaded again


def _step(shell: Any) -> Callable[[str, str], Step | None]:
    from IPython.core.magic import no_var_expand

    @no_var_expand  # else IPython would run what stands in braces, in the option or the title
    def step(line: str, cell: str) -> Step | None:
        """Record what the cell does as one step, and show it: ``%%step "title"``, or ``%%step --lab=mine "title"``.

        Without ``--lab`` it is the notebook's only lab, or the one named ``lab``.
        """
        name, title = _arguments(line)
        lab = _lab(shell.user_ns, name)
        code = _compiled(shell, cell)
        with lab.observe(title) as seen:
            exec(code, shell.user_ns)  # noqa: S102  a cell is the reader's own code
        return seen.step

    return step


def _compiled(shell: Any, cell: str) -> CodeType:
    """Compile a cell under a name by which a traceback finds its lines, as the shell does with its own cells."""
    text = shell.transform_cell(cell)
    name = shell.compile.cache(text, shell.execution_count, raw_code=cell)
    code: CodeType = compile(text, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise UsageError("A cell magic cannot await; begin an ordinary cell with: with lab.observe('title'):")
    return code


def _arguments(line: str) -> tuple[str | None, str]:
    name: str | None = None
    title = line.strip()
    if title.startswith("--"):
        option, name, title = _option(title)
        if option != "--lab" or not name.isidentifier():
            given = repr_of(f"{option} {name}".strip(), 60)
            raise UsageError(f"{given} is not an option of %%step; write --lab= and the name of a lab.")
    try:
        given = ast.literal_eval(title) if title else "by hand"
    except (SyntaxError, ValueError):
        given = title  # without quotes
    return name, str(given)


def _option(text: str) -> tuple[str, str, str]:
    """Return an option, its value and what follows: of ``--lab=mine "title"``, or ``--lab mine "title"``."""
    found = re.match(r"(--[^=\s]*)(?:=|\s+)?(\S*)\s*(.*)", text)
    return (found[1], found[2], found[3]) if found else ("", "", text)


def _lab(names: dict[str, Any], name: str | None) -> Lab:
    if name is not None:
        found = names.get(name)
        if not isinstance(found, Lab):
            raise UsageError(f"{repr_of(name)} is not a lab in this notebook; make one first: {name} = Lab().")
        return found
    open_labs = {id(each): each for each in list(names.values()) if isinstance(each, Lab) and not each.closed}
    if isinstance(names.get("lab"), Lab):
        chosen: Lab = names["lab"]
        return chosen
    if not open_labs:
        raise UsageError("No lab is open in this notebook; make one: lab = Lab().")
    if len(open_labs) > 1:
        raise UsageError(f"There are {len(open_labs)} open labs in this notebook; name one: %%step --lab=name.")
    return next(iter(open_labs.values()))


# -- completion --------------------------------------------------------------------------------------------------------


def _matcher(names: dict[str, Any]) -> Callable[[Any], dict[str, Any]]:
    """Return what IPython asks, in its own terms (API version 2), with a notebook's names."""

    def qlab(context: Any) -> dict[str, Any]:
        typed, found = _completed(names, context.text_until_cursor, _cell(context))
        offered = [SimpleNamespace(text=text, type="value") for text in found]
        return {"completions": offered, "matched_fragment": typed, "suppress": bool(offered), "ordered": True}

    vars(qlab).update(matcher_api_version=2, matcher_identifier=_OURS, matcher_priority=100)
    return qlab


def _cell(context: Any) -> str:
    """Return a cell as far as the cursor: a dict of processors is often written in several lines."""
    before = context.full_text.split("\n")[: context.cursor_line]
    return "\n".join([*before, context.text_until_cursor])


def _completed(names: dict[str, Any], line: str, cell: str) -> tuple[str, list[str]]:
    """Return what has been typed of a name, and each name that begins so, as it is written between those quotes."""
    for pattern, text, choices in (
        (QUEUES, line, _queues), (ENQUEUED, line, _all_queues), (PATH, line, _path), (STATES, line, _states),
        (PROCESSORS, cell, _queues),
    ):  # fmt: skip
        if found := pattern.match(text):
            written = (_within(found["quote"], each) for each in choices(names, found))
            return found["typed"], [each for each in written if each.startswith(found["typed"])]
    return "", []


def _queues(names: dict[str, Any], found: re.Match[str]) -> list[str]:
    return sorted(_of(names.get(found["lab"])))


def _all_queues(names: dict[str, Any], _found: re.Match[str]) -> list[str]:
    return sorted(set().union(*map(_of, list(names.values()))))


def _of(lab: object) -> set[str]:
    return {queue.name for queue in lab.queues} | set(lab.recording.last.queues) if isinstance(lab, Lab) else set()


def _states(_names: dict[str, Any], _found: re.Match[str]) -> list[str]:
    return [str(state) for state in JobState if state is not JobState.UNKNOWN]


def _path(names: dict[str, Any], found: re.Match[str]) -> list[str]:
    return [*_states(names, found), REMOVED]


def _within(quote: str, text: str) -> str:
    """Return a text as Python has it between such quotes: a name from Redis may hold any character."""
    written = literals.python(text)[1:-1]
    other = {'\\"': '"', "'": "\\'"}
    return written if quote == '"' else re.sub(r"\\.|'", lambda met: other.get(met[0], met[0]), written)
