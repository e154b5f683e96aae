"""What each line of a recording's file may hold, as types: msgspec reads a line, checks it and makes it in one go.

They say what ``data/recording.schema.json`` says (``tests/record/test_schema.py`` compares the two). What is wrong only
with what came before it, such as a splice beyond a list's end, is checked where the line is used (:mod:`.codec`).
"""

from __future__ import annotations

from functools import lru_cache
from json import dumps, loads
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from qlab.record.format.checks import LAST_MS, check_texts
from qlab.record.step import Command
from qlab.snapshot.values import Entry

__all__ = [
    "ChangeLine",
    "Count",
    "FieldsLine",
    "HeadLine",
    "MembersLine",
    "Score",
    "ScoresLine",
    "StateLine",
    "StepLine",
    "StreamLine",
    "commands_of",
    "head_line",
    "read_step",
    "step_line",
]

Moment = Annotated[int, Meta(ge=0, le=LAST_MS)]
"""ms since the epoch."""
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Expiry = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None
"""When a key expires, ms since the epoch: Redis keeps 64 bits. None: never."""
Score = float | Literal["inf", "-inf"]
"""JSON has no number for the last two."""
Texts = tuple[str, ...]
Fields = dict[str, str]


class StateLine(Struct):
    """A key: ``value`` is a text, or what its type needs; ``size`` its true size, where that is a page of it."""

    type: str
    encoding: str
    expires_at: Expiry
    value: str | Fields | list[Any]
    size: Count | UnsetType = UNSET


class MembersLine(Struct, rename={"removed": "del", "added": "add"}):
    """What joined a set, and what left it."""

    added: Texts
    removed: Texts


class FieldsLine(Struct, rename={"removed": "del", "kept": "set"}):
    """The fields of a hash that are new or others now, and those that are gone."""

    kept: Fields
    removed: Texts


class ScoresLine(Struct, rename={"removed": "del", "kept": "set"}):
    """The members of a sorted set that are new or have another score now, and those that are gone."""

    kept: dict[str, Score]
    removed: Texts


class StreamLine(Struct, rename={"appended": "append", "trimmed": "trim"}):
    """What joined a stream at its end, and how many then left at its beginning."""

    appended: tuple[Entry, ...]
    trimmed: Count


SpliceLine = tuple[Count, Count, Texts]
"""Where in the list, how many make way, and what comes in."""
_NAMES = {
    "whole": "set", "gone": "del", "text": "string", "splices": "list", "fields": "hash", "scores": "zset",
    "stream": "stream",
}  # fmt: skip


class ChangeLine(Struct, rename=_NAMES, forbid_unknown_fields=True):
    """What to do to a key: set it whole, delete it, or edit it in one of six ways."""

    key: str
    encoding: str | UnsetType = UNSET
    expires_at: Expiry | UnsetType = UNSET
    whole: StateLine | UnsetType = UNSET
    gone: bool = False
    text: str | UnsetType = UNSET
    splices: list[SpliceLine] | UnsetType = UNSET
    members: MembersLine | UnsetType = UNSET
    fields: FieldsLine | UnsetType = UNSET
    scores: ScoresLine | UnsetType = UNSET
    stream: StreamLine | UnsetType = UNSET


class StepLine(Struct):
    """One operation: what was asked for, what Redis ran, and what changed."""

    index: Count
    at: Moment
    title: str
    op: str
    queue: str | None
    job: str | None
    facts: dict[str, Any]
    sentence: str
    script: str | None
    commands: msgspec.Raw
    returned: Any
    changes: list[ChangeLine]


class HeadLine(Struct):
    """What was recorded, on what, and every key at the beginning."""

    prefix: str
    start: Moment
    at: Moment
    clock: str
    server: str
    note: str
    keys: dict[str, StateLine]
    sampled: bool = False


_read_step = msgspec.json.Decoder(StepLine).decode
_read_commands = msgspec.json.Decoder(tuple[Command, ...]).decode


def read_step(text: str) -> StepLine:
    """Return a step's line. Its commands are checked and thrown away again: few of a recording's are ever looked at.

    Raises:
        ValueError, RecursionError: If it is none; and where it holds a lone surrogate, which JSON may and msgspec does
            not read: :func:`step_line` then tells which.
    """
    line = _read_step(text)
    _read_commands(line.commands)
    return line


def step_line(json: dict[str, Any]) -> StepLine:
    """Return a step's line, from what Python's own JSON has made of it.

    Raises:
        ValueError, KeyError: If it is none.
    """
    check_texts({**json, "facts": list(json["facts"]), "returned": None})  # those two may hold any text there is
    msgspec.convert(json["commands"], tuple[Command, ...])
    return msgspec.convert({**json, "commands": msgspec.Raw(dumps(json["commands"]).encode())}, StepLine)


def commands_of(raw: bytes) -> tuple[Command, ...]:
    """Return the commands of a step's line, from their JSON; of those that are often the same the same objects."""
    try:
        read = _read_commands(raw)
    except ValueError:  # a lone surrogate
        read = msgspec.convert(loads(raw), tuple[Command, ...])
    return tuple(map(_one_of, read))


@lru_cache(maxsize=1_024)
def _one_of(command: Command) -> Command:
    return command


def head_line(json: dict[str, Any]) -> HeadLine:
    """Return the head, from what Python's own JSON has made of it.

    Raises:
        ValueError: If it is none.
    """
    check_texts(json)
    return msgspec.convert(json, HeadLine)
