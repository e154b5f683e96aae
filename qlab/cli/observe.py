"""``qlab snapshot``, ``explain``, ``doctor`` and ``watch``: somebody's queues, looked at and never touched."""

# Each parameter of a command is one of its options.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from qlab.cli.attached import attached
from qlab.cli.doctor import doctor
from qlab.cli.line import ProgressLine
from qlab.cli.output import WIDE, AsJson, NoColor, Redacting, RedactingAll, console, print_json, redact_of, safe
from qlab.cli.watching.watch_command import watch
from qlab.protocol.keys import STATE_ROLES
from qlab.text.decoded import quoted
from qlab.text.durations import format_at, format_at_near

if TYPE_CHECKING:
    from qlab.observe.attach import Observer
    from qlab.observe.discover import QueueInfo
    from qlab.snapshot.job_view import JobView
    from qlab.snapshot.model import Snapshot

__all__ = ["register"]

EXAMPLE = "redis://127.0.0.1:6379"
Queue = Annotated[str, typer.Argument(help="The queue's name, or prefix:name.")]
SomeQueue = Annotated[str | None, typer.Argument(help="The queue's name, or prefix:name; without it, all queues.")]
FIELDS = (
    "id", "name", "state", "data", "timestamp", "attempts_made", "attempts", "priority", "due", "processed_on",
    "finished_on", "failed_reason", "return_value",
)  # fmt: skip
"""What the JSON says of each job."""
COLUMNS = ("id", "name", "state", "attempts", "priority", "added", "started or ended", "due", "last error")
"""What the table says of each job; a column that is empty is left out."""
WHOLE = ("state", "added", "started or ended", "due")


def register(app: typer.Typer) -> None:
    """Add ``qlab snapshot``, ``explain``, ``doctor`` and ``watch``."""
    app.command(epilog=f"Example: qlab snapshot {EXAMPLE} emailQueue --limit 10")(snapshot)
    app.command(epilog=f"Example: qlab explain {EXAMPLE} emailQueue 42")(explain)
    app.command(epilog=f"Example: qlab doctor {EXAMPLE} || echo 'something is wrong'")(doctor)
    app.command(epilog=f"Example: qlab watch {EXAMPLE} emailQueue --seconds 30 --out email.jsonl")(watch)


@attached
def snapshot(
    observer: Observer,
    line: ProgressLine,
    queue: SomeQueue = None,
    limit: Annotated[int, typer.Option(help="How many jobs of each state at most.")] = 10,
    state: Annotated[list[str] | None, typer.Option(help="Only jobs in this state; may be repeated.")] = None,
    redact: Redacting = False,
    redact_all: RedactingAll = False,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """List the queues of a server, or show one queue: exact counts, and the jobs whose turn is next."""
    found = observer.queues() if queue is None else []
    page = None if queue is None else observer.snapshot(queue, limit, state, redact=redact_of(redact, redact_all))
    line.clear()
    if page is None or queue is None:
        _show_queues(found, console(no_color=no_color, table=True), as_json=as_json)
    else:
        shown = (*page.queues, queue)[0]  # a queue on which so far only a worker waits has no keys
        _show_page(page, shown, console(no_color=no_color, table=True), as_json=as_json)


@attached
def explain(
    observer: Observer,
    line: ProgressLine,
    queue: Queue,
    id: Annotated[str, typer.Argument(help="The job's id.")],
    as_json: AsJson = False,
) -> None:
    """Say why a job is where it is, and what must happen for it to move."""
    text = observer.explain(queue, id)
    line.clear()
    if as_json:
        print_json(text.to_json())
    else:
        print(text.text(console().width))


def _show_queues(found: list[QueueInfo], out: Console, *, as_json: bool) -> None:
    if as_json:
        print_json([info.to_json() for info in found])
        return
    if not found:
        out.print("There are no BullMQ queues on this server.")
        return
    table = Table(
        "queue", "prefix", "made by", "paused", "oldest waiting", box=None, header_style="bold", pad_edge=False
    )
    table.add_column("jobs")
    for info in found:
        jobs = _counted(info.counts) or "none"
        oldest = "" if info.oldest_waiting is None else format_at(info.oldest_waiting)
        cells = (info.name, info.prefix, info.maker or info.layout, "yes" if info.paused else "", oldest, jobs)
        table.add_row(*map(safe, cells))
    out.print(table)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in counts.items() if number)


def _show_page(page: Snapshot, queue: str, out: Console, *, as_json: bool) -> None:
    turns = [id for role in STATE_ROLES for id in page.in_turn(queue, role)]
    place = {id: at for at, id in enumerate(turns)}
    jobs = sorted(page.all_jobs(), key=lambda job: place.get(job.id, len(place)))
    counts, paused = page.counts_of(queue), page.is_paused(queue)
    if as_json:
        rows = [{name: getattr(job, name) for name in FIELDS} for job in jobs]
        text = {"queue": queue, "prefix": page.prefix, "at": page.at, "paused": paused, "counts": counts, "jobs": rows}
        print_json(text)
        return
    out.print(safe(f"{queue}{' (paused)' if paused else ''}: {_counted(counts) or 'no jobs'}", "bold"))
    narrow = out.is_terminal and out.width < WIDE
    cells = [_cells(job, page.at if narrow else None) for job in jobs]
    if not cells:
        return
    shown = [at for at in range(len(COLUMNS)) if any(row[at] for row in cells)]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for at in shown:
        # An id that is cut cannot be used, and a state or a moment in two lines cannot be read.
        head, whole = COLUMNS[at].replace(" or ", "\nor " if narrow else " or "), COLUMNS[at] in WHOLE
        table.add_column(head, overflow="fold", no_wrap=narrow and whole)
    for row in cells:
        table.add_row(*(safe(row[at]) for at in shown))
    out.print(table)
    if narrow:
        out.print("Times are in UTC; --json has them whole.")


def _cells(job: JobView, now: int | None) -> tuple[object, ...]:
    """Return a row; its moments are brief where it is told what time it is."""
    from qlab.observe.layout import attempts_run

    moments = (job.timestamp, job.finished_on or job.processed_on, job.due)
    added, since, due = ("" if not at else format_at(at) if now is None else format_at_near(at, now) for at in moments)
    tried, error = f"{attempts_run(job)} of {job.attempts}", quoted(job.failed_reason or "", 200)
    return job.id, job.name, job.state, tried, str(job.priority or ""), added, since, due, error
