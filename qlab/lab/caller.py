"""Caller: runs BullMQ calls for the handles on a lab's queues and jobs, one step each."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from immutables import Map

from qlab.errors import UsageError
from qlab.lab.clock import RealTime, Time
from qlab.lab.failures import refusals
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.recorder import Recorder
from qlab.lab.server_io.session import Session, end_forgotten
from qlab.lab.waiting import bridge
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.record.recording import Recording
from qlab.record.step import Call
from qlab.record.takers import Taken
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.restore import Kept, restore

__all__ = ["Caller", "Describe"]

T = TypeVar("T")
Describe = Callable[[Any], tuple[Call, Any]]


class Caller:
    """A lab's calls to BullMQ.

    Attributes:
        virtual: Whether time stands still until the lab's clock moves it.
        random: The source of all randomness.
    """

    virtual: bool
    random: Random
    _time: Time | RealTime
    _recorder: Recorder
    _lifetimes: Lifetimes | None
    _session: Session
    _closer: weakref.finalize[Any, Any]
    _lent: bool = False
    _lent_in: int = 0
    """The thread of a run with ``detail="transitions"``, while there is one."""
    _used: bool = False

    @property
    def recording(self) -> Recording:
        """The recording so far; it grows with each step."""
        return self._recorder.recording

    @property
    def closed(self) -> bool:
        """Whether the lab has ended."""
        return not self._closer.alive

    def do(
        self,
        call: Call,
        title: str,
        run: Callable[[], Coroutine[Any, Any, T]],
        describe: Describe | None = None,
    ) -> T:
        """Run one BullMQ call as one step, for a queue's or job's handle.

        Args:
            call: What is asked for.
            title: A short name for the step.
            run: Makes the coroutine.
            describe: Completes the operation once it is done, and says what it returned as JSON.

        Returns:
            What BullMQ's call returned.
        """
        self._check_free()
        if not self._used:
            self._used = True
            end_forgotten()

        def look() -> JobView | None:
            return self._recorder.recording.last.job(call.job, call.queue) if call.job else None

        with refusals(call.operation, call.job, look):
            result: T = self._recorder.step(call, title, lambda: self.through(run), describe=describe)
            return result

    def ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a BullMQ call on the lab's connection, in the lab's time, without recording a step."""
        try:
            return self.through(lambda: coroutine)
        finally:
            coroutine.close()

    def wait(self, run: Callable[[], Awaitable[T]]) -> T:
        """Run a coroutine that is not BullMQ's, such as an asynchronous processor, in an event loop and in the lab's
        time.

        Args:
            run: Makes what is to be awaited.
        """
        self._check_open()
        return bridge.wait(run, *self._context())

    def through(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Make a BullMQ call and run it, as :meth:`ask` does; an interrupt leaves no coroutine un-awaited."""
        self._check_open()
        return bridge.call(run, *self._context())

    def _context(self) -> tuple[Callable[[], float] | None, Callable[[], UUID]]:
        # Nothing here holds on to the lab: a connection, say, may keep the context that it was made in.
        return self._time.seconds if self.virtual else None, partial(_new_id, self.random)

    def present(self) -> Snapshot:
        """Return the state as it is now; anything that another client changed becomes a step.

        In virtual time nobody else works on the lab's queues unasked, so this is the state after the last step.
        """
        if not self.virtual and not self.closed:
            self._recorder.look()
        return self.recording.last

    def peek(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Ask BullMQ something that changes nothing; the next step's trace leaves it out."""
        self._check_free()
        with refusals(operations.ASK, None, lambda: None):
            return self._recorder.overlook(lambda: self.through(run))

    def restore(self, state: Snapshot, keys: Mapping[str, Kept | None]) -> Snapshot:
        """Write keys past the recording, which then begins with them, at the moment of a snapshot.

        Args:
            state: The snapshot; where a key has a TTL in it, its life ends at that moment of virtual time.
            keys: What the keys are to hold.

        Returns:
            What the server holds now.
        """
        self._check_free()
        return self._recorder.overlook(lambda: self._restored(state, keys))

    def _restored(self, state: Snapshot, keys: Mapping[str, Kept | None]) -> Snapshot:
        session, self._time.ms = self._session, state.at
        restore(session.tracker.execute, keys)
        for name, held in state.state.items():
            if held.encoding == "int" and name in keys:
                session.tracker.execute("INCRBY", name, 0)  # a script's SET leaves a number as text
            if held.expires_at is not None and self._lifetimes is not None:
                self._lifetimes.hold(name, held.expires_at, stretch=True)
        states = session.reader.everything(state.prefix)
        aged = states if self._lifetimes is None else {key: self._lifetimes.virtual(states[key]) for key in states}
        session.tracker.seen()  # what was written just now, by a script, is told like somebody else's doing
        begun = Snapshot(state.at, state.start, state.prefix, Map(aged))
        self._recorder.begin_with(begun)
        return begun

    def expect_ttl(self, role: Role, duration_ms: int) -> None:
        """Note that keys of a role may be given a TTL (see :mod:`qlab.lab.lifetimes`).

        Args:
            role: The role.
            duration_ms: How long such a TTL lasts, ms.
        """
        if self._lifetimes is not None:
            self._lifetimes.expect(role, duration_ms)

    def note_taken(self, taken: Taken) -> None:
        """Note for the next step that a worker in real time took a job, as that worker says itself."""
        self._recorder.note_taken(taken)

    def _check_open(self) -> None:
        self._session.check()

    def _check_looks(self) -> None:
        """Raise where a look would wait for a run that may be waiting for it: a processor's thread looks at the lab."""
        self._check_open()
        if self._lent and self._lent_in != threading.get_ident():
            raise UsageError(
                'During a run with detail="transitions" only its own thread can look at the lab; '
                'look when the run is over, or choose detail="keys".'
            )

    def _check_free(self) -> None:
        """Raise unless the lab is open and its handles may be used."""
        self._check_open()
        if self._lent:
            raise UsageError(
                'With detail="transitions" a processor cannot use the lab\'s handles itself; '
                'write job.do(queue.pause) and the like, or choose detail="keys".'
            )


def _new_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
