"""Changes in brief: a line or two for a step, where a notebook shows them in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qlab.protocol.keys import Key, Role
from qlab.record.step import Step
from qlab.snapshot.changes import Born, Change, Gone
from qlab.snapshot.details import Detail, Reading, change_lines
from qlab.text.escape import shorten, terminal

__all__ = ["Brief", "brief"]

SHOWN = 4
"""This many elements of one change are named; the rest are counted."""
NAME = 32
"""An element's name is cut to this many characters."""
_OF_A_JOB = {Role.LOCK: "lock", Role.LOGS: "logs", Role.DEPENDENCIES: "dependencies", Role.PROCESSED: "processed"}


class Brief(NamedTuple):
    """What happened to a key, or to some of its elements.

    Attributes:
        sign: ``+`` for what came, ``−`` for what went, ``~`` for what changed.
        text: The key's short name and the elements: ``delayed: 1``, ``job 1: atm, delay``.
    """

    sign: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.text}"


def brief(step: Step) -> list[Brief]:
    """Return what a step changed, in brief: at most three for each key."""
    return [each for change in step.diff for each in _of(step, change)]


def _of(step: Step, change: Change) -> Iterator[Brief]:
    reading = Reading.of(change.key, step.after.prefix, step.at)
    lines = list(change_lines(change, reading, step.before.key(change.key)))
    name = _name(reading.key, step.queue)
    if reading.key.job is not None or reading.key.role is Role.MARKER:
        yield _whole(change, reading.key, name, lines)
        return
    for sign, kinds in (("−", ("removed", "trimmed")), ("+", ("added",)), ("~", ("changed", "size", "ttl"))):
        found = [_element(line, reading.key) for line in lines if line.change in kinds]
        if found:
            yield Brief(sign, f"{name}: {_listed(found)}")


def _whole(change: Change, key: Key, name: str, lines: list[Detail]) -> Brief:
    """Return a job's own keys, told as a whole: the fields of its hash that are new say little one by one when it is
    born.
    """
    if isinstance(change, Gone):
        return Brief("−", name)
    if isinstance(change, Born):
        return Brief("+", name)
    fields = dict.fromkeys(_element(line, key) for line in lines if line.change != "encoding")
    return Brief("~", f"{name}: {_listed(list(fields))}" if fields else name)


def _name(key: Key, at_home: str | None) -> str:
    """Return a key's name, short: its queue is named only where it is not the step's own."""
    queue = "" if key.queue == at_home else f"{shorten(terminal(key.queue), NAME)} "
    if key.role is Role.UNKNOWN:
        return shorten(terminal(key.raw), NAME)
    if key.job is None:
        return f"{queue}{key.role}"
    job = f"{queue}job {shorten(terminal(key.job), NAME)}"
    return job if key.role is Role.JOB else f"{_OF_A_JOB.get(key.role, key.role)} of {job}"


def _element(line: Detail, key: Key) -> str:
    """Return what names an element: the text of a list's or set's, the place of a field or a sorted set's member."""
    if line.change == "ttl":
        return "TTL"
    if key.role is Role.EVENTS:
        return _event(line)
    by_place = line.where and not line.where.startswith("[")
    return shorten(terminal(line.where if by_place else line.raw), NAME)


def _event(line: Detail) -> str:
    kind = next((word for word in line.raw.split(" ") if word.startswith("event=")), "event=?")
    return line.raw if line.change == "trimmed" else shorten(terminal(kind.removeprefix("event=")), NAME)


def _listed(names: list[str]) -> str:
    more = f", … and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
