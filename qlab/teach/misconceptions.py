"""What people believe about BullMQ, what is so instead, and where somebody was caught out by it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from qlab.protocol.versions import PAUSED_IN_WAIT

__all__ = ["MISCONCEPTIONS", "Misconception", "behind", "truth"]


class Misconception(NamedTuple):
    """A belief that does not hold.

    Attributes:
        number: Its number in the course.
        claim: What people believe.
        truth: What is true, in a sentence.
        source: An issue where somebody was caught out: of taskforcesh/bullmq, unless it names another repository.
    """

    number: int
    claim: str
    truth: str
    source: str

    @property
    def sentence(self) -> str:
        """The truth, with the misconception's number and its source."""
        repository = "" if "/" in self.source else "bullmq "
        return f"{self.truth} (Misconception {self.number}, {repository}{self.source}.)"


_ALL = (
    Misconception(
        1,
        "attempts: 3 means three retries",
        "attempts counts every run, the first one included: attempts=3 is one run and two retries.",
        "#1396",
    ),
    Misconception(
        2,
        "a backoff alone makes a job retry",
        "A backoff says how long to wait before a retry; attempts says whether there is one. Its default is 1.",
        "#237",
    ),
    Misconception(
        3,
        "`failed` is emitted at each failure",
        "An attempt that will be retried emits `delayed` or `waiting`; `failed` comes once, when none is left.",
        "#1130",
    ),
    Misconception(
        4,
        "the final failure always emits `retries-exhausted`",
        "An unrecoverable error, or a backoff that answers -1, ends a job with attempts left: nothing was exhausted.",
        "#2369",
    ),
    Misconception(
        5,
        "attemptsMade counts runs",
        "attemptsMade (field `atm`) counts attempts that have ended; runs that were started are counted in `ats`.",
        "#1571",
    ),
    Misconception(
        6,
        "stalls use up attempts",
        "A stall ends no attempt: `atm` stays, and `stc` counts it, with its own limit (maxStalledCount).",
        "#651",
    ),
    Misconception(
        7,
        "a job that runs longer than lockDuration stalls",
        "The worker renews the lock while the job runs: a job stalls when the renewal fails, not when it is slow.",
        "#631",
    ),
    Misconception(
        8,
        "the key `stalled` lists the stalled jobs",
        "`stalled` holds suspects: every job active at the last check. One without a lock at the next has stalled.",
        "OptimalBits/bull#2049",
    ),
    Misconception(
        9,
        "over the stall limit a job goes straight to failed",
        "The check puts it back into `wait` once more, with `defa` in its hash; the worker that takes it fails it.",
        "#3282",
    ),
    Misconception(
        10,
        "a queue delivers exactly once",
        "A worker may die after the work but before it reports that; the next one does it again: at least once.",
        "#439",
    ),
    Misconception(
        11,
        "a timer promotes delayed jobs",
        "No timer does: a job that is due stays in `delayed` until a worker asks for work; that script promotes it.",
        "#2534",
    ),
    Misconception(
        12,
        "the score in `delayed` is the due time in ms",
        "The score is the due time × 4096, plus a sequence that keeps jobs due in the same millisecond in order.",
        "#204",
    ),
    Misconception(
        13,
        "the marker is a corrupt job",
        "Member `0` of `marker` is not a job: it wakes idle workers, and is not needed while the queue is paused.",
        "#1615",
    ),
    Misconception(
        14,
        "the bigger priority goes first, and jobs without one last",
        "The number is a rank: 1 is taken ahead of 10. Jobs without a priority are taken first.",
        "#531",
    ),
    Misconception(
        15,
        "jobs with a priority are in `wait`",
        "They wait in the sorted set `prioritized`; the length of `wait` leaves them out.",
        "#2183",
    ),
    Misconception(
        16,
        "pausing moves the jobs",
        f"Since {PAUSED_IN_WAIT.first} nothing moves: jobs stay in `wait`, and a field of `meta` records the pause.",
        "#322",
    ),
    Misconception(
        17,
        "the state is a field of the job",
        "A job's state is the list or sorted set its id is in, and nothing else: BullMQ reads no field to find it.",
        "#875",
    ),
    Misconception(
        18,
        "a second job with the same id raises or updates",
        "No job is added or changed, no error is raised: you get the id back, and `duplicated` is emitted.",
        "#1337",
    ),
    Misconception(
        19,
        "the rules for job ids are the same everywhere",
        "npm refuses whole numbers, and colons unless there are two; PyPI accepts any. Choose ids such as `order-7`.",
        "#4052",
    ),
    Misconception(
        20,
        "a job id and a deduplication id are the same",
        "A job id is taken while the job's hash exists; a deduplication id without ttl, until its job has finished.",
        "#3206",
    ),
    Misconception(
        21,
        "finished jobs vanish",
        "A finished job stays, in `completed` or `failed`, until an option such as removeOnComplete removes it.",
        "#2890",
    ),
    Misconception(
        22,
        "the limiter caps how many run at once",
        "A limiter caps how many start in a given time; long jobs still pile up. Concurrency caps how many run.",
        "#1649",
    ),
    Misconception(
        23,
        "a failed child lets its parent run, or stops its siblings",
        "Unless an option says otherwise, the parent keeps waiting, and the siblings keep running.",
        "#3362",
    ),
    Misconception(
        24,
        "a new cron replaces the old schedule",
        "A new rule replaces an old one only under the same scheduler id. Under another id, both add jobs.",
        "#453",
    ),
    Misconception(
        25,
        "any Redis will do",
        "A Redis that evicts keys loses jobs when memory is short: a queue needs maxmemory-policy noeviction.",
        "#1046",
    ),
)

MISCONCEPTIONS: Mapping[int, Misconception] = MappingProxyType({each.number: each for each in _ALL})
"""The misconceptions that a notebook here ends, by their number in the course."""


def truth(number: int) -> str:
    """Return the sentence about a misconception, for those who hold it."""
    return MISCONCEPTIONS[number].sentence


def behind(sentence: str) -> Misconception | None:
    """Return the misconception that a sentence about an option speaks of; None where it names no such thing."""
    return next((each for each in _ALL if each.sentence in sentence), None)
