"""Mini: a queue made by hand, as one writes it on the first afternoon. Lesson 02 breaks it.

Each method yields the Redis commands that it sends, one by one. So the same code runs in a notebook (:meth:`Mini.run`)
and under the explorer, which lets others, and crashes, come between any two commands.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

from redis import Redis

from qlab.snapshot.model import Snapshot

__all__ = ["Mini"]

Commands = Generator[Any, Any, Any]


class Mini:
    """A queue of two lists, a sorted set and a hash for each job.

    Args:
        redis: A connection to the server.
        name: The beginning of its keys.

    Attributes:
        wait: The key of the ids that are ready; workers take from the right.
        active: The key of the ids that are being worked on.
        delayed: The key of the ids that are to come later, each with its moment in ms.
    """

    def __init__(self, redis: Redis, name: str = "mini") -> None:
        self.redis, self.name = redis, name
        self.wait, self.active, self.delayed, self._ids = (_key(name, of) for of in ("wait", "active", "delayed", "id"))

    def run(self, commands: Commands) -> Any:
        """Send the commands of a method, and return what it returns."""
        reply = None
        try:
            while True:
                reply = commands.send(reply)()
        except StopIteration as end:
            return end.value

    # -- the first afternoon -------------------------------------------------------------------------------------------

    def add(self, data: str) -> Commands:
        """Add a job: count an id, write the hash, push the id. Returns the id."""
        id = str((yield partial(self.redis.incr, self._ids)))
        yield partial(self.redis.hset, _key(self.name, id), "data", data)
        yield partial(self.redis.lpush, self.wait, id)
        return id

    def pop(self) -> Commands:
        """Take a job out of the list. Returns its id, or None."""
        return (yield partial(self.redis.rpop, self.wait))

    # -- the second ----------------------------------------------------------------------------------------------------

    def move(self) -> Commands:
        """Move a job from `wait` to `active` in one command. Returns its id, or None."""
        return (yield partial(self.redis.lmove, self.wait, self.active, "RIGHT", "LEFT"))

    def done(self, id: str) -> Commands:
        """Take a finished job out of `active`."""
        yield partial(self.redis.lrem, self.active, 1, id)

    def recover(self) -> Commands:
        """Put one job of `active` back into `wait`: its worker may be dead."""
        yield partial(self.redis.lmove, self.active, self.wait, "RIGHT", "RIGHT")

    # -- the third -----------------------------------------------------------------------------------------------------

    def add_later(self, data: str, due_ms: int) -> Commands:
        """Add a job for later. Returns its id."""
        id = str((yield partial(self.redis.incr, self._ids)))
        yield partial(self.redis.hset, _key(self.name, id), "data", data)
        yield partial(self.redis.zadd, self.delayed, {id: due_ms})
        return id

    def promote(self, now_ms: int) -> Commands:
        """Move the jobs that are due into `wait`: read, then remove and push each."""
        for id in (yield partial(self.redis.zrangebyscore, self.delayed, 0, now_ms)):
            yield partial(self.redis.zrem, self.delayed, id)
            yield partial(self.redis.lpush, self.wait, id)

    @staticmethod
    def lists(snapshot: Snapshot, name: str = "mini") -> list[tuple[str, ...]]:
        """Return the ids in `wait` and in `active`."""
        found = (snapshot.key(_key(name, of)) for of in ("wait", "active"))
        return [tuple(getattr(key, "items", ())) for key in found if key]


def _key(name: str, of: str) -> str:
    return f"{name}:{of}"
