"""Recorder: turns each operation into a Step.

After an operation the tracker says which keys changed, one script reads those, and the rest of the state is the state
before: a step of a queue with thousands of jobs costs hardly more than one of a queue with twenty.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from qlab.lab.server_io.key_looks import END, Look, Looks, When
from qlab.lab.server_io.prefetch import Prefetch, Rider
from qlab.lab.server_io.tracking import Tracker
from qlab.lab.waiting.turns import Turns
from qlab.protocol import operations
from qlab.record.recording import Recording
from qlab.record.step import Call, Step
from qlab.record.takers import TAKERS, Taken
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot

__all__ = ["Recorder"]

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class _Block:
    """What is recorded for changes that no operation of the lab's made. Two of them are never equal.

    Attributes:
        call: The step's call.
        title: The step's title.
    """

    call: Call
    title: str


OUTSIDE = _Block(Call(operations.OUTSIDE), "from outside")


class Recorder:
    """Records what a lab does.

    Args:
        looks: Looks at the lab's keys.
        tracker: Carries BullMQ's commands, and says whether something changed.
        recording: Where the steps go.
    """

    def __init__(self, looks: Looks, tracker: Tracker, recording: Recording) -> None:
        self._looks, self._tracker = looks, tracker
        self._prefetch = Prefetch(recording.prefix)
        self._turns = Turns(self._doubt, tracker.why)
        self._blocks = [OUTSIDE]
        self._taken: deque[Taken] = deque()
        self.recording = recording

    def step(
        self,
        call: Call,
        title: str,
        run: Callable[[], T],
        *,
        describe: Callable[[T], tuple[Call, Any]] | None = None,
    ) -> T:
        """Run an operation and record what it did.

        Args:
            call: What is asked for.
            title: A short name for the step.
            run: Does it.
            describe: Completes the operation, and says what it returned as JSON, once it is done.

        Returns:
            What ``run`` returned.

        Raises:
            Exception: What ``run`` raises. A step is then recorded only if something changed anyway.
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
        before = self.recording.last
        guess = self._prefetch.names(call, before)
        rider = self._looks.rider(before, guess, self._prefetch.sends(call))
        self._tracker.carry(rider)
        try:
            result = run()
        except BaseException as error:
            self._tracker.carry(None)
            refused = replace(call, facts={**call.facts, "refused": True})
            self._record(refused, f"{title} (refused)", (began, END), by_hand=False, only_changes=True, rider=rider)
            self._turns.settled = isinstance(error, Exception)  # what an interrupt cut off may still run
            raise
        sends = self._tracker.sent
        self._tracker.carry(None)
        call, returned = describe(result) if describe else (call, None)
        if rider is None or not rider.tells:
            guess = self._prefetch.names(call, before)
        look = self._looks.after(before, (began, END), guess, rider=rider)
        self._prefetch.learn(call, guess, look.changed, sends)
        self._append(call, title, look, returned)
        return result

    @contextmanager
    def by_hand(self, call: Call, title: str) -> Iterator[None]:
        """Record what a block of code does as one step, even if it changes nothing or raises.

        The lab's own operations in it are steps of their own, those of other threads too: the block may wait for them.
        What stands between them is recorded under this title.
        """
        self.catch_up()
        block, made = _Block(call, title), len(self.recording.steps)
        self._blocks.append(block)  # other threads may be in blocks of their own
        try:
            yield
        finally:
            self._blocks.remove(block)
            only_changes = len(self.recording.steps) > made
            self._turns.take(
                lambda: self._record(call, title, self._tracker.outside(), by_hand=True, only_changes=only_changes)
            )

    def _doubt(self) -> None:
        self._tracker.lost = True  # what the server told of changes may be lost: the next look is at everything

    def overlook(self, ask: Callable[[], T]) -> T:
        """Ask something, and leave it out of the next step's trace; what it changed counts all the same."""

        def unseen() -> T:
            found = ask()
            self._looks.skip()
            return found

        return self._turns.take(unseen)

    def begin_with(self, state: Snapshot) -> None:
        """Begin the recording with keys that are on the server already, as they are to be seen."""
        self._looks.begin_with(state)
        self.recording.first = state

    def note_taken(self, taken: Taken) -> None:
        """Note for the next step that a worker took a job, as that worker says itself, in a thread of its own."""
        self._taken.append(taken)

    def look(self) -> None:
        """Ask the server what somebody else has changed by now, and record it as :meth:`catch_up` does."""

        def asked() -> None:
            self._tracker.execute("ECHO", "qlab-look")
            self._catch_up()

        self._turns.take(asked)

    def catch_up(self) -> None:
        """Record what somebody else changed since the last step, as a step of its own.

        So it is not laid at the next one's door.
        """
        self._turns.take(self._catch_up)

    def _catch_up(self) -> None:
        quiet = self._looks.quiet()
        if not quiet:
            block = self._blocks[-1]
            self._record(block.call, block.title, self._tracker.outside(), by_hand=True, only_changes=True)

    def _record(
        self, call: Call, title: str, when: When, *, by_hand: bool, only_changes: bool, rider: Rider | None = None
    ) -> None:
        look = self._looks.after(self.recording.last, when, rider=rider, by_hand=by_hand)
        if look.changed or not only_changes:
            self._append(call, title, look, None)

    def _append(self, call: Call, title: str, look: Look, returned: Any) -> None:
        before = self.recording.last
        if self._taken and (told := [*self._told(look.after)]):
            call = replace(call, facts={**call.facts, TAKERS: told})
        index = len(self.recording.steps) + 1
        self.recording.append(
            Step(index, title, call, before, look.after, returned, look.changed, sentence, look.traced)
        )

    def _told(self, after: Snapshot) -> Iterator[list[Any]]:
        """Yield what was noted of the runs that this state shows; of those to come it is kept."""
        for _ in range(len(self._taken)):
            noted = self._taken.popleft()
            view = after.job(noted.job, noted.queue)
            begun = 0 if view is None else view.attempts_started
            if begun == noted.run:
                yield list(noted)
            elif view is not None and begun < noted.run:
                self._taken.append(noted)

    def whole(self) -> Snapshot:
        """Return every key, read from the server in one atomic script, memory use included."""

        def read() -> Snapshot:
            self._catch_up()
            return self._looks.whole(self.recording.last)

        return self._turns.take(read)
