"""Counts work, so that a test can say how it grows: a time says as much of the machine as of the code."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Work:
    """What a call did.

    Attributes:
        calls: How many functions it called, those written in C included.
        bytes: By how much the memory in use rose at most meanwhile: a copy of a long list shows here, though it is made
            in C without a call.
        kept: By how much the memory in use had risen at its end.
    """

    calls: int
    bytes: int
    kept: int


def work(call: Callable[[], object]) -> Work:
    """Counts the calls of one run and the memory of another; it is run twice."""
    return Work(_calls(call), *_memory(call))


def _calls(call: Callable[[], object]) -> int:
    count = 0

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


def _memory(call: Callable[[], object]) -> tuple[int, int]:
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        began = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        call()
        ended, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    return peak - began, ended - began


class Text(str):
    """A text that counts how often it is compared with another."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Text.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__
