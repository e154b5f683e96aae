"""The observer's one connection: it only reads, opens again when it was lost, and follows a cluster's redirections.

What it sends: HELLO once, then scripts by their SHA-1 (``EVALSHA_RO`` where the server has it, from Redis 7.0 on: the
server itself then refuses every write), SCAN, and single reads. In a cluster a queue lives on one node; the connection
moves to the node the cluster names (MOVED), so there is one connection at any time, and one only.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from redis.exceptions import (
    AskError,
    ConnectionError,
    MovedError,
    NoPermissionError,
    NoScriptError,
    ResponseError,
    TimeoutError,
)

from qlab.connect import connection_errors, shown_url
from qlab.errors import ClosedError, NotRedis, QueueError, ServerTooOld, TlsError, UsageError
from qlab.observe.address import Address
from qlab.observe.wire.greeting import ServerFacts, facts_of
from qlab.observe.wire.replies import SCRIPTS, Shape, check, no_redis
from qlab.text.decoded import quoted
from qlab.text.encoded import in_bytes

__all__ = ["Connection", "Script", "text_of"]

_REDIRECTIONS = 5
_DENIED = ("ACL failure in script", "The user executing the script")
"""So begins, in newer and in older servers, what they say where a script is denied a command or a key."""


@dataclass(frozen=True)
class Script:
    """A read-only Lua script.

    Attributes:
        text: Its source.
        sha: The SHA-1 of the source, by which the server knows it.
        shape: The shape of what it returns.
    """

    text: str
    sha: str
    shape: Shape

    @classmethod
    def load(cls, name: str) -> Script:
        """Return the script in a file of this folder, such as ``page.lua``."""
        return cls.of(files("qlab.observe").joinpath(name).read_text(encoding="utf-8"), SCRIPTS[name])

    @classmethod
    def of(cls, text: str, shape: Shape) -> Script:
        """Return the script with this source, which returns what has this shape."""
        return cls(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), shape)


class Connection:
    """One connection to a server, or to one node of a cluster at a time. Safe to use from several threads.

    Args:
        address: Where to. In a cluster ``home`` remembers it, while ``address`` follows the slots.

    Attributes:
        at: The time of every page, ms since the epoch; None: the server's. The keys of an exploration are of a time
            that no server's clock shows.

    Raises:
        QlabError: As :func:`qlab.connect.connection_errors` says, or ServerTooOld.
    """

    def __init__(self, address: Address) -> None:
        self.at: int | None = None
        self.address = address
        self.home = address
        self._lock = threading.RLock()
        self._line: Any = None  # redis-py's connections are without types
        self._closed = self.cluster = False
        with self._lock, connection_errors(address.name):
            self.facts = self._open()
        self.cluster = self.facts.mode == "cluster"
        if address.cluster and not self.cluster:
            self.close()
            raise UsageError(f"{shown_url(address.name)} is not a cluster; write redis:// instead of redis+cluster://.")

    def execute(self, *command: Any, raw: bool = False, shape: Shape | None = None) -> Any:
        """Send one command that reads, and return its reply.

        Args:
            command: Its name and arguments.
            raw: Whether text stays bytes; else it is UTF-8 with ``surrogateescape``.
            shape: The shape of its reply; None: that of the command.

        Raises:
            ClosedError: If the connection was closed.
            NotRedis: If the reply is of another shape.
            QlabError: Where the server cannot be reached any more, or does not let this user read, or the key is of
                another type.
        """
        try:
            return self._execute(*command, raw=raw, shape=shape)
        except NoScriptError as error:
            raise no_redis(command[0]) from error

    def _execute(self, *command: Any, raw: bool = False, shape: Shape | None = None) -> Any:
        """Return the same; NoScriptError where the server does not know the script of this SHA-1."""
        with self._lock, connection_errors(self.address.name):
            (reply,) = self._redirected([command], raw=raw)
            if isinstance(reply, ResponseError):
                raise _foreign(command, reply)
            return check(reply, command, shape)

    def each(self, commands: Iterable[Sequence[Any]]) -> list[Any]:
        """Send commands that read in one go, all about keys of one slot.

        Returns:
            Their replies, text in them as bytes; None for a command that was refused, as for a key of another type.

        Raises:
            QlabError: As ``execute`` does.
        """
        with self._lock, connection_errors(self.address.name):
            sent = list(commands)
            replies = self._redirected(sent, raw=True)
            return [_or_none(reply, command) for reply, command in zip(replies, sent, strict=True)]

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Any], *, raw: bool = False) -> Any:
        """Run a read-only script, by its SHA-1 where the server knows it already; ``raw`` as in ``execute``.

        Raises:
            QlabError: As ``execute`` does.
        """
        suffix = "_RO" if self.facts.modern else ""
        try:
            sent = (f"EVALSHA{suffix}", script.sha, len(keys), *keys, *arguments)
            return self._execute(*sent, raw=raw, shape=script.shape)
        except NoScriptError:
            sent = (f"EVAL{suffix}", script.text, *sent[2:])
            return self.execute(*sent, raw=raw, shape=script.shape)

    def allowed(self, *command: Any) -> Any | None:
        """Return the reply to a command this user may not be allowed to send, or None where it is refused."""
        with self._lock, connection_errors(self.address.name):
            (reply,) = self._redirected([command])
            return _or_none(reply, command)

    def nodes(self) -> Iterator[None]:
        """Visit every master of a cluster in turn, the connection moved there; just once without a cluster."""
        if not self.cluster:
            yield
            return
        masters = {(str(slots[2][0]), int(slots[2][1])) for slots in self.execute("CLUSTER", "SLOTS")}
        for host, port in sorted(masters):
            self._move(host, port)
            yield

    def close(self) -> None:
        """Close the connection. Harmless the second time."""
        with self._lock:
            self._closed = True
            self._drop()

    def many(
        self, script: Script, calls: Iterable[tuple[Sequence[str], Sequence[Any]]], *, raw: bool = False
    ) -> list[Any]:
        """Run a read-only script for several keys and arguments in one go, all of one slot; ``raw`` as in ``execute``.

        Returns:
            What it returned each time; None where the server refused.

        Raises:
            QlabError: As ``execute`` does.
        """
        name = "EVALSHA_RO" if self.facts.modern else "EVALSHA"
        sent = [(name, script.sha, len(keys), *keys, *arguments) for keys, arguments in calls]
        with self._lock, connection_errors(self.address.name):
            replies = self._redirected(sent, raw=raw)
        if any(isinstance(reply, NoScriptError) for reply in replies):
            keys, arguments = sent[0][3 : 3 + sent[0][2]], sent[0][3 + sent[0][2] :]
            self.run(script, keys, arguments, raw=raw)  # now the server knows it
            with self._lock, connection_errors(self.address.name):
                replies = self._redirected(sent, raw=raw)
        return [_or_none(reply, command, script.shape) for reply, command in zip(replies, sent, strict=True)]

    def _redirected(self, commands: Sequence[Sequence[Any]], *, raw: bool = False) -> list[Any]:
        for _ in range(_REDIRECTIONS):
            replies = self._send(commands, raw=raw)
            moved = next((reply for reply in replies if isinstance(reply, MovedError)), None)
            if moved is None:
                return [self._asked(*each, raw=raw) for each in zip(commands, replies, strict=True)]
            if not self.cluster:
                raise _stray(moved)
            self._move(moved.host, moved.port)
        raise ConnectionError("the cluster keeps redirecting")

    def _asked(self, command: Sequence[Any], reply: Any, *, raw: bool) -> Any:
        """Return the reply, or that of the node to which the slot is just moving: this once only."""
        if not isinstance(reply, AskError):
            return reply
        if not self.cluster:
            raise _stray(reply)
        self._move(reply.host, reply.port)
        return self._send([("ASKING",), command], raw=raw)[1]

    def _send(self, commands: Sequence[Sequence[Any]], *, raw: bool = False) -> list[Any]:
        if self._closed:
            raise ClosedError("This observer has been closed; attach again.")
        try:
            return self._ask(commands, raw=raw)
        except (ConnectionError, TimeoutError, OSError):
            # A reply may have been lost half-way, so the line is of no more use. All commands only read: ask again.
            self._drop()
            if self.address is not self.home:
                self.address = self.home  # the node may have gone; any other knows where the slot is now
            self._open()
            return self._ask(commands, raw=raw)

    def _ask(self, commands: Sequence[Sequence[Any]], *, raw: bool = False) -> list[Any]:
        if self._line is None:
            self._open()
        self._line.send_packed_command(self._line.pack_commands([map(_bytes, command) for command in commands]))
        return [self._reply(raw=raw) for _ in commands]

    def _reply(self, *, raw: bool) -> Any:
        """Return a reply, or the error it is: the replies behind it must be read all the same."""
        try:
            return self._line.read_response(disable_decoding=raw)
        except ResponseError as error:
            return error

    def _open(self) -> ServerFacts:
        line: Any = self.address.connection()
        try:
            line.connect()
            line.send_command("HELLO")
            facts = facts_of(line.read_response())
        except ResponseError as error:
            line.disconnect()
            if "unknown command" in str(error).lower():
                raise ServerTooOld("The server is older than Redis 6.2, which qlab needs; use a newer one.") from None
            if isinstance(error, NoScriptError):  # of a greeting, which runs none
                raise no_redis("HELLO") from error
            raise
        except (ConnectionError, TimeoutError, OSError) as error:
            line.disconnect()
            raise _maybe_tls(self.address, error) from error
        self._line = line
        return facts

    def _move(self, host: str, port: int) -> None:
        self._drop()
        self.address = self.home.at(host or "127.0.0.1", port)

    def _drop(self) -> None:
        if self._line is not None:
            self._line.disconnect()
            self._line = None

    def __repr__(self) -> str:
        return "Connection(closed)" if self._closed else f"Connection({self.facts.name} {self.facts.version})"


def _foreign(command: Sequence[Any], error: ResponseError) -> Exception:
    """Return what to say of a key that somebody else wrote under a name of BullMQ's; any other error is as it was.

    What a user may not do is told as a plain error where it is a script that does it.
    """
    if any(mark in str(error) for mark in _DENIED):
        return NoPermissionError(str(error))
    if not str(error).startswith("WRONGTYPE"):
        return error
    key = command[command.index("STREAMS") + 1] if "STREAMS" in command else command[1]
    return QueueError(f"{quoted(key)} is not of the type that BullMQ gives it; see who else writes that key.")


def _or_none(reply: Any, command: Sequence[Any], shape: Shape | None = None) -> Any | None:
    """Return a reply of its shape, or None where the server refused or has nothing to say."""
    return None if reply is None or isinstance(reply, ResponseError) else check(reply, command, shape)


def _stray(error: AskError) -> NotRedis:
    """Return the error for a server that redirects outside a cluster: to follow would show a stranger the password."""
    return NotRedis(
        f"The server sends its clients to {quoted(f'{error.host}:{error.port}', 60)}, as only one in a cluster does, "
        "and says that it is in none; check what listens there."
    )


def _bytes(argument: Any) -> Any:
    return in_bytes(argument) if isinstance(argument, str) else argument  # hiredis packs no lone surrogates


def text_of(raw: bytes) -> str:
    """Return the text of a reply that was asked for as bytes; it becomes the same bytes again as an argument."""
    return raw.decode("utf-8", "surrogateescape")


def _maybe_tls(address: Address, error: Exception) -> Exception:
    """Return a better error where TLS is the trouble: a TLS server hangs up on a client that speaks plainly."""
    dropped = "closed by server" in str(error).lower() or "reset by peer" in str(error).lower()
    if dropped and address.url.startswith("redis://"):
        return TlsError(
            "The server hangs up at once, as one does that wants TLS; write rediss:// in place of redis://."
        )
    if "handshake" in str(
        error.__context__
    ):  # a server without TLS takes the greeting for a command, and waits for its end
        return TlsError(
            "The server does not answer in TLS, so it probably does not use it; write redis:// in place of rediss://."
        )
    return error
