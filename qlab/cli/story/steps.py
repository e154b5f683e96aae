"""A recording's steps, printed: number, time, script, sentence, and the changes in brief."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from qlab.cli.output import safe
from qlab.cli.story.brief import Brief, brief
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.show import fit_columns
from qlab.text.durations import format_elapsed
from qlab.text.escape import terminal

__all__ = ["INDENT", "print_indented", "print_story", "step_json"]

STYLES = {"+": "green", "−": "red", "~": "yellow"}
INDENT = 4
GAP = "   "


def print_story(screen: Console, recording: Recording) -> None:
    """Print what a recording is, then each of its steps."""
    screen.print(safe(recording.text().splitlines()[0], "bold"))
    if recording.note:
        screen.print(safe(recording.note))
    for step in recording:
        print_step(screen, step)


def print_step(screen: Console, step: Step) -> None:
    """Print a step: number, time, script, sentence, and its changes in brief."""
    script = ("  " + terminal(step.script), "cyan") if step.script else ""
    elapsed = (format_elapsed(step.elapsed_ms), "bold")
    screen.print()
    screen.print(Text.assemble((f"{step.index:>3} ", "bold"), elapsed, script))
    print_indented(screen, safe(step.sentence).wrap(screen, screen.width - INDENT))
    changes = [change_text(each, screen.width - INDENT) for each in brief(step)]
    print_indented(screen, packed(changes, screen.width - INDENT) or [Text("nothing changed", style="dim")])


def change_text(change: Brief, width: int) -> Text:
    """Return a change in brief, at most ``width`` columns; its sign says by colour, too, what came and what went."""
    return Text(fit_columns(str(change), width), style=STYLES[change.sign])


def packed(texts: Iterable[Text], width: int) -> list[Text]:
    """Return texts side by side, as many to a line as ``width`` columns hold; none is broken."""
    lines: list[Text] = []
    for text in texts:
        if lines and lines[-1].cell_len + len(GAP) + text.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], GAP, text)
        else:
            lines.append(text)
    return lines


def print_indented(screen: Console, lines: Iterable[Text]) -> None:
    """Print lines, indented."""
    for line in lines:
        line.rstrip()
        screen.print(Text.assemble(" " * INDENT, line))


def step_json(step: Step) -> dict[str, object]:
    """Return a step as JSON values, as ``--json`` prints it."""
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
