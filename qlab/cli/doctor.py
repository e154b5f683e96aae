"""``qlab doctor``: what is wrong, once or again and again, for a person, a program or an alarm."""

# Each parameter of a command is one of its options.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qlab.cli.attached import attached
from qlab.cli.line import ProgressLine
from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.errors import UsageError
from qlab.text.durations import parse_duration
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.observe.attach import Observer
    from qlab.observe.doctor.comparing import Changes
    from qlab.observe.doctor.finding import Report

__all__ = ["doctor"]

FORMATS = ("text", "json", "prometheus")
STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def _this_machine() -> None:
    """Say, without a server, whether this machine is ready for the course."""
    from qlab.teach.ready import machine

    found = machine()
    print(found.text())
    raise typer.Exit(not found.ready)


@attached(without=_this_machine)
def doctor(
    observer: Observer,
    line: ProgressLine,
    queue: Annotated[
        str | None, typer.Argument(help="The queue's name, or prefix:name; without it, all queues.")
    ] = None,
    upgrade: Annotated[
        str | None, typer.Option(help="Also report what blocks a move to this major version: 6.")
    ] = None,
    least: Annotated[
        str, typer.Option("--min-severity", help="Only findings at least this severe: info, warning or error.")
    ] = "info",
    form: Annotated[str, typer.Option("--format", help="text, json or prometheus.")] = "text",
    since: Annotated[
        Path | None, typer.Option(help="A report printed by --format json: report only what changed since.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep looking; report only what changes.")] = False,
    every: Annotated[str, typer.Option(help="With --watch, how often to look.")] = "60s",
    looks: Annotated[
        int | None, typer.Option(help="With --watch, stop after this many looks; otherwise on Ctrl-C.")
    ] = None,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """Say what is wrong with the queues, and what to do. Exits with 1 on findings of severity error.

    Without a URL: whether this machine is ready for the course.
    """
    from qlab.observe.doctor.comparing import compare

    form = "json" if as_json else form
    if form not in FORMATS:
        raise UsageError(f"{repr_of(form)} is not a format; it is text, json or prometheus.")
    if form != "text" and (watch or since):
        raise UsageError("Changes are told as text; leave --format and --json out with --watch and --since.")
    wait = _turns(parse_duration(every) / 1_000, looks)

    def look() -> Report:
        report = observer.doctor(queue, upgrade=upgrade).at_least(least)
        line.clear()
        return report

    known = None if since is None else _read(since)
    report = look()
    out = console(no_color=no_color)
    if known is None:
        _show(report, form, out)
    else:
        _tell(compare(known.at_least(least), report), out)
    raise typer.Exit(_watch(look, wait, report, out) if watch else _code(report))


def _watch(look: Callable[[], Report], wait: Callable[[], bool], report: Report, out: Console) -> int:
    """Tell changes as they come; return the exit code of the last report."""
    from qlab.observe.doctor.comparing import changes

    try:
        for after, found in changes(look, wait, report):
            report = after
            _tell(found, out)
    except KeyboardInterrupt:
        pass
    return _code(report)


def _turns(seconds: float, looks: int | None) -> Callable[[], bool]:
    """Wait for the next look; return False if there is none."""
    left = [None if looks is None else looks - 1]
    never = threading.Event()

    def wait() -> bool:
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                return False
        never.wait(seconds)
        return True

    return wait


def _code(report: Report) -> int:
    return 0 if report.healthy else 1


def _read(path: Path) -> Report:
    from qlab.observe.doctor.finding import Report

    try:
        return Report.from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(
            f"{repr_of(str(path))} cannot be read as a report: {error.strerror}; check the path."
        ) from None
    except ValueError:
        raise UsageError(f"{repr_of(str(path))} cannot be read as a report; give one of --format json.") from None


def _tell(changes: Changes, out: Console) -> None:
    if not any(changes):
        out.print("Nothing has changed.")
    for kind, some in changes._asdict().items():
        for each in some:
            first, _newline, rest = each.text(out.width).partition("\n")
            out.print(safe(f"{kind}: {first}", STYLES[each.severity]))
            if kind != "gone":
                print(rest + "\n")


def _show(report: Report, form: str, out: Console) -> None:
    from qlab.observe.doctor.comparing import prometheus

    if form == "json":
        print_json(report.to_json())
    elif form == "prometheus":
        print(prometheus(report), end="")
    else:
        _show_text(report, out)


def _show_text(report: Report, out: Console) -> None:
    for finding in report:
        first, _newline, rest = finding.text(out.width).partition("\n")
        out.print(safe(first, STYLES[finding.severity]))
        print(rest + "\n")
    if not len(report):
        out.print("Nothing is wrong.")
    for note in report.unchecked:
        out.print(safe(f"Not checked: {note}"))
