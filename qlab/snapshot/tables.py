"""A snapshot's tables.

Cells hold texts as Redis has them. A spreadsheet takes one that begins with ``=``, ``+``, ``-`` or ``@`` for a formula:
before a CSV of such a table is opened in one, put a ``'`` in front of those cells, or import the columns as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qlab.protocol.decode import decode
from qlab.protocol.keys import Key
from qlab.text.escape import terminal

if TYPE_CHECKING:
    import pandas as pd

    from qlab.snapshot.job_view import JobView
    from qlab.snapshot.model import Snapshot
    from qlab.snapshot.values import KeyState

__all__ = ["jobs_frame", "keys_frame", "moments", "printable", "values_frame"]

KEY_COLUMNS = ("key", "queue", "role", "job", "type", "encoding", "ttl_ms", "size", "bytes")
JOB_COLUMNS = (
    "queue", "id", "name", "state", "attempts_started", "attempts_made", "attempts", "stalled_count", "priority",
    "delay_ms", "timestamp", "due", "processed_on", "finished_on", "failed_reason", "return_value", "data",
)  # fmt: skip
LATEST_MS = 9_000_000_000_000  # in the year 2255; pandas reads moments by way of nanoseconds, which end in 2262
TIMES = ("timestamp", "due", "processed_on", "finished_on")


VALUE_COLUMNS = ("key", "queue", "role", "job", "type", "field", "value", "score", "meaning")


def values_frame(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row per value, in reading order; see :meth:`qlab.Snapshot.to_frame`."""
    import pandas as pd

    rows = [
        tuple(map(printable, (key.raw, key.queue, str(key.role), key.job, held.type, *value)))
        for key, held in snapshot.named()
        for value in _values(key, held, snapshot.at)
    ]
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS)).astype({"score": "float64"})


def _values(key: Key, held: KeyState, now: int) -> Iterator[tuple[str | None, str, float | None, str]]:
    """(field, value, score, meaning) of each value of a key."""
    if held.type == "hash":
        yield from ((name, text, None, _meaning(key, name, text, now)) for name, text in held.fields.items())
    elif held.type == "zset":
        yield from (
            (None, each.member, each.score, _meaning(key, each.member, each.score, now)) for each in held.members
        )
    elif held.type == "stream":
        yield from ((entry.id, json.dumps(dict(entry.fields)), None, "") for entry in held.entries)
    elif held.type in ("list", "set"):
        yield from ((str(at), text, None, _meaning(key, None, text, now)) for at, text in enumerate(held.items))
    else:
        yield None, held.text, None, _meaning(key, None, held.text, now)


def _meaning(key: Key, name: str | None, raw: str | float, now: int) -> str:
    decoded = decode(key, name, raw, now)
    return decoded.meaning if decoded else ""


def keys_frame(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row per key, in reading order; see :meth:`qlab.Snapshot.keys`."""
    import pandas as pd

    rows = [_key_row(snapshot, key, state) for key, state in snapshot.named()]
    frame = pd.DataFrame(rows, columns=list(KEY_COLUMNS))
    return frame.astype({"ttl_ms": "Int64", "size": "Int64", "bytes": "Int64"})


def _key_row(snapshot: Snapshot, key: Key, state: KeyState) -> tuple[Any, ...]:
    ttl = snapshot.ttl_ms(state.name)
    named = map(printable, (state.name, key.queue, str(key.role), key.job, state.type, state.encoding))
    return (*named, ttl, state.size, state.bytes)


def printable(cell: Any) -> Any:
    """Return a cell of a table, which is printed as it is: what could move a cursor or cannot be encoded is made
    visible.
    """
    if isinstance(cell, dict):
        return {printable(name): printable(value) for name, value in cell.items()}
    if isinstance(cell, list):
        return [printable(value) for value in cell]
    return terminal(cell, lines=True) if isinstance(cell, str) else cell


def jobs_frame(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row per job; moments are UTC timestamps, durations in ms; see :meth:`qlab.Snapshot.jobs`."""
    import pandas as pd

    frame = pd.DataFrame([_job_row(view) for view in snapshot.all_jobs()], columns=list(JOB_COLUMNS))
    for column in TIMES:
        frame[column] = moments(frame[column])
    return frame


def _job_row(view: JobView) -> tuple[Any, ...]:
    return tuple(printable(getattr(view, column)) for column in JOB_COLUMNS)


def moments(values: Any) -> pd.Series[Any]:
    """Return moments in ms since the epoch as a column of UTC timestamps; None, and what no calendar reaches, becomes
    NaT.
    """
    import pandas as pd

    known = [None if at is None or pd.isna(at) or abs(at) > LATEST_MS else at for at in values]
    numbers = pd.Series(known, dtype="Int64")
    return pd.to_datetime(numbers, unit="ms", utc=True).astype("datetime64[ms, UTC]")
