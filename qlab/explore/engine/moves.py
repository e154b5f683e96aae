"""Moves: what can happen in a state, and the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from qlab.explore.engine.actor import Actor
from qlab.explore.engine.adversary import Environment
from qlab.explore.engine.calls import Raised, operation_of
from qlab.explore.engine.effects import Did
from qlab.explore.engine.place import Place
from qlab.explore.engine.state import State
from qlab.explore.stage.keyspace import Keyspace
from qlab.explore.stage.staged_lab import Stage
from qlab.explore.stage.staged_port import Request
from qlab.explore.stage.store import Effect
from qlab.text.durations import format_ms

if TYPE_CHECKING:
    from qlab.observe.doctor.finding import Report
    from qlab.snapshot.model import Snapshot

__all__ = ["CALL", "CRASH", "LATE", "Move", "Moves", "Player", "Restoring"]

CALL, CRASH, LATE, TICK = "call", "crash", "late", "tick"


class Move(NamedTuple):
    """One move.

    Attributes:
        kind: ``call`` for an actor's own; ``crash``, ``late`` and ``tick`` for the environment's.
        actor: The actor's number; -1 where it is nobody's.
        choice: Which of the actor's calls.
        lock: The lock that runs out, for ``late``.
        to: The new time, ms since the epoch, for ``late`` and ``tick``.
    """

    kind: str
    actor: int = -1
    choice: int = 0
    lock: str = ""
    to: int = 0


class Player(Protocol):
    """Runs a command in a state."""

    def play(self, state: State, request: Request) -> Effect:
        """Return what the command does there."""


class Restoring:
    """Runs commands by restoring the state's keys first: those that differ, in the same write as the command.

    Args:
        stage: Where they run.
        memory: Whether to remember what each command did to which keys. A script's effect depends on the keys and its
            arguments alone (the time is an argument), so this is exact.

    Attributes:
        known: How many moves needed no server.
    """

    def __init__(self, stage: Stage, *, memory: bool) -> None:
        self._store, self._memory = stage.store, memory
        self.known = 0

    def play(self, state: State, request: Request) -> Effect:
        """Return what a command does in a state."""
        if not self._memory:
            self._store.enter(state.keys)
            return self._store.run(request.packed, request.replies)
        found: Effect | None = state.keys.effects.get(request.packed)
        if found is None:
            self._store.enter(state.keys)
            found = state.keys.effects[request.packed] = self._store.run(request.packed, request.replies)
        else:
            self.known += 1
        return found


class Moves:
    """The moves of a set of actors and of their environment.

    Args:
        stage: Where they act.
        actors: The actors.
        player: Runs commands: by restoring, or by replaying.
    """

    def __init__(self, stage: Stage, actors: tuple[Actor, ...], player: Player) -> None:
        self._stage, self.actors, self.player = stage, actors, player
        self.environment = Environment(stage)
        self.played: tuple[str, ...] = ()
        """BullMQ's scripts in the last move."""

    def of(self, state: State) -> Iterator[Move]:
        """Yield the moves that can be tried in a state, the actors' first. A blocking one may lead nowhere."""
        yield from self._calls(state)
        if state.left.crashes:
            holders = {index for index, _, _ in state.owned()}
            for index, place in enumerate(state.places):
                if place.running and (place.exposed or index in holders):
                    yield Move(CRASH, index)
        if state.left.late:
            for lock in self.environment.overdue(state):
                yield Move(LATE, lock=lock, to=state.ends[lock])
        if state.left.ticks and (due := self.environment.next_due(state)) is not None:
            yield Move(TICK, to=due)

    def _calls(self, state: State) -> Iterator[Move]:
        for index, place in enumerate(state.places):
            if place.alive:
                for choice in range(len(place.calls)):
                    yield Move(CALL, index, choice)

    def after(self, state: State, move: Move) -> State | None:
        """Return the state that a move leads to; None where the actor still waits for a key."""
        self.played = ()
        if move.kind == CALL:
            return self._called(state, move)
        if move.kind == CRASH:
            return self.environment.crash(state, move.actor)
        if move.kind == LATE:
            return self.environment.lag(state, move.lock)
        return self.environment.tick(state, move.to)

    def _called(self, state: State, move: Move) -> State | None:
        place = state.places[move.actor]
        call = place.calls[move.choice]
        if isinstance(call, Did):
            return self._happened(state, move, place, call)
        before = self._stage.keys, self._stage.ends = state.keys, state.ends
        request = place.request(move.choice, state.now)
        if request is None:
            return self._next(state, move, place.after(move.choice, state.now), state.keys, state.ends)
        self.played = request.scripts
        effect = self.player.play(state, request)
        if request.blocking and request.answer(effect.reply) is None:
            return None
        ends = effect.ends(state.ends, state.now)
        self._stage.keys, self._stage.ends = effect.keys, ends
        to = place.after(move.choice, state.now, effect.reply, before)
        return self._next(state, move, to, effect.keys, ends)

    def _happened(self, state: State, move: Move, place: Place, call: Did) -> State:
        now = not (call.once and call.happened in state.effects)
        after = self._next(state, move, place.answered(move.choice, now), state.keys, state.ends)
        if now:
            after.effects = tuple(sorted((*state.effects, call.happened)))
        return after

    def _next(  # the state after an actor's move
        self, state: State, move: Move, to: Place, keys: Keyspace, ends: Mapping[str, int]
    ) -> State:
        places = state.moved(move.actor, to)
        return State(keys, ends, state.now, places, state.effects, state.left, state.depth + 1)

    def refused(self, move: Move, after: State) -> Exception | None:
        """Return the error that a move ended in, or None."""
        if move.kind != CALL:
            return None
        place = after.places[move.actor]
        last = place.log[-1] if place.log and place.pending is None else None
        return last.error if isinstance(last, Raised) else None

    def called(self, state: State, move: Move) -> str:
        """Return what kind of move it is: the method's name, or what the environment did."""
        if move.kind != CALL:
            return move.kind
        call = state.places[move.actor].calls[move.choice]
        return f"did {call.happened.what}" if isinstance(call, Did) else operation_of(call)[0]

    def target(self, state: State, move: Move) -> object:
        """Return the handle that an actor's call is bound to; None for anything else."""
        call = state.places[move.actor].calls[move.choice]
        return None if isinstance(call, Did) else operation_of(call)[1]

    def shown(self, state: State) -> Snapshot:
        """Return the keys of a state as a snapshot."""
        return self._stage.shown(state.keys, state.ends, state.now)

    def diagnosed(self, state: State) -> Report:
        """Return what the doctor finds wrong in a state."""
        return self._stage.diagnosed(state.keys, state.now)

    def title(self, state: State, move: Move) -> str:
        """Return a move in a few words."""
        if move.kind == CALL:
            return f"{self.actors[move.actor].name}: {state.places[move.actor].label(move.choice)}"
        if move.kind == CRASH:
            return f"{self.actors[move.actor].name} crashes"
        passed = format_ms(move.to - state.now)
        if move.kind == TICK:
            return f"{passed} pass"
        owner = state.owner(state.keys.held[move.lock])
        job = state.keys.held[move.lock].key.job
        who = self.actors[owner[0]].name if owner else "nobody"
        return f"{passed} pass, and {who} does not renew the lock of job {job} in time"
