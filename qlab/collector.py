"""Python's cyclic garbage collector, held off while many objects are made that all stay.

Each of its passes walks everything that lives. While a recording is loaded, saved or turned into a page, that is the
recording itself, again and again, and none of it is garbage: two thirds of the time went there.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["held_off"]

_lock = Lock()
_holders = 0
_was_on = False


@contextmanager
def held_off() -> Iterator[None]:
    """Hold the collector off for the block; also a decorator. Blocks may be nested, and in several threads at once."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _holders, _was_on  # noqa: PLW0603  the collector is one for the process
    with _lock:
        if _holders == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _holders += 1


def _leave() -> None:
    global _holders  # noqa: PLW0603
    with _lock:
        _holders -= 1
        if _holders == 0 and _was_on:
            gc.enable()
