"""The data that comes with the course: the Redis of an application somebody else wrote, and a day of another's jobs."""

from __future__ import annotations

from pathlib import Path

from qlab.errors import UsageError
from qlab.teach.course import data_folder

__all__ = ["focus_bear_day", "nestjs_dump"]

DATA = data_folder()


def nestjs_dump(seconds: int = 20) -> str:
    """Return the URL, for ``qlab.attach``, of a NestJS application's Redis, saved ``seconds`` after its demo began.

    Args:
        seconds: 6 or 20.

    Raises:
        UsageError: If there is no such dump here.
    """
    path = DATA / "dumps" / f"nestjs-demo-{seconds}s.rdb"
    if not path.is_file():
        raise UsageError(f"There is no dump {path.name} here; take 6 or 20, or reinstall qlab.")
    return f"file:{path}"


def focus_bear_day() -> Path:
    """Return the file, for ``lab.run(arrivals=…)``, with the jobs of the demo application's day.

    Raises:
        UsageError: If it is not here.
    """
    path = DATA / "focus-bear-day.csv"
    if not path.is_file():
        raise UsageError(f"There is no file {path.name} here; reinstall qlab.")
    return path
