"""What a server says of itself when it is greeted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redis.exceptions import ConnectionError

from qlab.errors import ServerTooOld
from qlab.observe.wire.replies import greeting
from qlab.text.decoded import quoted

__all__ = ["ServerFacts", "facts_of"]

OLDEST = (6, 2)
"""Exclusive stream ranges and ZRANGE's later forms came with Redis 6.2."""


@dataclass(frozen=True)
class ServerFacts:
    """What the server says of itself (HELLO, which every user may send).

    Attributes:
        name: ``redis`` or ``valkey``.
        version: Its version, such as ``9.1.2``.
        mode: ``standalone``, ``cluster`` or ``sentinel``.
        role: ``master`` or ``replica``.
    """

    name: str
    version: str
    mode: str
    role: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version's first two numbers."""
        return tuple(int(part) for part in self.version.split(".")[:2] if part.isdecimal())

    @property
    def modern(self) -> bool:
        """Whether it has EVALSHA_RO and PEXPIRETIME (Redis 7.0 and later, and every Valkey)."""
        return self.name == "valkey" or self.numbers >= (7, 0)


def facts_of(reply: Any) -> ServerFacts:
    """Return what HELLO's reply says.

    Raises:
        ServerTooOld: If the server is older than Redis 6.2.
        redis.exceptions.ConnectionError: If it is not a server of Redis's kind.
    """
    if not greeting(reply):
        raise ConnectionError("Protocol Error: HELLO was not answered as Redis does")
    fields = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=False))
    version = quoted(fields.get("version", "0"), 20)
    facts = ServerFacts(
        quoted(fields.get("server", "redis"), 20), version, str(fields.get("mode")), str(fields.get("role"))
    )
    if facts.mode == "sentinel":
        raise ConnectionError("a Sentinel, not a server; write redis+sentinel://host:26379/mymaster")
    if facts.numbers < OLDEST:
        raise ServerTooOld(f"The server is Redis {version}, and an observer needs 6.2 or later; use a newer one.")
    return facts
