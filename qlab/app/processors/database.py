"""The SQLite file that data-sync and notifications write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from qlab.app.settings import Settings

__all__ = ["connected"]

_TABLES = """
CREATE TABLE IF NOT EXISTS customers (id TEXT PRIMARY KEY, email TEXT, amount TEXT, writes INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS inbox (job TEXT PRIMARY KEY, user TEXT, kind TEXT, text TEXT);
"""


@contextmanager
def connected(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Yield a connection with the tables made; commit what was written at the end, or drop it on an error."""
    with closing(sqlite3.connect(settings.database, timeout=10)) as database:
        database.executescript(_TABLES)
        with database:
            yield database
