"""Evidence compared with the server: each line is looked up again, by the name that it gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import redis

from qlab.observe.connected.client_list import parsed
from qlab.observe.evidence import NO_KEY, NONE, Evidence
from qlab.observe.explaining.explanation import Explanation

LATE_MS = 20_000
"""So much may have passed of a time to live since it was read."""


def of(told: Explanation | Iterable[object]) -> Iterator[Evidence]:
    """All the evidence in an explanation, or in a report."""
    for each in told.statements if isinstance(told, Explanation) else told:
        yield from each.evidence  # type: ignore[attr-defined]


Seen = dict[str, list[str]]
"""What the server says, by the name that evidence gives it."""


def lies(client: redis.Redis, evidence: Iterable[Evidence], seen: Seen | None = None) -> list[str]:
    """The lines that do not say what the server says now; a client with ``decode_responses``.

    What was seen before is not looked up again: of a server on which nothing happens any more.
    """
    known = {} if seen is None else seen
    false = [each for each in evidence if not true(client, each, known)]
    return [f"{each.text()}; the server says {_looked_up(client, each, known)}" for each in false]


def _looked_up(client: redis.Redis, evidence: Evidence, seen: Seen) -> list[str]:
    if evidence.key not in seen:
        seen[evidence.key] = list(_said(client, evidence))
    return seen[evidence.key]


def true(client: redis.Redis, evidence: Evidence, seen: Seen | None = None) -> bool:
    """Whether a line of evidence says what the server says now."""
    if (ttl := re.fullmatch(r"(.+) time to live", evidence.key, re.DOTALL)) is not None:
        return _lives(client.pttl(ttl[1]), evidence.raw)
    if (held := re.fullmatch(r"(.+) member", evidence.key, re.DOTALL)) is not None:
        return _holds(client, client.type(held[1]), held[1], evidence.raw)
    if evidence.key.startswith("CLIENT LIST "):
        return _connected(client, evidence)
    return evidence.raw in _looked_up(client, evidence, {} if seen is None else seen)


def _lives(left: int, raw: str) -> bool:
    if raw == NONE or left < 0:
        return raw == NONE and left < 0
    return left <= int(raw.removesuffix(" ms")) <= left + LATE_MS


def _connected(client: redis.Redis, evidence: Evidence) -> bool:
    """A line of CLIENT LIST, but for how long it is idle; and a number of them, which names none."""
    name = evidence.key.removeprefix("CLIENT LIST ")
    if name.endswith(" of this queue"):
        return evidence.raw.isdecimal()
    seen = parsed(client.execute_command("CLIENT", "LIST", "ID", *(each["id"] for each in client.client_list())))
    return any(each.name == name and _still(each.text()) == _still(evidence.raw) for each in seen)


def _still(line: str) -> str:
    return line.rpartition(" idle=")[0]


def _said(client: redis.Redis, evidence: Evidence) -> Iterator[str]:
    """What the server may mean by the name: a key may hold spaces, so each of them may be the one that ends it."""
    name = evidence.key
    parts = [(name[: space.start()], name[space.end() :]) for space in re.finditer(" ", name)]
    there = [(key, rest) for key, rest in parts if client.exists(key)]
    if not there or client.exists(name):
        yield from _whole(client, name)
    for key, rest in there or parts:
        yield from _part(client, key, rest)


def _whole(client: redis.Redis, key: str) -> Iterator[str]:
    head, _space, rest = key.partition(" ")
    if head == "INFO":
        yield str(client.execute_command("INFO")[rest])
    elif head == "CONFIG":
        yield client.config_get(rest)[rest]
    elif head == "CLUSTER":
        yield str(client.execute_command("CLUSTER", "KEYSLOT", rest.removeprefix("KEYSLOT ")))
    match client.type(key):
        case "none":
            yield NO_KEY
        case "string":
            text = client.get(key)
            yield text
            yield f"(not read: {len(text.encode()):,} bytes)"
        case "zset":
            yield " ".join(f"{member} {number(score)}" for member, score in client.zrange(key, 0, -1, withscores=True))
        case kind:
            yield f"({kind} of {LENGTHS[kind](client, key):,})"


LENGTHS = {
    "list": redis.Redis.llen, "hash": redis.Redis.hlen, "set": redis.Redis.scard, "stream": redis.Redis.xlen,
    "zset": redis.Redis.zcard, "none": lambda _client, _key: 0,
}  # fmt: skip


def number(score: float) -> str:
    return str(int(score)) if score == int(score) else str(score)


def _part(client: redis.Redis, key: str, rest: str) -> Iterator[str]:
    kind = client.type(key)
    word, _space, member = rest.partition(" ")
    if rest == "length" and kind in LENGTHS:
        yield str(LENGTHS[kind](client, key))
    if word == "holds":
        yield str(int(_holds(client, kind, key, member)))
    elif kind == "none" and key.count(":") >= 2:
        yield from (NO_KEY, NONE)
    elif kind == "hash":
        yield from _field(client, key, rest)
    elif kind == "zset":
        yield from _member(client, key, rest)
    elif kind == "list":
        yield from _element(client, key, rest)
    elif kind == "stream":
        entries = client.xrange(key, rest, rest) if re.fullmatch(r"\d+-\d+", rest) else []
        yield from (" ".join(f"{name}={value}" for name, value in found.items()) for _id, found in entries)


def _field(client: redis.Redis, key: str, name: str) -> Iterator[str]:
    value = client.hget(key, name)
    yield NONE if value is None else value
    yield f"(not read: {client.hstrlen(key, name):,} bytes)"
    if name.endswith(" length"):
        yield str(client.hstrlen(key, name.removesuffix(" length")))


def _member(client: redis.Redis, key: str, member: str) -> Iterator[str]:
    score = client.zscore(key, member)
    yield NONE if score is None else number(score)
    if member.startswith("rank of "):
        yield str(client.zrank(key, member.removeprefix("rank of ")))


def _element(client: redis.Redis, key: str, rest: str) -> Iterator[str]:
    if re.fullmatch(r"-?\d+", rest):
        yield str(client.lindex(key, int(rest)))
    elif rest.startswith("right of "):
        ids = client.lrange(key, 0, -1)
        yield from (str(len(ids) - 1 - at) for at, id in enumerate(ids) if id == rest.removeprefix("right of "))


def _holds(client: redis.Redis, kind: str, key: str, member: str) -> bool:
    match kind:
        case "list":
            return member in client.lrange(key, 0, -1)
        case "zset":
            return client.zscore(key, member) is not None
        case "set":
            return bool(client.sismember(key, member))
        case "hash":
            return client.hexists(key, member)
        case _:
            return False
