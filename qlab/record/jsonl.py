"""Recordings as JSON Lines: a head, a line a step, a foot.

The head holds the first state whole, each step the changes to it (see :mod:`qlab.record.codec`), and the foot the number
of steps, so that a file that was cut off is noticed. Keys are sorted and text is ASCII: the same recording is always the
same bytes, and text that is not UTF-8 comes back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from immutables import Map

from qlab.errors import ExportError, RecordingError, RecordingInvalid, RecordingTruncated, RecordingVersion
from qlab.record.codec import as_text, change_from_json, change_to_json, state_from_json, state_to_json
from qlab.record.recording import Recording
from qlab.record.step import Command, Operation, Step, Trace
from qlab.snapshot.model import Snapshot

VERSION = 1


def save(recording: Recording, path: Path) -> Path:
    """Writes a recording; see :meth:`qlab.Recording.save`."""
    try:
        with path.open("w", encoding="ascii", newline="\n") as file:
            for line in lines(recording):
                file.write(line + "\n")
    except OSError as error:
        raise ExportError(
            f"The recording cannot be written to {path}: {error.strerror}; choose another path."
        ) from error
    return path


def lines(recording: Recording) -> Iterator[str]:
    """The lines of a recording's file, without line ends."""
    yield dump(head_to_json(recording))
    for step in recording:
        yield dump(step_to_json(step))
    yield dump({"end": len(recording)})


def dump(value: Any) -> str:
    """One line of JSON: ASCII, keys sorted, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def head_to_json(recording: Recording) -> dict[str, Any]:
    """The first line: what was recorded, on what, and the state it began with."""
    keys = {name: state_to_json(state) for name, state in recording.first.state.items()}
    facts = {"prefix": recording.prefix, "start": recording.start, "at": recording.first.at, "clock": recording.clock}
    return {
        "qlab": "recording",
        "version": VERSION,
        **facts,
        "server": recording.server,
        "note": recording.note,
        "keys": keys,
    }


def step_to_json(step: Step) -> dict[str, Any]:
    """A step's line."""
    return {
        "index": step.index,
        "at": step.at,
        "title": step.title,
        "op": step.operation.name,
        "queue": step.queue,
        "job": step.job,
        "sentence": step.sentence,
        "script": step.script,
        "commands": [[command.name, list(command.args), list(command.keys)] for command in step.commands],
        "returned": step.returned,
        "changes": [change_to_json(change) for change in step.diff],
    }


def load(path: Path, *, partial: bool = False) -> Recording:
    """Reads a recording; see :meth:`qlab.Recording.load`."""
    try:
        with path.open("r", encoding="utf-8") as file:
            return _read(file, path, partial)
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    except UnicodeDecodeError as error:
        raise RecordingInvalid(f"{path} is not a recording: it is not text; choose a file that qlab saved.") from error


def _read(file: IO[str], path: Path, partial: bool) -> Recording:
    recording = _head(_line(file.readline(), path, 1), path)
    for number, text in enumerate(file, 2):
        if partial and not text.endswith("\n"):
            return recording
        line = _line(text, path, number)
        if "end" in line:
            return _ended(recording, line, path)
        recording.steps.append(_guarded(_step, recording, line, path, number))
    if partial:
        return recording
    raise RecordingTruncated(
        f"{path} ends after {len(recording)} steps, before the recording does; "
        "copy it again, or load what is there with partial=True."
    )


def _ended(recording: Recording, foot: dict[str, Any], path: Path) -> Recording:
    if foot["end"] != len(recording):
        raise RecordingTruncated(
            f"{path} lacks steps: it holds {len(recording)} and should hold {foot['end']}; copy it again."
        )
    return recording


def _line(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        line = json.loads(text, parse_constant=_no_constants)
    except (ValueError, RecursionError) as error:
        if text and not text.endswith("\n"):
            raise RecordingTruncated(
                f"{path} is cut off in line {number}; copy it again, or load what is there with partial=True."
            ) from error
        raise RecordingInvalid(
            f"{path} is not a recording: line {number} is not JSON; choose a file that qlab saved."
        ) from error
    if not isinstance(line, dict):
        raise RecordingInvalid(f"{path} is not a recording: line {number} is no object; choose a file that qlab saved.")
    return line


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _head(line: dict[str, Any], path: Path) -> Recording:
    if line.get("qlab") != "recording":
        raise RecordingInvalid(
            f"{path} is not a recording: it does not say so in its first line; choose a file that qlab saved."
        )
    if line.get("version") != VERSION:
        raise RecordingVersion(
            f"{path} has format version {str(line.get('version'))[:20]!r}, and this qlab reads version {VERSION}; "
            "open it with the qlab that made it."
        )
    return _guarded(_recording, None, line, path, 1)  # type: ignore[no-any-return]


def _guarded(make: Any, recording: Recording | None, line: dict[str, Any], path: Path, number: int) -> Any:
    """Makes something of a line; whatever is wrong with the line becomes one clear error."""
    try:
        return make(line) if recording is None else make(recording, line)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise RecordingInvalid(
            f"{path} is damaged in line {number} ({type(error).__name__}: {str(error)[:80]}); make the recording again."
        ) from error


def _recording(line: dict[str, Any]) -> Recording:
    state = Map({as_text(name): state_from_json(name, value) for name, value in line["keys"].items()})
    first = Snapshot(_whole(line["at"]), _whole(line["start"]), as_text(line["prefix"]), state)
    return Recording(first, as_text(line["clock"]), as_text(line["server"]), as_text(line["note"]))


def _step(recording: Recording, line: dict[str, Any]) -> Step:
    before = recording.last
    changes = [change_from_json(each, before.state) for each in line["changes"]]
    state = before.state
    for change in changes:
        after = change.apply(before.state.get(change.key))
        state = state.delete(change.key) if after is None else state.set(change.key, after)
    trace = Trace(line["script"], tuple(_command(each) for each in line["commands"]))
    sentence = as_text(line["sentence"])
    return Step(
        index=_whole(line["index"]),
        title=as_text(line["title"]),
        operation=Operation(as_text(line["op"]), line["queue"], line["job"]),
        before=before,
        after=Snapshot(_whole(line["at"]), before.start, before.prefix, state),
        returned=line["returned"],
        changed=frozenset(change.key for change in changes),
        tell=lambda _: sentence,
        traced=lambda: trace,
    )


def _command(value: Any) -> Command:
    name, args, keys = value
    return Command(as_text(name), tuple(map(as_text, args)), tuple(map(as_text, keys)))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"whole number expected, {type(value).__name__} found")
    return value
