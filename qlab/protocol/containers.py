"""How the containers of jobs are drawn, and what keys hold in words: each table once, for every figure and page.

The sides of a list are facts of BullMQ: ``addJobInTargetList`` pushes a new job with LPUSH (RPUSH for ``lifo``), and
``moveToActive`` takes with RPOPLPUSH, which pushes onto the head of ``active``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qlab.protocol.keys import Role
from qlab.protocol.states import FINISHED, READY, JobState

__all__ = ["ALWAYS_DRAWN", "BUSY_FIRST", "GRID", "LIST_ENDS", "NOUNS", "ON_AN_AXIS", "STACKED", "TYPES", "noun_of"]

ALWAYS_DRAWN: tuple[Role, ...] = (Role.WAIT, Role.ACTIVE, Role.DELAYED, Role.COMPLETED, Role.FAILED)
"""The containers that a picture of a queue shows though they are empty."""

GRID: tuple[Role, ...] = (
    Role.WAIT, Role.ACTIVE, Role.COMPLETED, Role.PRIORITIZED, Role.WAITING_CHILDREN, Role.FAILED, Role.DELAYED,
    Role.PAUSED,
)  # fmt: skip
"""The containers in the order in which they fill a grid of three columns: a job's way runs from left to right."""

ON_AN_AXIS: tuple[Role, ...] = (Role.DELAYED, Role.PRIORITIZED)
"""The sorted sets whose members stand at the place that their score tells."""

STACKED: tuple[JobState, ...] = (
    *FINISHED, JobState.ACTIVE, *READY, JobState.WAITING_CHILDREN, JobState.DELAYED,
)  # fmt: skip
"""The states in a stack, from its bottom to its top: what is done lies below, what is to come above."""

BUSY_FIRST: tuple[JobState, ...] = (
    JobState.ACTIVE, JobState.DELAYED, JobState.WAITING_CHILDREN, JobState.PRIORITIZED, JobState.WAITING,
    JobState.FAILED, JobState.COMPLETED, JobState.UNKNOWN,
)  # fmt: skip
"""Whose cards are shown first, where there is no room for all."""

LIST_ENDS: Mapping[Role, tuple[str, str]] = MappingProxyType({
    Role.WAIT: ("head: new jobs", "tail: next to run"),
    Role.PAUSED: ("head: newest", "tail: oldest"),
    Role.ACTIVE: ("head: taken last", "tail: taken first"),
    Role.LOGS: ("head: oldest", "tail: newest"),
    Role.METRICS_DATA: ("head: latest", "tail: oldest"),
})  # fmt: skip
"""What stands at the head and at the tail of each list."""

TYPES: Mapping[str, str] = MappingProxyType({
    "list": "list", "zset": "sorted set", "set": "set", "hash": "hash", "string": "string", "stream": "stream",
})  # fmt: skip
"""Redis types in words."""

NOUNS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "list": ("element", "elements"), "set": ("member", "members"), "zset": ("member", "members"),
    "hash": ("field", "fields"), "stream": ("entry", "entries"), "string": ("byte", "bytes"),
})  # fmt: skip
"""What a key of each type holds: one, and many."""


def noun_of(type: str, count: int) -> str:
    """Return the word for this many parts of a key.

    Args:
        type: The key's Redis type; one that is not known counts as a list.
        count: How many.
    """
    return NOUNS.get(type, NOUNS["list"])[count != 1]
