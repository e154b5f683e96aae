"""Wire: one blocking socket to the explorer's server.

A move is restored, made and looked at in one write and one read: what is posted goes out in front of the next call.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import hiredis
from redis.exceptions import NoScriptError, RedisError, ResponseError

from qlab.errors import UsageError
from qlab.explore.patience import GRACE_S, OverdueError, overdue

__all__ = ["Wire", "bulk", "packed", "raised"]

_CHUNK = 1 << 20
_ANSWER_S = 60.0
"""How long the server may take over a command, s. BullMQ's scripts take far less on the slowest machine."""

_LOOK_S = 0.5
"""After so long without an answer it looks whether the search's time is over, s."""


def packed(*command: Any) -> bytes:
    """Return a command as the bytes that go over the wire."""
    encoded: Any = tuple(_bytes(part) if isinstance(part, str) else part for part in command)
    data: bytes = hiredis.pack_command(encoded)
    return data


def bulk(*parts: Any) -> bytes:
    """Return parts of a command as the bytes that go over the wire, each a bulk string."""
    encoded = [
        _bytes(part) if isinstance(part, str) else part if isinstance(part, bytes) else b"%d" % part for part in parts
    ]
    return b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in encoded)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def raised(reply: hiredis.ReplyError) -> RedisError:
    """Return a server's error reply as redis-py's exception."""
    text = str(reply)
    return NoScriptError(text) if text.startswith("NOSCRIPT") else ResponseError(text)


class Wire:
    """A blocking connection over a Unix socket.

    Args:
        url: The server's ``unix://`` URL.

    Attributes:
        trips: How many times it waited for the server.
    """

    def __init__(self, url: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(min(_LOOK_S, _ANSWER_S))
        self._socket.connect(unquote(urlsplit(url).path))
        self._text = hiredis.Reader(encoding="utf-8", errors="surrogateescape")
        self._posted: list[bytes] = []
        self.trips = 0

    def post(self, command: bytes) -> None:
        """Send a command in front of the next call; its reply is only checked for errors."""
        self._posted.append(command)

    def call(self, *command: Any) -> Any:
        """Send one command and return its reply.

        Raises:
            ResponseError: If the server refuses it.
        """
        [reply] = self.exchange([packed(*command)], 1)
        if isinstance(reply, hiredis.ReplyError):
            raise raised(reply)
        return reply

    def exchange(self, commands: Iterable[bytes], count: int, raw_last: bool = False) -> Sequence[Any]:
        """Send commands in one write and return their replies. Error replies are returned, not raised.

        Args:
            commands: The packed commands.
            count: How many replies they have.
            raw_last: Whether the last reply is bytes instead of text.
        """
        owed = len(self._posted)
        self._socket.sendall(b"".join((*self._posted, *commands)))
        self._posted.clear()
        self.trips += 1
        replies = self._replies(owed + count, raw_last)
        for reply in replies[:owed]:
            if isinstance(reply, hiredis.ReplyError):
                raise raised(reply)
        return replies[owed:]

    def _replies(self, count: int, raw_last: bool) -> list[Any]:
        reader = self._text
        replies: list[Any] = []
        while len(replies) < count:
            decode = not (raw_last and len(replies) == count - 1)
            reply = reader.gets(decode)
            if reply is False:
                reader.feed(self._received())
            else:
                replies.append(reply)
        return replies

    def _received(self) -> bytes:
        waited = 0.0
        while (data := self._answer()) is None:
            waited += self._socket.gettimeout() or 0
            if overdue(GRACE_S):
                raise OverdueError(" while a script of the model was at work")
            if waited >= _ANSWER_S:
                raise UsageError(
                    f"The explorer's server has not answered for {_ANSWER_S:g} s; make sure that every script of "
                    "the model ends."
                )
        if not data:
            raise ConnectionError("the explorer's server is gone")
        return data

    def _answer(self) -> bytes | None:
        try:
            return self._socket.recv(_CHUNK)
        except TimeoutError:
            return None

    def close(self) -> None:
        """End the connection."""
        self._socket.close()
