"""Spread: a search's queue, whose states are worked out by the workers of an executor.

States are sent in batches, in the order in which they were found, and each batch in parts, by the states' hash. What
they lead to is noted in that same order, whichever part was done first. So a search finds what it finds with one
process: the same states with the same numbers, and the same shortest counterexample.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from qlab.executors import answer_of, packed, submitted
from qlab.explore.engine.judge import Judge, Outcome, Verdicts
from qlab.explore.engine.moves import Move
from qlab.explore.engine.state import State
from qlab.explore.parallel.outpost import Done, Expansion, Plan, Task, expand, leave
from qlab.explore.parallel.parcels import Packed, Packer, Parcel, Term, lineage, names_in
from qlab.explore.patience import GRACE_S, OverdueError
from qlab.text.words import plural

__all__ = ["Spread"]

T = TypeVar("T")
_PARTS = 2
"""This many parts a batch has."""
_FULL = 64 * _PARTS
"""A batch has at most this many states: a part then takes a fraction of a second, and sending it is cheap."""
_FEW = 2
"""While fewer batches are under way, one is sent though it is not full."""
_AHEAD = 2
"""At most this many batches are under way per worker that has answered. What is sent early is told what others found
late: the more batches wait, the more is worked out twice, and the more is lost when a search is cut short.
"""
_ROUNDS = 50
"""So often the workers are asked to leave. An executor may ask one of them alone: Dask does. The other's server ends
with its process, or with its next search.
"""
_PARTING_S = 10.0
"""So long what is under way may take when a search ends. What takes longer hangs, and nobody waits for it."""


class _Part(NamedTuple):
    """Some states of a batch, what a worker was asked about them, and its answer to come."""

    states: Sequence[Parcel]
    task: Task
    answer: Future[Done]


class _Batch(NamedTuple):
    """Some states under way: all of them in order, and in parts."""

    states: Sequence[Parcel]
    parts: Sequence[_Part]


def _names(states: Iterable[Parcel]) -> set[bytes]:
    return {name for state in states for name in names_in(state.packed)}


def _result(answer: Future[T], seconds: float) -> T:
    """Return what a call returned. What the model raises is never raised by a call.

    Args:
        answer: The call.
        seconds: How long to wait for it, s.

    Raises:
        OverdueError: If it has not returned by then.
        BrokenExecutor: If the executor has failed.
    """
    if wait([answer], min(seconds, threading.TIMEOUT_MAX)).not_done:
        raise OverdueError
    return answer_of(answer)


class Spread:
    """Has the states of a search worked out by an executor's workers.

    A context manager: its end has them end their servers.

    Args:
        executor: Any ``concurrent.futures`` Executor.
        plan: What is searched.
        judge: Judges the first state.
        packer: Packs it.
        seconds: How long the search may take, s.

    Attributes:
        here: Actors and promises run elsewhere.
    """

    def __init__(self, executor: Executor, plan: Plan, judge: Judge, packer: Packer, seconds: float) -> None:
        self.here, self._ends = False, time.monotonic() + seconds
        self._executor, self._plan = executor, packed(plan, "The world")
        self._judge, self._packer, self._depth = judge, packer, plan.depth
        self._search = secrets.token_hex(8)
        self._terms: dict[bytes, Term] = {}
        self._common: set[bytes] = set()
        self._queue: deque[Parcel] = deque()
        self._under_way: deque[_Batch] = deque()
        self._came: deque[tuple[Parcel, Expansion]] = deque()
        self._now = Expansion(())
        self._sent = self._merged = 0
        self._outposts: dict[str, set[bytes]] = {}
        self._hangs = False

    def first(self, state: State) -> Parcel:
        """Return the first state, as it is sent."""
        packed = self._packer.packed(state)
        self._terms.update(self._packer.terms)
        return Parcel(packed, self._judge.of_keys(state), self._judge.goes_on(state))

    def put(self, state: Parcel, mark: bytes) -> None:
        """Put a state at the end of the queue."""
        state.mark = mark
        self._queue.append(state)

    def more(self) -> bool:
        """Return whether there is a state whose moves were not returned yet."""
        return bool(self._came or self._under_way or self._queue)

    def next(self) -> Parcel:
        """Return the first of those states, once it is known what it leads to.

        Raises:
            OverdueError: If that is not known when the time is long over.
        """
        if not self._came:
            self._merged = self._sent - len(self._under_way)
            self._send()
            self._receive(self._under_way[0])
            self._under_way.popleft()
        state, self._now = self._came.popleft()
        return state

    def outcomes(self, state: Parcel) -> Iterator[Outcome]:  # noqa: ARG002  the one that `next` has just returned
        """Yield what the moves of a state lead to.

        Raises:
            Exception: What an actor or a promise raised.
        """
        for move, operation, error, broken, scripts, mark, after in self._now.outcomes:
            found = None if after is None else Parcel(Packed(*after[0]), *after[1:])
            yield Outcome(Move(*move), operation, error, broken, scripts, mark, found)
        if self._now.error is not None:
            raise self._now.error

    def of_keys(self, state: Parcel) -> Verdicts:
        """Return the promises about keys that a state breaks."""
        return state.unsound

    def at_end(self, state: Parcel) -> Verdicts:  # noqa: ARG002  the one that `next` has just returned
        """Return the promises about the end that a state breaks in which no actor can move any more."""
        return self._now.at_end

    def goes_on(self, state: Parcel) -> bool:
        """Return whether anything can be tried in a state of the greatest depth."""
        return state.goes_on

    def _send(self) -> None:
        while self._due():
            states = [self._queue.popleft() for _ in range(min(_FULL, len(self._queue)))]
            self._sent += 1
            self._under_way.append(_Batch(states, list(self._parts(states))))

    def _due(self) -> bool:
        """Return whether to send a batch now."""
        enough = _FULL if len(self._under_way) >= _FEW else 1
        most = _AHEAD * max(_FEW, len(self._outposts))
        return len(self._queue) >= enough and len(self._under_way) < most

    def _parts(self, states: Sequence[Parcel]) -> Iterator[_Part]:
        wanted = [state for state in states if self._depth is None or state.depth < self._depth]
        for number in range(_PARTS):
            if part := [state for state in wanted if state.mark[0] % _PARTS == number]:
                given = [tuple(state.packed) for state in part]
                terms = lineage(_names(part), self._terms, self._common)
                task = Task(self._search, self._plan, self._sent, self._merged, terms, given, self._left())
                yield _Part(part, task, submitted(self._executor, expand, task))

    def _receive(self, batch: _Batch) -> None:
        expansions: dict[int, Expansion] = {}
        for part in batch.parts:
            made = self._made(part)
            expansions.update((state.number, each) for state, each in zip(part.states, made, strict=True))
        nothing = Expansion(())
        self._came.extend((state, expansions.get(state.number, nothing)) for state in batch.states)

    def _made(self, part: _Part) -> Sequence[Expansion]:
        """Return what a worker made of a part. One that is new may have to be told more."""
        task, done = part.task, self._answer(part, part.answer)
        self._heard(task, done)
        if done.expansions is None:
            task = task._replace(terms=lineage(_names(part.states), self._terms))
            done = self._answer(part, submitted(self._executor, expand, task))
            self._heard(task, done)
        assert done.expansions is not None  # noqa: S101  it was told everything
        return done.expansions

    def _answer(self, part: _Part, answer: Future[Done]) -> Done:
        """Return what a worker answers about a part. It says itself that the time is over, unless it hangs."""
        try:
            done = _result(answer, self._left() + 2 * GRACE_S)
        except OverdueError:
            self._hangs = True
            raise OverdueError(self._unanswered(part)) from None
        if done.late is not None:
            raise OverdueError(done.late)
        return done

    def _unanswered(self, late: _Part) -> str:
        """Return what the executor has not answered, as it goes on with a sentence."""
        parts = (each for batch in self._under_way for each in batch.parts)
        depths = [state.depth for each in parts if each is late or not each.answer.done() for state in each.states]
        where = f"{plural(len(depths), 'state')} that {plural(min(depths), 'move')} or more lead to"
        return f", and the executor has not answered about {where}: what follows was not searched"

    def _left(self) -> float:
        """Return how long the search may still take, s."""
        return max(self._ends - time.monotonic(), 0)

    def _heard(self, task: Task, done: Done) -> None:
        """Note what an answer tells, and what the worker that gave it knows now."""
        if done.outpost not in self._outposts:
            self._outposts[done.outpost] = set()
            self._common = set()
        self._terms.update(done.terms)
        told = {*task.terms, *done.terms}
        self._outposts[done.outpost] |= told
        self._common |= told.intersection(*self._outposts.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        answers: list[Future[Any]] = [part.answer for batch in self._under_way for part in batch.parts]
        try:
            wait([answer for answer in answers if not answer.cancel()], 0 if self._hangs else _PARTING_S)
            there, rounds = set(self._outposts), 0
            while there and rounds < (1 if self._hangs else _ROUNDS):
                asked = [submitted(self._executor, leave, self._search) for _ in range(4 * len(self._outposts))]
                there -= {_result(answer, GRACE_S if self._hangs else _PARTING_S) for answer in asked}
                rounds += 1
        except (RuntimeError, OverdueError):  # it is broken, hangs, or was shut down: its servers end with its workers
            pass
