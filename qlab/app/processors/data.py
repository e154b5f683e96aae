"""Data processing: a CSV file row by row, with progress, a log of bad rows, and a place to go on from."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.app.settings import Settings

__all__ = ["problem_of", "process", "read"]

LARGEST = 1e12
"""No amount is beyond this: a sum of such stays a number that JSON has."""
EVERY = 25
"""Progress is stored after this many rows: a run that was cut off repeats at most as many."""


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Go through the file and add up its column `amount`.

    The progress is also the place to go on from: ``{"row", "total", "bad", "amount"}``. A second attempt begins there;
    one that had read the whole file, and is run again, starts over.

    Returns:
        The number of rows, the bad ones among them (by line), and the sum.

    Raises:
        UnrecoverableError: If there is no such file, or in strict mode at the first bad row: another run would find
            the same.
    """
    rows = list(read(settings, job.data["file"]))
    done = job.progress if isinstance(job.progress, dict) and job.progress.get("row", 0) < len(rows) else {}
    at, bad, amount = int(done.get("row", 0)), list(done.get("bad", [])), float(done.get("amount", 0.0))
    if at:
        await job.log(f"going on at row {at + 1} of {len(rows)}")
    for number, row in enumerate(rows[at:], at + 1):
        problem = problem_of(row)
        if problem is None:
            amount += float(row["amount"])
        else:
            await _note(job, number, problem)
            bad.append(number + 1)  # the line in the file: the header is line 1
        if number % EVERY == 0 or number == len(rows):
            await job.updateProgress({"row": number, "total": len(rows), "bad": bad, "amount": round(amount, 2)})
    return {"rows": len(rows), "bad": bad, "amount": round(amount, 2)}


async def _note(job: bullmq.Job, number: int, problem: str) -> None:
    if job.data.get("strict"):
        raise UnrecoverableError(f"line {number + 1}: {problem}")
    await job.log(f"line {number + 1}: {problem}")


def read(settings: Settings, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of the data folder."""
    path = settings.data / Path(name).name  # never out of the folder, whatever the job's data say
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets put a mark before the first column
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnrecoverableError(f"{Path(name).name} cannot be read from the data folder") from error


def problem_of(row: dict[str, str]) -> str | None:
    """Return what is wrong with a row, or None."""
    if "@" not in (row.get("email") or ""):
        return "no email address"
    try:
        amount = float(row.get("amount") or "")
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount):  # Python reads `nan` and `inf`; JSON has no such numbers, and a sum with one is none
        return "the amount is not a number"
    return None if abs(amount) <= LARGEST else "the amount is too large"
