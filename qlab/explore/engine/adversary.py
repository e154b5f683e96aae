"""Environment: what happens to the actors: time passes, a worker is late, somebody crashes.

Time moves only to what is due next. Workers that run renew their locks as BullMQ's do, every half lock duration, by
its own `extendLock`. A late worker is one that does not: time passes until its lock has run out, and it lives on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qlab.explore.engine.state import Budget, State
from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.explore.stage.moments import moments
from qlab.explore.stage.staged_lab import Stage
from qlab.explore.stage.staged_port import Handover, Request, step
from qlab.explore.stage.staged_turns import Turn
from qlab.lab.port import extend_lock

__all__ = ["Environment", "Passed", "renewals"]


class Passed(NamedTuple):
    """A state after time has passed.

    Attributes:
        keys: All keys.
        ends: When those with a TTL end, ms since the epoch.
    """

    keys: Keyspace
    ends: Mapping[str, int]


def renewals(end: int, lock_ms: int, to: int) -> range:
    """Return when a worker renews a lock until a moment: every half lock duration (``lockRenewTime``), ms since the
    epoch.

    Args:
        end: When the lock would end.
        lock_ms: How long a lock lives.
        to: The moment.
    """
    half = max(lock_ms // 2, 1)
    return range(end - half, to + 1, half)


class Environment:
    """Moves that no actor makes.

    Args:
        stage: Where they are made.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._requests: dict[tuple[str, str], Request] = {}

    def next_due(self, state: State) -> int | None:
        """Return when something next happens by itself, ms since the epoch. A lock that is renewed does not end."""
        renewed = {name for _, name, _ in state.owned()}
        ends = {name: end for name, end in state.ends.items() if name not in renewed}
        return min((moment for moment in moments(state.keys, ends) if moment > state.now), default=None)

    def crash(self, state: State, actor: int) -> State:
        """Stop an actor for good; nobody renews its locks."""
        places = state.moved(actor, state.places[actor].actor.dead)
        left = state.left._replace(crashes=state.left.crashes - 1)
        return State(state.keys, state.ends, state.now, places, state.effects, left, state.depth + 1)

    def tick(self, state: State, to: int) -> State:
        """Time passes until a moment."""
        return self._after(state, to, self._pass(state, to, late=None), state.left._replace(ticks=state.left.ticks - 1))

    def lag(self, state: State, lock: str) -> State:
        """Time passes until a lock has run out, because its worker, which lives on, did not renew it."""
        to = state.ends[lock]
        return self._after(state, to, self._pass(state, to, late=lock), state.left._replace(late=state.left.late - 1))

    def _after(self, state: State, to: int, passed: Passed, left: Budget) -> State:
        return State(passed.keys, passed.ends, to, state.places, state.effects, left, state.depth + 1)

    def _pass(self, state: State, to: int, late: str | None) -> Passed:
        kept = {name for _, name, _ in state.owned() if name != late}
        gone = [name for name, end in state.ends.items() if end <= to and name not in kept]
        keys = self._stage.store.keyspaces.of(state.keys.without(gone)) if gone else state.keys
        ends = {name: end for name, end in state.ends.items() if name not in gone}
        for lock in sorted(kept):
            lock_ms = self._lock_ms(keys.held[lock])
            due = renewals(ends[lock], lock_ms, to)
            if due:
                keys = self._renewed(keys, keys.held[lock], lock_ms)
                ends[lock] = due[-1] + lock_ms
        return Passed(keys, ends)

    def _lock_ms(self, lock: Held) -> int:
        return self._stage.queue_named(lock.key.queue).lock_ms

    def _renewed(self, keys: Keyspace, lock: Held, lock_ms: int) -> Keyspace:
        """Return the keys after a worker has renewed its lock: BullMQ's `extendLock`."""
        request = self._request(lock, lock_ms)
        self._stage.store.enter(keys)
        return self._stage.store.run(request.packed, request.replies).keys

    def _request(self, lock: Held, lock_ms: int) -> Request:
        at = (lock.name, lock.value)
        if at not in self._requests:
            queue, job = self._stage.queue_named(lock.key.queue), lock.key.job
            try:
                self._stage.call(
                    lambda: step(extend_lock(queue._queue, job or "", lock.value, lock_ms)), Turn("", 0), 0
                )
            except Handover as handover:
                self._requests[at] = handover.request
        return self._requests[at]

    def overdue(self, state: State) -> Iterator[str]:
        """Return the locks of living workers, which may run out."""
        return (name for _, name, _ in state.owned() if name in state.ends)
