"""Literals: values as somebody would type them, in Python and in TypeScript.

Anything in a queue may be hostile. A text becomes one string literal on one line, of printable characters only, and
a key that means something to JavaScript (``__proto__``) stays a key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Protocol

from qlab.code.expressions import Expression, Later, Named, Raised, Waits
from qlab.protocol.backoff import npm_option
from qlab.text.escape import HIDDEN

__all__ = ["WIDTH", "Literal", "at_most", "python", "stored", "typescript", "written_of"]


class Literal(Protocol):
    """Writes an expression."""

    def __call__(self, value: Expression, indent: int = 0, *, broken: bool = False) -> str:
        """Return an expression on lines that are indented so far; ``broken``: each of its entries has a line of its
        own.
        """
        ...


WIDTH = 88
"""The columns of a line; a longer list or dict has a line for each of its entries."""
DEEPEST = 200
"""The columns by which a line may be indented; what is nested more deeply is parsed from a text."""
_SPECIAL = frozenset({Named, Raised, Later, Waits})
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_TYPED = frozenset({"type", "delay", "jitter"})
"""What npm's type BackoffOptions has."""
_UNSEEN = re.compile(f"[{HIDDEN}\x7f]")
_MOST: ContextVar[int | None] = ContextVar("qlab_elements_written", default=None)


@contextmanager
def at_most(elements: int) -> Iterator[None]:
    """Within the block, write this many elements of a longer list, and in a comment how many more it has."""
    token = _MOST.set(elements)
    try:
        yield
    finally:
        _MOST.reset(token)


def written_of(length: int) -> int:
    """Return how many elements of a list so long are written; the others need not even be read."""
    most = _MOST.get()
    return length if most is None else min(length, most)


def typescript(value: Expression, indent: int = 0, *, broken: bool = False) -> str:
    """Return an expression in TypeScript."""
    return _written(value, indent, _TYPESCRIPT, "JSON.parse", broken=broken)


def stored(value: Expression, indent: int = 0, *, broken: bool = False) -> str:
    """Return an expression in TypeScript whose backoffs are written as Redis holds them."""
    return _written(value, indent, _STORED, "JSON.parse", broken=broken)


def python(value: Expression, indent: int = 0, *, broken: bool = False) -> str:
    """Return an expression in Python."""
    return _written(value, indent, _PYTHON, "json.loads", broken=broken)


class _Style:
    """How a language writes what is not a list or a dict.

    Args:
        scalar: A text, a number, a truth value or nothing.
        key: A dict's key.
        special: What JSON has no words for.
        inside: What stands between a dict's braces and its entries.
        comment: What begins a comment.
    """

    def __init__(
        self,
        scalar: Callable[[Any], str],
        key: Callable[[str], str],
        special: Callable[[Any], str],
        inside: str,
        comment: str,
    ) -> None:
        self.scalar, self.key, self.special, self.inside, self.comment = scalar, key, special, inside, comment

    def entry(self, name: str, value: Expression) -> str:
        """Return what stands before a dict's value; nothing where JavaScript's shorthand says it all."""
        shorthand = self.inside and isinstance(value, Named) and value.name == name
        return "" if shorthand else f"{self.key(name)}: "


def _written(value: Expression, indent: int, style: _Style, parse: str, *, broken: bool) -> str:
    try:
        return _value(value, indent, style, broken=broken)
    except _TooDeepError:
        return f"{parse}({style.scalar(json.dumps(value))})"


class _TooDeepError(Exception):
    """A value may be nested as deeply as JSON's own reader allows; which depth ends a recursion is another matter."""


def _value(value: Expression, indent: int, style: _Style, *, broken: bool = False) -> str:
    entries, brackets = _entries(value, style)
    if entries is None:
        return _leaf(value, style)
    flat = None if broken and entries else _flat(value, indent, style)
    if flat is not None:
        return flat
    if indent > DEEPEST:
        raise _TooDeepError
    space, most = " " * (indent + 2), _MOST.get() if brackets == "[]" else None
    lines = [f"{space}{lead}{_value(each, indent + 2, style)}," for lead, each in entries[:most]]
    if most is not None and len(entries) > most:
        lines.append(f"{space}{style.comment} … and {len(entries) - most:,} more")
    return "\n".join([brackets[0], *lines, " " * indent + brackets[1]])


def _entries(value: Expression, style: _Style) -> tuple[list[tuple[str, Expression]] | None, str]:
    """Return what a list or dict holds, each with what stands before it, and its brackets; None for anything else."""
    if isinstance(value, dict):
        return [(style.entry(str(name), each), each) for name, each in value.items()], "{}"
    if isinstance(value, list | tuple):
        return [("", each) for each in value], "[]"
    return None, ""


def _leaf(value: Expression, style: _Style) -> str:
    return style.special(value) if type(value) in _SPECIAL else style.scalar(value)


def _flat(value: Expression, indent: int, style: _Style) -> str | None:
    """Return a value on one line; None where it is too long for one, which is known before all of it is written."""
    entries, brackets = _entries(value, style)
    if not entries:
        return brackets if entries is not None else _leaf(value, style)
    parts, left = [], WIDTH - indent - 2
    if left < 0:
        return None
    for lead, each in entries:
        part = _flat(each, indent + 2, style)
        left -= 2 + len(lead) + len(part or "")
        if part is None or left < 0 or "\n" in part:
            return None
        parts.append(lead + part)
    inside = style.inside if brackets == "{}" else ""
    return f"{brackets[0]}{inside}{', '.join(parts)}{inside}{brackets[1]}"


@lru_cache(maxsize=1_024)
def _quoted(text: str) -> str:
    written = encode_basestring(text)  # as json.dumps(text, ensure_ascii=False) does it
    return written if _is_seen(written) else _UNSEEN.sub(_escaped, written)


def _is_seen(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _typescript_scalar(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


@lru_cache(maxsize=1_024)
def _typescript_key(name: str) -> str:
    if name == "__proto__":  # as a plain key it would set the object's prototype
        return '["__proto__"]'
    return name if _IDENTIFIER.fullmatch(name) else _quoted(name)


def _typescript_special(value: Named | Raised | Later | Waits) -> str:
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Later):
        return f"Date.now() + {value.ms}"
    if isinstance(value, Waits):
        return typescript(npm_option(value.option))
    made = f"new {value.kind or 'Error'}({_quoted(value.text)})"
    return made if value.stack is None else f"Object.assign({made}, {{ stack: {_quoted(value.stack)} }})"


def _stored_special(value: Named | Raised | Later | Waits) -> str:
    if not isinstance(value, Waits):
        return _typescript_special(value)
    written = stored(value.option)
    # The compiler admits no field of its own in a backoff, unless it is spread into it.
    return written if not isinstance(value.option, dict) or set(value.option) <= _TYPED else f"{{ ...{written} }}"


def _python_scalar(value: Any) -> str:
    return _python_text(value) if isinstance(value, str) else repr(value)


@lru_cache(maxsize=1_024)
def _python_text(value: str) -> str:
    written = encode_basestring(value)
    return written if _is_seen(written) else _UNSEEN.sub(_python_escaped, written)


def _python_escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def _python_special(value: Named | Raised | Later | Waits) -> str:
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Later):
        return f"round(time.time() * 1000) + {value.ms}"
    if isinstance(value, Waits):
        return python(value.option)
    return f"{value.kind or 'Exception'}({_python_scalar(value.text)})"


_TYPESCRIPT = _Style(_typescript_scalar, _typescript_key, _typescript_special, " ", "//")
_STORED = _Style(_typescript_scalar, _typescript_key, _stored_special, " ", "//")
_PYTHON = _Style(_python_scalar, _python_scalar, _python_special, "", "#")
