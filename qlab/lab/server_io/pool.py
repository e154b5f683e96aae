"""Pool: the connections of a lab's plain client."""

from __future__ import annotations

import time
from typing import Any

from redis.connection import ConnectionPool

__all__ = ["TEXT", "Pool"]

TEXT = {"encoding": "utf-8", "encoding_errors": "surrogateescape", "decode_responses": True}
"""Any bytes come through as text, and go back as the same bytes."""


class Pool(ConnectionPool):
    """The connections of a lab's plain client; knows whether it was used, and when.

    Attributes:
        used: Whether it was, since the lab last looked.
        began: When it was first, by ``time.monotonic``, s.
        ended: When a command last ended, on the same clock.
    """

    used = False
    began = ended = 0.0

    def get_connection(self, command_name: Any = None, *keys: Any, **options: Any) -> Any:  # noqa: ARG002  its shape
        """Return a connection for a command, as ``ConnectionPool`` gives it, which wants none of its arguments any
        more.
        """
        if not self.used:
            self.used, self.began = True, time.monotonic()
        return super().get_connection()

    def release(self, connection: Any) -> None:
        """Take a connection back."""
        super().release(connection)
        self.ended = time.monotonic()
