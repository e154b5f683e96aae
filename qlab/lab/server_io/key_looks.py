"""Looks: what the server holds after an operation, from which keys it says have changed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import count
from typing import NamedTuple

from immutables import Map

from qlab.lab.lifetimes import Lifetimes
from qlab.lab.server_io.monitor import Monitor
from qlab.lab.server_io.monitor_lines import trace
from qlab.lab.server_io.prefetch import Rider
from qlab.lab.server_io.tracking import Tracker
from qlab.lab.virtual_ids import VirtualIds
from qlab.protocol.keys import Role, parse_key, queue_base
from qlab.record.step import NO_TRACE, Trace
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import READ_SHA, Reader
from qlab.snapshot.values import KeyState

__all__ = ["END", "Look", "Looks", "When"]

END = float("inf")
When = tuple[float, float]
"""Between which moments something was done, by ``time.monotonic``, s; ``END``: until the lab looks."""
READS = 4
"""How often the keys are read again that others change meanwhile; then all keys are read at once, if they are few."""
FEW = 2_000
"""Of more keys than this many, what others still change is left to the next look."""
States = dict[str, KeyState | None]
"""Keys by name; None: there is no such key."""
_OWN = frozenset({READ_SHA})


class Look(NamedTuple):
    """What a look found.

    Attributes:
        after: The state now.
        changed: The keys that changed since the last look.
        traced: Tells what ran in the meantime.
    """

    after: Snapshot
    changed: frozenset[str]
    traced: Callable[[], Trace]


class Looks:
    """Looks at a lab's keys, each time only at those that changed since the last.

    Args:
        reader: Reads keys.
        tracker: Says which keys changed.
        monitor: Says which commands ran; None: steps have no trace.
        lifetimes: Keeps TTLs in virtual time; None: the clock is real.
        prefix: BullMQ's key prefix.
        now: The lab's time, ms since the epoch.
    """

    def __init__(
        self,
        reader: Reader,
        tracker: Tracker,
        monitor: Monitor | None,
        lifetimes: Lifetimes | None,
        prefix: str,
        now: Callable[[], int],
    ) -> None:
        self._reader, self._tracker, self._monitor = reader, tracker, monitor
        self._lifetimes, self._prefix, self._now = lifetimes, prefix, now
        self._unsure: AbstractSet[str] = frozenset()
        self._virtual_ids = VirtualIds()
        # Marks of this lab's own: another lab on the same server sets marks too, and MONITOR shows everybody's.
        self._marks = map(f"qlab-mark-{secrets.token_hex(8)}-{{}}".format, count(1))
        self._queues: frozenset[str] = frozenset()
        self._bases: tuple[str, ...] = ()
        self._beyond: frozenset[str] = frozenset()

    def quiet(self) -> bool:
        """Return whether nobody can have changed anything since the last look; asks nobody."""
        quiet = self._tracker.quiet()
        if self._monitor is not None:
            self._monitor.mend(doubtful=self._tracker.lost)
        return quiet

    def skip(self) -> None:
        """Leave what has run since the last look out of the trace."""
        if self._monitor is not None:
            mark = next(self._marks)
            self._tracker.execute("ECHO", mark)
            self._monitor.until(mark)

    def begin_with(self, state: Snapshot) -> None:
        """Take keys that are on the server already for what the last look found."""
        for held in filter(self._is_events, state.state.values()):
            self._virtual_ids.adopt(held)
        self._note_queues(frozenset(state.state))

    def rider(self, before: Snapshot, names: Sequence[str], turn: int) -> Rider | None:
        """Return a read of keys to send along with an operation; None where there are none, or where it would not tell
        all.
        """
        if not names or not self._tracker.alone:
            return None
        mark = next(self._marks)
        known = self._known(before.state, names)
        question = self._reader.question(names, known, mark=mark, sentinel=self._tracker.sentinel)
        return Rider(question, mark, self._tracker.pack([question.command]), turn)

    def after(
        self,
        before: Snapshot,
        when: When,
        guess: Sequence[str] = (),
        *,
        rider: Rider | None = None,
        by_hand: bool = False,
    ) -> Look:
        """Return the state now, the keys that changed since the last look, and what ran in the meantime.

        Args:
            before: The state at the last look.
            when: When what was done was done.
            guess: The keys that are likely to have changed.
            rider: What was sent along, if anything; where it does not tell, the server is asked again.
            by_hand: Whether others than BullMQ's scripts may have changed keys, which are then read whole.
        """
        asked = time.monotonic()
        self._unsure, self._tracker.doubtful = self._tracker.doubtful, set()
        if rider is not None and rider.tells and not self._tracker.lost:
            mark = rider.mark
            states, changed = self._told(before.state, rider)
        else:
            mark = next(self._marks)
            if rider is not None and rider.reply is not None:
                self._reader.note(rider.reply)
            states, changed = self._changes(before.state, mark, guess, by_hand=by_hand)
        if changed and self._lifetimes is None:
            states, changed, mark = self._at_one_moment(before.state, states, changed, mark, by_hand=by_hand)
        answered = time.monotonic()
        foreign = self._foreign(changed)
        traced = self._traced(mark, foreign if by_hand else frozenset())
        # The server read the keys at some moment between the two, and a busy machine may put long waits around it.
        elapsed_ms = range(_since_ms(when[1], asked, -1), _since_ms(when[0], answered, +2))
        state = before.state
        if changed:
            states = self._shown(states, state, elapsed_ms)
            if self._unsure:
                changed = _really(changed, self._unsure, states, state)
                states = {name: states[name] for name in changed}  # the others stay the objects that they are
            self._note_queues(changed)
            state = _updated(state, states)
        return Look(Snapshot(self._now(), before.start, before.prefix, state, perhaps=self._queues), changed, traced)

    def _note_queues(self, changed: frozenset[str]) -> None:
        if fresh := [name for name in changed if not name.startswith(self._bases)]:  # most names are a known queue's
            self._queues |= {parse_key(name, self._prefix).queue for name in fresh} - {""}
            self._bases = tuple(queue_base(self._prefix, queue) for queue in self._queues)

    def _told(self, state: Map[str, KeyState], rider: Rider) -> tuple[States, frozenset[str]]:
        """Return what a rider found, and beside it what it did not ask for."""
        changed = self._tracker.seen() | self._unsure
        states = self._reader.answer(rider.question, rider.reply, changed)
        if self._lifetimes is None:  # a TTL may have ended between the read and the message: looked at again
            self._tracker.doubtful |= {name for name, each in states.items() if each and each.expires_at is not None}
        return self._and_missed(state, states, changed, by_hand=False)

    def _changes(
        self, state: Map[str, KeyState], mark: str, guess: Sequence[str], *, by_hand: bool
    ) -> tuple[States, frozenset[str]]:
        """Return the states of the keys that changed since the last look, as the server has them, and their names."""
        if guess:
            seen: list[frozenset[str]] = []

            def changed_by_now() -> frozenset[str]:
                seen.append(self._tracker.seen() | self._unsure)
                return seen[0]

            states = self._reader.keys(guess, self._known(state, guess), mark=mark, changed=changed_by_now)
            changed = seen[0]
        else:
            states, changed = {}, self._tracker.flush(mark) | self._unsure
        if self._tracker.lost:
            self._tracker.lost = False
            states = self._everything(state)
            changed = self._unsure = changed | frozenset(state) | states.keys()
        return self._and_missed(state, states, changed, by_hand=by_hand)

    def _everything(self, state: Map[str, KeyState]) -> States:
        """Return every key of the lab's prefix, read again in one script, and those that are gone."""
        streams = self._virtual_ids.streams
        found: States = {**self._reader.everything(self._prefix, streams=streams, hold=True)}
        return {**{name: None for name in state if name.startswith(f"{self._prefix}:")}, **found}

    def _and_missed(
        self, state: Map[str, KeyState], states: States, changed: frozenset[str], *, by_hand: bool
    ) -> tuple[States, frozenset[str]]:
        if missed := sorted(changed - states.keys()):
            # Of a stream the new entries are enough, whoever wrote them: ids only grow.
            held = self._virtual_ids.streams if by_hand else self._known(state, missed)
            states.update(self._reader.keys(missed, held, among=changed))
        return states, changed

    def _at_one_moment(
        self, state: Map[str, KeyState], states: States, changed: frozenset[str], mark: str, *, by_hand: bool
    ) -> tuple[States, frozenset[str], str]:
        """Read again what others changed while it was read: a worker in real time does not wait for a look, and a job's
        hash could tell of an end that its container does not show yet. Returns the mark of the last read, too.

        What nobody changed since it was read still holds, so each time only the others are read, in one script.
        """
        together: frozenset[str] = frozenset()
        for _ in range(READS):
            if (more := self._tracker.flush(next(self._marks))) <= together:
                self._tracker.doubt(more)
                break
            together, changed, mark, names = more, changed | more, next(self._marks), sorted(more)
            held = self._virtual_ids.streams if by_hand else self._known(state, names)
            states |= self._reader.keys(names, held, mark=mark, among=changed)
        else:
            if len(state) <= FEW:
                states = self._all_at_once(state, states, changed)
                changed = self._unsure = changed | states.keys()
        return states, changed, mark

    def _all_at_once(self, state: Map[str, KeyState], states: States, changed: frozenset[str]) -> States:
        """Return all keys as one script reads them; those beyond the prefix as they were read before."""
        own = f"{self._prefix}:"
        beyond = {name: held for name, held in states.items() if not name.startswith(own)}
        found = {**dict.fromkeys(changed), **beyond, **self._everything(state)}
        self._tracker.doubt(self._tracker.flush(next(self._marks)))
        return found

    def _known(self, state: Map[str, KeyState], names: Sequence[str]) -> dict[str, KeyState]:
        raw = self._virtual_ids.streams
        return {name: held for name in names if (held := raw.get(name) or state.get(name))}

    def _foreign(self, changed: frozenset[str]) -> frozenset[str]:
        """Return the keys beyond the prefix that a lab with a server of its own sees."""
        own = f"{self._prefix}:"
        self._beyond |= {name for name in changed if not name.startswith(own)}
        return self._beyond

    def _traced(self, mark: str, foreign: frozenset[str]) -> Callable[[], Trace]:
        if self._monitor is None:
            return lambda: NO_TRACE
        return partial(trace, self._monitor.until(mark), self._prefix, _OWN, foreign)

    # -- in the lab's own time -----------------------------------------------------------------------------------------

    def _shown(self, states: States, shown: Map[str, KeyState], elapsed_ms: range) -> States:
        """Return keys as the lab shows them: with expiries and event ids in virtual time."""
        if self._lifetimes is None:
            return states
        now, server_now = self._now(), self._reader.now
        held, self._reader.held = self._reader.held, {}
        if held:  # also what a read has held that did not change, as far as it tells
            self._lifetimes.settle(held, now, server_now, elapsed_ms)
        settled = self._lifetimes.settle(states, now, server_now, elapsed_ms)
        for name, state in settled.items():
            if state is not None and state.type == "stream" and self._is_events(state):
                settled[name] = self._virtual_ids.show(state, shown.get(name), now)
        return settled

    def _is_events(self, state: KeyState) -> bool:
        # Any other stream is somebody's own, whose ids may mean something.
        return state.type == "stream" and parse_key(state.name, self._prefix).role is Role.EVENTS

    def whole(self, last: Snapshot) -> Snapshot:
        """Return every key, read in one atomic script, memory use included; the last look must be up to date."""
        states = self._reader.everything(self._prefix, memory=True, streams=self._virtual_ids.streams)
        if self._lifetimes is not None:
            for name, state in states.items():
                if state.expires_at is not None:
                    states[name] = self._lifetimes.virtual(state)
                if self._is_events(state):
                    states[name] = self._virtual_ids.known(state)
        return Snapshot(self._now(), last.start, last.prefix, Map(states))


def _really(
    changed: frozenset[str], unsure: Collection[str], states: States, before: Map[str, KeyState]
) -> frozenset[str]:
    """Return the keys that changed, without those that were only said to, and are as they were."""
    return frozenset(name for name in changed if name not in unsure or states[name] != before.get(name))


def _updated(state: Map[str, KeyState], states: States) -> Map[str, KeyState]:
    draft = state.mutate()
    for name, after in states.items():
        if after is not None:
            draft[name] = after
        elif name in draft:
            del draft[name]
    return draft.finish()


def _since_ms(moment: float, now: float, slack: int) -> int:
    """Return how many ms ago a moment was, give or take this many."""
    return int(max(max(now - moment, 0) * 1000 + slack, 0))
