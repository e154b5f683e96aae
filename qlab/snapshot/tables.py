"""A snapshot's tables.

Cells hold texts as Redis has them. A spreadsheet takes one that begins with ``=``, ``+``, ``-`` or ``@`` for a formula:
before a CSV of such a table is opened in one, put a ``'`` in front of those cells, or import the columns as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qlab.protocol.keys import Key
from qlab.text.escape import terminal

if TYPE_CHECKING:
    import pandas as pd

    from qlab.snapshot.job_view import JobView
    from qlab.snapshot.model import Snapshot
    from qlab.snapshot.values import KeyState

__all__ = ["jobs_frame", "keys_frame", "moments", "printable"]

KEY_COLUMNS = ("key", "queue", "role", "job", "type", "encoding", "ttl_ms", "size", "bytes")
JOB_COLUMNS = (
    "queue", "id", "name", "state", "attempts_started", "attempts_made", "attempts", "stalled_count", "priority",
    "delay_ms", "timestamp", "due", "processed_on", "finished_on", "failed_reason", "return_value", "data",
)  # fmt: skip
LATEST_MS = 9_000_000_000_000  # in the year 2255; pandas reads moments by way of nanoseconds, which end in 2262
TIMES = ("timestamp", "due", "processed_on", "finished_on")


def keys_frame(snapshot: Snapshot) -> pd.DataFrame:
    """A row a key, in reading order; see :meth:`qlab.Snapshot.keys`."""
    import pandas as pd

    rows = [_key_row(snapshot, key, state) for key, state in snapshot.named()]
    frame = pd.DataFrame(rows, columns=list(KEY_COLUMNS))
    return frame.astype({"ttl_ms": "Int64", "size": "Int64", "bytes": "Int64"})


def _key_row(snapshot: Snapshot, key: Key, state: KeyState) -> tuple[Any, ...]:
    ttl = snapshot.ttl_ms(state.name)
    named = map(printable, (state.name, key.queue, str(key.role), key.job, state.type, state.encoding))
    return (*named, ttl, state.size, state.bytes)


def printable(cell: Any) -> Any:
    """A cell of a table, which is printed as it is: what could move a cursor or cannot be encoded is made visible."""
    if isinstance(cell, dict):
        return {printable(name): printable(value) for name, value in cell.items()}
    if isinstance(cell, list):
        return [printable(value) for value in cell]
    return terminal(cell, lines=True) if isinstance(cell, str) else cell


def jobs_frame(snapshot: Snapshot) -> pd.DataFrame:
    """A row a job; moments are UTC timestamps, durations in ms; see :meth:`qlab.Snapshot.jobs`."""
    import pandas as pd

    frame = pd.DataFrame([_job_row(view) for view in snapshot.all_jobs()], columns=list(JOB_COLUMNS))
    for column in TIMES:
        frame[column] = moments(frame[column])
    return frame


def _job_row(view: JobView) -> tuple[Any, ...]:
    return tuple(printable(getattr(view, column)) for column in JOB_COLUMNS)


def moments(values: Any) -> pd.Series[Any]:
    """Moments in ms since the epoch as a column of UTC timestamps; None, and what no calendar reaches, becomes NaT."""
    import pandas as pd

    known = [None if at is None or pd.isna(at) or abs(at) > LATEST_MS else at for at in values]
    numbers = pd.Series(known, dtype="Int64")
    return pd.to_datetime(numbers, unit="ms", utc=True).astype("datetime64[ms, UTC]")
