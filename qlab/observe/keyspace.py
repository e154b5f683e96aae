"""Walking over the keyspace: SCAN on every master, a small page at a time, so that the server is never blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qlab.observe.connection import Connection

Progress = Callable[[int, int], None]
"""Told after each page how many keys have been looked at, and how many there are, about."""

PAGE = 250
"""So many keys are looked at in one call; it takes the server well under a millisecond."""


def walk(
    connection: Connection, scan: Callable[[str], tuple[str, list[str]]], progress: Progress | None = None
) -> Iterator[str]:
    """What ``scan`` finds, page by page, on every master.

    Args:
        connection: Where to look.
        scan: Looks at the ``PAGE`` keys from a cursor on; returns the next cursor and what it found.
        progress: Is told how far the walk is.
    """
    total, seen = 0, 0
    for _node in connection.nodes():
        total += int(connection.execute("DBSIZE")) if progress else 0
        cursor, more = "0", True
        while more:
            cursor, found = scan(cursor)
            more = cursor != "0"
            seen = seen + PAGE if more else max(seen, total)  # a page holds about as many as were asked for
            yield from found
            if progress:
                progress(min(seen, total), total)
