"""Turns: a lab in which actors take turns. Its tokens and ids come from whose turn it is, so they are the same in every
order of moves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from qlab.explore.stage.beginning import Beginning
from qlab.explore.stage.canonical import digest
from qlab.explore.stage.staged_port import Answered
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.lab.workers.worker import Worker

__all__ = ["ExploredQueue", "Turn", "Turns", "is_token"]

T = TypeVar("T")


class Turn:
    """Whose call runs, and how many calls that actor has made: what its tokens and ids come from.

    Attributes:
        actor: The actor's name; None while the world is set up.
        calls: How many calls it has made.
        tokens: The tokens it was given in this call, each with its actor and its place in the actor's order.
    """

    def __init__(self, actor: str | None = None, calls: int = 0) -> None:
        self.actor, self.calls = actor, calls
        self.tokens: dict[str, tuple[str, tuple[int, int]]] = {}
        self._ids = count()

    def token(self, worker: str, given: Collection[str] = ()) -> str:
        """Return a new token for a worker: never the same for two actors, and the same in every order of moves.

        Args:
            worker: The worker's name.
            given: The tokens that were given out before the world began.
        """
        at = len(self.tokens)
        whose = worker if self.actor in {None, worker} else f"{worker}:{self.actor}"
        number = f"{at + 1}" if self.actor is None else f"{self.calls}" + (f".{at}" if at else "")
        while f"{whose}:{number}" in given:
            number += "0" if "." in number else ".0"
        self.tokens[f"{whose}:{number}"] = (self.actor or "", (0 if self.actor is None else self.calls, at))
        return f"{whose}:{number}"

    def id(self) -> UUID:
        """Return a new id for a job of a flow."""
        at = digest((self.actor, self.calls, next(self._ids)))
        return UUID(int=at, version=4)


def is_token(text: str, actors: Iterable[str]) -> bool:
    """Return whether a text is what :meth:`Turn.token` makes for one of these actors, given out here yet or not."""
    whose, _, number = text.rpartition(":")
    made = number.replace(".", "", 1).isdecimal()
    return made and any(whose == actor or whose.endswith(f":{actor}") for actor in actors)


class Turns(Lab):
    """A lab in which actors take turns.

    Attributes:
        turn: Whose call runs.
        owners: Whose each token is: the actor's name, and which of its tokens.
        looked: Whether the last call looked at the keys before its command, as ``job.retry`` does.
    """

    turn: Turn
    owners: dict[str, tuple[str, tuple[int, int]]]
    looked: bool = False

    def begun(self, beginning: Beginning) -> None:
        """Know who holds the jobs that are active in the beginning, and the queues by their names."""
        self.tokens, self.owners = beginning.tokens, beginning.owners()
        for name in beginning.queues:
            self.queue(name)

    @property
    def seen(self) -> Any:
        """What a call would see of the keys now."""
        return None

    def through(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Make a BullMQ call and run it, as `ask` does."""
        return self.ask(run())

    def call(self, call: Callable[[], Any], turn: Turn, now: int, known: Sequence[Answered] = ()) -> Any:
        """Run an actor's call: the known commands first, then as far as this lab lets it.

        Args:
            call: The call.
            turn: Whose it is.
            now: The time, ms since the epoch.
            known: The commands it ran before.

        Raises:
            Handover: With its next command.
            QlabError: If BullMQ refuses the call.
        """
        raise NotImplementedError


class ExploredQueue(Queue):
    """A queue of a lab in which actors take turns: tokens, and who takes a job, come from the turn."""

    lab: Turns

    def take(self, worker: str | Worker | None = None, *, wait: bool = False) -> Any:
        """Take the next job for a worker; None: for the actor whose turn it is. Answer None where there is no job."""
        return super().take(worker or self.lab.turn.actor or "worker-1", wait=wait) or None

    def new_token(self, worker: str) -> str:
        """Return a token for a worker that takes a job."""
        token = self.lab.turn.token(worker, self.lab.tokens.values())
        self.lab.owners.update(self.lab.turn.tokens)
        return token
