"""Line: a connection that means something to the server, and so is not to be opened anew behind one's back."""

from __future__ import annotations

from typing import Any

from redis.exceptions import ConnectionError

from qlab.errors import ServerUnreachable

Connection = Any
"""redis-py's connections: they carry no types."""


class Line:
    """A connection that stays broken once it broke.

    redis-py opens a lost connection again with the next command. The server has forgotten by then that it was to tell
    which keys change, and a lab that went on would record that nothing does.

    Args:
        connection: The connection, not yet open.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._broken = False
        connection.connect()

    def send(self, *command: Any) -> None:
        """Sends a command. Raises ServerUnreachable if the line is broken."""
        if self._broken:
            raise self._lost()
        try:
            self.connection.send_command(*command)
        except (ConnectionError, OSError) as error:
            raise self._lost() from error

    def receive(self, **options: Any) -> Any:
        """The next reply. Raises ServerUnreachable if the line is broken."""
        try:
            return self.connection.read_response(**options)
        except (ConnectionError, OSError) as error:
            raise self._lost() from error

    def readable(self) -> bool:
        """Whether something has come that was not asked for. Raises ServerUnreachable if the line is broken."""
        if self._broken:
            raise self._lost()
        try:
            return bool(self.connection.can_read(0))
        except (ConnectionError, OSError) as error:
            raise self._lost() from error

    def close(self) -> None:
        """Ends the connection."""
        self._broken = True
        self.connection.disconnect()

    def _lost(self) -> ServerUnreachable:
        self._broken = True
        return ServerUnreachable(
            "The lab lost a connection to its server, and with it the news of which keys change; "
            "see whether the server is running, and make a new lab."
        )
