"""Beginning: what a world's lab holds before the world sets anything up: the keys of another lab, as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from immutables import Map

from qlab.errors import UsageError
from qlab.explore.stage.refused_commands import no_stream
from qlab.lab.lab import Lab
from qlab.lab.restoring import tokens
from qlab.protocol.keys import Role, parse_key
from qlab.snapshot.model import Snapshot
from qlab.snapshot.restore import Kept, kept
from qlab.snapshot.values import KeyState
from qlab.text.durations import parse_at
from qlab.text.escape import repr_of

__all__ = ["EMPTY", "Beginning", "beginning_of"]


class Beginning(NamedTuple):
    """The keys of a lab at a moment.

    Attributes:
        at: The moment, ms since the epoch.
        start: When the lab's time began, ms since the epoch.
        prefix: BullMQ's key prefix.
        keys: What the keys hold, but for event streams, which no script reads.
        ends: When those with a TTL end, ms since the epoch.
        queues: The queues' names.
        tokens: Who holds the active jobs: the lock's token, by queue and id.
    """

    at: int
    start: int
    prefix: str
    keys: Mapping[str, Kept]
    ends: Mapping[str, int]
    queues: tuple[str, ...] = ()
    tokens: Mapping[tuple[str, str], str] = {}

    def owners(self) -> dict[str, tuple[str, tuple[int, int]]]:
        """Return whose the tokens are: the worker's name, and a place before all tokens that are given out later."""
        held = sorted(set(self.tokens.values()))
        return {token: (token.rpartition(":")[0], (-1, number)) for number, token in enumerate(held)}

    def snapshot(self) -> Snapshot:
        """Return the keys as a snapshot."""
        states = {
            name: KeyState(name, each.type, "unknown", self.ends.get(name), 0, raw=each.packed)
            for name, each in self.keys.items()
        }
        return Snapshot(self.at, self.start, self.prefix, Map(states))


EMPTY = Beginning(*(parse_at("2026-01-01T00:00:00Z"),) * 2, "bull", {}, {})
"""A new lab's."""


def beginning_of(lab: object) -> Beginning:
    """Return what a lab holds now.

    Raises:
        UsageError: If that is not a lab, is closed, or holds what no state of the search can.
    """
    if not isinstance(lab, Lab):
        raise UsageError(
            f"begin is {repr_of(lab, 60)}, which is not a lab; give one, such as "
            "Lab.from_recording(recording, until=3)."
        )
    state = lab.snapshot()
    states = {each.name: each for each in _held(state)}
    return Beginning(
        state.at,
        state.start,
        state.prefix,
        {name: kept(each, state.at)._replace(ttl_ms=None) for name, each in states.items()},
        {name: each.expires_at for name, each in states.items() if each.expires_at is not None},
        tuple(state.queues),
        tokens(state),
    )


def _held(state: Snapshot) -> Iterator[KeyState]:
    for name, each in state.state.items():
        if each.type == "stream" and parse_key(name, state.prefix).role is Role.EVENTS:
            continue
        if each.type == "stream":
            raise no_stream(name, each.type)
        if each.expires_at is None or each.expires_at > state.at:
            yield each
