"""The shapes of a server's replies. Each is checked where it enters: a server may be another program, or lie.

What has passed can be taken apart without a further look: no list is too short, no number a text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

import msgpack  # type: ignore[import-untyped]

from qlab.errors import NotRedis
from qlab.text.decoded import quoted

__all__ = ["PAGE", "SCRIPTS", "Shape", "check", "greeting", "no_redis", "unpacked"]

Shape = Callable[[Any], bool]
_TEXT = frozenset({str, bytes})
_ID = re.compile(r"\d{1,20}-\d{1,20}", re.ASCII)
_IDS = re.compile(rf"{_ID.pattern}(?:\n{_ID.pattern})*", re.ASCII)


def whole(reply: Any) -> bool:
    """Return an integer."""
    return type(reply) is int


def text(reply: Any) -> bool:
    """Return a text, decoded or not."""
    return isinstance(reply, str | bytes)


def nothing(reply: Any) -> bool:
    """Return Redis's nil."""
    return reply is None


def number(reply: Any) -> bool:
    """Return a score: a text that is a number."""
    try:
        return text(reply) and not math.isnan(float(reply))
    except ValueError:
        return False


def entry_id(reply: Any) -> bool:
    """Return the id of a stream's entry."""
    return text(reply) and bool(_ID.fullmatch(reply.decode("latin-1") if isinstance(reply, bytes) else reply))


def listed(each: Shape) -> Shape:
    """Return a list of such."""
    return lambda reply: isinstance(reply, list) and all(map(each, reply))


def texts(reply: Any) -> bool:
    """Return a list of texts; it may be long, so that it is looked through in C."""
    return isinstance(reply, list) and _TEXT.issuperset(map(type, reply))


def named_texts(reply: Any) -> bool:
    """Return a flat list of names and texts in turn."""
    return texts(reply) and len(reply) % 2 == 0


def either(*shapes: Shape) -> Shape:
    """Return one of several shapes."""
    return lambda reply: any(shape(reply) for shape in shapes)


def fixed(*shapes: Shape) -> Shape:
    """Return a list of just these, in order."""
    return lambda reply: (
        isinstance(reply, list)
        and len(reply) == len(shapes)
        and all(shape(part) for shape, part in zip(shapes, reply, strict=True))
    )


def pairs(name: Shape, value: Shape) -> Shape:
    """Return a flat list of names and values in turn."""
    return lambda reply: (
        isinstance(reply, list) and len(reply) % 2 == 0 and all(map(name, reply[::2])) and all(map(value, reply[1::2]))
    )


def after(head: Shape, rest: Shape) -> Shape:
    """Return a list whose first element is of one shape, and what follows, as a list, of another."""
    return lambda reply: isinstance(reply, list) and bool(reply) and head(reply[0]) and rest(reply[1:])


def entries(reply: Any) -> bool:
    """Return whether this is a stream's entries, each an id and a flat list of at least one name and value.

    A watcher gets tens of thousands a second, so they are looked through in C, all ids and all texts at once.
    """
    if not isinstance(reply, list) or not reply:
        return isinstance(reply, list)
    if not _each(list, reply) or set(map(len, reply)) != {2}:
        return False
    ids, fields = zip(*reply, strict=True)
    return (
        _entry_ids(ids)
        and _each(list, fields)
        and all(length > 0 and length % 2 == 0 for length in set(map(len, fields)))
        and _TEXT.issuperset(map(type, chain.from_iterable(fields)))
    )


def _entry_ids(ids: Sequence[Any]) -> bool:
    """Return whether these are ids of entries, all decoded or none."""
    if _each(bytes, ids):
        joined = b"\n".join(ids).decode("latin-1")
    elif _each(str, ids):
        joined = "\n".join(ids)
    else:
        return False
    return bool(_IDS.fullmatch(joined)) and joined.count("\n") == len(ids) - 1  # else one holds several


def _each(kind: type, values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {kind}


def greeting(reply: Any) -> bool:
    """Return what HELLO says: names and values, as a list or a map."""
    return isinstance(reply, dict) or pairs(text, lambda _: True)(reply)


_NODE = after(text, after(whole, lambda _: True))
_PAGE = fixed(text, texts)
_TEXT_OR_NOT, _WHOLE_OR_NOT = either(text, nothing), either(whole, nothing)

COMMANDS: Mapping[str, Shape] = MappingProxyType({
    "SCAN": _PAGE, "SSCAN": _PAGE, "LRANGE": texts, "HGETALL": named_texts, "HMGET": listed(_TEXT_OR_NOT),
    "GET": _TEXT_OR_NOT, "HGET": _TEXT_OR_NOT, "ZSCORE": either(number, nothing),
    "DBSIZE": whole, "EXISTS": whole, "SISMEMBER": whole, "LLEN": whole, "ZCARD": whole, "ZCOUNT": whole, "PTTL": whole,
    "ZRANK": _WHOLE_OR_NOT, "LPOS": either(whole, nothing, listed(whole)), "XLEN": whole,
    "XRANGE": entries, "XREVRANGE": entries,
    "XREAD": either(nothing, listed(fixed(text, entries))), "INFO": text, "HELLO": greeting,
    "CLIENT LIST": text, "CLIENT INFO": text,
    "CLUSTER SLOTS": listed(after(whole, after(whole, after(_NODE, lambda _: True)))),
})  # fmt: skip
"""By command, in words where a subcommand says what is answered."""
_WITH_SUBCOMMANDS = frozenset(name.partition(" ")[0] for name in COMMANDS if " " in name)

VALUES: Mapping[str, Shape] = MappingProxyType({
    "string": text, "list": texts, "set": texts, "hash": named_texts, "zset": pairs(text, number),
    "stream": entries,
})  # fmt: skip


def _key_state(reply: Any) -> bool:
    if not isinstance(reply, list) or len(reply) != 6:
        return False
    kind, encoding, *numbers, value = reply
    return (
        text(kind)
        and (encoding is None or text(encoding))
        and all(map(whole, numbers))
        and VALUES.get(_word(kind), text)(value)
    )


PAGE: Shape = after(whole, after(listed(fixed(text, text, whole, whole)), pairs(text, _key_state)))
"""What ``page.lua`` packs of each queue."""

SCRIPTS: Mapping[str, Shape] = MappingProxyType({
    "page.lua": listed(lambda reply: isinstance(reply, bytes)),
    "telling.lua": listed(whole),
    "watching/follow.lua": fixed(whole, either(entry_id, lambda reply: reply in ("", b"")), entry_id, whole, whole),
    "looking/find.lua": fixed(whole, texts),
    "sweep.lua": fixed(texts, pairs(text, fixed(whole, whole, whole, whole, whole))),
    "where.lua": after(whole, after(whole, after(whole, texts))),
})  # fmt: skip
"""By the file of a script."""


def no_redis(command: object) -> NotRedis:
    """Return what to say of a reply that no Redis gives to a command."""
    return NotRedis(f"The server answers {quoted(command, 30)} with what no Redis says; check what listens there.")


def check(reply: Any, command: Sequence[Any], shape: Shape | None = None) -> Any:
    """Return a reply that is of its shape.

    Args:
        reply: The reply; no error.
        command: What was sent.
        shape: Its shape, for a script; None: that of the command, and any where there is none.

    Raises:
        NotRedis: If it is not.
    """
    name = _name(command)
    fits = shape or COMMANDS.get(name, lambda _: True)
    counted = name != "HMGET" or not isinstance(reply, list) or len(reply) == len(command) - 2
    if not fits(reply) or not counted:
        raise no_redis(name)
    return reply


def unpacked(packed: bytes, shape: Shape) -> Any:
    """Return what a script packed by msgpack, if it is of its shape; text in it is UTF-8 with ``surrogateescape``.

    Raises:
        NotRedis: If it is not.
    """
    try:
        reply: Any = msgpack.unpackb(packed, unicode_errors="surrogateescape")
    except ValueError as error:
        raise no_redis("EVALSHA") from error
    if not shape(reply):
        raise no_redis("EVALSHA")
    return reply


def _name(command: Sequence[Any]) -> str:
    """Return a command's name, with its subcommand where that says what is answered."""
    first = _word(command[0])
    both = f"{first} {_word(command[1])}" if first in _WITH_SUBCOMMANDS else first
    return both if both in COMMANDS else first


def _word(part: Any) -> str:
    return part.decode("latin-1") if isinstance(part, bytes) else str(part)
