"""From a watch to a recording: in memory, or on disk as it grows."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from qlab.errors import DurationError, QueueError
from qlab.files import is_file, refusing, replace_file
from qlab.observe.connection import Connection
from qlab.observe.discover import foreign
from qlab.observe.layout import Layout, layout
from qlab.observe.looking.libraries import library_of
from qlab.observe.page import read_page
from qlab.observe.watching.watch import EVERY_S, Progress, Watch
from qlab.record.format.jsonl import dump, head_to_json, step_to_json
from qlab.record.recording import Recording
from qlab.record.redacted import noted
from qlab.record.step import Step
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact, check
from qlab.text.decoded import quoted
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of

__all__ = ["NOTE", "Asked", "Seen", "ended_by_ctrl_c", "record", "write"]

Seen = Callable[[Step], None]
"""Called with each step as it happens."""

NOTE = (
    "Watched from outside: a step is an event of the queue's stream, commands are not seen, and counts are those of "
    "the jobs that were seen; the exact counts are what each step `snapshot` returned."
)
BULL_NOTE = (
    f"Watched from outside: {Layout.BULL} keeps no events, so a step is a page of the queue, one every "
    f"{EVERY_S:.0f} seconds; what happened between two of them is not seen, and exact counts are what each returned."
)
EITHER_NOTE = (
    "Watched from outside: when the watch began nothing told whether Bull or BullMQ has this queue. Of BullMQ a step "
    "is an event of the queue's stream; of Bull, which keeps none, a page of the queue, one every "
    f"{EVERY_S:.0f} seconds. Commands are not seen, and exact counts are what each step `snapshot` returned."
)
_NOTES = {Layout.BULL: BULL_NOTE, Layout.EITHER: EITHER_NOTE}


class Asked(NamedTuple):
    """What a watch is asked to do; see :meth:`qlab.Observer.watch`."""

    seconds: Duration | None
    from_start: bool
    path: Path | None
    redact: Redact
    stop: threading.Event
    progress: Progress | None
    seen: Seen | None


def record(connection: Connection, place: tuple[str, str], asked: Asked) -> Recording:
    """Watch a queue; see :meth:`qlab.Observer.watch`."""
    lasting = float("inf") if asked.seconds is None else _seconds(asked.seconds)
    until = time.monotonic() + lasting
    watch = Watch(connection, *place, check(asked.redact))
    first = watch.begin(from_start=asked.from_start)
    facts = connection.facts
    note = _note(connection, place, first, asked)
    recording = Recording(first, "real", f"{facts.name} {facts.version}", noted(note) if asked.redact else note)
    steps = _told(watch.steps(first, asked.stop, until, asked.progress), asked.seen)
    if asked.path is None:
        recording.steps.extend(_until_interrupted(steps, asked.stop))
        return recording
    write(recording, _until_interrupted(steps, asked.stop), asked.path)
    return Recording.load(asked.path)


def _note(connection: Connection, place: tuple[str, str], first: Snapshot, asked: Asked) -> str:
    """Return what a reader should know of such a recording.

    Raises:
        QueueError: If the keys are another library's.
    """
    # From the start of its stream the queue is empty: what it has now tells whose it is.
    whose = layout(read_page(connection, *place, limit=2) if asked.from_start else first, place[1])
    if whose is Layout.OTHER and library_of(connection, *place) is not None:
        name = f"{quoted(place[0], 30)}:{quoted(place[1], 40)}"
        raise QueueError(f"The keys of {name} are {foreign(connection, *place)}; watch a queue of Bull or BullMQ.")
    return _NOTES.get(whose, NOTE)


def _seconds(seconds: Duration) -> float:
    if not isinstance(seconds, int | float):
        return parse_duration(seconds) / 1_000
    if isinstance(seconds, bool) or not 0 <= seconds < float("inf"):  # NaN is neither
        raise DurationError(
            f"{repr_of(seconds)} is not a valid time to watch; give 0 seconds or more, or a duration "
            f"such as '5m'; without one, "
            "a watch lasts until it is stopped."
        )
    return float(seconds)


def _told(steps: Iterator[Step], seen: Seen | None) -> Iterator[Step]:
    for step in steps:
        if seen:
            seen(step)
        yield step


def _until_interrupted(steps: Iterator[Step], stop: threading.Event) -> Iterator[Step]:
    """Yield the steps; Ctrl-C ends the watch, what was read is still played, and a second one ends that."""
    with ended_by_ctrl_c(stop), contextlib.suppress(KeyboardInterrupt):
        yield from steps


@contextlib.contextmanager
def ended_by_ctrl_c(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C set ``stop`` and interrupt nothing: what was read but not yet played would be lost.

    A second one interrupts as ever. Signals come to the main thread: in another, ``stop`` alone ends the watch.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield  # not callable: ignored, as in a shell's background jobs
        return

    def end(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            before(number, frame)
        stop.set()

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def write(recording: Recording, steps: Iterable[Step], path: Path) -> None:
    """Write steps as they come: a file that ends early still holds all that was written.

    A file that is there already is replaced at the end; until then they go into one beside it, named ``….part``.

    Raises:
        ExportError: If the file cannot be written.
    """
    growing = path.with_name(f"{path.name}.part") if is_file(path) else path
    with refusing(growing, "recording"), growing.open("w", encoding="ascii", newline="\n", buffering=1) as file:
        file.write(dump(head_to_json(recording)) + "\n")
        count = 0
        for count, step in enumerate(steps, 1):  # noqa: B007  # the number of steps is the foot
            file.write(dump(step_to_json(step)) + "\n")
        file.write(dump({"end": count}) + "\n")
        file.flush()
        if growing.is_file():  # and no pipe
            os.fsync(file.fileno())
    if growing != path:
        replace_file(growing, path, "recording")
