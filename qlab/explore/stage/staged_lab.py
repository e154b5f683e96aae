"""Stage: the lab on which the explorer plays. The same handles and the same BullMQ as in any lab, but nothing is
recorded: every command is handed over to the explorer.
"""

from __future__ import annotations

import random
import weakref
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from immutables import Map
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from qlab.errors import UsageError
from qlab.explore.stage.beginning import EMPTY, Beginning
from qlab.explore.stage.canonical import Canonical, digest
from qlab.explore.stage.keyspace import Held, Keyspace, Keyspaces
from qlab.explore.stage.setup_clock import SetupClock
from qlab.explore.stage.snapshots import Unseen, snapshot_of, unseen
from qlab.explore.stage.staged_clients import BullConnection, PlainClient
from qlab.explore.stage.staged_port import AN_ACTOR, Answered, Port, step
from qlab.explore.stage.staged_turns import ExploredQueue, Turn, Turns
from qlab.explore.stage.store import Store
from qlab.explore.stage.wire import Wire
from qlab.lab import port
from qlab.lab.caller import Describe
from qlab.lab.clock import Time
from qlab.lab.failures import refusals
from qlab.lab.server_io import server as servers
from qlab.lab.server_io.sticky_connection import closed
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Step
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

if TYPE_CHECKING:
    from qlab.explore.stage.diagnosis import Doctor
    from qlab.observe.doctor.finding import Report

__all__ = ["Stage"]

T = TypeVar("T")


class Stage(Turns):
    """A lab whose commands are the explorer's moves.

    Args:
        canonical: What of a key matters.
        beginning: What it holds first.

    Attributes:
        port: Hands the commands over.
        store: Reads and writes the keys.
        keys: The keys that an actor's call sees.
        ends: When those with a TTL end, ms since the epoch.
    """

    _queue_class = ExploredQueue

    def __init__(
        self, canonical: Canonical, beginning: Beginning = EMPTY
    ) -> None:  # not Lab's: nothing is recorded, so no lines for that are opened
        self.virtual, self.prefix = True, beginning.prefix
        self.random = random.Random(0)  # noqa: S311  for jitter, which must repeat
        self._time, self._queues, self._lifetimes = Time(beginning.start), {}, None
        self._server = servers.start()
        self._wire = Wire(str(self._server.url))
        self._parts: list[Any] = [self._wire, self._server]
        self._closer = weakref.finalize(self, _close, self._parts)
        self._doctor: Doctor | None = None
        self.store = Store(self._wire, Keyspaces(self.prefix, canonical))
        self.port = Port(self._wire, self._show)
        self._bullmq, self._client = BullConnection(self.port, self._wire), PlainClient(self.port)
        self.clock = SetupClock(self)
        self.turn, self.keys = Turn(), self.store.there
        self.ends: Mapping[str, int] = {}
        self._looking, self.looked = True, False
        self.begun(beginning)
        self._write(beginning)

    def _write(self, beginning: Beginning) -> None:
        """Write the first keys. Their TTLs are told, not read, as those of every state of the search are."""
        self._time.ms = beginning.at
        if beginning.keys:
            self.store.enter(self.store.keyspaces.of(self._held(beginning)))
            self.keys, self.ends = self.store.look().keys, dict(beginning.ends)

    def _held(self, beginning: Beginning) -> dict[str, Held]:
        made = self.store.keyspaces.key
        found = ((name, each, name in beginning.ends) for name, each in beginning.keys.items())
        return {
            name: made(name.encode("utf-8", "surrogateescape"), each.type.encode(), each.packed, ttl)
            for name, each, ttl in found
        }

    # -- what handles ask of their lab ---------------------------------------------------------------------------------

    def do(
        self,
        call: Call,
        title: str,  # noqa: ARG002  Lab's shape
        run: Callable[[], Coroutine[Any, Any, T]],
        describe: Describe | None = None,  # noqa: ARG002  Lab's shape
    ) -> T:
        """Run one BullMQ call, up to the command that is handed over."""

        def look() -> JobView | None:
            return self.snapshot().job(call.job, call.queue) if call.job else None

        try:
            with refusals(call.operation, call.job, look):
                return self.ask(run())
        finally:
            if self.turn.actor is None:
                self._settle()

    def ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine that waits for nothing but Redis, in virtual time."""
        with port.at_time(self._time.seconds, self.turn.id):
            return step(coroutine)

    def _check_open(self) -> None:
        if self.closed:
            raise closed()

    def peek(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Ask BullMQ what changes nothing."""
        with refusals(operations.ASK, None, lambda: None):
            return self.ask(run())

    def expect_ttl(self, role: Role, duration_ms: int) -> None:
        """Note a duration that the TTL of keys of a role may be set to."""
        self.store.expect(role, duration_ms)

    @property
    def redis(self) -> Redis:
        """A client for commands by hand: each is a move."""
        return self._client

    @property
    def connection(self) -> AsyncRedis:
        """The connection that BullMQ's own objects use."""
        return self._bullmq

    @property
    def recording(self) -> Recording:
        """Nothing is recorded; ``recording.last`` is the present, for an actor's call to look at."""
        return Recording(self.present())

    def present(self) -> Snapshot:
        """Return the present, for an actor's call to look at; between two calls, nothing."""
        return self.snapshot() if self._looking else self._nothing()

    def _nothing(self) -> Snapshot:
        return Unseen(self._time.start, self._time.start, self.prefix, Map())

    @property
    def last(self) -> Step:
        """Nothing is recorded: a step that says nothing."""
        nothing = self._nothing()
        return Step(0, "", Call(operations.TAKE), nothing, nothing, None, None, lambda _: "", lambda: NO_TRACE)

    def snapshot(self) -> Snapshot:
        """Return all keys as they are now.

        Raises:
            UsageError: If an actor asks between two of its moves: what it sees would belong to no move.
        """
        if not self._looking:
            raise unseen()
        self.looked = True
        return self.shown(self.keys, self.ends, self._time.ms)

    def shown(self, keys: Keyspace, ends: Mapping[str, int], now: int) -> Snapshot:
        """Return a snapshot of some keys, with the ends of their TTLs and the time, ms since the epoch."""
        return snapshot_of(keys, ends, now, self._time.start, self.prefix)

    @contextmanager
    def observe(self, title: str = "by hand", note: str = "") -> Iterator[Any]:  # noqa: ARG002  Lab's shape
        """Let code by hand run; nothing is recorded here."""
        yield None
        if self.turn.actor is None:
            self._settle()

    def run(self, *_: Any, **__: Any) -> NoReturn:
        """Not here: the explorer's actors do the work."""
        raise UsageError("The explorer has no lab.run: write workers as actors, generators that yield their moves.")

    work = run

    # -- what the explorer asks ----------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Note the TTLs that the set-up has set."""
        effect = self.store.look()
        self.keys, self.ends = effect.keys, effect.ends(self.ends, self._time.ms)

    def settled(self) -> None:
        """Note what the set-up left behind; from now on the explorer moves."""
        self._settle()
        self._looking = False
        self.port.close()

    def call(self, call: Callable[[], Any], turn: Turn, now: int, known: Sequence[Answered] = ()) -> Any:
        """Run an actor's call up to its next command, which is handed over; see :meth:`Turns.call`."""
        self.turn, self._looking, self.looked = turn, True, False
        self.random.seed(digest((turn.actor, turn.calls)))  # the same jitter in every order of moves
        self.port.begin(known, now, (self.keys, self.ends))
        try:
            answer = call()
        except Exception:
            self._check_stopped()
            raise
        finally:
            self._looking = False
            self.port.close()
        self._check_stopped()
        return answer

    def _check_stopped(self) -> None:
        """Refuse a call that went on where it was stopped: what it would do next is unknown."""
        if self.port.stopped is not None:
            raise UsageError(
                f"{AN_ACTOR} yields a call that goes on where the explorer stops it; let it catch Exception, not "
                "BaseException, and call nothing in another thread."
            ) from None

    def diagnosed(self, keys: Keyspace, now: int) -> Report:
        """Return what the doctor finds wrong with the queues in these keys, at that time (ms since the epoch)."""
        if self._doctor is None:
            from qlab.explore.stage.diagnosis import Doctor

            self._doctor = Doctor(str(self._server.url), self.prefix)
            self._parts.insert(0, self._doctor)
        self.store.enter(keys)
        self.store.look()  # what was posted has been done
        return self._doctor.report(now)

    def _show(self, now: int, seen: tuple[Keyspace, Mapping[str, int]]) -> None:
        self._time.ms = now
        self.keys, self.ends = seen

    @property
    def seen(self) -> tuple[Keyspace, Mapping[str, int]]:
        """The keys that an actor's call sees now, and when those with a TTL end."""
        return self.keys, self.ends

    @property
    def now(self) -> int:
        """The time, ms since the epoch."""
        return self._time.ms

    def close(self) -> NoReturn:
        """Not here: the explorer still needs its server."""
        raise UsageError("The explorer closes its lab by itself; do not call lab.close in worlds, actors or promises.")

    def end(self) -> None:
        """End the server."""
        self._closer()

    def __repr__(self) -> str:
        return "Stage(the explorer's lab)"


def _close(parts: Sequence[Any]) -> None:
    for part in parts:
        part.close()
