"""Frames: a recording's tables under their names, and as Parquet files."""

from __future__ import annotations

import io
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.files import write_files
from qlab.record.recording import Recording
from qlab.snapshot.tables import moments, printable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["save_parquet", "to_frames"]

STEP_COLUMNS = ("step", "at", "queue", "job", "operation", "title", "sentence", "script", "keys_changed", "returned")


def to_frames(recording: Recording) -> dict[str, pd.DataFrame]:
    """Return a recording's tables; see :meth:`qlab.Recording.to_frames`."""
    return {
        "steps": _steps(recording),
        "transitions": recording.transitions(),
        "attempts": recording.attempts(),
        "counts": recording.counts(),
        "commands": recording.commands(),
        "jobs": recording.last.jobs(),
        "keys": recording.last.keys(),
    }


def _steps(recording: Recording) -> pd.DataFrame:
    import pandas as pd

    rows = [
        [
            step.index, step.at, step.queue, step.job, step.operation.name, printable(step.title),
            printable(step.sentence), step.script, len(step.diff), json.dumps(step.returned, sort_keys=True),
        ]
        for step in recording
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(STEP_COLUMNS))
    frame["at"] = moments(frame["at"])
    return frame


def save_parquet(recording: Recording, folder: Path) -> list[Path]:
    """Write a recording's tables as Parquet; see :meth:`qlab.Recording.to_parquet`."""
    if find_spec("pyarrow") is None:
        raise UsageError("Parquet is written by pyarrow, which is not installed; pip install 'qlab[parquet]'.")
    return write_files(folder, {f"{name}.parquet": _packed(frame) for name, frame in _plain(recording)}, "export")


def _plain(recording: Recording) -> list[tuple[str, pd.DataFrame]]:
    return [(name, _columns(frame)) for name, frame in to_frames(recording).items()]


def _columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return lists and mixed values as JSON text: a column of Parquet has one type."""
    texts = {name: [_cell(value) for value in frame[name]] for name in frame.columns if frame[name].dtype == object}
    return frame.assign(**texts)


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)


def _packed(frame: pd.DataFrame) -> bytes:
    packed = io.BytesIO()
    frame.to_parquet(packed, engine="pyarrow", index=False)
    return packed.getvalue()
