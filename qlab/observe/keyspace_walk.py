"""Walking over the keyspace: SCAN on every master, a small page at a time, so that the server is never blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qlab.errors import NotRedis
from qlab.observe.connection import Connection

__all__ = ["PAGE", "Progress", "walk"]

Progress = Callable[[int, int], None]
"""Told after each page how many keys have been looked at, and how many there are, about."""

PAGE = 1_000
"""This many keys are looked at in one call; it takes the server about a millisecond."""


SPARSE, SLACK = 100, 1_000
"""A walk may read this many times the pages the keys need, as a table may be sparse or grow, and this many more."""
UNCOUNTED = 10_000_000
"""This many pages, where the user may not count the keys."""


def _most(connection: Connection) -> int:
    """After how many pages a walk cannot still be on its way."""
    here = connection.allowed("DBSIZE")
    return UNCOUNTED if here is None else SPARSE * (here // PAGE) + SLACK


def walk(connection: Connection, pattern: str | None = None, progress: Progress | None = None) -> Iterator[list[bytes]]:
    """Yield the names of the keys on every master, page by page.

    Args:
        connection: Where to look; while a page is looked at it is at that page's node.
        pattern: Only names that fit this glob; None for all.
        progress: Is told how far the walk is.
    """
    fitting = () if pattern is None else ("MATCH", pattern)
    total, seen = 0, 0
    for _node in connection.nodes():
        total += int(connection.allowed("DBSIZE") or 0) if progress else 0
        cursor, more, pages = b"0", True, 0
        while more:
            cursor, keys = connection.execute("SCAN", cursor, *fitting, "COUNT", PAGE, raw=True)
            pages += 1
            if pages % SLACK == 0 and pages >= _most(connection):
                raise NotRedis(f"The server's SCAN does not end after {pages:,} pages; check what listens there.")
            more = cursor != b"0"
            seen = seen + PAGE if more else max(seen, total)  # a page holds about as many as were asked for
            yield keys
            if progress:
                progress(min(seen, total), total)
