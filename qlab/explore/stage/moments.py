"""Moments: when something falls due by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol.keys import Role
from qlab.protocol.scores import due_ms

__all__ = ["moments"]


def moments(keys: Keyspace, ends: Mapping[str, int]) -> Iterator[int]:
    """Yield when delayed jobs are due and TTLs end, ms since the epoch, in no order; past moments too."""
    for held in keys.of_role(Role.DELAYED):
        if held.type == "zset":
            yield from (due for _, score in held.value if math.isfinite(score) and (due := due_ms(score)) is not None)
    yield from ends.values()
