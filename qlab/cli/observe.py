"""``qlab snapshot``, ``explain``, ``doctor`` and ``watch``: somebody's queues, looked at and never touched."""

# Each parameter of a command is one of its options.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.decoded import quoted
from qlab.durations import format_at, parse_duration
from qlab.snapshot.redact import Redact

if TYPE_CHECKING:
    from qlab.observe.attach import Observer
    from qlab.observe.discover import QueueInfo
    from qlab.observe.doctor.finding import Report
    from qlab.record.recording import Recording
    from qlab.snapshot.model import Snapshot

EXAMPLE = "redis://127.0.0.1:6379"
Url = Annotated[
    str, typer.Argument(help="Where the server is: redis://, rediss://, unix://, redis+cluster://, redis+sentinel://.")
]
Queue = Annotated[str, typer.Argument(help="The queue's name, or prefix:name.")]
SomeQueue = Annotated[str | None, typer.Argument(help="The queue's name, or prefix:name; without it, all queues.")]
Prefix = Annotated[str | None, typer.Option("--prefix", help="Only queues under this prefix of BullMQ's.")]
Redacting = Annotated[bool, typer.Option("--redact", help="Replace job data and return values by their shape.")]
RedactingAll = Annotated[bool, typer.Option("--redact-all", help="Replace error texts as well.")]
Ca = Annotated[Path | None, typer.Option("--ca", help="With rediss://, the authority's certificate.")]
Cert = Annotated[Path | None, typer.Option("--cert", help="With rediss://, your certificate.")]
Key = Annotated[Path | None, typer.Option("--key", help="With rediss://, the key of your certificate.")]
FIELDS = (
    "id", "name", "state", "data", "timestamp", "attempts_made", "attempts", "priority", "due", "processed_on",
    "finished_on", "failed_reason", "return_value",
)  # fmt: skip
"""What the JSON says of each job."""


def register(app: typer.Typer) -> None:
    """Adds ``qlab snapshot``, ``explain``, ``doctor`` and ``watch``."""
    app.command(epilog=f"Example: qlab snapshot {EXAMPLE} emailQueue --limit 10")(snapshot)
    app.command(epilog=f"Example: qlab explain {EXAMPLE} emailQueue 42")(explain)
    app.command(epilog=f"Example: qlab doctor {EXAMPLE} || echo 'something is wrong'")(doctor)
    app.command(epilog=f"Example: qlab watch {EXAMPLE} emailQueue --seconds 30 --out email.jsonl")(watch)


def snapshot(
    url: Url,
    queue: SomeQueue = None,
    limit: Annotated[int, typer.Option(help="At most so many jobs of each state.")] = 10,
    state: Annotated[list[str] | None, typer.Option(help="Only jobs in this state; may be repeated.")] = None,
    prefix: Prefix = None,
    redact: Redacting = False,
    redact_all: RedactingAll = False,
    ca: Ca = None,
    cert: Cert = None,
    key: Key = None,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """List the queues of a server, or show one queue: exact counts, and the jobs whose turn is next."""
    with _observer(url, prefix, ca, cert, key) as observer:
        if queue is None:
            _show_queues(observer.queues(progress=_walking(as_json)), console(no_color=no_color), as_json=as_json)
            return
        page = observer.snapshot(queue, limit, state, redact=_redact(redact, redact_all))
        _show_page(page, page.queues[0] if page.queues else queue, console(no_color=no_color), as_json=as_json)


def explain(
    url: Url,
    queue: Queue,
    id: Annotated[str, typer.Argument(help="The job's id.")],
    prefix: Prefix = None,
    ca: Ca = None,
    cert: Cert = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Say why a job is where it is, and what must happen for it to move."""
    with _observer(url, prefix, ca, cert, key) as observer:
        told = observer.explain(queue, id)
    if as_json:
        print_json(told.to_json())
    else:
        print(told.text())


def doctor(
    url: Url,
    queue: SomeQueue = None,
    prefix: Prefix = None,
    ca: Ca = None,
    cert: Cert = None,
    key: Key = None,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """Say what is wrong with the queues, and what to do. Exits with 1 on findings of severity error."""
    with _observer(url, prefix, ca, cert, key) as observer:
        report = observer.doctor(queue)
    if as_json:
        print_json(report.to_json())
    else:
        _show_report(report, console(no_color=no_color))
    raise typer.Exit(0 if report.healthy else 1)


def watch(
    url: Url,
    queue: Queue,
    seconds: Annotated[str | None, typer.Option(help="How long, such as 30 or 5m; without it, until Ctrl-C.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the recording there as it grows (JSON Lines).")] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest event there is.")] = False,
    prefix: Prefix = None,
    redact: Redacting = False,
    redact_all: RedactingAll = False,
    ca: Ca = None,
    cert: Cert = None,
    key: Key = None,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """Watch what happens in a queue, and keep it as a recording."""
    with _observer(url, prefix, ca, cert, key) as observer:
        recording = observer.watch(
            queue, _duration(seconds), from_start=from_start, path=out, redact=_redact(redact, redact_all),
            progress=_watching(as_json),
        )  # fmt: skip
    if as_json:
        _print_moves(recording, out)
        return
    print(recording.text())
    if out:
        console(no_color=no_color).print(safe(f"Written to {out}"))


@contextmanager
def _observer(url: str, prefix: str | None, ca: Path | None, cert: Path | None, key: Path | None) -> Iterator[Observer]:
    from qlab.observe.attach import attach

    files = (None if path is None else str(path) for path in (ca, cert, key))
    with attach(url, prefix, **dict(zip(("ca", "cert", "key"), files, strict=True))) as observer:
        yield observer


def _redact(some: bool, everything: bool) -> Redact:
    return "all" if everything else some


def _duration(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return parse_duration(text) / 1_000


def _walking(quiet: bool) -> Any:
    """A line on a terminal's standard error that says how far the walk over the keyspace is."""
    if quiet or not sys.stderr.isatty():
        return None
    return lambda seen, total: print(f"\r{seen:,} of about {total:,} keys looked at", end="", file=sys.stderr)


def _watching(quiet: bool) -> Any:
    if quiet or not sys.stderr.isatty():
        return None

    def tell(events: int, passed: float, remark: str) -> None:
        line = f"{passed:7.1f} s  {events:,} events  {quoted(remark, 60)}"
        print(f"\r{line:<98}", end="", file=sys.stderr, flush=True)

    return tell


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
        jobs = ", ".join(f"{number:,} {state}" for state, number in info.counts.items() if number) or "none"
        oldest = "" if info.oldest_waiting is None else format_at(info.oldest_waiting)
        cells = (info.name, info.prefix, info.maker or info.layout, "yes" if info.paused else "", oldest, jobs)
        table.add_row(*map(safe, cells))
    out.print(table)


def _show_page(page: Snapshot, queue: str, out: Console, *, as_json: bool) -> None:
    jobs = list(page.all_jobs())
    if as_json:
        rows = [{name: getattr(job, name) for name in FIELDS} for job in jobs]
        print_json(
            {"queue": queue, "prefix": page.prefix, "at": page.at, "counts": page.counts_of(queue), "jobs": rows}
        )
        return
    counts = ", ".join(f"{number:,} {state}" for state, number in page.counts_of(queue).items() if number) or "no jobs"
    out.print(safe(f"{queue}: {counts}", "bold"))
    table = Table(
        "id", "name", "state", "attempts", "added", "last error", box=None, header_style="bold", pad_edge=False
    )
    for job in jobs:
        tried = f"{job.attempts_made} of {job.attempts}"
        error = quoted(job.failed_reason or "", 40)
        table.add_row(*map(safe, (job.id, job.name, job.state, tried, format_at(job.timestamp), error)))
    out.print(table)


def _show_report(report: Report, out: Console) -> None:
    styles = {"error": "bold red", "warning": "yellow", "info": "cyan"}
    for finding in report:
        first, _newline, rest = finding.text().partition("\n")
        out.print(safe(first, styles[finding.severity]))
        print(rest + "\n")
    if not len(report):
        out.print("Nothing is wrong.")
    for note in report.unchecked:
        out.print(safe(f"Not checked: {note}"))


def _print_moves(recording: Recording, out: Path | None) -> None:
    steps = [
        {
            "index": step.index,
            "at": step.at,
            "operation": step.operation.name,
            "job": step.job,
            "sentence": step.sentence,
        }
        for step in recording
    ]
    print_json({"file": None if out is None else str(out), "note": recording.note, "steps": steps})
