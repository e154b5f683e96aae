"""Recorder: turns each operation into a Step.

After an operation the tracker says which keys changed, one script reads those, and the rest of the state is the state
before: a step of a queue with thousands of jobs costs hardly more than one of a queue with twenty.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from immutables import Map

from qlab.keys import Role, parse_key
from qlab.lab.aliases import Aliases
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.trace import trace
from qlab.lab.wire import Monitor, Tracker
from qlab.record.recording import Recording
from qlab.record.sentence import sentence
from qlab.record.step import NO_TRACE, Operation, Step, Trace
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import READ_SHA, Reader
from qlab.snapshot.values import KeyState

T = TypeVar("T")
OUTSIDE = Operation("outside")


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
        self._aliases = Aliases()
        self._lock = threading.RLock()
        self._marks = 0
        self._noted: frozenset[str] = frozenset()
        self.recording = recording

    def step(
        self,
        operation: Operation,
        title: str,
        run: Callable[[], T],
        *,
        describe: Callable[[T, Snapshot], tuple[Operation, Any]] | None = None,
    ) -> T:
        """Runs an operation and records what it did.

        Args:
            operation: What is asked for.
            title: A short name for the step.
            run: Does it.
            describe: Completes the operation, and says what it returned as JSON, once it is done.

        Returns:
            What ``run`` returned.

        Raises:
            Exception: Whatever ``run`` raises. A step is then recorded only if something changed all the same.
        """
        with self._lock:
            self.catch_up()
            began = time.monotonic()
            try:
                result = run()
            except BaseException:
                self._record(operation, f"{title} (refused)", None, began, by_hand=False, only_changes=True)
                raise
            after, changed, traced = self._look(began, by_hand=False)
            operation, returned = describe(result, after) if describe else (operation, None)
            self._append(operation, title, after, returned, changed, traced)
            return result

    @contextmanager
    def by_hand(self, operation: Operation, title: str) -> Iterator[None]:
        """Records what a block of code does as one step, even where it changes nothing or raises."""
        with self._lock:
            self.catch_up()
            began = time.monotonic()
            try:
                yield
            finally:
                self._record(operation, title, None, began, by_hand=True, only_changes=False)

    def note(self, names: frozenset[str]) -> None:
        """Counts keys as changed that the tracker does not report, for the lab itself removed them."""
        self._noted |= names

    def catch_up(self) -> None:
        """Records what somebody else changed since the last step, as a step of its own, so that it is not laid at the next one's door."""
        with self._lock:
            if self._tracker.quiet():
                return
            self._record(OUTSIDE, "from outside", None, time.monotonic(), by_hand=True, only_changes=True)

    def _record(
        self, operation: Operation, title: str, returned: Any, began: float, *, by_hand: bool, only_changes: bool
    ) -> None:
        after, changed, traced = self._look(began, by_hand=by_hand)
        if changed or not only_changes:
            self._append(operation, title, after, returned, changed, traced)

    def _append(
        self,
        operation: Operation,
        title: str,
        after: Snapshot,
        returned: Any,
        changed: frozenset[str],
        traced: Callable[[], Trace],
    ) -> None:
        before = self.recording.last
        index = len(self.recording.steps) + 1
        self.recording.steps.append(Step(index, title, operation, before, after, returned, changed, sentence, traced))

    def _look(self, began: float, *, by_hand: bool) -> tuple[Snapshot, frozenset[str], Callable[[], Trace]]:
        """The state now, the keys that changed since the last look, and what ran meanwhile."""
        self._marks += 1
        mark = f"qlab-mark-{self._marks}"
        changed, self._noted = self._tracker.flush(mark) | self._noted, frozenset()
        traced = self._traced(mark)
        before = self.recording.last
        if self._tracker.lost:
            self._tracker.lost = False
            changed |= frozenset(before.state)
        state = self._updated(before.state, changed, began, by_hand=by_hand) if changed else before.state
        return Snapshot(self._now(), before.start, before.prefix, state), changed, traced

    def _traced(self, mark: str) -> Callable[[], Trace]:
        if self._monitor is None:
            return lambda: NO_TRACE
        return partial(trace, self._monitor.until(mark), self.recording.prefix, frozenset({READ_SHA}))

    def _updated(
        self, state: Map[str, KeyState], changed: frozenset[str], began: float, *, by_hand: bool
    ) -> Map[str, KeyState]:
        names = sorted(changed)
        known = None if by_hand else {name: self._aliases.raw(name) or state.get(name) for name in names}
        states = self._virtual(self._reader.keys(names, known), state, began)
        with state.mutate() as draft:
            for name, after in states.items():
                if after is not None:
                    draft[name] = after
                elif name in draft:
                    del draft[name]
            return draft.finish()

    def _virtual(
        self, states: Mapping[str, KeyState | None], shown: Map[str, KeyState], began: float
    ) -> Mapping[str, KeyState | None]:
        if self._lifetimes is None:
            return states
        elapsed_ms = int((time.monotonic() - began) * 1000) + 1
        settled = self._lifetimes.settle(states, self._now(), self._reader.now, elapsed_ms)
        return {name: self._alias(state, shown) for name, state in settled.items()}

    def _alias(self, state: KeyState | None, shown: Map[str, KeyState]) -> KeyState | None:
        if (
            state is None
            or state.type != "stream"
            or parse_key(state.name, self.recording.prefix).role is not Role.EVENTS
        ):
            return state
        return self._aliases.show(state, shown.get(state.name), self._now())

    def whole(self) -> Snapshot:
        """Every key, read from the server in one atomic script, memory use included."""
        with self._lock:
            self.catch_up()
            last = self.recording.last
            states = self._reader.everything(last.prefix, memory=True)
            if self._lifetimes is not None:
                states = {
                    name: self._alias(self._lifetimes.virtual(state), last.state) or state
                    for name, state in states.items()
                }
            return Snapshot(self._now(), last.start, last.prefix, Map(states))
