"""Claim: a statement that somebody published about BullMQ, what would be read if it held, and a way to read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from qlab.lab.lab import Lab

__all__ = ["ABSENT", "Claim", "Evidence", "Source", "Verdict", "claim", "overall"]

Evidence = Mapping[str, Any]
"""What was read, by what it is: plain values, the same wherever the same is so."""
Play = Callable[[Lab], Evidence]

ABSENT = "absent"
"""The evidence's only name where a release lacks a method that the statement needs; its value is the method's name."""


class Verdict(StrEnum):
    """What became of a statement."""

    HOLDS = "holds"
    FAILS = "fails"
    ABSENT = "not there"
    DEPENDS = "depends on the release"


class Source(NamedTuple):
    """Where a statement stands.

    Attributes:
        title: The page.
        url: Its address.
    """

    title: str
    url: str


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement about BullMQ that can be played.

    Attributes:
        slug: Its name: that of the function that plays it.
        says: The statement in short; names in backquotes are code.
        source: Where it stands.
        quote: A sentence of it, word for word.
        expects: What is read where it holds. Other things may be read beside them.
        play: Plays it in a fresh lab, and returns what was read.
        misconception: The number of the misconception that it is about; None: of none.
    """

    slug: str
    says: str
    source: Source
    quote: str
    expects: Evidence
    play: Play
    misconception: int | None = None

    def judge(self, seen: Evidence) -> Verdict:
        """Say whether the statement holds where this was read."""
        if ABSENT in seen:
            return Verdict.ABSENT
        return Verdict.HOLDS if all(seen.get(what) == value for what, value in self.expects.items()) else Verdict.FAILS

    def run(self) -> Evidence:
        """Play it on PyPI's bullmq, in a lab of its own."""
        with Lab(trace=False) as lab:
            return self.play(lab)


def claim(
    says: str, source: Source, quote: str, expects: Evidence, misconception: int | None = None
) -> Callable[[Play], Claim]:
    """Make a claim of the function that plays it; see :class:`Claim`."""

    def made(play: Play) -> Claim:
        return Claim(play.__name__, says, source, quote, expects, play, misconception)

    return made


def overall(verdicts: list[Verdict]) -> Verdict:
    """Sum up the verdicts on several releases."""
    return verdicts[0] if len(set(verdicts)) == 1 else Verdict.DEPENDS
