"""Statements about workers that die, jobs that stall, and a server that forgets."""

from __future__ import annotations

import asyncio
from typing import Any

from qlab.lab.lab import Lab
from qlab.lab.server_io import server
from qlab.protocol.keys import Role
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import add_unchecked, events, jobs, place, until_gone
from qlab.teach.claims.sources import (
    ARCHITECTURE,
    ARCHON,
    CONNECTIONS,
    INTRODUCTION,
    ISSUE_2049,
    PLAYBOOK,
    RETRYING,
    STALLED,
)

__all__ = ["CLAIMS"]


@claim(
    "a stalled job goes back to `wait`, and an event tells of it",
    STALLED,
    "only a 'stalled' event emitted when a job is automatically moved from active to waiting state",
    {"state": "wait", "stalled_events": 1},
)
def a_stalled_job_waits_again(lab: Lab) -> Evidence:
    """A worker dies with a job."""
    queue = lab.queue("q")
    queue.add("mail")
    queue.take()
    until_gone(queue)
    return {"state": place(queue), "stalled_events": events(queue, "stalled")}


@claim(
    "a job over the stall limit is moved to `failed` by the check",
    STALLED,
    "that job is moved back to the waiting list, or to the failed set",
    {"state_after_the_second_stall": "failed"},
    misconception=9,
)
def over_the_limit_it_moves_to_failed(lab: Lab) -> Evidence:
    """Two workers die with the same job; one stall is allowed."""
    queue = lab.queue("q")
    queue.add("mail")
    for _ in range(2):
        queue.take()
        until_gone(queue)
    return {"state_after_the_second_stall": place(queue)}


@claim(
    "a job stalls at the cost of its stall limit, not of its attempts",
    RETRYING,
    "The job has become stalled and it has consumed the “max stalled count” setting.",
    {"state_after_a_stall_and_one_error": "wait"},
    misconception=6,
)
def a_stall_is_no_failed_attempt(lab: Lab) -> Evidence:
    """A job with two attempts stalls once and then throws once."""
    queue = lab.queue("q", attempts=2)
    queue.add("mail")
    queue.take()
    until_gone(queue)
    queue.take().fail("SMTP 451")
    return {"state_after_a_stall_and_one_error": place(queue)}


async def _slow(_job: Any) -> None:
    await asyncio.sleep(1.5)  # the work itself, three times as long as its lock


@claim(
    "a job that awaits a call for longer than `lockDuration` stalls",
    PLAYBOOK,
    "If your external call can take 45 seconds, you will stall.",
    {"stalled_events": 1},
    misconception=7,
)
def longer_than_the_lock_stalls(lab: Lab) -> Evidence:
    """BullMQ's own worker, in real time, works three times as long as a lock lasts; another check looks on."""
    with Lab(str(lab.url), clock="real", trace=False) as live:
        queue = live.queue("q")
        job = queue.add("mail")
        worker = live.worker("q", lock_duration="500ms", stalled_interval="100ms")
        with live.work(worker, _slow):
            job.wait_until_finished()
        view = job.view
        return {"runs": view.attempts_started if view else None, "stalled_events": events(queue, "stalled")}


@claim(
    "the key `stalled` lists jobs that have stalled",
    ISSUE_2049,
    "constantly noticed bull:queue:stalled redis key with some already finished jobs ids",
    {"its_worker_holds_the_lock": False, "listed_in_stalled": True},
    misconception=8,
)
def the_key_stalled_lists_the_stalled(lab: Lab) -> Evidence:
    """A worker holds a job, and its lock; a check looks."""
    queue = lab.queue("q")
    queue.add("mail")
    job = queue.take()
    queue.check_stalled()
    listed, view = lab.snapshot().container("q", Role.STALLED), job.view
    return {
        "its_worker_holds_the_lock": bool(view and view.lock),
        "listed_in_stalled": bool(listed and "1" in listed.items),
        "stalled_events": events(queue, "stalled"),
    }


@claim(
    "a job is delivered exactly once",
    INTRODUCTION,
    "Exactly once queue semantics, i.e., attempts to deliver every message exactly one time, but it will deliver at "
    "least once in the worst case scenario",
    {"deliveries": 1},
    misconception=10,
)
def exactly_once(lab: Lab) -> Evidence:
    """The worst case: the mail is sent, and the worker dies before it says so."""
    queue = lab.queue("q")
    queue.add("mail")
    deliveries = int(bool(queue.take()))
    until_gone(queue)
    return {"deliveries": deliveries + int(bool(queue.take()))}


@claim(
    "the active state is a set",
    ARCHITECTURE,
    "The active state is represented by a set",
    {"type_of_active": "set"},
)
def active_is_a_set(lab: Lab) -> Evidence:
    """A worker takes a job, and the type of `active` is read."""
    queue = lab.queue("q")
    queue.add("mail")
    queue.take()
    active = lab.snapshot().container("q", Role.ACTIVE)
    return {"type_of_active": active.type if active else "none"}


@claim(
    "a job's hash holds its data, and no state",
    ARCHON,
    "Hash (job data: name, data, opts, timestamp, etc.)",
    {"fields_that_tell_the_state": 0},
    misconception=17,
)
def the_hash_holds_data_and_not_the_state(lab: Lab) -> Evidence:
    """A worker takes a job, and its hash is read."""
    queue = lab.queue("q")
    queue.add("mail")
    fields = queue.take().fields
    return {"fields_that_tell_the_state": len(fields.keys() & {"state", "status", "active"})}


_POLICIES = ("noeviction", "allkeys-lru")
_SIZE, _JOBS, _ROOM = 20_000, 150, 1_000_000
"""Bytes of a job's data, how many are added, and for how many bytes the server then has room."""


def _lost(lab: Lab, policy: str) -> bool:
    """Whether a job that was taken is gone, where memory is for fewer."""
    redis, queue = lab.redis, lab.queue(policy)
    redis.config_set("maxmemory-policy", policy)
    used: Any = redis.info("memory")
    redis.config_set("maxmemory", used["used_memory"] + _ROOM)
    said = [add_unchecked(queue, "x" * _SIZE, jobId=f"mail-{number}") for number in range(_JOBS)]
    redis.config_set("maxmemory", 0)
    return jobs(queue) < said.count("taken")


@claim(
    "only the policy `noeviction` loses no job",
    CONNECTIONS,
    "This is the only setting that guarantees the correct behavior of the queues.",
    {"lost_under_noeviction": False, "lost_under_allkeys_lru": True},
    misconception=25,
)
def only_noeviction_is_safe(_lab: Lab) -> Evidence:
    """A server of its own has room for a third of the jobs, under each policy."""
    own = server.start()
    try:
        with Lab(str(own.url), trace=False) as lab:
            return {f"lost_under_{policy.replace('-', '_')}": _lost(lab, policy) for policy in _POLICIES}
    finally:
        own.close()


CLAIMS: tuple[Claim, ...] = (
    a_stalled_job_waits_again,
    over_the_limit_it_moves_to_failed,
    a_stall_is_no_failed_attempt,
    longer_than_the_lock_stalls,
    the_key_stalled_lists_the_stalled,
    exactly_once,
    active_is_a_set,
    the_hash_holds_data_and_not_the_state,
    only_noeviction_is_safe,
)
