"""Deduplication: who holds a deduplication id in a long run, for how long, and which job was kept back for later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qlab.protocol.keys import Role, detail_key, parse_key
from qlab.run.drivers.expiries import STRETCHED_MS, Expiries
from qlab.snapshot.model import Snapshot

__all__ = ["Deduplication"]


class Deduplication:
    """The deduplication ids of a run.

    Args:
        redis: BullMQ's connection.
        prefix: BullMQ's key prefix.
        expiries: Where the ids' lifetimes are kept.
        beginning: The state before the run.
    """

    def __init__(self, redis: Any, prefix: str, expiries: Expiries, beginning: Snapshot) -> None:
        self._redis, self._prefix, self._expiries = redis, prefix, expiries
        self._keeps_last = any(parse_key(name, prefix).role is Role.DEDUPLICATION_NEXT for name in beginning.state)

    async def holder(self, queue: str, options: Mapping[str, Any]) -> str | None:
        """Return the job that holds the id which a new one would have."""
        if "deduplication" not in options:
            return None
        option = options["deduplication"]
        self._keeps_last = self._keeps_last or bool(option.get("keepLastIfActive"))
        held: str | None = await self._redis.get(self._key(queue, Role.DEDUPLICATION, option["id"]))
        return held

    async def added(self, queue: str, options: Mapping[str, Any]) -> None:
        """See to the TTL of a deduplication id: a job was added, or was not because another holds the id."""
        if "deduplication" not in options:
            return
        option = options["deduplication"]
        key = self._key(queue, Role.DEDUPLICATION, option["id"])
        left = await self._redis.pttl(key)
        if left < 0:
            self._expiries.release(key)
        elif left < STRETCHED_MS and "ttl" in option:
            self._expiries.hold(key, option["ttl"])

    async def keeps(self, queue: str, id: str | None) -> bool:
        """Return whether a job waits for the end of the one that holds the id (option keepLastIfActive)."""
        return (
            id is not None
            and self._keeps_last
            and bool(await self._redis.exists(self._key(queue, Role.DEDUPLICATION_NEXT, id)))
        )

    async def kept(self, queue: str, id: str) -> str:
        """Return the job that is added now that the id's holder has finished (`requeueDeduplicatedJob`)."""
        key = self._key(queue, Role.DEDUPLICATION, id)
        self._expiries.release(key)
        return str(await self._redis.get(key))

    def _key(self, queue: str, role: Role, id: str) -> str:
        return detail_key(self._prefix, queue, role, id)
