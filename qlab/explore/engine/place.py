"""Place: where an actor stands, after which answers, and where each answer leads."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from redis.exceptions import RedisError

from qlab.errors import QlabError, UsageError
from qlab.explore.engine.calls import Call, Raised, label, operation_of, plain
from qlab.explore.engine.effects import Did
from qlab.explore.patience import Foreign
from qlab.explore.stage.canonical import digest
from qlab.explore.stage.staged_port import DETERMINED, Answered, Handover, Request
from qlab.explore.stage.staged_turns import Turn, Turns
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue_handle import QueueHandle
from qlab.protocol import operations

if TYPE_CHECKING:
    from qlab.explore.engine.actor import Actor

__all__ = ["NO_COMMAND", "Origin", "Pending", "Place"]

_ADDS = frozenset({operations.ADD, operations.ADD_BULK, operations.FLOW})
"""Operations after which an actor has something to follow up, so that its end there matters."""
_NEXT = "give next() a default, such as next(found, None)"
_COMMAND = "let what it yields be one call, which ends or runs a command"
NO_COMMAND = ("no command",)
"""In place of a reply: the call ran no command."""


class Pending(NamedTuple):
    """A call of several commands that is not done yet.

    Attributes:
        choice: Which of the offered calls it is.
        known: The commands it ran so far, each with its reply and when it ran.
    """

    choice: int
    known: tuple[Answered, ...]


class Origin(NamedTuple):
    """How a place was reached: what makes it again in another process.

    Attributes:
        place: The place before.
        choice: Which of the calls offered there.
        now: When, ms since the epoch; None for an effect outside Redis.
        reply: What the command returned; :data:`NO_COMMAND` where none was run; for an effect, the answer.
        seen: What a call that looks at the keys saw of them before the command and after it; None where none looked.
    """

    place: Place
    choice: int
    now: int | None
    reply: Any
    seen: tuple[Any, Any] | None = None


class Place:
    """Where an actor stands: after which answers, and perhaps within a call.

    Attributes:
        actor: Whose place it is.
        log: The answers so far.
        digest: A hash of the history, the same for interchangeable actors.
        origin: How it was reached; None for where an actor begins, and where it is dead.
        pending: The call it is within, or None.
        alive: False once it has crashed.
        exposed: Whether the actor's end here may leave something undone, lock or no lock.
    """

    __slots__ = (
        "_calls", "_looks", "_next", "_requests", "actor", "alive", "digest", "exposed", "log", "origin", "pending",
    )  # fmt: skip

    def __init__(
        self,
        actor: Actor,
        log: tuple[Any, ...],
        digest: int,
        origin: Origin | None = None,
        pending: Pending | None = None,
    ) -> None:
        self.actor, self.log, self.digest, self.origin, self.pending = actor, log, digest, origin, pending
        self.alive, self.exposed = True, pending is not None
        self._calls: tuple[Call, ...] | None = None
        self._requests: dict[tuple[int, int], Request | None] = {}
        self._looks: set[tuple[int, int]] = set()
        self._next: dict[Any, Place] = {}

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls the actor chooses from; none where it is done or dead. For their names: they are not to be run."""
        if self._calls is None:
            offered = self.actor.resumed(self.log)
            self._calls = (offered[self.pending.choice],) if self.pending and offered else offered
        return self._calls

    @property
    def running(self) -> bool:
        """Whether the actor lives and is not done: a worker that runs renews its locks."""
        return self.alive and bool(self.calls)

    def label(self, choice: int) -> str:
        """Return a call in a few words."""
        words = label(self.calls[choice])
        return f"{words} (continued)" if self.pending else words

    def did(self, choice: int) -> Did | None:
        """Return the effect outside Redis that a choice is, or None."""
        call = self.calls[choice]
        return call if isinstance(call, Did) else None

    def request(self, choice: int, now: int) -> Request | None:
        """Return the next command of a choice; None where it runs none."""
        at = (choice, now)
        if at not in self._requests or at in self._looks:
            seen = self.actor.stage.seen
            answer = self._run(choice, now, self._known)
            if self.actor.stage.looked:
                self._looks.add(at)  # it depends on the keys: asked again each time
            self._requests[at] = answer if isinstance(answer, Request) else None
            if not isinstance(answer, Request):
                origin = Origin(self, choice, now, NO_COMMAND, (seen, seen) if at in self._looks else None)
                self._next[(*at, NO_COMMAND)] = self._answered(choice, answer, origin)
        return self._requests[at]

    def after(self, choice: int, now: int, reply: Any = NO_COMMAND, before: Any = None) -> Place:
        """Return where a reply to the command of a choice leads.

        Args:
            choice: Which of the offered calls.
            now: The time, ms since the epoch.
            reply: The reply; left out for a call without a command.
            before: The keys before the command, and their ends. The stage shows them as the command left them.
        """
        request = self._requests[choice, now]
        text = NO_COMMAND if reply is NO_COMMAND else repr(reply)
        at: tuple[Any, ...] = (choice, now, text)
        if request is not None and (choice, now) in self._looks:
            at = (choice, now, text, request.packed)
        found = self._next.get(at)
        return self._follow(choice, self._ran(choice, now, reply, before), at, reply) if found is None else found

    def answered(self, choice: int, answer: Any) -> Place:
        """Return where an answer leads that did not come from Redis."""
        at = (choice, answer)
        if at not in self._next:
            self._same(self.actor.resumed(self.log), choice)
            self._next[at] = self._answered(choice, answer, Origin(self, choice, None, answer))
        return self._next[at]

    @property
    def _known(self) -> tuple[Answered, ...]:
        return self.pending.known if self.pending else ()

    def _ran(self, choice: int, now: int, reply: Any, before: Any) -> Answered:
        request = self._requests[choice, now]
        assert request is not None  # noqa: S101  a reply follows a request
        return Answered(request, request.answer(reply), now, before)

    def _follow(self, choice: int, ran: Answered, at: tuple[Any, ...], reply: Any) -> Place:
        now, known, seen = ran.at, (*self._known, ran), (ran.seen, self.actor.stage.seen)
        answer = self._run(choice, now, known)
        looked = self.actor.stage.looked or (choice, now) in self._looks
        origin = Origin(self, choice, now, reply, seen if looked else None)
        if isinstance(answer, Raised):  # which error it is depends on the keys too
            at = (*at, type(answer.error))
            if at in self._next:
                return self._next[at]
        if isinstance(answer, Request):
            within = Pending(self.pending.choice if self.pending else choice, known)
            mark = digest((self.digest, "within", within.choice, repr(known[-1].reply)))
            place = Place(self.actor, self.log, mark, origin, within)
            if not self.actor.stage.looked:
                place._requests[0, now] = answer
        else:
            place = self._answered(choice, answer, origin)
        self._next[at] = place
        return place

    def _run(self, choice: int, now: int, known: tuple[Answered, ...]) -> Any:
        """Run a call from the start with known replies: its next command, its answer, or the error it raises."""
        stage = self.actor.stage
        offered = self.actor.resumed(self.log)
        call = self._same(offered, choice)
        if isinstance(call, Did):
            raise TypeError("an effect runs no command")
        try:
            with Foreign(self.actor.who, _COMMAND):
                return self._whole(call, stage.call(call, Turn(self.actor.name, len(self.log)), now, known))
        except Handover as handover:
            return handover.request
        except UsageError as error:
            raise self.actor.named(error) from None
        except StopIteration:
            raise UsageError(f"{self.actor.who} yields {label(call)}, which raised StopIteration; {_NEXT}.") from None
        except (QlabError, RedisError) as error:
            return Raised(error.with_traceback(None))
        except Exception as error:
            error.add_note(f"raised by {label(call)}, which a{self.actor.who[1:]} yields")
            raise

    def _whole(self, call: Call, answer: object) -> object:
        """Return an answer, but refuse one that is still to be run: what it would do is none of the search's moves."""
        if isinstance(answer, Iterator) or inspect.isawaitable(answer) or inspect.isasyncgen(answer):
            if inspect.iscoroutine(answer):
                answer.close()
            raise UsageError(
                f"{self.actor.who} yields {label(call)}, which returned a {type(answer).__name__} of which nothing has "
                "run; begin a generator of moves by yield from, return a list of values, and leave async out of actors."
            )
        return answer

    def _same(self, offered: tuple[Call, ...], choice: int) -> Call:
        """Return a call that the actor offers again, after the same answers.

        Raises:
            UsageError: If it is another call than the first time.
        """
        wanted = self.pending.choice if self.pending else choice
        expected = self.calls[0 if self.pending else choice]
        if wanted >= len(offered) or not self._equal(offered[wanted], expected):
            raise UsageError(
                f"{self.actor.who} yielded {label(expected)} the first time, and something else when it was run again "
                f"with the same answers; {DETERMINED}"
            )
        return offered[wanted]

    def _equal(self, call: Call, expected: Call) -> bool:
        try:
            return bool(call == expected) or label(call) == label(expected)
        except Exception as error:
            raise self.actor.strange(f"yields {label(expected)}, whose __eq__", error) from error

    def _answered(self, choice: int, answer: Any, origin: Origin) -> Place:
        try:
            mark = digest((self.digest, self.pending.choice if self.pending else choice, plain(answer)))
        except RecursionError:
            raise UsageError(
                f"{self.actor.who} yields {label(self.calls[0 if self.pending else choice])}, whose answer is nested "
                "too deep, or contains itself; let it return text or numbers."
            ) from None
        except Exception as error:
            called = label(self.calls[0 if self.pending else choice])
            raise self.actor.strange(f"yields {called}, whose answer", error) from error
        place = Place(self.actor, (*self.log, answer), mark, origin)
        place.exposed = _exposed(self.calls[choice], answer)
        return place


def _exposed(call: Call, answer: Any) -> bool:
    if isinstance(call, Did):
        return bool(answer)
    name, owner = operation_of(call)
    if isinstance(owner, Job | QueueHandle | Turns):
        return operations.operation(name) in _ADDS and not isinstance(answer, Raised)
    return answer is not None and not isinstance(answer, Raised)  # by hand: it got or did something
