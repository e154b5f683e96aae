"""Embedded servers that are used again: emptied they are as new, and a new one takes three processes and 45 ms.

A lab that is opened within :func:`servers` gets one that another has left, or else a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from qlab.lab.server_io import server as embedded
from qlab.lab.server_io.server import Server
from tests.servers import ONCE

LASTING = (
    "acl", "bgsave", "client|pause", "cluster", "config|set", "debug", "failover", "function", "module", "replicaof",
    "shutdown", "slaveof",
)  # fmt: skip
"""Commands that leave something on a server beside keys, scripts and figures."""
EMPTY = (
    ("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
    ("CLIENT", "KILL", "TYPE", "pubsub"),
    ("FLUSHALL", "SYNC"),
    ("SCRIPT", "FLUSH", "SYNC"),
    ("SLOWLOG", "RESET"),
    ("LATENCY", "RESET"),
    ("CONFIG", "RESETSTAT"),
)
ANSWER_S = 5.0
start = embedded.start
_free: list[Server] = []


class Lent:
    """A server as a lab knows it: what the lab closes is emptied and kept."""

    def __init__(self, server: Server) -> None:
        self.url, self._server = server.url, [server]

    def close(self) -> None:
        """Give the server back; harmless the second time."""
        while self._server:
            server = self._server.pop()
            if emptied(str(server.url)):
                _free.append(server)
            else:
                server.close()


def emptied(url: str) -> bool:
    """Empties a server; False where it would not be as new, or does not answer."""
    try:
        with redis.Redis.from_url(url, retry=ONCE, socket_timeout=ANSWER_S, decode_responses=True) as client:
            ran: Any = client.info("commandstats")
            if any(name.removeprefix("cmdstat_").startswith(LASTING) for name in ran):
                return False
            steps = client.pipeline(transaction=False)
            for command in EMPTY:
                steps.execute_command(*command)
            steps.execute()
    except redis.RedisError:
        return False
    return True


def lent(*, tcp: bool = False, dump: Path | None = None) -> Server | Lent:
    """What stands for :func:`qlab.lab.server_io.server.start`: a server without a port or a dump may be a used one."""
    if tcp or dump is not None:
        return start(tcp=tcp, dump=dump)
    return Lent(_free.pop() if _free else start())


@contextmanager
def servers() -> Iterator[None]:
    """Lend used servers to the labs that are opened in the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "start", lent)
        yield
