"""The dumps that come with the course: the Redis of an application somebody else wrote."""

from __future__ import annotations

from pathlib import Path

from qlab.errors import UsageError

FOLDER = Path(__file__).parents[2] / "data" / "dumps"


def nestjs_dump(seconds: int = 20) -> str:
    """The URL, for ``qlab.attach``, of a NestJS application's Redis, saved so many seconds after its demo began.

    Args:
        seconds: 6 or 20.

    Raises:
        UsageError: If there is no such dump here: they come with qlab's repository, not with the package.
    """
    path = FOLDER / f"nestjs-demo-{seconds}s.rdb"
    if not path.is_file():
        raise UsageError(f"There is no dump {path.name} here; work in a clone of qlab's repository, and take 6 or 20.")
    return f"file:{path}"
