"""StickyConnection: one with server-side state (tracking, MONITOR), which must never reconnect silently."""

from __future__ import annotations

import select
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from hiredis import PushNotification
from redis._parsers.hiredis import NOT_ENOUGH_DATA
from redis.exceptions import ConnectionError, ResponseError

from qlab.errors import ClosedError, ServerUnreachable

__all__ = ["StickyConnection", "closed", "lost"]

Connection = Any
"""redis-py's connections: they carry no types."""


def _drop(_message: list[Any]) -> None:
    """Hear nothing."""


class StickyConnection:
    """A connection that stays broken once it broke, by the server or by an interrupt that left a reply unread.

    redis-py opens a lost connection again with the next command. The server has forgotten by then that it was to tell
    which keys change, and a lab that went on would record that nothing does.

    Args:
        connection: The connection, not yet open.
        told: Is given each message that the server sends of itself.

    Attributes:
        broken: Whether it broke or was closed.
        pushed: What stands for such a message among the replies.
    """

    def __init__(self, connection: Connection, told: Callable[[list[Any]], None] = _drop) -> None:
        self.connection = connection
        self.pushed = object()
        self._told = told
        connection.connect()
        self._parser = connection._parser
        self._gets = self._parser._reader.gets
        self._poll = _polling(connection._sock)
        self.broken = False

    def send(self, *command: Any) -> None:
        """Send a command. Raises ServerUnreachable if the line breaks."""
        try:
            self.connection.send_command(*command)
        except BaseException as error:
            raise self._broke(error) from error

    def send_packed(self, packed: Iterable[bytes]) -> None:
        """Send commands as their bytes. Raises ServerUnreachable if the line breaks."""
        try:
            for part in packed:
                self.connection._sock.sendall(part)
        except BaseException as error:
            raise self._broke(error) from error

    def receive(self) -> Any:
        """Return the next reply. Raises ServerUnreachable if the line breaks."""
        next_one, pushed = self.next, self.pushed
        while (reply := next_one()) is pushed:
            pass
        return reply

    def next(self) -> Any:
        """Return the next reply, or ``pushed`` after a message of the server's own. Raises ServerUnreachable if it
        breaks.
        """
        # What redis-py does around its reader is for connections with time-outs, or which heal themselves. It reads
        # on after a message by a call within the call, too, and a thousand of them would be too deep.
        try:
            parser = self._parser
            reply = parser._next_response
            if reply is not NOT_ENOUGH_DATA:  # `readable` has taken it out
                parser._next_response = NOT_ENOUGH_DATA
            else:
                while (reply := self._gets()) is NOT_ENOUGH_DATA:
                    parser.read_from_socket()
            if type(reply) is PushNotification:
                self._told(reply)
                return self.pushed
        except BaseException as error:
            raise self._broke(error) from error
        if isinstance(reply, ResponseError):  # a reply like any other
            raise reply
        if isinstance(reply, ConnectionError):
            raise self._broke(reply) from reply
        return reply

    def readable(self) -> bool:
        """Return whether something has come that was not asked for. Raises ServerUnreachable if the line breaks."""
        try:
            return not self._nothing_there() and bool(self.connection.can_read(0))
        except BaseException as error:
            raise self._broke(error) from error

    def _nothing_there(self) -> bool:
        """Return whether nothing has come, told by one call of the kernel's; False: it takes more to tell."""
        parser = self._parser
        return (
            self._poll is not None
            and parser._next_response is NOT_ENOUGH_DATA
            and not parser._reader.has_data()
            and not self._poll(0)
        )

    def until(self, end: str) -> list[str]:
        """Return the texts before the next one that ends so; there may be a hundred a step, hence the short way to
        each.

        Raises:
            ServerUnreachable: If the line breaks.
        """
        texts: list[str] = []
        try:
            parser = self.connection._parser
            next_text, read_more = parser._reader.gets, parser.read_from_socket
            while (text := next_text()) is NOT_ENOUGH_DATA or not text.endswith(end):
                if text is NOT_ENOUGH_DATA:
                    read_more()
                else:
                    texts.append(text)
        except BaseException as error:
            raise self._broke(error) from error
        return texts

    def close(self) -> None:
        """End the connection."""
        self.broken = True
        self.connection.disconnect()

    def _broke(self, error: BaseException) -> BaseException:
        # If another thread closes the line meanwhile, redis-py's parser has lost its reader.
        gone = ConnectionError | OSError | AttributeError if self.broken else ConnectionError | OSError
        self.close()
        return lost() if isinstance(error, gone) else error


def _polling(sock: Any) -> Callable[[int], Any] | None:
    """Return what asks the kernel whether something has come; None if a socket may hold decrypted bytes itself."""
    if isinstance(sock, ssl.SSLSocket) or not hasattr(select, "poll"):
        return None
    polling = select.poll()
    polling.register(sock, select.POLLIN)
    return polling.poll


def closed() -> ClosedError:
    """Return the error for a lab that was closed."""
    return ClosedError("This lab is closed; make a new one: lab = Lab().")


def lost() -> ServerUnreachable:
    """Return the error for a server that does not answer any more."""
    return ServerUnreachable(
        "The lab lost its connection to the server; see whether the server is running, and try again."
    )
