"""Recordings as JSON Lines: a head, one line per step, a foot.

The head holds the first state whole, each step the changes to it (see :mod:`qlab.record.format.codec`), and the foot
the number of steps, so that a file that was cut off is noticed. Keys are sorted and text is ASCII: the same recording
is always the same bytes, and text that is not UTF-8 comes back unchanged. The schema is
``data/recording.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from qlab.collector import held_off
from qlab.errors import ExportError
from qlab.files import write_file
from qlab.record.format.codec import change_to_json, state_to_json
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.changes import Change, SizeChanged

__all__ = ["LONGEST_LINE", "VERSION", "change_of", "dump", "head_to_json", "lines", "save", "step_to_json"]

VERSION = 1
# Nothing here holds itself, so that need not be looked for.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False)
LONGEST_LINE = 32_000_000
"""The most characters a line may have: a step that adds a job with the most data the lab allows (5 MB of JSON, quoted)
fits, and a file that is not a recording is not read into memory whole."""


@held_off()
def save(recording: Recording, path: Path) -> Path:
    """Write a recording; see :meth:`qlab.Recording.save`."""
    return write_file(path, _checked(lines(recording)), "recording")


def _checked(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines with their ends; refuse one that could not be loaded again."""
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise ExportError(
                f"The recording has a step of {len(line):,} characters, and {LONGEST_LINE:,} are allowed; "
                "add fewer jobs at once, or jobs with less data."
            )
        yield line + "\n"


def lines(recording: Recording) -> Iterator[str]:
    """Yield the lines of a recording's file, without line ends."""
    yield dump(head_to_json(recording))
    for step in recording:
        yield dump(step_to_json(step))
    yield dump({"end": len(recording)})


def dump(value: Any) -> str:
    """One line of JSON: ASCII, keys sorted, no spaces, no NaN."""
    return _ENCODER.encode(value)


def head_to_json(recording: Recording) -> dict[str, Any]:
    """Return the first line: what was recorded, on what, and the state it began with."""
    return {
        "qlab": "recording",
        "version": VERSION,
        "prefix": recording.prefix,
        "start": recording.start,
        "at": recording.first.at,
        "sampled": recording.first.sampled,
        "clock": recording.clock,
        "server": recording.server,
        "note": recording.note,
        "keys": {name: state_to_json(state) for name, state in recording.first.state.items()},
    }


def step_to_json(step: Step, *, changes: Sequence[Any] | None = None) -> dict[str, Any]:
    """Return a step's line. Tuples are JSON's arrays; the names stand in their order, so sorting finds nothing to do.

    Args:
        step: The step.
        changes: Its changes, where somebody has written them already.
    """
    return {
        "at": step.at,
        "changes": [change_of(step, change) for change in step.diff] if changes is None else changes,
        "commands": step.commands,
        "facts": dict(step.call.facts),
        "index": step.index,
        "job": step.job,
        "op": step.operation.name,
        "queue": step.queue,
        "returned": step.returned,
        "script": step.script,
        "sentence": step.sentence,
        "title": step.title,
    }


def change_of(step: Step, change: Change) -> Any:
    """Return a change; where only a part of the key's value is held, that part as it is now: no edit tells the true
    size.

    So it is with a page of a larger key, and with a redacted value of another size.
    """
    page = step.after.sampled or isinstance(change, SizeChanged)
    after = step.after.key(change.key) if page else None
    return change_to_json(change) if after is None else {"key": change.key, "set": state_to_json(after)}
