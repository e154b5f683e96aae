"""Statements about the stream of events, and about marks among the ids."""

from __future__ import annotations

import bullmq

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role, job_key
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.sources import EVENTS, ISSUE_1615

__all__ = ["CLAIMS"]


@claim(
    "about 10,000 events are kept",
    EVENTS,
    "The event stream is auto-trimmed so that its size does not grow too much",
    {"max_length": 10_000},
)
def about_10000_events_are_kept(lab: Lab) -> Evidence:
    """The limit of a queue's stream is read."""
    lab.queue("q").add("mail")
    meta = lab.snapshot().container("q", Role.META)
    return {"max_length": int(meta.fields["opts.maxLenEvents"]) if meta else None}


@claim(
    "no event is lost while a listener is away",
    EVENTS,
    "it provides guarantees that the events are delivered and not lost during disconnections",
    {"the_first_event_is_still_there": True},
)
def no_event_is_lost(lab: Lab) -> Evidence:
    """A stream is to keep ten events, and 300 jobs are added while nobody listens."""
    queue = lab.queue("q")
    queue.add("mail")
    lab.redis.hset(f"{lab.prefix}:q:meta", "opts.maxLenEvents", "10")
    plain = bullmq.Queue("q", {"connection": lab.connection, "prefix": lab.prefix})
    lab.peek(lambda: plain.addBulk([{"name": "mail", "data": {}, "opts": {}}] * 300))
    stream = lab.snapshot().container("q", Role.EVENTS)
    entries = stream.entries if stream else ()
    return {"the_first_event_is_still_there": any(dict(entry.fields).get("jobId") == "1" for entry in entries[:1])}


@claim(
    "ids such as `0:1000` stand among the jobs, and are no jobs",
    ISSUE_1615,
    "the UI just crashes, which seems to indicate a badly formed payload",
    {"ids_without_a_job": 1},
    misconception=13,
)
def ids_that_are_no_jobs(lab: Lab) -> Evidence:
    """A delayed job is added; `wait` and `active` are searched for ids without a job's hash."""
    lab.queue("q").add("mail", delay="1m")
    snapshot = lab.snapshot()
    found = [*snapshot.marks("q", Role.WAIT), *snapshot.marks("q", Role.ACTIVE)]
    found += [id for role in (Role.WAIT, Role.ACTIVE) for id in snapshot.ids("q", role)]
    return {"ids_without_a_job": sum(job_key(lab.prefix, "q", id) not in snapshot.state for id in found)}


CLAIMS: tuple[Claim, ...] = (about_10000_events_are_kept, no_event_is_lost, ids_that_are_no_jobs)
