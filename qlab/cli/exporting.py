"""``qlab export``: a saved recording in another program's format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.output import NoColor, console, safe
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from qlab.record.recording import Recording

__all__ = ["SUFFIX", "Format", "export", "register"]


class Format(StrEnum):
    """What a recording can be written as."""

    STATES = "states"
    SEQUENCE = "sequence"
    FLOW = "flow"
    OTLP = "otlp"
    PARQUET = "parquet"
    GIF = "gif"
    HTML = "html"
    TYPESCRIPT = "typescript"
    NESTJS = "nestjs"


SUFFIX = {
    Format.STATES: ".states.mmd", Format.SEQUENCE: ".sequence.mmd", Format.FLOW: ".flow.mmd",
    Format.OTLP: ".otlp.json", Format.PARQUET: "", Format.GIF: ".gif", Format.HTML: ".html",
    Format.TYPESCRIPT: ".ts", Format.NESTJS: "",
}  # fmt: skip
"""How the file is called that is written beside the recording; of Parquet and NestJS it is a folder."""

Source = Annotated[Path, typer.Argument(metavar="RECORDING", help="The recording: a .jsonl file that qlab saved.")]
As = Annotated[Format, typer.Option("--as", help="states, sequence and flow are Mermaid diagrams.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="The file to write, or the folder for Parquet and NestJS; without it, next to the recording."
    ),
]
First = Annotated[int | None, typer.Option("--first", help="GIF: the first step to show; without it, step 1.")]
Last = Annotated[int | None, typer.Option("--last", help="GIF: the last step to show; without it, the recording's.")]


def register(app: typer.Typer) -> None:
    """Add ``qlab export``."""
    app.command(epilog="Example: qlab export qlab-demo/recording.jsonl --as sequence --out story.mmd")(export)


def export(
    recording: Source, form: As, out: Out = None, first: First = None, last: Last = None, no_color: NoColor = False
) -> None:
    """Write a recording for another program: Mermaid, OpenTelemetry, Parquet, a picture, a page, a script, a module."""
    from qlab.errors import UsageError
    from qlab.files import exists
    from qlab.record.recording import Recording

    if form is not Format.GIF and (first, last) != (None, None):
        raise UsageError(f"--first and --last choose the steps of a GIF; leave them out with --as {form.value}.")
    loaded = Recording.load(recording)  # first: what is no file has no name to put a suffix behind
    path = out or recording.with_suffix(SUFFIX[form])
    if exists(path) and exists(recording) and path.samefile(recording):
        raise UsageError(f"{shorten(terminal(path), 300)} is the recording itself; name another file with --out.")
    unsaid = _write(loaded, form, path, 1 if first is None else first, last)
    out_to = console(no_color=no_color)
    out_to.print(safe(f"Wrote {shorten(terminal(path), 300)}."))
    for missing in unsaid:
        out_to.print(safe(f"Not in it: {missing}"))


def _write(recording: Recording, form: Format, path: Path, first: int, last: int | None) -> tuple[str, ...]:
    """Write a recording in a form, and return what that cannot hold."""
    from qlab.code.nestjs import save_nestjs
    from qlab.files import write_file

    writes: Mapping[Format, Callable[[], object]] = {
        Format.OTLP: lambda: recording.to_otlp(path),
        Format.PARQUET: lambda: recording.to_parquet(path),
        Format.GIF: lambda: recording.to_gif(path, first, last),
        Format.HTML: lambda: recording.to_html(path),
        Format.TYPESCRIPT: lambda: recording.to_typescript(path),
        Format.NESTJS: lambda: save_nestjs(recording, {}, path),
    }
    if form not in writes:
        write_file(path, recording.to_mermaid(form.value), "export")
        return ()
    unsaid: tuple[str, ...] = getattr(writes[form](), "unsaid", ())
    return unsaid
