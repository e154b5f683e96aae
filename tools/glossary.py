"""The words that the course introduces, in plain English; `tools/sheets.py` puts them into the students' glossary.

Each lesson's recap ends with a line **Words:**. Whatever stands there, or in bold where a lesson first uses it, is
here or among the states, keys and classes that explain themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["COURSE_WORDS"]

COURSE_WORDS: Mapping[str, str] = MappingProxyType({
    "at least once": "What a queue promises: a job is not lost, but after a crash it may run again.",
    "atomic": "Nothing else runs in Redis while a script does. It does not mean that an error undoes anything.",
    "backoff": "The wait between a failed attempt and the next: fixed, exponential, or worked out by your code.",
    "busy": "The part of the time that workers have a job; also called utilisation. Near 1, waits grow without limit.",
    "cache": "A store whose contents can be computed again. A Redis set up as one may evict keys, and so lose jobs.",
    "child": "A job of a flow that another job, its parent, waits for.",
    "claim": "A sentence about BullMQ together with a test that shows whether it holds.",
    "concurrency": "How many jobs one worker, or all workers of a queue, run at the same time.",
    "counterexample": "The moves that the explorer found to a broken promise.",
    "cron": "A rule for times, such as every day at nine, written as five or six fields.",
    "debounce": "A deduplication mode: each new job replaces the delayed one, and the delay begins again.",
    "deduplication": "Of several jobs with the same deduplication id, running only some. The mode says which.",
    "delay": "The time between adding a job and the moment from which it may start.",
    "doctor": "Examines all queues, and says what is wrong, on what evidence, and what to do.",
    "due": "The moment from which a delayed job may start. A worker still has to ask for it.",
    "event": "An entry that BullMQ writes to a queue's stream when something happened to a job or to the queue.",
    "evidence": "What was read from Redis, and so what a verdict or a finding rests on.",
    "explorer": "Runs every interleaving of given workers, crashes and clocks on the real scripts.",
    "flow": "A tree of jobs that is added in one transaction: parents wait for their children.",
    "hash": "A Redis value of named fields, like a dict. Each job is one.",
    "hash tag": "The part of a key in braces. In a cluster, keys with the same tag are kept on the same server.",
    "hashtable": "How Redis stores larger hashes and sets: fast, and with much more memory than a listpack.",
    "idempotent": "Of work: doing it a second time changes nothing more.",
    "inline": "Done while the client waits, inside the request itself.",
    "interleaving": "One order in which the moves of several workers, crashes and clocks follow each other.",
    "jitter": "A random part of a backoff, so that jobs that failed together do not all come back together.",
    "job": "A piece of work: a name, data and options, in a hash in Redis.",
    "job id": "The name of a job in its queue. Adding an id that is there adds nothing.",
    "keepLastIfActive": "A deduplication mode: of the jobs added while one is running, the last one runs after it.",
    "key": "The name of a value in Redis. BullMQ keeps about a dozen for each queue.",
    "lifo": "Last in, first out: an option that puts a job at the end of the line where workers take.",
    "limiter": "The setting of a rate limit: how many jobs may start in a given time.",
    "listpack": "How Redis stores short lists, hashes and sorted sets: in one compact block of memory.",
    "Little's law": "The mean number in line is the arrivals per second times the mean wait in seconds.",
    "lock": "A key that says a living worker has the job. It expires by itself unless the worker renews it.",
    "page": "A few jobs, read at a bounded cost however long the queue is.",
    "parent": "A job of a flow that waits for its children.",
    "pause": "Stops workers from taking jobs of a queue. Active jobs go on, and jobs can still be added.",
    "priority": "An option of a job: 1 goes before 10, and jobs without one go before both.",
    "processor": "The function that does a job's work in a worker.",
    "queue": "Jobs that wait for workers, under one name: a group of keys in Redis.",
    "race": "A mistake that appears only if two programs act in an unlucky order.",
    "rate limit": "How many jobs may start in a given time. It does not limit how many run at once.",
    "Redis": "A server that keeps values under names, in memory. BullMQ keeps its queues there.",
    "release": "A numbered version of BullMQ. What is true of one may be false of another.",
    "replace": "A deduplication mode: a new job takes the place of one that is still delayed.",
    "retry": "Another attempt after a failed one, by BullMQ while attempts are left, or by hand.",
    "rollback": "Undoing what was written before an error. Redis has none, neither for scripts nor for transactions.",
    "rush": "The busiest part of the day. Workers are counted for it, not for the average.",
    "scheduler": "A rule that creates jobs, one after the other: at an interval or by a cron.",
    "score": "The number by which a sorted set orders its members.",
    "script": "A program in Lua that Redis runs without interruption. Most BullMQ calls are one.",
    "service": "The part of an application that adds jobs, so that nothing else needs to know the queues.",
    "sibling": "Another child of the same parent.",
    "simple": "The default deduplication mode: while a job with the id is not finished, a new one is not added.",
    "sorted set": "A Redis value whose members each have a score, and stand in its order.",
    "stalled": "Active, but without a lock: the worker has probably died.",
    "stalled check": "Every 30 s: a job active at one check, with no lock at the next, goes back in line.",
    "throttle": "A deduplication mode: for a set time after a job, others with the same id are not added.",
    "transaction": "Commands that Redis runs together, without others between them.",
    "verdict": "Whether a claim holds, fails, or depends on the release.",
    "worker": "A program that takes jobs from a queue and runs a processor for each.",
})  # fmt: skip
"""A sentence or two for each word."""
