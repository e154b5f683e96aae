"""``qlab demo``: a story, printed and written down; or the whole gallery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["register"]

ALL = "all"
Named = Annotated[str, typer.Option("--story", help="A story of the gallery; `all` writes each and an index.")]
Out = Annotated[Path, typer.Option("--out", help="The folder to write into; it is created if it does not exist.")]


def register(app: typer.Typer) -> None:
    """Add ``qlab demo``."""
    app.command(epilog="Example: qlab demo --out story")(demo)


def demo(
    out: Out = Path("qlab-demo"), story: Named = "email", no_color: NoColor = False, as_json: AsJson = False
) -> None:
    """Play a story: print its steps, write the recording, the figures, a report and a player."""
    from qlab.cli.story.steps import print_story, step_json
    from qlab.cli.story.written import make_folder, write_story
    from qlab.stories.gallery import play, story_named

    if story == ALL:
        return _gallery(out, no_color=no_color, as_json=as_json)
    story_named(story)
    make_folder(out)
    recording = play(story)
    if not as_json:
        screen = console(no_color=no_color)
        print_story(screen, recording)
        return say_where(screen, out, write_story(recording, out))
    files = write_story(recording, out)
    return print_json({"folder": str(out), "files": files, "steps": [step_json(step) for step in recording]})


def _gallery(folder: Path, *, no_color: bool, as_json: bool) -> None:
    """Write every story's page, and the index page."""
    from qlab.cli.story.gallery_pages import INDEX, write_gallery
    from qlab.cli.story.written import make_folder

    make_folder(folder)
    files = write_gallery(folder)
    if as_json:
        return print_json({"folder": str(folder), "files": files})
    where = shorten(terminal(folder / INDEX), 80)
    return console(no_color=no_color).print(safe(f"{len(files) - 1} stories; open {where} in a browser."))


def say_where(screen: Console, folder: Path, files: list[str]) -> None:
    """Say which files were written, and where."""
    from rich.text import Text

    from qlab.cli.story.steps import INDENT, print_indented
    from qlab.cli.story.written import PLAYER, REPORT

    screen.print()
    screen.print(Text.assemble("Written into ", (shorten(terminal(folder), 60), "bold"), ":"))
    print_indented(screen, safe(", ".join(files)).wrap(screen, screen.width - INDENT))
    screen.print(
        safe(f"Open {folder / REPORT} in a browser, or {PLAYER} beside it to step through it."), soft_wrap=True
    )
