"""Snapshots of the explorer's states, for doctor, predicates and error messages: made only when looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from immutables import Map

from qlab.errors import UsageError
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import KeyState

__all__ = ["Unseen", "snapshot_of", "unseen"]

UNSEEN = "unknown"
"""The encoding of keys: the explorer does not ask for it."""


def snapshot_of(keys: Keyspace, ends: Mapping[str, int], now: int, start: int, prefix: str) -> Snapshot:
    """Return a snapshot of a state of the search.

    Args:
        keys: The keys.
        ends: When keys with a TTL end, ms since the epoch.
        now: The state's time, ms since the epoch.
        start: The beginning of time, ms since the epoch.
        prefix: BullMQ's key prefix.
    """
    states = {name: _state(held, ends.get(name)) for name, held in keys.held.items()}
    return Snapshot(now, start, prefix, Map(states))


def _state(held: Held, end: int | None) -> KeyState:
    size = len(held.value.encode("utf-8", "surrogateescape")) if held.type == "string" else len(held.value)
    return KeyState(held.name, held.type, UNSEEN, end, size, raw=held.packed)


def unseen() -> UsageError:
    """Return the error for an actor that looks at Redis outside its moves: what it sees would belong to no move."""
    return UsageError(
        "An actor looks at Redis between two moves; ask in a move of its own, such as "
        "yield partial(lab.redis.hgetall, key)."
    )


class Unseen(Snapshot):
    """What an actor sees of Redis between its moves: nothing. A job's handle then goes by what it was given."""

    def job(self, id: str, queue: str | None = None) -> None:
        """Return no job."""

    def state_of(self, id: str, queue: str | None = None) -> NoReturn:  # noqa: ARG002  Snapshot's shape
        """Refuse to say."""
        raise unseen()

    def key(self, name: str) -> NoReturn:  # noqa: ARG002  Snapshot's shape
        """Refuse to say."""
        raise unseen()
