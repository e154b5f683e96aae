"""What can be wrong with the server, and with queues side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from qlab.observe.connection import Connection
from qlab.observe.discover import QueueInfo
from qlab.observe.doctor.check import server_check
from qlab.observe.doctor.fault import DOCS, Findings
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.evidence import Evidence, field
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.versions import major
from qlab.text.decoded import quoted

__all__ = ["Server", "memory_short", "server_info"]

FULL = 0.85
"""From this part of maxmemory on, memory is called nearly used up."""


@dataclass(frozen=True)
class Server:
    """The server under examination.

    Attributes:
        connection: For a look at what else a check needs.
        info: Its INFO; None where this user may not see it.
        queues: The queues that were examined.
        untagged: Prefix and name of those that a cluster cannot keep together.
    """

    connection: Connection
    info: Mapping[str, str] | None
    queues: tuple[QueueInfo, ...]
    untagged: tuple[tuple[str, str], ...]

    @property
    def unbounded(self) -> bool:
        """Whether nothing tells how much memory the server may take: no maxmemory, and not what its machine has."""
        return self.info is not None and not (self.bytes("maxmemory") or self.bytes("total_system_memory"))

    def bytes(self, name: str) -> int:
        """Return a number of bytes from INFO; 0 where it is not there."""
        raw = (self.info or {}).get(name, "")
        return int(raw) if raw.isdecimal() else 0

    def says(self, name: str) -> Evidence:
        """Return a line of INFO as evidence."""
        return Evidence(f"INFO {name}", (self.info or {}).get(name, "(not there)"))


def server_info(connection: Connection) -> Mapping[str, str] | None:
    """Return the server's INFO about memory and persistence; None where this user may not see it."""
    replies = [connection.allowed("INFO", section) for section in ("memory", "persistence")]
    if replies[0] is None:
        return None
    lines = (line.partition(":") for reply in replies if reply is not None for line in str(reply).splitlines())
    return {name: value.strip() for name, colon, value in lines if colon}


EVICTED = {
    "allkeys": "When memory is short the server deletes keys of any kind: jobs, lists and locks, as in a cache.",
    "volatile": "When memory is short the server deletes keys that expire: the locks of active jobs, rate limits, and "
    "deduplication ids with a TTL. So jobs run twice; once no such key is left, every write fails.",
}
"""What a family of eviction policies deletes of a queue (redis.io, key eviction)."""


@server_check("eviction-policy")
def eviction(server: Server) -> Findings:
    """Any policy but noeviction lets Redis delete keys of a queue when memory is short."""
    policy = (server.info or {}).get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Finding(
            "eviction-policy", Severity.ERROR, None,
            f"The server's eviction policy is {quoted(policy, 30)}, not noeviction.",
            EVICTED.get(policy.partition("-")[0], "When memory is short the server deletes keys."),
            "Set maxmemory-policy to noeviction, and give caches a server of their own.",
            f"{DOCS}/guide/going-to-production", (server.says("maxmemory_policy"),),
        )  # fmt: skip


@server_check("memory-short")
def memory_short(server: Server) -> Findings:
    """At maxmemory every script that writes fails (OOM command not allowed); without one the machine's memory ends."""
    most, used = server.bytes("maxmemory"), server.bytes("used_memory")
    if most and used / most >= FULL:
        yield _memory_short(
            f"{used / most:.0%} of the server's maxmemory is in use.",
            "When it is full, no job can be added, started or finished.",
            (server.says("used_memory"), server.says("maxmemory")),
        )
    held, there = server.bytes("used_memory_rss"), server.bytes("total_system_memory")
    if not most and there and held / there >= FULL:
        yield _memory_short(
            f"The server holds {held / there:.0%} of its machine's memory, and no maxmemory is set.",
            "Nothing stops it from growing: when the memory ends, the system ends the server, or swaps, and every "
            "command waits. (A container's own limit, which may be lower, and other programs are not counted.)",
            tuple(map(server.says, ("used_memory_rss", "total_system_memory", "maxmemory"))),
        )


def _memory_short(summary: str, meaning: str, evidence: tuple[Evidence, ...]) -> Finding:
    return Finding(
        "memory-short", Severity.ERROR, None, summary, meaning,
        "Limit finished jobs (removeOnComplete, removeOnFail), or give the server more memory.",
        f"{DOCS}/guide/going-to-production", evidence,
    )  # fmt: skip


@server_check("mixed-versions")
def mixed_versions(server: Server) -> Findings:
    """Npm's Queue writes its version into meta."""
    majors: dict[int, list[QueueInfo]] = defaultdict(list)
    for info in server.queues:
        if (version := major(info.maker)) is not None:
            majors[version].append(info)
    if len(majors) > 1:
        yield Finding(
            "mixed-versions", Severity.WARNING, None,
            f"Queues on this server were made by BullMQ {' and '.join(map(str, sorted(majors)))}.",
            "Parts of the application run different major versions; a flow across them, or a shared queue, may break.",
            "Bring all producers and workers to one major version.",
            f"{DOCS}/guide/migrations/migration-to-newer-versions",
            tuple(field(queue_key(info.prefix, info.name, Role.META), "version", info.maker)
                  for found in majors.values() for info in found[:2]),
        )  # fmt: skip


@server_check("no-hash-tag")
def untagged(server: Server) -> Findings:
    """A script's keys must lie in one slot; a hash tag in the prefix or the name sees to it."""
    for prefix, queue in server.untagged:
        keys = [queue_key(prefix, queue, role) for role in (Role.META, Role.WAIT)]
        slots = [(key, server.connection.allowed("CLUSTER", "KEYSLOT", key)) for key in keys]
        evidence = tuple(Evidence(f"CLUSTER KEYSLOT {key}", str(slot)) for key, slot in slots if slot is not None)
        yield Finding(
            "no-hash-tag", Severity.ERROR, queue,
            "The server is a cluster, and neither the prefix nor the name has a hash tag.",
            "The queue's keys lie on several nodes, so BullMQ's scripts fail with CROSSSLOT.",
            f"Give all its Queues and Workers the prefix {{{quoted(prefix, 30)}}}, or a name in braces.",
            f"{DOCS}/patterns/redis-cluster", evidence,
        )  # fmt: skip
