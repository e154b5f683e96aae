"""Reading a recording's file, which may be cut off, damaged or made to do harm.

Any fault in it becomes one of :class:`qlab.errors.RecordingError`'s kinds with one sentence. The file is read
line by line; a line has a greatest length, and all states together a greatest number of elements.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial as bound
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

from immutables import Map
from msgspec import UNSET, convert

from qlab.collector import held_off
from qlab.errors import RecordingError, RecordingInvalid, RecordingTooLong, RecordingTruncated, RecordingVersion
from qlab.protocol.operations import operation
from qlab.record.format.checks import finite, no_constant
from qlab.record.format.codec import change_from_line, state_from_line
from qlab.record.format.jsonl import LONGEST_LINE, VERSION
from qlab.record.format.lines import ChangeLine, Count, HeadLine, StepLine, commands_of, head_line, read_step, step_line
from qlab.record.recording import Recording
from qlab.record.step import Call, Step, Trace
from qlab.snapshot.changes import Change, ListChanged
from qlab.snapshot.model import Snapshot, State
from qlab.snapshot.values import KeyState
from qlab.text.escape import shorten, terminal
from qlab.text.words import plural

__all__ = ["load"]

T = TypeVar("T")
_JSON = json.JSONDecoder(parse_constant=no_constant, parse_float=finite)
"""For what msgspec does not read: a lone surrogate, and lines that are damaged, to say how."""
MOVED = 64
"""This many elements of a list are moved in the time that it takes to read one."""
MOST_ELEMENTS = 20_000_000
"""The most list elements, fields and members that the states of all steps may hold together. A step that touches a
key may hold it anew, so a small file could otherwise ask for more memory than there is."""


def load(path: Path, *, partial: bool = False) -> Recording:
    """Read a recording; see :meth:`qlab.Recording.load`."""
    shown = shorten(terminal(path), 200)
    try:
        with _regular(path).open("r", encoding="utf-8", newline="\n") as file:
            return _File(file, shown).read(partial=partial)
    except OSError as error:
        raise RecordingError(f"{shown} cannot be read: {error.strerror}; check the path.") from error
    except UnicodeDecodeError as error:
        raise RecordingInvalid(f"{shown} is not a recording: it is not text; choose a file that qlab saved.") from error
    except ValueError as error:  # a NUL in the path
        raise RecordingError(f"{shown} is not a file's path; check it.") from error


def _regular(path: Path) -> Path:
    """Return the path, unless it is one that waits for a writer, or never ends."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(None, "it is a pipe or a device, not a file")
    return path


class _FileLine(NamedTuple):
    """A line of the file, and whether it has its end."""

    number: int
    text: str

    @property
    def whole(self) -> bool:
        return self.text.endswith("\n")


class _File:
    """The file, as far as it has been read."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file, self._name = file, name
        self._number = self._elements = 0
        self._texts = _Texts()

    @held_off()
    def read(self, *, partial: bool) -> Recording:
        """Return the recording; where ``partial``, up to where the file ends too early."""
        recording = self._head(self._next())
        try:
            self._steps(recording)
        except (RecordingTruncated, RecordingTooLong):
            if not partial:
                raise
        return recording

    def _steps(self, recording: Recording) -> None:
        while (line := self._next()).text:
            try:
                step = read_step(line.text)
            except (ValueError, RecursionError):  # the foot, a text that is not UTF-8, or damage
                json = self._json(line)
                if "end" in json:
                    return self._end(recording, line, json["end"])
                step = self._made(line, bound(step_line, json))
            recording.steps.append(self._made(line, bound(self._step, recording, step)))
        raise RecordingTruncated(
            f"{self._name} ends after {plural(len(recording), 'step')}, before the recording does; "
            "copy it again, or load what is there with partial=True."
        )

    def _next(self) -> _FileLine:
        self._number += 1
        text = self._file.readline(LONGEST_LINE + 2)
        if len(text) > LONGEST_LINE + 1:
            raise RecordingInvalid(
                f"{self._name} cannot be read: line {self._number} has more than {LONGEST_LINE:,} "
                "characters; record fewer or smaller jobs."
            )
        return _FileLine(self._number, text)

    def _end(self, recording: Recording, line: _FileLine, count: Any) -> None:
        if self._made(line, lambda: convert(count, Count)) != len(recording):
            raise RecordingTruncated(
                f"{self._name} is missing steps: it holds {len(recording):,} and should hold {count:,}; copy it again."
            )
        if self._next().text:
            raise RecordingInvalid(f"{self._name} goes on after its end, in line {line.number}; save it again.")

    def _json(self, line: _FileLine) -> dict[str, Any]:
        try:
            json_line = _JSON.decode(line.text)
        except (ValueError, RecursionError) as error:
            raise self._not_json(line) from error
        if not isinstance(json_line, dict):
            raise RecordingInvalid(
                f"{self._name} is not a recording: line {line.number} is not an object; choose a file that qlab saved."
            )
        return json_line

    def _not_json(self, line: _FileLine) -> RecordingError:
        if line.text and not line.whole:
            rest = "copy it again, or load what is there with partial=True" if line.number > 1 else "copy it again"
            return RecordingTruncated(f"{self._name} is cut off in line {line.number}; {rest}.")
        what = f"line {line.number} is not JSON" if line.text else "it is empty"
        return RecordingInvalid(f"{self._name} is not a recording: {what}; choose a file that qlab saved.")

    def _made(self, line: _FileLine, make: Callable[[], T]) -> T:
        """Interpret a line; any fault in it becomes one clear error."""
        try:
            return make()
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            lacks = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            raise RecordingInvalid(
                f"{self._name} is damaged in line {line.number} ({shorten(terminal(lacks), 80)}); "
                "make the recording again."
            ) from error

    # -- what the lines say --------------------------------------------------------------------------------------------

    def _head(self, line: _FileLine) -> Recording:
        head = self._json(line)
        if head.get("qlab") != "recording":
            raise RecordingInvalid(
                f"{self._name} is not a recording: its first line does not say so; choose a file that qlab saved."
            )
        version = head.get("version")
        if version != VERSION or isinstance(version, bool):
            raise RecordingVersion(
                f"{self._name} has format version {shorten(terminal(version), 20)}, and this qlab reads version "
                f"{VERSION}; open it with the qlab that made it."
            )
        return self._made(line, lambda: self._recording(head_line(head)))

    def _recording(self, head: HeadLine) -> Recording:
        state = Map({name: state_from_line(name, value) for name, value in head.keys.items()})
        for held in state.values():
            self._count(held)
        first = Snapshot(head.at, head.start, head.prefix, state, sampled=head.sampled)
        return Recording(first, head.clock, head.server, head.note)

    def _step(self, recording: Recording, line: StepLine) -> Step:
        before, texts = recording.last, self._texts
        if line.index != len(recording) + 1:
            raise ValueError(f"its index is {line.index}")
        state, changed = self._changed(before.state, line.changes)
        facts = {texts[name]: fact for name, fact in line.facts.items()}
        return Step(
            index=line.index,
            title=texts[line.title],
            call=Call(operation(line.op), texts.perhaps(line.queue), texts.perhaps(line.job), facts),
            before=before,
            after=Snapshot(line.at, before.start, before.prefix, state, before.sampled),
            returned=line.returned,
            changed=changed,
            tell=_Says(line.sentence),
            traced=_Traced(texts.perhaps(line.script), bytes(line.commands)),
        )

    def _changed(self, before: State, changes: list[ChangeLine]) -> tuple[State, frozenset[str]]:
        state, changed = before, set[str]()
        for each in changes:
            key = self._texts[each.key]
            if each.encoding is not UNSET:
                each.encoding = self._texts[each.encoding]
            old = before.get(key)
            change = change_from_line(each, key, old)
            if key in changed:
                raise ValueError("a key changes twice in one step")
            changed.add(key)
            self._count_moved(change, old)
            after = change.apply(old)
            state = state.delete(key) if after is None else state.set(key, after)
            self._count(after)
        return state, frozenset(changed)

    def _count_moved(self, change: Change, held: KeyState | None) -> None:
        """Count what a splice moves, all that lies behind it: many in a long list cost time as many elements cost
        memory.
        """
        if isinstance(change, ListChanged) and held is not None:
            self._elements += (len(change.splices) - 1) * held.size // MOVED

    def _count(self, held: KeyState | None) -> None:
        # Streams and long values share one log between the steps, and a string's size is its bytes, which stand in the
        # file.
        if held is not None and held.type not in ("stream", "string"):
            self._elements += held.size if held.edits is None else 1
        if self._elements > MOST_ELEMENTS:
            raise RecordingTooLong(
                f"{self._name} is too long to be loaded at once: up to line {self._number:,} its states hold more than "
                f"{MOST_ELEMENTS:,} elements; load its beginning with partial=True."
            )


class _Says:
    """A function that always returns the same. As a closure, each of a step's two would be five times as large."""

    __slots__ = ("_what",)

    def __init__(self, what: Any) -> None:
        self._what = what

    def __call__(self, *_: object) -> Any:
        return self._what


class _Traced:
    """Gives a step's trace. It is held as it stands in the file, a third as large as all its commands."""

    __slots__ = ("_commands", "_script")

    def __init__(self, script: str | None, commands: bytes) -> None:
        self._script, self._commands = script, commands

    def __call__(self) -> Trace:
        return Trace(self._script, commands_of(self._commands))


class _Texts(dict[str, str]):
    """The texts of the file so far, each but once: keys and words come again with every step, and are half of it."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text

    def perhaps(self, text: str | None) -> str | None:
        """Return a text, or None."""
        return None if text is None else self[text]
