"""The ids of a Redis stream's entries: ``<ms>-<number within the ms>``, by the server's clock."""

from __future__ import annotations

__all__ = ["entry_ms", "entry_order"]


def entry_order(id: str) -> tuple[int, int]:
    """Return an entry's id as numbers that sort as entries do: ms since the epoch, and the number within the ms."""
    at, _dash, number = id.partition("-")
    return int(at), int(number or 0)


def entry_ms(id: str) -> int:
    """Return when an entry was added, ms since the epoch."""
    return entry_order(id)[0]
