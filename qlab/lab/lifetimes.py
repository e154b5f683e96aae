"""Lifetimes: in virtual time a key's TTL ages with the lab's clock and with nothing else.

A lock lives 30 s on the server's clock, and a student may think for ten minutes between two cells. So as soon as a
step has given a key a TTL, the read of what changed stretches it on the server so far that it never ends there, and the
lab notes when it is to end in virtual time. (It must stay a TTL: `moveToActive` reads the rate limit's.) When the clock
passes the moment, the lab lets the key expire, as the server would have done. (Only a TTL of a few milliseconds can end
before the lab has seen it, or a longer one on a machine that stands still for so long within a step.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from qlab.protocol.api.worker_options import LOCK_MS
from qlab.protocol.keys import Role, parse_key
from qlab.snapshot.values import KeyState

__all__ = ["HELD_MS", "LONG_AGO_MS", "Lifetimes", "requested_ms"]

HELD_MS = 1_000 * 365 * 86_400_000
"""A stretched TTL: a thousand years. A lab sets none longer than a hundred."""
DRIFT_MS = 20
"""By so much the server's clock may be put forward or back within a step."""
ROUGH_MS = 2_000
"""No duration is rounded further than by this."""
LONG_AGO_MS = 1
"""A moment that has passed: a key whose life ends here goes at once. Nobody else sets it, so a trace leaves it out."""


class Lifetimes:
    """When the lab's keys expire, in virtual time.

    Args:
        post: Sends a command to the server, done before the next step begins.
        prefix: BullMQ's key prefix.
    """

    def __init__(self, post: Callable[..., Any], prefix: str) -> None:
        self._post, self._prefix = post, prefix
        self._ends: dict[str, int] = {}
        self._expected: defaultdict[Role, set[int]] = defaultdict(set)

    def expect(self, role: Role, duration_ms: int) -> None:
        """Note a duration that the TTL of keys of a role may be set to; see :func:`requested_ms`.

        Args:
            role: The role.
            duration_ms: The duration, ms.
        """
        self._expected[role].add(duration_ms)

    def settle(
        self, states: Mapping[str, KeyState | None], now: int, server_now: int, elapsed_ms: range
    ) -> dict[str, KeyState | None]:
        """Note the TTLs that a step has set; the read that found them has stretched them.

        Args:
            states: The keys that changed, as the server has them.
            now: The virtual time, ms since the epoch.
            server_now: The server's time when they were read, ms since the epoch.
            elapsed_ms: How long ago they can have been set.

        Returns:
            The same keys with their expiry in virtual time.
        """
        settled, ends = dict(states), self._ends
        for name, state in states.items():
            if state is None or state.expires_at is None:
                if name in ends:
                    del ends[name]
            else:
                settled[name] = self._settled(state, state.expires_at - server_now, now, elapsed_ms)
        return settled

    def _settled(self, state: KeyState, left: int, now: int, elapsed_ms: range) -> KeyState:
        if left < HELD_MS // 2:
            expected = self._expected[parse_key(state.name, self._prefix).role]
            self._ends[state.name] = now + requested_ms(left, elapsed_ms, expected)
        elif state.name not in self._ends:
            self._ends[state.name] = now + self._longest(state.name)
        return self.virtual(state)

    def _longest(self, name: str) -> int:
        """Return how long a key lives that is stretched and whose end nobody noted, for an interrupt came between: as
        long as one that is set now. A lock that never ended would keep its job in `active`, and a run going, for ever.
        """
        role = parse_key(name, self._prefix).role
        return max(self._expected[role], default=LOCK_MS if role is Role.LOCK else 0)

    def hold(self, name: str, end: int, *, stretch: bool = False) -> None:
        """Let a key live until ``end``, whatever TTL it was given.

        Args:
            name: The key.
            end: When its life ends in virtual time, ms since the epoch.
            stretch: Whether its TTL on the server is still a real one, which must be stretched.
        """
        self._ends[name] = end
        if stretch:
            self._post("PEXPIRE", _bytes(name), HELD_MS)

    def release(self, name: str) -> None:
        """Forget a key that is gone."""
        self._ends.pop(name, None)

    def end_of(self, name: str) -> int | None:
        """Return when a key expires in virtual time, ms since the epoch."""
        return self._ends.get(name)

    def virtual(self, state: KeyState) -> KeyState:
        """Return a key as the server has it, with its expiry in virtual time."""
        return state if state.expires_at is None else state.replace(expires_at=self._ends.get(state.name))

    def next(self) -> int | None:
        """Return when the next key expires, ms since the epoch, or None."""
        return min(self._ends.values(), default=None)

    def expire(self, now: int) -> frozenset[str]:
        """Delete the keys whose time has come; return their names."""
        ended = sorted(name for name, end in self._ends.items() if end <= now)
        for name in ended:
            self._post("PEXPIREAT", _bytes(name), LONG_AGO_MS)
            del self._ends[name]  # last: an interrupt between the two lets it end again, which does nothing
        return frozenset(ended)


def requested_ms(left: int, elapsed_ms: range, expected: Collection[int]) -> int:
    """Return the TTL that was asked for, from what is left of it a while later.

    The server says what is left, and between the script and this answer some time went by. Of the durations that this
    leaves, it is the one a lab was told to expect, else the roundest: people ask for 30000, not for 29998.

    Args:
        left: What is left, ms.
        elapsed_ms: How much can have gone by since.
        expected: Durations known to be in use for such keys, ms.
    """
    least, most = left + elapsed_ms.start, left + elapsed_ms.stop
    # When somebody else set it is told no better than by the duration itself: hence from `left` on.
    for window in (range(left, most + 1), range(left - DRIFT_MS, most + DRIFT_MS)):
        if known := [duration for duration in expected if duration in window]:
            return min(known)
    return _roundest(least, min(most, least + ROUGH_MS))


def _roundest(least: int, most: int) -> int:
    """Return the number that ends in the most zeros, and the largest of those."""
    best, unit = most, 10
    while (rounded := most - most % unit) >= max(least, 1):
        best, unit = rounded, unit * 10
    return best


def _bytes(name: str) -> bytes:
    # hiredis packs no lone surrogates, which is what bytes that are not UTF-8 are as text.
    return name.encode("utf-8", "surrogateescape")
