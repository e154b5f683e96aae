"""Clients: what BullMQ, and an actor's commands by hand, take for a client of Redis. They ask the port.

This is the only module of the explorer that knows how BullMQ uses its client.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn, Self

import redis
import redis.asyncio
from bullmq.redis_connection import basePath
from redis.exceptions import NoScriptError, RedisError

from qlab.errors import UsageError
from qlab.explore.stage.refused_commands import AsyncNoConnections, NoConnections, check_by_hand
from qlab.explore.stage.staged_port import Port, know_script
from qlab.explore.stage.wire import Wire
from qlab.lab.server_io.pool import TEXT

__all__ = ["BullConnection", "PlainClient"]


class BullConnection(redis.asyncio.Redis):
    """What BullMQ takes for its asyncio client. Every command is done when its coroutine is first stepped."""

    def __init__(self, port: Port, wire: Wire) -> None:
        super().__init__(connection_pool=AsyncNoConnections(decode_responses=True))
        self._port = port
        for file in sorted(Path(basePath, "commands").glob("*.lua")):
            sha = wire.call("SCRIPT", "LOAD", file.read_text(encoding="utf-8"))
            know_script(sha, file.stem.rpartition("-")[0])

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run one command."""
        reply = self._port.command(args)
        options.pop("keys", None)
        callbacks: Any = self.response_callbacks
        callback = callbacks.get(args[0])
        return callback(reply, **options) if callback and reply is not None else reply

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Any:  # noqa: ARG002  redis-py's shape
        """Return a transaction; BullMQ makes no other pipelines that change keys."""
        return _BullTransaction(self._port)


class _BullTransaction:
    """The part of redis-py's asyncio pipeline that BullMQ uses."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._queued: list[tuple[Any, ...]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    def evalsha(self, sha: str, numkeys: int, *args: Any) -> Awaitable[_BullTransaction]:
        self._queued.append(("EVALSHA", sha, numkeys, *args))

        async def queued() -> _BullTransaction:
            return self

        return queued()

    def __getattr__(self, name: str) -> Callable[..., _BullTransaction]:
        def queue(*args: Any) -> _BullTransaction:
            self._queued.append((name.upper(), *args))
            return self

        return queue

    async def execute(self) -> list[Any]:
        return self._port.transaction(self._queued)


class PlainClient(redis.Redis):
    """What ``lab.redis`` is in the explorer: each command, and each transaction, is a move of its own."""

    def __init__(self, port: Port) -> None:
        text: Any = TEXT
        super().__init__(connection_pool=NoConnections(**text))
        self._port = port

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run one command."""
        check_by_hand(args)
        if args[0] == "EVALSHA" and not self._port.has_script(args[1]):
            raise NoScriptError("NOSCRIPT No matching script.")  # no move: redis-py loads it, and asks again
        reply = self._port.command(args)
        options.pop("keys", None)
        callbacks: Any = self.response_callbacks
        callback = callbacks.get(args[0])
        return callback(reply, **options) if callback else reply

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Any:  # noqa: ARG002  redis-py's shape
        """Return a transaction; without one, the commands run one by one."""
        return _Pipeline(self, self._port, transaction)

    def lock(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: a lock's token is in the lock's object, and an actor that is started again has a new one."""
        raise UsageError(
            "redis-py's Lock remembers its token outside Redis, where the explorer cannot restore it; take the lock "
            "with lab.redis.set(name, token, nx=True, px=…), and release it with lab.redis.eval."
        )

    def __repr__(self) -> str:
        return "Redis(the explorer's server)"


class _Pipeline(redis.client.Pipeline):
    """Commands that are sent together: as one move where they are a transaction."""

    def __init__(self, client: PlainClient, port: Port, whole: bool) -> None:
        super().__init__(client.connection_pool, client.response_callbacks, whole, None)
        self._client, self._port, self._whole = client, port, whole

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Run what was queued."""
        queued, self.command_stack = self.command_stack, []
        if not self._whole:
            return [self._alone(args, options, raise_on_error) for args, options in queued]
        for script in self.scripts:
            self._client.script_load(script.script)
        for args, _ in queued:
            check_by_hand(args)
        replies = self._port.transaction([args for args, _ in queued], checked=raise_on_error)
        return [self._answer(args, options, reply) for (args, options), reply in zip(queued, replies, strict=True)]

    def _alone(self, args: Any, options: Any, raise_on_error: bool) -> Any:
        try:
            return self._client.execute_command(*args, **options)
        except RedisError as error:
            if raise_on_error:
                raise
            return error

    def _answer(self, args: Any, options: Any, reply: Any) -> Any:
        if isinstance(reply, RedisError):
            return reply
        options = {name: value for name, value in options.items() if name != "keys"}
        callbacks: Any = self.response_callbacks
        callback = callbacks.get(args[0])
        return callback(reply, **options) if callback else reply

    def __repr__(self) -> str:
        return "Pipeline(the explorer's server)"
