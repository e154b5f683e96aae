"""What can be wrong with the server, and with queues side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from qlab.observe.connection import Connection
from qlab.observe.discover import QueueInfo
from qlab.observe.doctor.fault import DOCS, Findings
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.explaining.explanation import Evidence
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.versions import major
from qlab.text.decoded import quoted

FULL = 0.85
"""From this part of maxmemory on, memory is called nearly used up."""


def memory_facts(connection: Connection) -> Mapping[str, str] | None:
    """The server's INFO about memory; None where this user may not see it."""
    reply = connection.allowed("INFO", "memory")
    if reply is None:
        return None
    if isinstance(reply, Mapping):  # redis-py may have taken it apart
        return {str(name): str(value) for name, value in reply.items()}
    lines = (line.partition(":") for line in str(reply).splitlines())
    return {name: value.strip() for name, colon, value in lines if colon}


def eviction(memory: Mapping[str, str]) -> Findings:
    """Any policy but noeviction lets Redis delete keys of a queue when memory is short."""
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Finding(
            "eviction-policy", Severity.ERROR, None,
            f"The server's eviction policy is {quoted(policy, 30)}, not noeviction.",
            "When memory is short the server deletes jobs, locks and lists as if they were a cache.",
            "Set maxmemory-policy to noeviction, and give caches a server of their own.",
            f"{DOCS}/guide/going-to-production", (Evidence("INFO maxmemory_policy", policy),),
        )  # fmt: skip


def memory_short(memory: Mapping[str, str]) -> Findings:
    """At maxmemory every script that writes fails (OOM command not allowed)."""
    most, used = (int(memory.get(name, "0") or 0) for name in ("maxmemory", "used_memory"))
    if most and used / most >= FULL:
        yield Finding(
            "memory-short", Severity.ERROR, None,
            f"{used / most:.0%} of the server's maxmemory is in use.",
            "When it is full, no job can be added, started or finished.",
            "Limit finished jobs (removeOnComplete, removeOnFail), or give the server more memory.",
            f"{DOCS}/guide/going-to-production",
            (Evidence("INFO used_memory", f"{used}"), Evidence("INFO maxmemory", f"{most}")),
        )  # fmt: skip


def mixed_versions(queues: Sequence[QueueInfo]) -> Findings:
    """Npm's Queue writes its version into meta."""
    majors: dict[int, list[QueueInfo]] = defaultdict(list)
    for info in queues:
        if (version := major(info.maker)) is not None:
            majors[version].append(info)
    if len(majors) > 1:
        yield Finding(
            "mixed-versions", Severity.WARNING, None,
            f"Queues on this server were made by BullMQ {' and '.join(map(str, sorted(majors)))}.",
            "Parts of the application run different major versions; a flow across them, or a shared queue, may break.",
            "Bring all producers and workers to one major version.",
            f"{DOCS}/guide/migrations/migration-to-newer-versions",
            tuple(Evidence(f"{queue_key(info.prefix, info.name, Role.META)} version", info.maker or "")
                  for found in majors.values() for info in found[:2]),
        )  # fmt: skip


def untagged(places: Sequence[tuple[str, str]]) -> Findings:
    """A script's keys must lie in one slot; a hash tag in the prefix or the name sees to it."""
    for prefix, queue in places:
        yield Finding(
            "no-hash-tag", Severity.ERROR, queue,
            "The server is a cluster, and neither the prefix nor the name has a hash tag.",
            "The queue's keys lie on several nodes, so BullMQ's scripts fail with CROSSSLOT.",
            f"Give all its Queues and Workers the prefix {{{quoted(prefix, 30)}}}, or a name in braces.",
            f"{DOCS}/patterns/redis-cluster", (Evidence(queue_key(prefix, queue, Role.META), "(no {…} in the name)"),),
        )  # fmt: skip
