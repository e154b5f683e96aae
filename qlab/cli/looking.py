"""``qlab queues``, ``find``, ``flow``, ``workers``, ``schedulers``, ``latency``, ``metrics``, ``failures``."""

# Each parameter of a command is one of its options.

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from qlab.cli.attached import attached
from qlab.cli.line import ProgressLine
from qlab.cli.output import WIDE, AsJson, NoColor, console, print_json, safe
from qlab.text.durations import format_at, format_at_near, format_ms

if TYPE_CHECKING:
    from qlab.observe.attach import Observer

__all__ = ["register"]

EXAMPLE = "redis://127.0.0.1:6379"
MINUTES = 15
"""This many minutes are shown; JSON has all."""
IN_ITS_ID = "(in its id)"
"""The rule of a repeatable job, which old releases and Bull keep nowhere else."""
NARROW = 100
"""On a terminal of fewer columns, a table's columns are one space apart."""
TEXTS = {"queue", "remark", "id", "name", "text", "worker", "that is", "scheduler", "rule", "ended", "reason",
         "such as", "queues", "latest"}  # fmt: skip
"""The columns that may be broken into lines."""
Queue = Annotated[str, typer.Argument(help="The queue's name, or prefix:name.")]
SomeQueues = Annotated[list[str] | None, typer.Argument(help="Queues' names, or prefix:name; without them, all.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=f"Example: qlab queues {EXAMPLE}")(queues)
    app.command(epilog=f"Example: qlab find {EXAMPLE} emailQueue ada@example.com")(find)
    app.command(epilog=f"Example: qlab flow {EXAMPLE} orders 42")(flow)
    app.command(epilog=f"Example: qlab workers {EXAMPLE} emailQueue")(workers)
    app.command(epilog=f"Example: qlab schedulers {EXAMPLE} emailQueue")(schedulers)
    app.command(epilog=f"Example: qlab latency {EXAMPLE} emailQueue")(latency)
    app.command(epilog=f"Example: qlab metrics {EXAMPLE} emailQueue")(metrics)
    app.command(epilog=f"Example: qlab failures {EXAMPLE}")(failures)


@attached
def queues(observer: Observer, line: ProgressLine, as_json: AsJson = False, no_color: NoColor = False) -> None:
    """List all queues in one screen, worst first: workers, oldest waiting job, failure rate, counts."""
    from qlab.observe.looking.overview import overview

    found = overview(observer.connection, observer.queues())
    line.clear()
    if as_json:
        print_json([each.to_json() for each in found])
        return
    headers = ("queue", "prefix", "workers", "waiting", "oldest", "active", "delayed", "failed", "rate", "remark")
    rows = [each.cells() for each in found]
    _show(headers, rows, "There are no BullMQ queues on this server.", no_color=no_color, same="prefix")


@attached
def find(
    observer: Observer, line: ProgressLine, queue: Queue,
    text: Annotated[str, typer.Argument(help="What to look for in ids, names, data, errors and return values.")],
    state: Annotated[list[str] | None, typer.Option(help="Only jobs in this state; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(help="Stop after this many.")] = 20,
    as_json: AsJson = False, no_color: NoColor = False,
) -> None:  # fmt: skip
    """Find jobs by a text in their id, name, data, error or return value."""
    found = observer.find(queue, text, states=state, limit=limit)
    line.clear()
    if as_json:
        print_json(found.to_json())
        return
    rows = ((match.id, str(match.state), match.name, match.field, match.excerpt) for match in found)
    nobody = "No job has it in what was read." if found.skipped else "No job has it."
    _show(("id", "state", "name", "in", "text"), rows, nobody, no_color=no_color)
    more = "" if found.whole else "; there may be more: raise --limit"
    console(no_color=no_color).print(safe(f"{found.extent}{more}"))


@attached
def flow(
    observer: Observer, line: ProgressLine, queue: Queue,
    id: Annotated[str, typer.Argument(help="The job's id.")], as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show the flow below a job as a tree: states, and why each waits."""
    tree = observer.flow(queue, id)
    line.clear()
    if as_json:
        print_json(tree.to_json())
    else:
        print(tree.text())


@attached
def workers(
    observer: Observer, line: ProgressLine, queue: Queue, as_json: AsJson = False, no_color: NoColor = False
) -> None:
    """Show who works on a queue, and who works on one of its name elsewhere."""
    found = observer.workers(queue)
    line.clear()
    if as_json:
        print_json(found.to_json())
        return
    if found.here is None:
        console(no_color=no_color).print(safe(f"Not known: {found.unknown}."))
    seen = (*(found.here or ()), *found.elsewhere)
    rows = (
        (each.name or "(no name)", each.prefix, str(each.db), str(each.doing), f"{each.idle_s} s", each.doing.sentence)
        for each in seen
    )
    if found.none and found.elsewhere:
        console(no_color=no_color).print("No worker of this queue is connected. Others of its name:")
    headers = ("worker", "prefix", "database", "doing", "idle", "that is")
    _show(headers, rows, "No worker is connected.", no_color=no_color)


@attached
def schedulers(
    observer: Observer, line: ProgressLine, queue: Queue, as_json: AsJson = False, no_color: NoColor = False
) -> None:
    """Show a queue's job schedulers: rule, jobs made, next moment, and whether it is late."""
    found = observer.schedulers(queue)
    line.clear()
    if as_json:
        print_json([each.to_json() for each in found])
        return
    at = _moments(observer)
    rows = (
        (each.id, each.rule or IN_ITS_ID, "" if each.made is None else f"{each.made:,}",
         "" if each.next_ms is None else at(each.next_ms), format_ms(each.late_ms) if each.late_ms else "",
         each.ended)
        for each in found
    )  # fmt: skip
    headers = ("scheduler", "rule", "made", "next", "late by", "ended")
    _show(headers, rows, "It has no scheduler.", no_color=no_color, brief=at is not format_at)


@attached
def latency(
    observer: Observer, line: ProgressLine, queue: Queue, as_json: AsJson = False, no_color: NoColor = False
) -> None:
    """Show how long the finished jobs that are still kept waited and ran."""
    found = observer.latency(queue)
    line.clear()
    if as_json:
        print_json(found.to_json())
        return
    if not found.running_ms:
        console(no_color=no_color).print(_unmeasured(found.kept))
        return
    rows = [
        tuple("" if isnan(value) else f"{value:g}" for value in row)
        for row in found.quantiles().itertuples(index=False)
    ]
    _show(("quantile", "waiting (ms)", "running (ms)"), rows, "", no_color=no_color)
    console(no_color=no_color).print(safe(f"{len(found.running_ms):,} of {found.kept:,} finished jobs"))


def _unmeasured(kept: int) -> str:
    return (
        f"None of the {kept:,} finished jobs that are kept says how long it ran."
        if kept
        else "No finished jobs are kept."
    )


@attached
def metrics(
    observer: Observer, line: ProgressLine, queue: Queue, as_json: AsJson = False, no_color: NoColor = False
) -> None:
    """Show BullMQ's own metrics: jobs completed and failed, in all and in each of the latest minutes."""
    found = observer.metrics(queue)
    line.clear()
    if as_json:
        print_json(found.to_json())
        return
    if rows := [(format_at(at), *(f"{number:,}" for number in counts)) for at, counts in found.latest(MINUTES)]:
        _show(("minute", *found.minutes), rows, "", no_color=no_color)
    console(no_color=no_color).print(safe(found.text()))


@attached
def failures(
    observer: Observer, line: ProgressLine, queue: SomeQueues = None, as_json: AsJson = False, no_color: NoColor = False
) -> None:
    """Group the failed jobs by reason across queues, with the latest job of each.

    Numbers, ids, quoted values, addresses and paths may differ in a group, and words never.
    """
    found = observer.failures(queue or None)
    line.clear()
    if as_json:
        print_json([each._asdict() for each in found])
        return
    at = _moments(observer)
    rows = (
        (
            f"{each.jobs:,}",
            each.reason if each.texts > 1 else each.text,
            each.text if each.texts > 1 else "",
            ", ".join(f"{name} {number:,}" for name, number in each.queues.items()),
            f"{each.queue} {each.latest}",
            "" if each.at is None else at(each.at),
        )
        for each in found
    )
    headers = ("jobs", "reason", "such as", "queues", "latest", "at")
    _show(headers, rows, "No failed jobs are kept.", no_color=no_color, brief=at is not format_at)


def _moments(observer: Observer) -> Callable[[float], str]:
    """Return what writes moments: where the terminal is narrow, as briefly as the server's own time allows."""
    out = console(table=True)
    if not out.is_terminal or out.width >= WIDE:
        return format_at
    from qlab.observe.looking.overview import server_now

    return partial(format_at_near, now_ms=server_now(observer.connection))


def _show(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    none: str,
    *,
    no_color: bool,
    same: str = "",
    brief: bool = False,
) -> None:
    """Print a table: texts are broken into lines where they must, numbers and moments never.

    Args:
        headers: What stands above each column.
        rows: The rows.
        none: What to print where there is no row.
        no_color: Print plain text.
        same: A column that a terminal needs no room for where all its cells are the same: they are named once, below.
        brief: Whether its moments are brief.
    """
    out, rows = console(no_color=no_color, table=True), list(rows)
    beside = (0, 1, 0, 0) if out.width < NARROW else (0, 1)
    held = {row[headers.index(same)] for row in rows} if same and out.is_terminal else set()
    shown = [at for at, header in enumerate(headers) if header != same or len(held) != 1]
    table = Table(box=None, header_style="bold", pad_edge=False, padding=beside)
    for at in shown:
        # Two names that are cut may look alike; a number or a moment in two lines cannot be read.
        table.add_column(headers[at], overflow="fold", no_wrap=headers[at] not in TEXTS)
    for row in rows:
        table.add_row(*(safe(row[at]) for at in shown))
    out.print(table if rows else none)
    if len(held) == 1:
        out.print(safe(f"All are under the {same} {held.pop()}."))
    if brief and rows:
        out.print("Times are in UTC; --json has them whole.")
