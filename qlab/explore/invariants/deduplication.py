"""Promises about deduplication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.invariants.placement import Layout, layout
from qlab.explore.stage.keyspace import Keyspace
from qlab.protocol.keys import Role, detail_key

__all__ = ["DEDUPLICATED", "DEDUPLICATION_LIVE"]


def _deduplicated(keys: Keyspace) -> str | None:
    seen = layout(keys)
    unfinished: Counter[tuple[str, str]] = Counter()
    for (queue, id), fields in seen.jobs.items():
        if "deid" in fields and (queue, id) in seen.places and not seen.finished(queue, id):
            unfinished[queue, fields["deid"]] += 1
    for (queue, deid), count in unfinished.items():
        if count > 1:
            return f"{count} unfinished jobs of {queue} share deduplication id {deid}"
    return None


DEDUPLICATED = Invariant(
    "deduplicated",
    "At most one unfinished job has a deduplication id (without a TTL).",
    "docs.bullmq.io/guide/jobs/deduplication",
    About.KEYS,
    _deduplicated,
)


def _deduplication_live(keys: Keyspace) -> str | None:
    seen = layout(keys)
    return next((message for check in (_held, _next, _holding) for message in check(keys, seen)), None)


def _held(keys: Keyspace, seen: Layout) -> Iterator[str]:
    for held in keys.of_role(Role.DEDUPLICATION):
        queue, deid, id = held.key.queue, held.key.detail, held.value
        if held.ttl or held.type != "string":
            continue
        if (queue, id) not in seen.places:
            yield f"deduplication id {deid} of {queue} is held by job {id}, which does not exist"
        elif seen.finished(queue, id):
            yield f"deduplication id {deid} of {queue} is held by job {id}, which has finished"


def _next(keys: Keyspace, seen: Layout) -> Iterator[str]:
    for held in keys.of_role(Role.DEDUPLICATION_NEXT):
        if seen.value(_holder(seen, held.key.queue, held.key.detail or "")) is None:
            yield f"a next job is kept for {held.key.detail}, and no job holds that id: it will never be added"


def _holding(_keys: Keyspace, seen: Layout) -> Iterator[str]:
    for (queue, id), fields in seen.jobs.items():
        place, deid = seen.place(queue, id), fields.get("deid")
        if deid is None or place is None or seen.finished(queue, id) or _throttled(fields):
            continue
        if seen.value(_holder(seen, queue, deid)) is None:
            yield f"job {id} of {queue} is in `{place}` and nobody holds its deduplication id {deid}"


def _holder(seen: Layout, queue: str, deid: str) -> str:
    return detail_key(seen.prefix, queue, Role.DEDUPLICATION, deid)


def _throttled(fields: Mapping[str, str]) -> bool:
    """Whether a job's deduplication has a TTL, after which its id is free again."""
    return '"ttl"' in fields.get("opts", "")


DEDUPLICATION_LIVE = Invariant(
    "deduplication ids live",
    "A deduplication id without a TTL is held by an unfinished job, and an unfinished job holds its id.",
    "docs.bullmq.io/guide/jobs/deduplication: until the job is completed or failed",
    About.KEYS,
    _deduplication_live,
)
