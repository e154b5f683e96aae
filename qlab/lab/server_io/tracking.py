"""Tracker: the lab's line to the server, which carries BullMQ's commands and tells which keys changed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any

import hiredis
from redis.exceptions import ResponseError

from qlab.errors import ServerUnreachable
from qlab.lab.server_io.blocking_client import as_text
from qlab.lab.server_io.pool import Pool
from qlab.lab.server_io.prefetch import Rider
from qlab.lab.server_io.sticky_connection import lost
from qlab.lab.server_io.tracked_line import TrackedLine

__all__ = ["Tracker"]

JOINED = 65_536
"""What is at most this many bytes long is sent by one call."""


class Tracker(TrackedLine):
    """Says which keys changed, all or those under a prefix, by ``CLIENT TRACKING ON BCAST``.

    The server gathers the names of the changed keys, whether by a command, a script or an expiry. It tells
    them in one message when it has run what it found to be read from its clients: after the reply to the command that
    changed them, and before the reply to any that is sent once that reply is here.

    So one way to know all that a step changed is a second command, whose reply comes after the names. The other needs
    no second round trip: a :class:`~qlab.lab.server_io.prefetch.Rider`, a read sent along with BullMQ's command, which
    touches a key of its own last. Once that name is told, so is all that was changed before. What somebody else changes
    between the read and the message would be told with it, too; hence this counts only where nobody else is connected.

    Args:
        pool: Tells how to connect; the connections of the lab's plain client.
        prefix: Only keys under it are told; None: all.
        sentinel: The key that a rider touches: under the prefix, and nobody's.
        lines: How many connections the lab has beside its plain client's: this, and MONITOR's; 0: there may always be
            somebody else.

    Attributes:
        lost: True after FLUSHALL or a dropped connection: any key may have changed.
        alone: Whether nobody else was connected to the server when it was last asked.
        sent: How often commands of BullMQ's were sent since the rider was given.
        doubtful: Names that the lab itself has touched and somebody else may have, too: they may be as they were.
    """

    def __init__(self, pool: Pool, prefix: str | None, sentinel: str, lines: int) -> None:
        self._lines, self.alone = lines, True
        self.sent, self._trusted = 0, False
        self._rider: Rider | None = None
        self.doubtful: set[str] = set()
        super().__init__(pool, prefix, sentinel)
        self._looked = self._asked

    # -- what changed --------------------------------------------------------------------------------------------------

    def read(self, *command: Any) -> Any:
        """Run ``read.lua``, or a command that it needs; see :class:`~qlab.snapshot.reader.Reader`.

        What the read itself touched is not a change to tell of.
        """
        if self._deaf:
            self._hear()
        reply = self.execute(*command)
        if isinstance(reply, list):
            touched = self._touched(reply)
            if touched:
                before, self._changed = self._changed, set()
                self._await(touched)
                self._after, self._changed = self._changed - touched, before
                if not self.alone:
                    self.doubtful |= touched
        return reply

    def _touched(self, reply: list[Any]) -> set[str]:
        """Return the keys that a read has touched; count on the way who is connected."""
        held, told, clients, _ = reply
        self.alone = clients == self._lines
        touched = {name.decode("utf-8", "surrogateescape") for name in held}
        if told:
            touched.add(self.sentinel)
        return touched

    def _await(self, touched: set[str]) -> None:
        """Wait for the message that tells of what a read touched, and with it of all that was changed before."""
        self._message = set()
        while not touched <= self._message:
            if self._line.next() is not self._line.pushed:
                self._line.close()
                raise lost()

    def quiet(self) -> bool:
        """Return whether nobody can have changed anything since the last look: costs no round trip, unlike a flush."""
        self.settle()
        told = self._told()
        self._trusted = True
        return not self.lost and not self._pool.used and not self._changed and not told

    def _told(self) -> bool:
        """Return whether something has arrived in the meantime. A server may drop an idle line: then it is reopened."""
        try:
            return self._line.readable()
        except ServerUnreachable:
            self._mend()
            return True

    def outside(self) -> tuple[float, float]:
        """Between when and when somebody else can have changed keys since the last look, by ``time.monotonic``, s.

        What the lab's plain client did is told to the millisecond; when others did something, nobody knows.
        """
        pool = self._pool
        return (pool.began, pool.ended) if pool.used and pool.ended > pool.began else (self._looked, time.monotonic())

    def flush(self, mark: str) -> frozenset[str]:
        """Return the names of the keys that changed since the last look.

        Args:
            mark: A text that the server echoes; it stands in the trace after everything that ran before.
        """
        self.execute("ECHO", mark)
        return self.seen()

    def seen(self) -> frozenset[str]:
        """Return the names of the keys that changed, as far as the server has told by the last reply on this line."""
        # What comes after the server's reply, but before it is here, counts to the next look.
        if self._pool.used:
            self._pool.used = False
            self._pool.disconnect(inuse_connections=False)  # an idle one would pass for somebody else's
        self._looked = self._asked
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def doubt(self, names: AbstractSet[str]) -> None:
        """Leave keys to the next look: they were read, and may have changed before that or since."""
        self._changed |= names
        self.doubtful |= names

    # -- BullMQ's commands ---------------------------------------------------------------------------------------------

    def carry(self, rider: Rider | None) -> None:
        """Send a read along with what BullMQ sends from now on; None: nothing."""
        self._rider, self.sent = rider, 0

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Do not look before each command whether the server has dropped the line: in the block it is never idle."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False

    def enough(self, keys: int) -> None:
        """Inside :meth:`busy`, let the server report no more changes once it has reported this many keys.

        The next look then reads everything, which costs about as much as what was reported by then.
        """
        if not self._deaf and len(self._changed) >= keys:
            self._deafen()

    def pack(self, commands: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Return the bytes of commands.

        Raises:
            DataError: If Redis cannot take one of their arguments.
        """
        listed = list(map(_words, commands))
        try:
            return list(map(hiredis.pack_command, listed))
        except TypeError:
            packed: list[Any] = self._line.connection.pack_commands(listed)  # says in redis-py's words what is wrong
            return packed

    def send(self, packed: list[Any], count: int) -> None:
        """Send commands of BullMQ's, and the rider with them whose turn it is.

        Raises:
            ServerUnreachable: If the server is gone. A command that was sent is never sent again: it may have run.
        """
        if self._owed or self._posted or self._after or self._line.broken or (self._deaf and not self._busy):
            self.settle()  # a long run sends thousands of commands, and there is hardly ever anything to settle
        if not (self._trusted or self._busy):
            self._told()
        self._trusted = False
        self._asked = time.monotonic()
        self.sent += 1
        rider = self._rider
        if rider is not None:
            rider.overtaken = rider.reply is not None
            self._riding = rider.turn == self.sent
        self._owed = count + self._riding
        parts = [*packed, *rider.packed] if rider is not None and self._riding else packed
        if len(parts) > 1 and sum(map(len, parts)) <= JOINED:
            parts = [b"".join(parts)]
        self._line.send_packed(parts)

    def receive(self, *, raw: bool = False) -> Any:
        """Return the next reply. Raises ServerUnreachable if the line breaks before it is here."""
        try:
            reply = self._line.receive()
        except ResponseError:
            self._owed -= 1
            self._land()
            raise
        self._owed -= 1
        if self._riding:
            self._land()
        return reply if raw else as_text(reply)

    def _land(self) -> None:
        """Read the rider's reply, which comes after the last of BullMQ's."""
        rider = self._rider
        if not self._riding or self._owed != 1 or rider is None:
            return
        self._riding = False
        try:
            reply = self._next()
        except ResponseError:  # the server has forgotten the script: then the keys are read as ever
            return
        touched = self._touched(reply)
        rider.reply, rider.alone = reply, self.alone and bool(touched)
        if touched:
            self._await(touched)


def _words(command: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a command whose name may be two words, such as ``SCRIPT LOAD``."""
    return command if " " not in command[0] else (*command[0].split(), *command[1:])
