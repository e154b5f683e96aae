"""``qlab export``: a saved recording in another program's format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from qlab.cli.output import NoColor, console, safe
from qlab.text.escape import shorten, terminal

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
    Format.STATES: ".mmd", Format.SEQUENCE: ".mmd", Format.FLOW: ".mmd", Format.OTLP: ".otlp.json",
    Format.PARQUET: "", Format.GIF: ".gif", Format.HTML: ".html",
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


def register(app: typer.Typer) -> None:
    """Add ``qlab export``."""
    app.command(epilog="Example: qlab export qlab-demo/recording.jsonl --as sequence --out story.mmd")(export)


def export(recording: Source, form: As, out: Out = None, no_color: NoColor = False) -> None:
    """Write a recording for another program: Mermaid, OpenTelemetry, Parquet, a picture, a page, a script, a module."""
    from qlab.code.nestjs import save_nestjs
    from qlab.files import write_file
    from qlab.record.recording import Recording

    loaded = Recording.load(recording)
    unsaid: tuple[str, ...] = ()
    path = out or recording.with_suffix(SUFFIX[form])
    if form is Format.OTLP:
        loaded.to_otlp(path)
    elif form is Format.PARQUET:
        loaded.to_parquet(path)
    elif form is Format.GIF:
        loaded.to_gif(path)
    elif form is Format.HTML:
        loaded.to_html(path)
    elif form is Format.TYPESCRIPT:
        unsaid = loaded.to_typescript(path).unsaid
    elif form is Format.NESTJS:
        unsaid = save_nestjs(loaded, {}, path).unsaid
    else:
        write_file(path, loaded.to_mermaid(form.value), "export")
    out_to = console(no_color=no_color)
    out_to.print(safe(f"{form.value} in {shorten(terminal(path), 80)}."))
    for missing in unsaid:
        out_to.print(safe(f"Not in it: {missing}"))
