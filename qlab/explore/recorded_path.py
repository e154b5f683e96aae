"""Recording a path: a counterexample as an ordinary recording. The same moves, made on a lab that records."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from qlab.errors import QlabError
from qlab.explore.engine.actor import Actor
from qlab.explore.engine.adversary import renewals
from qlab.explore.engine.calls import Call, Raised, label, operation_of
from qlab.explore.engine.cast import World, cast, changed_world
from qlab.explore.engine.effects import Did
from qlab.explore.engine.moves import CALL, CRASH, LATE, Move
from qlab.explore.engine.state import State
from qlab.explore.stage.beginning import EMPTY, Beginning
from qlab.explore.stage.keyspace import read_values
from qlab.explore.stage.staged_clients import BullConnection, PlainClient
from qlab.explore.stage.staged_port import Answered, Handover, Port, step
from qlab.explore.stage.staged_turns import ExploredQueue, Turn, Turns
from qlab.explore.stage.wire import Wire
from qlab.lab import port
from qlab.lab.caller import Describe
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.lab.port import extend_lock
from qlab.protocol import operations
from qlab.record.recording import Recording
from qlab.record.step import Call as StepCall
from qlab.text.decoded import quoted
from qlab.text.escape import shorten

__all__ = ["record_path"]

T = TypeVar("T")


def record_path(world: World, path: Sequence[tuple[State, Move]], beginning: Beginning = EMPTY) -> Recording:
    """Make the moves of a counterexample on a lab, from the same set-up.

    Args:
        world: Sets the lab up and names the actors.
        path: The moves, each with the state before it.
        beginning: What the lab holds first.

    Returns:
        The recording: the set-up's steps, then those of the moves.

    Raises:
        UsageError: If the set-up is not the same.
    """
    with FilmLab(beginning) as lab:
        shoot = _Shoot(lab, cast(lab, world))
        if path:
            _check_alike(lab, path[0][0])
        for state, move in path:
            shoot.make(state, move)
        return lab.recording


def _check_alike(lab: FilmLab, first: State) -> None:
    """Refuse a world that sets other keys up than before: its actors would go another way."""
    now, before = lab.values(), {name: held.value for name, held in first.keys.held.items()}
    for name in sorted(before.keys() | now.keys()):
        if name not in now or name not in before or now[name] != before[name]:
            raise changed_world(quoted(name))


class FilmLab(Turns):
    """A lab whose calls can stop between two commands, as the explorer's do."""

    _queue_class = ExploredQueue

    def __init__(self, beginning: Beginning) -> None:
        super().__init__(prefix=beginning.prefix, start=beginning.start)
        self._wire = Wire(str(self.url))
        self.port = Port(self._wire, lambda _now, _seen: None)
        self._bullmq, self._client = BullConnection(self.port, self._wire), PlainClient(self.port)
        self.turn = Turn()
        self._stopped: Handover | None = None
        self.begun(beginning)
        if beginning.keys:
            self.restore(beginning.snapshot(), beginning.keys)

    def do(
        self,
        call: StepCall,
        title: str,
        run: Callable[[], Coroutine[Any, Any, T]],
        describe: Describe | None = None,
    ) -> T:
        """Run a BullMQ call as a step, as far as it is to go."""
        if self.port.stopped is not None:  # in a `finally`
            raise self.port.stopped
        self._stopped = None

        def described(result: Any) -> tuple[StepCall, Any]:
            if self._stopped is not None or describe is None:
                return call, None
            return describe(result)

        result: T = super().do(call, title, run, described)
        if self._stopped is not None:
            raise self._stopped
        return result

    def ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine up to the command at which it is to stop."""
        with port.at_time(self._time.seconds, self.turn.id):
            try:
                return step(coroutine)
            except Handover as handover:
                self._stopped = handover
                return None  # type: ignore[return-value]  # `do` raises it once the step is recorded

    def call(self, call: Callable[[], Any], turn: Turn, now: int, known: Sequence[Answered] = ()) -> Any:
        """Run an actor's call by one more command; see :meth:`Turns.call`."""
        self.turn = turn
        self.port.begin(known, now, live=1)
        return call()

    def values(self) -> dict[str, Any]:
        """Return what every key holds, but for streams; no step's commands have the reading."""
        return self._recorder.overlook(lambda: read_values(self._wire))

    def note(self, title: str, sentence: str) -> None:
        """Record a step that changes no key: something happens outside Redis."""
        self._recorder.catch_up()
        with self._recorder.by_hand(StepCall(operations.OBSERVE, facts={"note": sentence}), shorten(title)):
            pass

    @property
    def redis(self) -> Redis:
        """A client for commands by hand."""
        return self._client

    @property
    def connection(self) -> AsyncRedis:
        """The connection that BullMQ's own objects use."""
        return self._bullmq

    def close(self) -> None:
        """End the lab."""
        self._wire.close()
        super().close()


class _Shoot:
    """The moves as they are made on the lab."""

    def __init__(self, lab: FilmLab, actors: tuple[Actor, ...]) -> None:
        self._lab, self._actors = lab, actors
        self._logs: list[tuple[Any, ...]] = [()] * len(actors)
        self._within: list[tuple[int, tuple[Answered, ...]] | None] = [None] * len(actors)

    def make(self, state: State, move: Move) -> None:
        if move.kind == CALL:
            self._called(state, move)
        elif move.kind == CRASH:
            name = self._actors[move.actor].name
            self._lab.note(f"{name} crashes", f"worker {name} crashes: it renews no lock and never comes back")
        else:
            self._pass(state, move)

    def _called(self, state: State, move: Move) -> None:
        actor, within = self._actors[move.actor], self._within[move.actor]
        choice, known = within or (move.choice, ())
        log = self._logs[move.actor]
        call = actor.resumed(log)[choice]
        try:
            answer = self._did(actor, call, state) if isinstance(call, Did) else self._run(actor, call, known)
        except Handover:
            self._within[move.actor] = (choice, (*known, *self._lab.port.ran))
            return
        except (QlabError, RedisError) as error:
            answer = Raised(error.with_traceback(None))
        self._within[move.actor] = None
        self._logs[move.actor] = (*log, answer)

    def _did(self, actor: Actor, call: Did, state: State) -> bool:
        now = not (call.once and call.happened in state.effects)
        already = "" if now else ", which had been done already"
        self._lab.note(f"{actor.name}: {call.happened}", f"outside Redis, {actor.name} does {call.happened}{already}")
        return now

    def _run(self, actor: Actor, call: Callable[[], Any], known: tuple[Answered, ...]) -> Any:
        turn = Turn(actor.name, len(self._logs[self._actors.index(actor)]))
        with self._observed(actor, call):
            return self._lab.call(call, turn, self._lab.clock.now_ms, known)

    @contextmanager
    def _observed(self, actor: Actor, call: Call) -> Iterator[None]:
        if isinstance(operation_of(call)[1], Job | QueueHandle | Turns):
            yield
        else:
            with self._lab.observe(f"{actor.name}: {label(call)}"):
                yield

    def _pass(self, state: State, move: Move) -> None:
        """Let time pass; the workers that run renew their locks when BullMQ's would."""
        due: list[tuple[int, str]] = []
        for _, name, _ in state.owned():
            if not (move.kind == LATE and name == move.lock):
                key = state.keys.held[name].key
                lock_ms = self._lab.queue_named(key.queue).lock_ms
                due += [(at, name) for at in renewals(state.ends[name], lock_ms, move.to)]
        for at, name in sorted(due):
            self._move(at)
            self._renew(state, name)
        self._move(move.to)

    def _move(self, to: int) -> None:
        if to > self._lab.clock.now_ms:
            self._lab.clock._move_to(to)

    def _renew(self, state: State, lock: str) -> None:
        held = state.keys.held[lock]
        queue, job = self._lab.queue_named(held.key.queue), held.key.job or ""
        owner = self._lab.owners[held.value][0]
        call = StepCall(operations.EXTEND_LOCK, queue.name, job, {"worker": owner, "duration_ms": queue.lock_ms})
        self._lab.port.begin((), self._lab.clock.now_ms, live=1)
        self._lab.do(
            call,
            f"{owner} renews the lock of job {job}",
            lambda: extend_lock(queue._queue, job, held.value, queue.lock_ms),
        )
