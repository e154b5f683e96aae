"""BlockingClient: redis-py's asyncio client without an event loop.

BullMQ for Python takes an asyncio client. Its calls only ever wait for Redis, so a client whose commands are done when
they are first stepped runs them from beginning to end with one ``send(None)``: no loop, no task, no second thread, and
nothing that an interrupt could leave half-done in a loop for the next call to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import redis.asyncio
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import NoScriptError

__all__ = ["BlockingClient", "Wire", "as_text"]


class Wire(Protocol):
    """What carries a client's commands: they are sent, and their replies read in the same order."""

    def pack(self, commands: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Return the bytes of commands."""

    def send(self, packed: list[Any], count: int) -> None:
        """Send this many commands, packed."""

    def receive(self, *, raw: bool = False) -> Any:
        """Return the next reply, as text or as bytes. Raise ResponseError if the server refused the command."""


class BlockingClient(redis.asyncio.Redis):
    """An asyncio client whose coroutines never wait for a loop: each blocks until the reply is there.

    Args:
        wire: What carries its commands.
    """

    def __init__(self, wire: Wire) -> None:
        super().__init__(decode_responses=True, protocol=3)  # never connects: its pool is not used
        self._wire = wire

    async def initialize(self) -> BlockingClient:
        """Be ready at once."""
        return self

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run one command."""
        wire = self._wire
        wire.send(wire.pack((args,)), 1)
        reply = wire.receive(raw=bool(options) and bool(options.pop("NEVER_DECODE", False)))
        callbacks: Any = self.response_callbacks
        callback = callbacks.get(args[0])
        if callback is None:
            return reply
        options.pop("keys", None)
        return callback(reply, **options)

    def register_script(self, script: Any) -> Any:
        """Return a script that BullMQ calls, here by the short way."""
        return _Script(self, script)

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        """Return commands that are sent together."""
        pool: Any = _Pool(self._wire)
        return Pipeline(pool, self.response_callbacks, transaction, shard_hint)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Do nothing: the wire is its owner's."""

    def __del__(self, *_: object) -> None:
        """Do nothing: there is no connection of its own to warn about."""

    def __repr__(self) -> str:
        return "Redis(BullMQ's connection)"


class _Script(AsyncScript):
    """A script of BullMQ's, of which a long run calls thousands.

    redis-py asks at each call whether its client is a pipeline. Pipelines derive from a typing.Protocol, of which that
    is a long question: it took a twentieth of a run's CPU time. It goes by the client's ``execute_command``, which
    may lead to another lab (see lending).
    """

    async def __call__(
        self, keys: Sequence[Any] | None = None, args: Iterable[Any] | None = None, client: Any = None
    ) -> Any:
        """Run it, on a pipeline as redis-py does."""
        own: Any = self.registered_client
        if client is not None and client is not own:
            return await super().__call__(keys, args, client)
        keys, args = keys or (), args or ()
        try:
            return await own.execute_command("EVALSHA", self.sha, len(keys), *keys, *args)
        except NoScriptError:
            self.sha = await own.script_load(self.script)
            return await own.execute_command("EVALSHA", self.sha, len(keys), *keys, *args)


class _Connection:
    """The wire as redis-py's pipelines take a connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._packed = 0
        self.retry, self.db = Retry(NoBackoff(), 0), 0

    def pack_commands(self, commands: Iterable[tuple[Any, ...]]) -> list[Any]:
        listed = list(commands)
        self._packed = len(listed)
        return self._wire.pack(listed)

    async def send_command(self, *args: Any, **_: Any) -> None:
        self._wire.send(self._wire.pack((args,)), 1)

    async def send_packed_command(self, packed: list[Any], *_: Any) -> None:
        self._wire.send(packed, self._packed)

    async def read_response(self, disable_decoding: bool = False, **_: Any) -> Any:
        return self._wire.receive(raw=disable_decoding)

    async def disconnect(self, *_: Any, **__: Any) -> None:
        """Leave that to the wire, which knows when it is broken."""


class _Pool:
    """Hands a pipeline the one connection there is."""

    def __init__(self, wire: Wire) -> None:
        self._connection = _Connection(wire)

    async def get_connection(self, *_: Any, **__: Any) -> _Connection:
        return self._connection

    async def release(self, _: Any) -> None:
        """Do nothing: there is nothing to give back."""


def as_text(reply: Any) -> Any:
    """Return a reply with its bytes as text, as a wire gives it.

    Raises:
        UnicodeDecodeError: If they are not UTF-8: BullMQ's own client would fail at them, too.
    """
    kind = type(reply)
    if kind is bytes:
        return reply.decode()
    if kind is list:
        return [each.decode() if type(each) is bytes else as_text(each) for each in reply]
    if kind is dict:
        return {as_text(name): as_text(each) for name, each in reply.items()}
    return {as_text(each) for each in reply} if kind is set else reply
