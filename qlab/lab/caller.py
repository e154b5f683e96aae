"""Calling: what a lab does for the handles on its queues and jobs: it runs their BullMQ calls, as steps."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from qlab.errors import UsageError
from qlab.lab.clock import RealTime, Time
from qlab.lab.failures import closed, refusals
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.recorder import Recorder
from qlab.lab.server_io import bridge
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.record.recording import Recording
from qlab.record.step import Call
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

T = TypeVar("T")
Describe = Callable[[Any], tuple[Call, Any]]


class Calling:
    """A lab's bridge to BullMQ.

    Attributes:
        virtual: Whether time stands still until the lab's clock moves it.
        random: Where whatever is left to chance is drawn from.
    """

    virtual: bool
    random: Random
    _time: Time | RealTime
    _recorder: Recorder
    _lifetimes: Lifetimes | None
    _closer: weakref.finalize[Any, Any]
    _lent: bool = False

    @property
    def recording(self) -> Recording:
        """The film so far; it grows with each step."""
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
        """Runs one BullMQ call as one step. For the handles on queues and jobs.

        Args:
            call: What is asked for.
            title: A short name for the step.
            run: Makes the coroutine.
            describe: Completes the operation once it is done, and says what it returned as JSON.
        """
        self._check_free()

        def look() -> JobView | None:
            return self._recorder.recording.last.job(call.job, call.queue) if call.job else None

        with refusals(call.operation, call.job, look):
            result: T = self._recorder.step(call, title, lambda: self.ask(run()), describe=describe)
            return result

    def ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine on the bridge, in the lab's time, without making a step of it."""
        if self.closed:
            coroutine.close()
            raise closed()
        return bridge.call(coroutine, self._time.seconds if self.virtual else None, self._new_id)

    def present(self) -> Snapshot:
        """The state as it is now; what somebody else has changed becomes a step.

        In virtual time nobody else works on the lab's queues unasked, and this is the state after the last step.
        """
        if not self.virtual and not self.closed:
            self._recorder.look()
        return self.recording.last

    def peek(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Asks BullMQ what changes nothing; the trace of the next step does not show it."""
        self._check_free()
        with refusals(operations.ASK, None, lambda: None):
            found = self.ask(run())
        self._recorder.overlook()
        return found

    def expect_ttl(self, role: Role, duration_ms: int) -> None:
        """Notes that keys of a role may be given a TTL of so many ms (see :mod:`qlab.lab.lifetimes`)."""
        if self._lifetimes is not None:
            self._lifetimes.expect(role, duration_ms)

    def _new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _check_open(self) -> None:
        if self.closed:
            raise closed()

    def _check_free(self) -> None:
        """Raises unless the lab is open and its handles may be used."""
        self._check_open()
        if self._lent:
            raise UsageError(
                'With detail="transitions" a processor cannot use the lab\'s handles itself; '
                'write job.do(queue.pause) and the like, or choose detail="keys".'
            )
