"""``qlab watch``: what happens in queues, line by line as it happens, and kept as a recording."""

# Each parameter of a command is one of its options.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.attached import attached
from qlab.cli.line import ProgressLine
from qlab.cli.output import AsJson, NoColor, Redacting, RedactingAll, console, print_json, redact_of, safe
from qlab.cli.watching.live_lines import LiveLines
from qlab.errors import DurationError
from qlab.text.durations import parse_duration
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.observe.attach import Observer
    from qlab.record.recording import Recording

__all__ = ["watch"]


@attached
def watch(
    observer: Observer,
    line: ProgressLine,
    queue: Annotated[list[str], typer.Argument(help="The queue's name, or prefix:name; several of one prefix.")],
    seconds: Annotated[str | None, typer.Option(help="How long, such as 30 or 5m; without it, until Ctrl-C.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the recording there as it grows (JSON Lines).")] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest event there is.")] = False,
    live: Annotated[
        bool | None,
        typer.Option(
            "--live/--quiet",
            help="Print each step as it happens, its time in UTC; or only a summary at the end. By default live, "
            "unless --out is given and the output is not a terminal.",
        ),
    ] = None,
    redact: Redacting = False,
    redact_all: RedactingAll = False,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """Watch what happens in one or several queues, line by line as it happens, and keep it as a recording."""
    stop = threading.Event()
    shown = not as_json and (live if live is not None else out is None or sys.stdout.isatty())
    lines = LiveLines(console(), line, several=len(queue) > 1, stop=stop)
    recording = observer.watch(
        queue, _duration(seconds), from_start=from_start, path=out, redact=redact_of(redact, redact_all), stop=stop,
        progress=line.watching, seen=lines if shown else None,
    )  # fmt: skip
    lines.told()
    line.clear()
    if as_json:
        _print_moves(recording, out)
        return
    from qlab.record.show import recording_text  # at the first watch: it brings the tables along

    print(recording_text(recording, console().width, steps=not shown))
    if out:
        console(no_color=no_color).print(safe(f"Written to {out}"))


def _duration(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return parse_duration(text) / 1_000
    except DurationError:
        raise DurationError(
            f"{repr_of(text)} is not a valid time to watch; give seconds, such as 30, or 500ms, 5m or 1h."
        ) from None


def _print_moves(recording: Recording, out: Path | None) -> None:
    steps = [
        {
            "index": step.index,
            "at": step.at,
            "queue": step.queue,
            "operation": step.operation.name,
            "job": step.job,
            "sentence": step.sentence,
        }
        for step in recording
    ]
    print_json({"file": None if out is None else str(out), "note": recording.note, "steps": steps})
