"""Port: how BullMQ and a plain client reach the explorer's server, one command at a time.

A call such as ``queue.take`` may be several commands. The explorer runs a call up to its next command, which the call
hands over by raising :class:`Handover`; later it runs the call again, answers the commands that are known, and so gets
the one after. So every command is a move of its own, whatever the call does in between.

What BullMQ and a plain client ask it by is in :mod:`qlab.explore.stage.staged_clients`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import hiredis

from qlab.errors import UsageError
from qlab.explore.stage.wire import Wire, packed, raised

__all__ = ["AN_ACTOR", "DETERMINED", "Answered", "Handover", "Port", "Request", "know_script", "step"]

T = TypeVar("T")
AN_ACTOR = "An actor"
"""The actor that errors are about, set by the code that knows its name."""
DETERMINED = "leave chance, the real time and shared variables out of actors."
"""What makes an actor go by its answers alone."""
_STATELESS = frozenset(
    {"INFO", "SCRIPT", "SCRIPT LOAD", "SCRIPT EXISTS", "PING", "CLIENT", "CLIENT LIST", "COMMAND", "HELLO"}
)
"""Commands that neither read nor write keys: they are no moves, and are answered at once."""
BLOCKING = frozenset({"BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP"})
"""Commands that wait for a key. In a transaction they answer nil instead: then the actor is still blocked."""


class Request(NamedTuple):
    """A command that a call wants to run.

    Attributes:
        packed: Its bytes; those of a whole transaction.
        replies: How many replies they have; the last one counts.
        blocking: Whether it waits until it has something to return.
        scripts: The BullMQ scripts in it.
        command: The command's name, or its script's; empty for a transaction.
    """

    packed: bytes
    replies: int = 1
    blocking: bool = False
    scripts: tuple[str, ...] = ()
    command: str = ""

    def answer(self, reply: Any) -> Any:
        """Return the command's own reply, from the last of its replies. What Redis returns in no order is sorted."""
        if not isinstance(reply, list):
            return reply
        if self.blocking:
            return reply[0]
        if self.command == "moveToActive":  # {job's hash, id, limit, delay}
            return [_by_field(reply[0]), *reply[1:]] if reply and isinstance(reply[0], list) else reply
        return _SORTED[self.command](reply) if self.command in _SORTED else reply


def _by_field(flat: list[Any]) -> list[Any]:
    """Return a hash's fields and values, by field."""
    return [part for pair in sorted(zip(flat[::2], flat[1::2], strict=True)) for part in pair]


def _scanned(reply: list[Any]) -> list[Any]:
    return [reply[0], sorted(reply[1])]


_SORTED: Mapping[str, Callable[[list[Any]], list[Any]]] = {
    "HGETALL": _by_field,
    "SCAN": _scanned,
    "SSCAN": _scanned,
    **dict.fromkeys(("SMEMBERS", "HKEYS", "SUNION", "SINTER", "SDIFF", "KEYS"), sorted),
}


class Answered(NamedTuple):
    """A command that has run.

    Attributes:
        request: The command.
        reply: Its reply.
        at: When it ran, ms since the epoch.
        seen: What a call that looked at the keys before this command saw of them.
    """

    request: Request
    reply: Any
    at: int
    seen: Any = None


class Handover(BaseException):
    """Ends a call at a command that has no answer yet. Not an ``Exception``: BullMQ catches those."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class Port:
    """Answers the commands of a call: the first ones with replies that are known, then by the server or not at all.

    Args:
        wire: The connection.
        show: Sets the time and the keys that a call sees: what it computed between two commands, it computed then.
    """

    def __init__(self, wire: Wire, show: Callable[[int, Any], None]) -> None:
        self._wire, self._show = wire, show
        self._known: Sequence[Answered] = ()
        self._at, self._now, self._seen = 0, 0, None
        self._live: float = float("inf")
        self._loaded: set[str] = set()
        self.ran: list[Answered] = []
        """What went to the server in this call."""
        self.stopped: Handover | None = None
        """Where this call was stopped. Whatever it still does, in a ``finally`` perhaps, is stopped there too."""

    def begin(self, known: Sequence[Answered], now: int, seen: Any = None, live: float = 0) -> None:
        """Prepare for a call.

        Args:
            known: The commands it ran before.
            now: The time of its next command, ms since the epoch.
            seen: The keys as it sees them before that command.
            live: How many commands after the known ones may go to the server.
        """
        self._known, self._at, self._live, self.ran, self.stopped = known, 0, live, [], None
        self._now, self._seen = now, seen
        self._set_scene()

    def close(self) -> None:
        """Refuse commands until the next call."""
        self._known, self._at, self._live = (), 0, -1

    def _set_scene(self) -> None:
        past = self._known[self._at] if self._at < len(self._known) else None
        self._show(*((self._now, self._seen) if past is None else (past.at, past.seen)))

    def ask(self, request: Request) -> Any:
        """Return a command's reply; an error reply is returned.

        Raises:
            Handover: If it is not to be run yet.
        """
        if self.stopped is not None:
            raise self.stopped
        if self._at < len(self._known):
            known = self._known[self._at]
            self._at += 1
            self._set_scene()
            if known.request.packed != request.packed:
                raise UsageError(
                    f"{AN_ACTOR} behaved differently when it was run again with the same answers; {DETERMINED}"
                )
            return known.reply
        if self._live < 0:
            raise UsageError(
                f"{AN_ACTOR} calls a handle itself; yield the call instead, such as job = yield queue.take, and the "
                "explorer makes it."
            )
        if self._live == 0:
            self.stopped = Handover(request)
            raise self.stopped
        self._live -= 1
        reply = request.answer(self._wire.exchange([request.packed], request.replies)[-1])
        self.ran.append(Answered(request, reply, self._now))
        return reply

    def command(self, args: Sequence[Any]) -> Any:
        """Return one command's reply.

        Raises:
            ResponseError: If the server refuses it.
        """
        name = str(args[0]).upper()
        if name in _STATELESS:
            return self._wire.call(*_split(args))
        bytes_ = packed(*_split(args))
        if name in BLOCKING:
            bytes_ = b"".join((packed("MULTI"), bytes_, packed("EXEC")))
        blocking, scripts = name in BLOCKING, _scripts([args])
        request = Request(bytes_, 3 if blocking else 1, blocking, scripts, scripts[0] if scripts else name)
        return _checked(self.ask(request))

    def has_script(self, sha: str) -> bool:
        """Return whether the server knows a script. Which ones it knows is not part of a state."""
        if sha not in self._loaded and self._wire.call("SCRIPT", "EXISTS", sha)[0]:
            self._loaded.add(sha)
        return sha in self._loaded

    def transaction(self, commands: Sequence[Sequence[Any]], *, checked: bool = True) -> list[Any]:
        """Return the replies of commands that run as one transaction; with ``checked=False``, their errors too.

        Raises:
            ResponseError: If the server refuses one of them.
        """
        whole = (("MULTI",), *commands, ("EXEC",))
        request = Request(b"".join(packed(*_split(args)) for args in whole), len(whole), scripts=_scripts(commands))
        replies = _checked(self.ask(request))
        if checked:
            return [_checked(reply) for reply in replies]
        return [raised(reply) if isinstance(reply, hiredis.ReplyError) else reply for reply in replies]


_names: dict[str, str] = {}
"""The names of BullMQ's scripts, by SHA1."""


def know_script(sha: str, name: str) -> None:
    """Note the name of a BullMQ script, by the SHA1 that calls use."""
    _names[sha] = name


def _scripts(commands: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    return tuple(_names.get(args[1], "another script") for args in commands if args[0] == "EVALSHA")


def _split(args: Sequence[Any]) -> list[Any]:
    return [*str(args[0]).split(), *args[1:]]


def _checked(reply: Any) -> Any:
    if isinstance(reply, hiredis.ReplyError):
        raise raised(reply)
    return reply


def step(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: with BullMQ's connection here, each of its commands is answered at once."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    coroutine.close()
    raise UsageError(
        "This call waits for something other than Redis, which the explorer cannot do; do not use it in actors."
    )
