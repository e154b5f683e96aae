"""Finds rules told outside their home: numbers, key suffixes and lists of states in Python, JavaScript and Lua.

In Python also operations that are compared by their names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import tree_sitter
import tree_sitter_javascript
import tree_sitter_lua

from qlab.protocol.keys import JOB_SUFFIXES, STATE_OF_ROLE, Role, detail_head
from qlab.protocol.operations import OPERATIONS
from qlab.protocol.scores import DELAYED_STEP, PRIORITY_STEP
from qlab.protocol.states import FINISHED, READY, UNFINISHED, JobState

NUMBERS = {DELAYED_STEP, PRIORITY_STEP}
_HEADS = {detail_head(role) for role in (Role.DEDUPLICATION, Role.DEDUPLICATION_NEXT, Role.SCHEDULER, Role.METRICS)}
SUFFIXES = {role.value for role in Role} - {Role.UNKNOWN, Role.RELAY, Role.JOB, Role.SCHEDULER}
SUFFIXES |= {suffix.lstrip(":") for suffix in JOB_SUFFIXES.values()} | {head.rstrip(":") for head in _HEADS}
_SUFFIX = re.compile(rf":({'|'.join(map(re.escape, sorted(SUFFIXES)))})(?::.*)?|({'|'.join(sorted(_HEADS))}).*")
VERSION = re.compile(r"\b(?:older than|before|since) (?:BullMQ )?\d{1,2}(?:\.\d+)*\b|\bBullMQ (?:older than )?\d")
"""How sentences name the release that changed something."""
STATES = {
    **{state.value: state for state in JobState},
    **{role.value: state for role, state in STATE_OF_ROLE.items()},
    **{state.name: state for state in JobState},
    **{role.name: state for role, state in STATE_OF_ROLE.items()},
}
"""A state's name, its container's, and what members of both enumerations are called."""
_KNOWN = {state for state in JobState if state is not JobState.UNKNOWN}
LISTS = [set(READY), set(FINISHED), set(UNFINISHED), {*READY, JobState.DELAYED}, _KNOWN, set(JobState)]
_LANGUAGES = {
    ".js": tree_sitter.Language(tree_sitter_javascript.language()),
    ".lua": tree_sitter.Language(tree_sitter_lua.language()),
}


class Telling(NamedTuple):
    """A rule told outside its home.

    Attributes:
        line: The line, from 1.
        what: What stands there.
    """

    line: int
    what: str


def is_suffix(text: str) -> bool:
    """Whether a text is the end of a key's name, such as ``:lock`` or ``:de:``, or its beginning within a queue."""
    return _SUFFIX.fullmatch(text.partition(" ")[0]) is not None


def is_list_of_states(names: Iterable[str | None]) -> bool:
    """Whether names, as they stand in a list, are those of states that make a list of the protocol."""
    states = [STATES.get(name or "") for name in names]
    return len(states) > 1 and None not in states and set(states) in LISTS


def in_python(source: str) -> Iterator[Telling]:
    """What a Python module tells; docstrings are prose, and so is what type checkers alone read (``Literal``).

    ``__all__`` only names what is defined elsewhere.
    """
    tree = ast.parse(source)
    prose = {id(node) for each in ast.walk(tree) for node in _prose(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in prose and (what := _told(node) or _compared(node)):
            yield Telling(node.lineno, what)


def _told(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=int() as number) if number in NUMBERS:
            return f"{number}"
        case ast.BinOp(op=ast.Pow(), left=ast.Constant(value=2), right=ast.Constant(value=int() as power)):
            return f"2**{power}" if 2**power in NUMBERS else None
        case ast.Constant(value=str() as text):
            return text if is_suffix(text) or VERSION.search(text) else None
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return ast.unparse(node) if is_list_of_states(map(_name, items)) else None
    return None


def _compared(node: ast.expr) -> str | None:
    """Operations compared by their names, or gathered by them."""
    match node:
        case ast.Compare(left=left, comparators=[right]) if _is_operation(left) or _is_operation(right):
            return ast.unparse(node) if {_text_of(left), _text_of(right)} & set(OPERATIONS) else None
        case ast.Set(elts=items) if len(items) > 1 and {_text_of(item) for item in items} <= set(OPERATIONS):
            return ast.unparse(node)
    return None


def _is_operation(node: ast.expr) -> bool:
    """Whether an expression is an operation, or its name: ``step.operation``, ``op``, ``call.operation.name``."""
    match node:
        case ast.Attribute(value=owner, attr="name" | "verb"):
            return _is_operation(owner)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in ("op", "operation")
    return False


def _text_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _prose(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
        yield from ast.walk(node)
    if isinstance(node, ast.Subscript) and getattr(node.value, "id", None) == "Literal":
        yield from ast.walk(node)


def _name(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Attribute(attr=name):
            return name.removesuffix(".value")
    return None


def in_script(source: str, language: str) -> Iterator[Telling]:
    """What a script tells.

    Args:
        source: Its text.
        language: Its file's ending: ``.js`` or ``.lua``.
    """
    tree = tree_sitter.Parser(_LANGUAGES[language]).parse(source.encode())
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if _tells(node):
            yield Telling(node.start_point[0] + 1, _text(node))


def _tells(node: tree_sitter.Node) -> bool:
    if node.type == "number":
        return _number(_text(node)) in NUMBERS
    if node.type in ("string_fragment", "string_content"):
        return is_suffix(_text(node))
    return node.type in ("array", "table_constructor") and is_list_of_states(_elements(node))


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode()


def _number(text: str) -> float:
    digits = text.replace("_", "").lower()
    return float(int(digits, 16)) if digits.startswith("0x") else float(digits.rstrip("n"))


def _elements(node: tree_sitter.Node) -> list[str]:
    """The elements of an array: texts as they are, ``STATE.WAITING`` by its last name."""
    elements = [child for child in node.named_children if child.type != "comment"]
    return [_text(each).strip("'\"").rpartition(".")[2] for each in elements]
