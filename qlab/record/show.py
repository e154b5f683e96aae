"""Steps and recordings as text and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.snapshot.show import WIDTH, diff_lines, diff_table, fit_columns
from qlab.text import html
from qlab.text.columns import wrapped
from qlab.text.decoded import behind_queue
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from qlab.record.recording import Recording
    from qlab.record.step import Command, Step

__all__ = ["recording_html", "recording_text", "step_html", "step_line", "step_text"]

COMMANDS = 40
"""This many commands of a step are shown; the rest are counted."""
STEPS = 100
"""This many steps of a recording are shown; the rest are counted."""
CUT = 200
FOLDED = 4
"""Of this many reports of progress in a row, or more, those between the first and the last are only counted."""


def step_line(step: Step) -> str:
    """Return a step in a few words, for its ``repr``."""
    return fit_columns(f"Step({step.index}, +{step.elapsed_ms / 1000:.3f} s, {step.title!r})")


def step_text(step: Step) -> str:
    """Return a step as plain text: what it was, what happened and why, what changed, and what Redis ran."""
    script = f"  [{terminal(step.script)}]" if step.script else ""
    title = f"Step {step.index}  {format_elapsed(step.elapsed_ms)}  {terminal(step.title)}{script}"
    changes = diff_lines(step.diff) or ["  nothing changed"]
    return "\n".join([fit_columns(title), *wrapped(step.sentence), *changes, *_commands_text(step)])


def _commands_text(step: Step) -> list[str]:
    if not step.commands:
        return []
    shown = [fit_columns(f"    {terminal(command.text())}") for command in step.commands[:COMMANDS]]
    return [f"  {_count(step)}", *shown, *([f"    {_more(step)}"] if _more(step) else [])]


def _count(step: Step) -> str:
    return f"{len(step.commands):,} {'command' if len(step.commands) == 1 else 'commands'}"


def _more(step: Step) -> str:
    hidden = len(step.commands) - COMMANDS
    return f"… and {hidden:,} more" if hidden > 0 else ""


def step_html(step: Step) -> str:
    """Return a step as HTML: title, time, sentence, script, the commands (closed at first), what changed."""
    subtitle = f"Step {step.index}, {format_elapsed(step.elapsed_ms)}"
    script = html.join(" ", html.tag(step.script)) if step.script else ""
    changes = diff_table(step.diff) if len(step.diff) else html.element("p", html.quiet("nothing changed"))
    sentence = html.element("p", html.marked(terminal(step.sentence)), script)
    return html.card(step.title, subtitle, sentence, _commands_html(step), changes)


def _commands_html(step: Step) -> html.Html:
    if not step.commands:
        return html.Html()
    rows = [
        (_command_html(command), ", ".join(map(str, command.roles(step.after.prefix))))
        for command in step.commands[:COMMANDS]
    ]
    return html.details(_count(step), html.table(("command", "roles of its keys"), rows), html.quiet(_more(step)))


def _command_html(command: Command) -> html.Html:
    return html.code(shorten(terminal(command.text()), CUT))


def recording_text(recording: Recording, width: int = WIDTH, *, steps: bool = True) -> str:
    """Return a recording as plain text, at most ``width`` columns wide.

    One sentence per step, with its queue where there are several; without the steps, what is above and below them.
    """
    lines = [*wrapped(_title(recording), width), *(wrapped(recording.note, width) if recording.note else [])]
    rows, hidden = _rows(recording) if steps else ([], 0)
    margin, several = len(f"{len(recording)}"), len({step.queue for step in recording} - {None}) > 1
    for step, sentence in rows:
        first = f"{step.index:>{margin}}  {format_elapsed(step.elapsed_ms):>10}  "
        lines += wrapped(behind_queue(step.queue if several else None, sentence), width, first, " " * len(first))
    return "\n".join([*lines, *(line for end in _ends(recording, hidden) for line in wrapped(end, width))])


def _rows(recording: Recording) -> tuple[list[tuple[Step, str]], int]:
    """Return the steps that are shown, each with its sentence, and how many more there are: of many reports of progress
    that a job makes in one attempt, the first and the last.
    """
    series = _progress_series(recording)
    rows = [(step, series.get(step.index, step.sentence)) for step in recording if series.get(step.index) != ""]
    return rows[:STEPS], max(len(rows) - STEPS, 0)


def _progress_series(recording: Recording) -> dict[int, str]:
    """By step: the sentence of the last report of a long series, and "" for those between it and the first."""
    open_now: dict[tuple[str | None, str | None], list[Step]] = {}
    done: list[list[Step]] = []
    for step in recording:
        if step.job is None:
            continue
        if step.operation == operations.PROGRESS:
            open_now.setdefault((step.queue, step.job), []).append(step)
        elif (ended := open_now.pop((step.queue, step.job), None)) is not None:
            done.append(ended)
    told: dict[int, str] = {}
    for some in (*done, *open_now.values()):
        if len(some) >= FOLDED:
            between = f"{len(some) - 2:,} more reports between the first and this one"
            told |= {step.index: "" for step in some[1:-1]}
            told[some[-1].index] = f"{some[-1].sentence.rstrip('.')} ({between})."
    return told


def _ends(recording: Recording, hidden: int) -> list[str]:
    """Return what stands below the steps: how many are not shown, and how many adds made no job, as events told."""
    more = [f"… and {hidden:,} more"] if hidden else []
    ignored = sum(step.call.facts.get("ignored") == "refused" for step in recording)
    number = "1 add was ignored as a duplicate" if ignored == 1 else f"{ignored:,} adds were ignored as duplicates"
    return [*more, *([f"{number}: see refused()."] if ignored else [])]


def _title(recording: Recording) -> str:
    steps = f"{len(recording):,} {'step' if len(recording) == 1 else 'steps'}"
    elapsed = format_elapsed(recording.last.at - recording.start)
    server = f" on {terminal(recording.server)}" if recording.server else ""
    return f"Recording of {steps}, to {elapsed} in {terminal(recording.clock)} time{server}"


def recording_html(recording: Recording) -> str:
    """Return a recording as HTML: one row per step."""
    shown, hidden = _rows(recording)
    rows = [
        (step.index, format_elapsed(step.elapsed_ms), step.title, html.marked(terminal(sentence)), step.script or "")
        for step, sentence in shown
    ]
    steps = html.table(("step", "at", "operation", "what happened", "script"), rows)
    below = (html.quiet(line) for line in _ends(recording, hidden))
    return html.card(_title(recording), recording.note, steps, html.join(*below))
