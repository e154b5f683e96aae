"""Data sync: rows into a database by upserts. A job may run twice, so a second run must leave what the first left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.app.processors.data import read
from qlab.app.processors.database import connected
from qlab.app.settings import Settings

__all__ = ["process"]

BATCH = 20
_UPSERT = """
INSERT INTO customers (id, email, amount) VALUES (:id, :email, :amount)
ON CONFLICT (id) DO UPDATE SET email = excluded.email, amount = excluded.amount, writes = writes + 1
"""


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Write the file's rows, a transaction a batch. The column `writes` shows how often a row was written.

    Raises:
        UnrecoverableError: If a row has no id, before anything is written: without one a second run would write it
            once more.
    """
    rows = list(read(settings, job.data["file"]))
    nameless = next((number for number, row in enumerate(rows, 1) if not row.get("id")), None)
    if nameless is not None:
        raise UnrecoverableError(f"row {nameless} has no id")
    done = 0
    for batch in _batches(rows):
        await asyncio.to_thread(_write, settings, batch)
        done += len(batch)
        await job.updateProgress({"row": done, "total": len(rows)})
    return {"rows": done}


def _write(settings: Settings, batch: Sequence[dict[str, str]]) -> None:
    with connected(settings) as database:
        # A file may lack the other columns, and have more.
        database.executemany(_UPSERT, [{name: row.get(name) for name in ("id", "email", "amount")} for row in batch])


def _batches(rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    for at in range(0, len(rows), BATCH):
        yield rows[at : at + BATCH]
