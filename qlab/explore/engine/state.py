"""State: one state of the search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from qlab.explore.engine.effects import Happened
from qlab.explore.engine.place import Place
from qlab.explore.stage.canonical import Canonical
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.explore.stage.staged_turns import is_token

__all__ = ["Budget", "State"]


class Budget(NamedTuple):
    """How much of the environment's moves is left.

    Attributes:
        crashes: How many actors may still crash.
        late: How many locks may still run out though their worker lives.
        ticks: How many times the clock may still move to what is due next.
    """

    crashes: int
    late: int
    ticks: int


class State:
    """Everything that decides what can happen next.

    Attributes:
        keys: All keys.
        ends: When those with a TTL end, ms since the epoch.
        now: The time, ms since the epoch.
        places: Where each actor stands.
        effects: What was done outside Redis, sorted.
        left: What is left of the budgets.
        depth: How many moves led here.
        number: Its number in the order in which states were found.
    """

    __slots__ = ("depth", "effects", "ends", "keys", "left", "now", "number", "places")

    def __init__(
        self,
        keys: Keyspace,
        ends: Mapping[str, int],
        now: int,
        places: tuple[Place, ...],
        effects: tuple[Happened, ...],
        left: Budget,
        depth: int,
    ) -> None:
        self.keys, self.ends, self.now, self.places = keys, ends, now, places
        self.effects, self.left, self.depth, self.number = effects, left, depth, -1

    def moved(self, actor: int, place: Place) -> tuple[Place, ...]:
        """Return the places, with one actor's changed."""
        return (*self.places[:actor], place, *self.places[actor + 1 :])

    def owner(self, lock: Held) -> tuple[int, tuple[int, int]] | None:
        """Return whose a lock is: the actor's number, and which of its tokens. None where nobody's who runs."""
        if not self.places:
            return None
        found = self.places[0].actor.stage.owners.get(lock.value) if lock.type == "string" else None
        if found is None:
            return None
        name, token = found
        index = next((at for at, place in enumerate(self.places) if place.actor.name == name), None)
        return None if index is None or not self.places[index].running else (index, token)

    def _by_hand(self, lock: Held) -> bool:
        """Whether nobody was given what a lock holds.

        Only the process that ran the calls knows which tokens were given out: an executor's worker knows those of its
        own part. So a token is also known by its form.
        """
        if lock.type != "string" or not self.places:
            return False
        names = (place.actor.name for place in self.places)
        return lock.value not in self.places[0].actor.stage.owners and not is_token(lock.value, names)

    def owned(self) -> Iterator[tuple[int, str, tuple[int, int]]]:
        """Yield the locks of actors that run: the actor's number, the lock's name, and which of the actor's tokens it
        has.
        """
        for lock in self.keys.locks:
            owner = self.owner(lock)
            if owner is not None:
                yield owner[0], lock.name, owner[1]

    def digest(self, canonical: Canonical, *, symmetric: bool = True) -> bytes:
        """Return a hash that is equal for states with the same future.

        Args:
            canonical: What of a key matters.
            symmetric: Whether actors of one kind are interchangeable.
        """
        now = self.now
        locks: dict[int, list[tuple[str, tuple[int, int]]]] = {}
        for index, name, token in self.owned():
            locks.setdefault(index, []).append((name, token))
        actors = [
            (place.digest, 0 if symmetric else index, sorted(locks[index]) if index in locks else ())
            for index, place in enumerate(self.places)
        ]
        if symmetric:
            actors.sort()
        strange = [(lock.name, lock.value) for lock in self.keys.locks if self._by_hand(lock)]
        ends = sorted((name, end - now) for name, end in self.ends.items())
        rest = repr((self.keys.digest(now, canonical), actors, strange, ends, self.effects, self.left))
        return blake2b(rest.encode("utf-8", "surrogatepass"), digest_size=16).digest()
