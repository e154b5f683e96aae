"""Limits: what holds the workers of a queue back, whoever they are."""

from __future__ import annotations

from typing import NamedTuple

from qlab.protocol.keys import Role
from qlab.snapshot.model import Snapshot


class Limits(NamedTuple):
    """What a queue's `meta` says of how many jobs may start.

    Attributes:
        paused: Whether workers may take nothing.
        concurrency: How many jobs may be active at once (global concurrency); None: any number.
        most: How many jobs may start in a window of the rate limit; None: any number.
        window_ms: How long such a window lasts, ms.
    """

    paused: bool = False
    concurrency: int | None = None
    most: int | None = None
    window_ms: int | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, queue: str) -> Limits:
        """The limits of a queue as a snapshot shows them."""
        held = snapshot.container(queue, Role.META)
        fields = held.fields if held else {}
        concurrency, most, window = (int(fields[name]) if name in fields else None for name in _NUMBERS)
        return cls("paused" in fields, concurrency, most, window)


_NUMBERS = ("concurrency", "max", "duration")
