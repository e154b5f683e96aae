"""``qlab demo``: the email story, printed and written down."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from qlab.cli.brief import Brief, brief
from qlab.cli.files import PLAYER, REPORT, make_folder, write_story
from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.show import fit
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

Out = Annotated[Path, typer.Option("--out", help="The folder to write into; it is made where it does not exist.")]

STYLES = {"+": "green", "−": "red", "~": "yellow"}
INDENT = 4
GAP = "   "


def register(app: typer.Typer) -> None:
    """Adds ``qlab demo``."""
    app.command(epilog="Example: qlab demo --out story")(demo)


def demo(out: Out = Path("qlab-demo"), no_color: NoColor = False, as_json: AsJson = False) -> None:
    """Play the email story: print its steps, write the recording, the figures, a report and a player."""
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


def print_story(screen: Console, recording: Recording) -> None:
    """Prints what a recording is, then each of its steps."""
    screen.print(safe(recording.text().splitlines()[0], "bold"))
    if recording.note:
        screen.print(safe(recording.note))
    for step in recording:
        print_step(screen, step)


def print_step(screen: Console, step: Step) -> None:
    """Prints a step: number, time, script, sentence, and its changes in brief."""
    script = ("  " + terminal(step.script), "cyan") if step.script else ""
    elapsed = (format_elapsed(step.elapsed_ms), "bold")
    screen.print()
    screen.print(Text.assemble((f"{step.index:>3} ", "bold"), elapsed, script))
    _print_indented(screen, safe(step.sentence).wrap(screen, screen.width - INDENT))
    changes = [change_text(each, screen.width - INDENT) for each in brief(step)]
    _print_indented(screen, packed(changes, screen.width - INDENT) or [Text("nothing changed", style="dim")])


def change_text(change: Brief, width: int) -> Text:
    """A change in brief, at most ``width`` columns; its sign says by colour, too, what came and what went."""
    return Text(fit(str(change), width), style=STYLES[change.sign])


def packed(texts: Iterable[Text], width: int) -> list[Text]:
    """Texts side by side, as many to a line as ``width`` columns hold; none is broken."""
    lines: list[Text] = []
    for text in texts:
        if lines and lines[-1].cell_len + len(GAP) + text.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], GAP, text)
        else:
            lines.append(text)
    return lines


def _print_indented(screen: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        line.rstrip()
        screen.print(Text.assemble(" " * INDENT, line))


def say_where(screen: Console, folder: Path, files: list[str]) -> None:
    """Says which files were written, and where."""
    screen.print()
    screen.print(Text.assemble("Written into ", (shorten(terminal(folder), 60), "bold"), ":"))
    _print_indented(screen, safe(", ".join(files)).wrap(screen, screen.width - INDENT))
    screen.print(
        safe(f"Open {folder / REPORT} in a browser, or {PLAYER} beside it to step through the film."), soft_wrap=True
    )


def step_json(step: Step) -> dict[str, object]:
    """A step as JSON values, as ``--json`` prints it."""
    return {
        "index": step.index,
        "elapsed_ms": step.elapsed_ms,
        "title": step.title,
        "sentence": step.sentence,
        "script": step.script,
        "queue": step.queue,
        "job": step.job,
        "changes": [str(each) for each in brief(step)],
    }
