"""``qlab demo``: the email story, printed and written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from rich.console import Console

    from qlab.record.recording import Recording

__all__ = ["register"]

Out = Annotated[Path, typer.Option("--out", help="The folder to write into; it is made where it does not exist.")]


def register(app: typer.Typer) -> None:
    """Adds ``qlab demo``."""
    app.command(epilog="Example: qlab demo --out story")(demo)


def demo(out: Out = Path("qlab-demo"), no_color: NoColor = False, as_json: AsJson = False) -> None:
    """Play the email story: print its steps, write the recording, the figures, a report and a player."""
    from qlab.cli.story.steps import print_story, step_json
    from qlab.cli.story.written import make_folder, write_story

    make_folder(out)
    recording = play()
    if not as_json:
        screen = console(no_color=no_color)
        print_story(screen, recording)
        say_where(screen, out, write_story(recording, out))
    else:
        files = write_story(recording, out)
        print_json({"folder": str(out), "files": files, "steps": [step_json(step) for step in recording]})


def play() -> Recording:
    """The story's recording, from a lab of its own that is closed again."""
    from qlab.lab.lab import Lab
    from qlab.stories.email import email_story

    with Lab() as lab:
        email_story(lab)
        return lab.recording


def say_where(screen: Console, folder: Path, files: list[str]) -> None:
    """Says which files were written, and where."""
    from rich.text import Text

    from qlab.cli.story.steps import INDENT, print_indented
    from qlab.cli.story.written import PLAYER, REPORT

    screen.print()
    screen.print(Text.assemble("Written into ", (shorten(terminal(folder), 60), "bold"), ":"))
    print_indented(screen, safe(", ".join(files)).wrap(screen, screen.width - INDENT))
    screen.print(
        safe(f"Open {folder / REPORT} in a browser, or {PLAYER} beside it to step through it."), soft_wrap=True
    )
