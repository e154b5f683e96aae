"""Line: a connection that means something to the server, and so is not to be opened anew behind one's back."""

from __future__ import annotations

from typing import Any

from redis.exceptions import ConnectionError, ResponseError

from qlab.errors import ServerUnreachable

Connection = Any
"""redis-py's connections: they carry no types."""


class Line:
    """A connection that stays broken once it broke, by the server or by an interrupt that left a reply unread.

    redis-py opens a lost connection again with the next command. The server has forgotten by then that it was to tell
    which keys change, and a lab that went on would record that nothing does.

    Args:
        connection: The connection, not yet open.

    Attributes:
        broken: Whether it broke or was closed.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        connection.connect()
        self.broken = False

    def send(self, *command: Any) -> None:
        """Sends a command. Raises ServerUnreachable if the line breaks."""
        try:
            self.connection.send_command(*command)
        except BaseException as error:
            raise self._broke(error) from error

    def receive(self, **options: Any) -> Any:
        """The next reply. Raises ServerUnreachable if the line breaks."""
        try:
            return self.connection.read_response(**options)
        except ResponseError:  # a reply like any other
            raise
        except BaseException as error:
            raise self._broke(error) from error

    def readable(self) -> bool:
        """Whether something has come that was not asked for. Raises ServerUnreachable if the line breaks."""
        try:
            return bool(self.connection.can_read(0))
        except BaseException as error:
            raise self._broke(error) from error

    def close(self) -> None:
        """Ends the connection."""
        self.broken = True
        self.connection.disconnect()

    def _broke(self, error: BaseException) -> BaseException:
        self.close()
        return lost() if isinstance(error, ConnectionError | OSError) else error


def lost() -> ServerUnreachable:
    """The error for a server that does not answer any more."""
    return ServerUnreachable(
        "The lab lost its connection to the server; see whether the server is running, and try again."
    )
