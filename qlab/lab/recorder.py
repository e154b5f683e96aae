"""Recorder: turns each operation into a Step.

After an operation the tracker says which keys changed, one script reads those, and the rest of the state is the state
before: a step of a queue with thousands of jobs costs hardly more than one of a queue with twenty.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any, TypeVar

from immutables import Map

from qlab.lab.lifetimes import Lifetimes
from qlab.lab.server_io.monitor_lines import trace
from qlab.lab.server_io.prefetch import Prefetch
from qlab.lab.server_io.tracking import Monitor, Tracker
from qlab.lab.turns import Turns
from qlab.lab.virtual_ids import VirtualIds
from qlab.protocol import operations
from qlab.protocol.keys import Role, parse_key
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Step, Trace
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import READ_SHA, Reader, steady
from qlab.snapshot.values import KeyState

__all__ = ["Recorder"]

T = TypeVar("T")
OUTSIDE = (Call(operations.OUTSIDE), "from outside")
END = float("inf")
When = tuple[float, float]
"""Between which moments something was done, by ``time.monotonic``, s; ``END``: until the lab looks."""


class Recorder:
    """Records what a lab does.

    Args:
        reader: Reads keys.
        tracker: Says which keys changed.
        monitor: Says which commands ran; None: steps have no trace.
        recording: Where the steps go.
        lifetimes: Keeps TTLs in virtual time; None: the clock is real.
        now: The lab's time, ms since the epoch.
    """

    def __init__(
        self,
        reader: Reader,
        tracker: Tracker,
        monitor: Monitor | None,
        recording: Recording,
        lifetimes: Lifetimes | None,
        now: Callable[[], int],
    ) -> None:
        self._reader, self._tracker, self._monitor = reader, tracker, monitor
        self._lifetimes, self._now = lifetimes, now
        self._virtual_ids = VirtualIds()
        self._prefetch = Prefetch(recording.prefix)
        self._turns = Turns(self._doubt)
        # Marks of this lab's own: another lab on the same server sets marks too, and MONITOR shows everybody's.
        self._marks = map(f"qlab-mark-{secrets.token_hex(8)}-{{}}".format, count(1))
        self._noted: frozenset[str] = frozenset()
        self._block = OUTSIDE
        self._queues: frozenset[str] = frozenset()
        self.recording = recording

    def step(
        self,
        call: Call,
        title: str,
        run: Callable[[], T],
        *,
        describe: Callable[[T], tuple[Call, Any]] | None = None,
    ) -> T:
        """Runs an operation and records what it did.

        Args:
            call: What is asked for.
            title: A short name for the step.
            run: Does it.
            describe: Completes the operation, and says what it returned as JSON, once it is done.

        Returns:
            What ``run`` returned.

        Raises:
            Exception: Whatever ``run`` raises. A step is then recorded only if something changed all the same.
        """
        return self._turns.take(lambda: self._step(call, title, run, describe))

    def _step(
        self,
        call: Call,
        title: str,
        run: Callable[[], T],
        describe: Callable[[T], tuple[Call, Any]] | None,
    ) -> T:
        self._catch_up()
        began = time.monotonic()
        try:
            result = run()
        except BaseException as error:
            refused = replace(call, facts={**call.facts, "refused": True})
            self._record(refused, f"{title} (refused)", (began, END), by_hand=False, only_changes=True)
            self._turns.settled = isinstance(error, Exception)  # what an interrupt cut off may still run
            raise
        call, returned = describe(result) if describe else (call, None)
        guess = self._prefetch.names(call)
        after, changed, traced = self._look((began, END), guess)
        self._prefetch.learn(call, guess, changed)
        self._append(call, title, after, returned, changed, traced)
        return result

    @contextmanager
    def by_hand(self, call: Call, title: str) -> Iterator[None]:
        """Records what a block of code does as one step, even where it changes nothing or raises.

        The lab's own operations in it are steps of their own; what stands between them is recorded under this title.
        """
        with self._turns.blocks:
            self.catch_up()
            outer, self._block = self._block, (call, title)
            made = len(self.recording.steps)
            try:
                yield
            finally:
                self._block = outer
                only_changes = len(self.recording.steps) > made
                self._turns.take(
                    lambda: self._record(call, title, self._tracker.outside(), by_hand=True, only_changes=only_changes)
                )

    def _doubt(self) -> None:
        self._tracker.lost = True  # what the server told of changes may be lost: the next look is at everything

    def note(self, names: frozenset[str]) -> None:
        """Counts keys as changed that the tracker does not report, for the lab itself removed them."""
        self._noted |= names

    def overlook(self, ask: Callable[[], T]) -> T:
        """Asks something, and leaves it out of the next step's trace; what it changed counts all the same."""

        def unseen() -> T:
            found = ask()
            if self._monitor is not None:
                mark = next(self._marks)
                self._tracker.execute("ECHO", mark)
                self._monitor.until(mark)
            return found

        return self._turns.take(unseen)

    def begin_with(self, state: Snapshot) -> None:
        """Begins the recording with keys that are on the server already, as they are to be seen."""
        for held in filter(self._is_events, state.state.values()):
            self._virtual_ids.adopt(held)
        self.recording.first, self._queues = state, self._queues | frozenset(state.queues)

    def look(self) -> None:
        """Asks the server what somebody else has changed by now, and records it as :meth:`catch_up` does."""

        def asked() -> None:
            self._tracker.execute("ECHO", "qlab-look")
            self._catch_up()

        self._turns.take(asked)

    def catch_up(self) -> None:
        """Records what somebody else changed since the last step, as a step of its own.

        So it is not laid at the next one's door.
        """
        self._turns.take(self._catch_up)

    def _catch_up(self) -> None:
        quiet = self._tracker.quiet()
        if self._monitor is not None:
            self._monitor.mend(doubtful=self._tracker.lost)
        if not quiet:
            self._record(*self._block, self._tracker.outside(), by_hand=True, only_changes=True)

    def _record(self, call: Call, title: str, when: When, *, by_hand: bool, only_changes: bool) -> None:
        after, changed, traced = self._look(when, by_hand=by_hand)
        if changed or not only_changes:
            self._append(call, title, after, None, changed, traced)

    def _append(
        self,
        call: Call,
        title: str,
        after: Snapshot,
        returned: Any,
        changed: frozenset[str],
        traced: Callable[[], Trace],
    ) -> None:
        before = self.recording.last
        index = len(self.recording.steps) + 1
        self.recording.append(Step(index, title, call, before, after, returned, changed, sentence, traced))

    def _look(
        self, when: When, guess: Sequence[str] = (), *, by_hand: bool = False
    ) -> tuple[Snapshot, frozenset[str], Callable[[], Trace]]:
        """The state now, the keys that changed since the last look, and what ran meanwhile."""
        mark = next(self._marks)
        before = self.recording.last
        asked, doubtful = time.monotonic(), self._tracker.lost
        states, changed = self._changes(before.state, mark, guess, by_hand=by_hand)
        answered = time.monotonic()
        traced = self._traced(mark)
        # The server read the keys at some moment between the two, and a busy machine may put long waits around it.
        elapsed_ms = range(_since_ms(when[1], asked, -1), _since_ms(when[0], answered, +2))
        state = before.state
        if changed:
            states = dict(self._virtual(states, state, elapsed_ms))
            if doubtful:
                changed = frozenset(
                    name for name in changed if steady(states[name], state.get(name)) != state.get(name)
                )
            self._queues |= {parse_key(name, before.prefix).queue for name in changed} - {""}
            state = self._updated(state, states)
        return Snapshot(self._now(), before.start, before.prefix, state, perhaps=self._queues), changed, traced

    def _changes(
        self, state: Map[str, KeyState], mark: str, guess: Sequence[str], *, by_hand: bool
    ) -> tuple[dict[str, KeyState | None], frozenset[str]]:
        """The states of the keys that changed since the last look, as the server has them, and their names."""
        if guess:
            seen: list[frozenset[str]] = []

            def changed_by_now() -> frozenset[str]:
                seen.append(self._seen(state, self._tracker.seen()))
                return seen[0]

            known = self._known(state, guess)
            states = self._reader.keys(guess, known, mark=mark, changed=changed_by_now)
            changed = seen[0]
        else:
            states, changed = {}, self._seen(state, self._tracker.flush(mark))
        if missed := sorted(changed - states.keys()):
            held = None if by_hand else self._known(state, missed)
            states.update(self._reader.keys(missed, held, among=changed))
        return states, changed

    def _seen(self, state: Map[str, KeyState], changed: frozenset[str]) -> frozenset[str]:
        changed, self._noted = changed | self._noted, frozenset()
        if self._tracker.lost:
            self._tracker.lost = False
            changed |= frozenset(state) | self._reader.everything(self.recording.prefix).keys()
        return changed

    def _known(self, state: Map[str, KeyState], names: Sequence[str]) -> dict[str, KeyState]:
        known = {name: self._virtual_ids.raw(name) or state.get(name) for name in names}
        return {name: held for name, held in known.items() if held is not None}

    def _traced(self, mark: str) -> Callable[[], Trace]:
        if self._monitor is None:
            return lambda: NO_TRACE
        return partial(trace, self._monitor.until(mark), self.recording.prefix, frozenset({READ_SHA}))

    def _updated(self, state: Map[str, KeyState], states: Mapping[str, KeyState | None]) -> Map[str, KeyState]:
        draft = state.mutate()
        for name, after in states.items():
            if after is not None:
                draft[name] = after
            elif name in draft:
                del draft[name]
        return draft.finish()

    def _virtual(
        self, states: dict[str, KeyState | None], shown: Map[str, KeyState], elapsed_ms: range
    ) -> Mapping[str, KeyState | None]:
        if self._lifetimes is None:
            return states
        settled = self._lifetimes.settle(states, self._now(), self._reader.now, elapsed_ms)
        for name, state in settled.items():
            if state is not None and state.type == "stream":
                settled[name] = self._alias(state, shown)
        return settled

    def _alias(self, stream: KeyState, shown: Map[str, KeyState]) -> KeyState:
        return (
            self._virtual_ids.show(stream, shown.get(stream.name), self._now()) if self._is_events(stream) else stream
        )

    def _is_events(self, state: KeyState) -> bool:
        # Any other stream is somebody's own, whose ids may mean something.
        return state.type == "stream" and parse_key(state.name, self.recording.prefix).role is Role.EVENTS

    def whole(self) -> Snapshot:
        """Every key, read from the server in one atomic script, memory use included."""
        return self._turns.take(self._whole)

    def _whole(self) -> Snapshot:
        self._catch_up()
        last = self.recording.last
        states = self._reader.everything(last.prefix, memory=True, streams=self._virtual_ids.streams)
        if self._lifetimes is not None:
            for name, state in states.items():
                if state.expires_at is not None:
                    states[name] = self._lifetimes.virtual(state)
                if self._is_events(state):
                    states[name] = self._virtual_ids.known(state)
        return Snapshot(self._now(), last.start, last.prefix, Map(states))


def _since_ms(moment: float, now: float, slack: int) -> int:
    """How many ms ago a moment was, give or take so many."""
    return int(max(max(now - moment, 0) * 1000 + slack, 0))
