"""What people believe about BullMQ, what is so instead, and where somebody was caught out by it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["MISCONCEPTIONS", "truth"]


class Misconception(NamedTuple):
    """A belief that does not hold.

    Attributes:
        number: Its number in the course.
        claim: What is believed.
        truth: What is so, in a sentence.
        source: An issue of taskforcesh/bullmq where somebody was caught out; empty where there is none.
    """

    number: int
    claim: str
    truth: str
    source: str

    @property
    def sentence(self) -> str:
        """The truth, with the misconception's number and its source."""
        return f"{self.truth} (Misconception {self.number}, bullmq {self.source}.)"


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
        "A backoff says how long to wait before a retry, and attempts whether there is one; it is 1 unless you set it.",
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
        12,
        "the score in `delayed` is the moment in ms",
        "The score is that moment × 4096, plus a sequence that keeps jobs due in the same millisecond in order.",
        "#204",
    ),
    Misconception(
        13,
        "the marker is a corrupt job",
        "Member `0` of `marker` is no job: it is a bell that wakes an idle worker, and no bell is needed while paused.",
        "#1615",
    ),
    Misconception(
        17,
        "the state is a field of the job",
        "A job's state is the list or sorted set its id is in, and nothing else: BullMQ reads no field to find it.",
        "#875",
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
    """The sentence about a misconception, for those who hold it."""
    return MISCONCEPTIONS[number].sentence
