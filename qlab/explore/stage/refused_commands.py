"""Refused commands: what an actor may not ask of Redis by hand, because the explorer would not see all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import redis
import redis.asyncio

from qlab.errors import UsageError
from qlab.text.decoded import quoted

__all__ = ["AsyncNoConnections", "NoConnections", "check_by_hand", "no_stream"]

_TRANSACTION = "send it by lab.redis.pipeline(), or what depends on a value by lab.redis.eval; each is one move"
_CONNECTION = "it is about a connection or the server, and actors have only keys"
_CHANCE = "it picks by chance, and one pick would be tried; read them all, and yield a tuple of calls to choose from"
_CLOCK = "it goes by the server's own clock, and time is virtual here; give durations, and ticks= for time to pass"
_FIELDS = "fields of a hash have no TTL in the explorer's states; give each a key of its own"
_STREAM = "streams are left out of the explorer's states; use a list or a sorted set"
_REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("WATCH", "UNWATCH", "MULTI", "EXEC", "DISCARD"), _TRANSACTION),
    **dict.fromkeys(
        ("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR", "SELECT",
         "SWAPDB", "MOVE", "QUIT", "RESET", "AUTH", "CLIENT", "SCRIPT", "FUNCTION",
         "SHUTDOWN", "ACL", "DEBUG", "CONFIG", "REPLICAOF", "SLAVEOF",
         "FAILOVER", "WAIT", "WAITAOF"),
        _CONNECTION,
    ),
    **dict.fromkeys(("SPOP", "SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER", "RANDOMKEY"), _CHANCE),
    **dict.fromkeys(
        ("TIME", "EXPIREAT", "PEXPIREAT", "LASTSAVE", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "OBJECT", "INFO"),
        _CLOCK,
    ),
    **dict.fromkeys(
        ("HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT", "HSETEX", "HGETEX", "HPERSIST", "HTTL", "HPTTL",
         "HEXPIRETIME", "HPEXPIRETIME"),
        _FIELDS,
    ),
    **dict.fromkeys(
        ("XADD", "XREAD", "XREADGROUP", "XRANGE", "XREVRANGE", "XLEN", "XDEL", "XTRIM", "XACK", "XGROUP", "XINFO",
         "XPENDING", "XCLAIM", "XAUTOCLAIM", "XSETID"),
        _STREAM,
    ),
}  # fmt: skip

_LUA = {"EVAL", "EVAL_RO", "SCRIPT LOAD"}
_CALLED = re.compile(r"""\bp?call\s*\(\s*["'](\w+)["']""")
"""A command in a Lua script, where its name is written out."""
_OPTIONS = {"SET": 3, "GETEX": 2}
"""Commands that may be given a moment, each with where its options begin."""
_ALLOWED = {"CLIENT LIST", "SCRIPT LOAD", "SCRIPT EXISTS"}


def check_by_hand(args: Sequence[Any]) -> None:
    """Refuse a command of an actor, or of a world's set-up, that cannot be a move.

    Raises:
        UsageError: If the explorer would not see all that it may do.
    """
    whole = str(args[0]).upper()
    _check(whole)
    if whole in _LUA:
        for name in _CALLED.findall(str(args[1])):
            _check(name.upper())
    if any(str(each).upper() in {"EXAT", "PXAT"} for each in args[_OPTIONS.get(whole, len(args)) :]):
        raise UsageError(f"{whole} with EXAT or PXAT cannot be a move of the explorer: {_CLOCK}.")


def _check(whole: str) -> None:
    name = whole.split(maxsplit=1)[0]
    if name in _REFUSED and whole not in _ALLOWED:
        raise UsageError(f"{name} cannot be a move of the explorer: {_REFUSED[name]}.")


def no_stream(key: str, type: str) -> UsageError:
    """Return the error for a key whose type is left out, such as a stream that a script has made."""
    return UsageError(
        f"Key {quoted(key)} holds a {quoted(type)}, which is left out of the explorer's states; use a list, a set, a "
        "sorted set, a hash or a string."
    )


def _no_connection() -> NoReturn:
    raise UsageError(
        "WATCH, subscriptions and anything else that needs its own connection cannot be moves of the explorer; use "
        "lab.redis.eval for what depends on a value: it is one move."
    )


class NoConnections(redis.ConnectionPool):
    """The pool of a client whose commands are moves: there is no connection to take out of it."""

    def get_connection(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _no_connection()


class AsyncNoConnections(redis.asyncio.ConnectionPool):
    """The same for BullMQ's asyncio client."""

    async def get_connection(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _no_connection()
