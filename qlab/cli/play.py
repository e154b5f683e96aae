"""``qlab play``: a saved recording, or a story of the gallery, as one interactive page."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.output import NoColor, console, safe
from qlab.errors import UsageError
from qlab.text.escape import repr_of, shorten, terminal
from qlab.text.nearest import did_you_mean

if TYPE_CHECKING:
    from qlab.record.recording import Recording

__all__ = ["register"]

Source = Annotated[
    Path, typer.Argument(metavar="RECORDING", help="A .jsonl file that qlab saved, or a story such as stalled.")
]
Beside = Annotated[
    Path | None,
    typer.Argument(metavar="[BESIDE]", help="Another one, to show next to it on one clock.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="The page to write; without it, next to the recording.", show_default=False),
]
Open = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]
Partial = Annotated[bool, typer.Option("--partial", help="Load what a truncated recording still holds.")]


def register(app: typer.Typer) -> None:
    """Add ``qlab play``."""
    app.command(epilog="Example: qlab play qlab-demo/recording.jsonl --out story.html --open")(play)


def play(
    recording: Source,
    beside: Beside = None,
    out: Out = None,
    show: Open = False,
    partial: Partial = False,
    no_color: NoColor = False,
) -> None:
    """Write a recording, or a story of the gallery, as one page that steps through it; the page needs no network."""
    loaded = _told(recording, partial=partial)
    other = None if beside is None else _told(beside, partial=partial)
    names = () if beside is None else (recording.stem, beside.stem)
    path = loaded.to_html(out or recording.with_suffix(".html"), beside=other, names=names)
    steps = " beside ".join(_counted(each) for each in (loaded, other) if each is not None)
    console(no_color=no_color).print(safe(f"{steps} in {shorten(terminal(path), 80)}; {path.stat().st_size:,} bytes."))
    if show:
        webbrowser.open(path.resolve().as_uri())


def _counted(recording: Recording) -> str:
    return f"{len(recording):,} {'step' if len(recording) == 1 else 'steps'}"


def _told(source: Path, *, partial: bool) -> Recording:
    """Return a recording that was saved, or where there is no such file, the story of that name."""
    from qlab.files import exists
    from qlab.record.recording import Recording
    from qlab.stories.gallery import STORIES, play

    if exists(source):
        return Recording.load(source, partial=partial)
    if str(source) in STORIES:
        return play(str(source))
    if source.suffix or len(source.parts) > 1:
        return Recording.load(source, partial=partial)  # a path: it says what is wrong with that
    name = repr_of(str(source))
    raise UsageError(
        f"There is no file {name}, and the gallery has no such story: {did_you_mean(str(source), STORIES)}"
    )
