"""Actors: generators that yield their moves, and the places they can stand in.

A generator cannot be copied, so an actor's place is its history: to go on from it, the generator is started again and
fed the answers it had. That needs no server, and it is done once per place: what an actor wants next, and where an
answer leads, depends on its history and the time alone, so both are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from redis import Redis

from qlab.errors import QlabError, UsageError
from qlab.explore.engine.calls import Call, Raised, choices, copied, lab_of, label, operation_of
from qlab.explore.engine.place import Place
from qlab.explore.patience import Foreign
from qlab.explore.stage.canonical import digest
from qlab.explore.stage.staged_port import AN_ACTOR
from qlab.explore.stage.staged_turns import Turns
from qlab.text.escape import repr_of
from qlab.text.words import plural

__all__ = ["Actor", "Make"]

Make = Callable[[], Generator[Any, Any, Any]]
_YIELD = "yield in each round of its loop, or let it return"
_ENDS = 20
"""This many yields may stand in the ``finally`` clauses that an actor is in."""
_GOES_ON = "goes on when it is ended: let except clauses around a yield name Exception, not BaseException."


class Actor:
    """Somebody who acts on the queues.

    Args:
        stage: Where it acts.
        name: Its name.
        make: Begins its generator.
        kind: Actors of one kind are interchangeable.

    Attributes:
        who: How an error calls it.
        start: Where it stands before its first move.
        dead: Where it stands once it has crashed.
    """

    def __init__(self, stage: Turns, name: str, make: Make, kind: int) -> None:
        self.stage, self.name, self.make, self.kind = stage, name, make, kind
        self.who = f"Actor {repr_of(name)}"
        self.start = Place(self, (), digest(("start", kind)))
        self.dead = Place(self, (), digest("dead"))
        self.dead.alive, self.dead._calls = False, ()

    def resumed(self, log: tuple[Any, ...]) -> tuple[Call, ...]:
        """Return what the actor wants after these answers; nothing where it is done."""
        try:
            with Foreign(self.who, _YIELD):
                return self._resumed(log)
        except UsageError as error:
            raise self.named(error) from None
        except QlabError:
            raise
        except Exception as error:
            error.add_note(f"raised by a{self.who[1:]} after {plural(len(log), 'answer')}")
            raise

    def named(self, error: UsageError) -> UsageError:
        """Return an error about an actor with this one's name in it."""
        text = str(error)
        return UsageError(self.who + text.removeprefix(AN_ACTOR)) if text.startswith(AN_ACTOR) else error

    def strange(self, what: str, error: Exception) -> UsageError:
        """Return the error for an object of the user's whose own code, which Python calls for the explorer, raised.

        Args:
            what: What the actor did, and of which object the code is; ``raised`` follows.
            error: What it raised.
        """
        return UsageError(
            f"{self.who} {what} raised {repr_of(error, 60)}; mend it, or let calls and answers be of text, numbers and "
            "handles."
        )

    def _resumed(self, log: tuple[Any, ...]) -> tuple[Call, ...]:
        generator = self.make()
        if not isinstance(generator, Generator):
            raise UsageError(
                f"{self.who} is not a generator: write a function whose moves are yields, such as "
                "job = yield queue.take."
            )
        yielded: Any = None
        try:
            yielded = next(generator)
            for answer in log:
                yielded = _answer(generator, answer)
        except StopIteration:
            return ()
        except _EndedError:
            return ()  # it did not catch a refusal
        offered = choices(yielded, self.name)
        for call in offered:
            self._check_own(call)
        if not _ended(generator):
            raise UsageError(f"{self.who} {_GOES_ON}")
        return offered

    def _check_own(self, call: Call) -> None:
        """Refuse a call that goes to another lab or server: its moves would not be the search's."""
        try:
            owner = operation_of(call)[1]
        except Exception as error:
            raise self.strange(f"yields {label(call)}, of which an attribute", error) from error
        client = owner.connection_pool if isinstance(owner, Redis) else None
        lab = lab_of(owner)
        if (lab is not None and lab is not self.stage) or client not in {None, self.stage.redis.connection_pool}:
            raise UsageError(
                f"{self.who} yields {label(call)} of another lab or client; use the lab that the world is given, and "
                "lab.redis."
            )


def _ended(generator: Generator[Any, Any, Any]) -> bool:
    """End a generator here, where it stands at a yield; False if it goes on."""
    for _ in range(_ENDS):
        try:
            generator.close()
        except RuntimeError:  # it yields while it ends: in a finally, most likely
            continue
        except Exception:  # noqa: BLE001, S110  what it does while it is ended does not belong to the model
            pass
        return True
    return False


class _EndedError(Exception):
    """An actor did not catch the error that it was answered with."""


def _answer(generator: Generator[Any, Any, Any], answer: Any) -> Any:
    if not isinstance(answer, Raised):
        return generator.send(copied(answer))
    try:
        return generator.throw(answer.error.with_traceback(None))
    except type(answer.error) as error:
        if error is not answer.error:
            raise
        raise _EndedError from None
