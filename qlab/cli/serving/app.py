"""The commands ``qlab app up`` and ``qlab app work``: the demonstration application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

import typer

from qlab.cli.group import Group
from qlab.cli.output import NoColor, console, safe
from qlab.errors import UsageError
from qlab.protocol.states import FINISHED
from qlab.text.durations import parse_duration
from qlab.text.escape import shorten

__all__ = ["register"]

Redis = Annotated[
    str | None, typer.Option("--redis", help="Your own server; without it, `up` starts one that ends with it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        cls=Group, help="Run the demonstration application.", no_args_is_help=True, rich_markup_mode="rich"
    )
    group.command(epilog="Example: qlab app up --port 8001")(up)
    group.command(epilog="Example: qlab app work --queue email --redis redis://127.0.0.1:6379")(work)
    app.add_typer(group, name="app")


def up(
    redis: Redis = None,
    host: Annotated[
        str | None, typer.Option(help="Where the API listens; anywhere but on loopback it needs a token.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="The API's port.")] = None,
    smtp_port: Annotated[int | None, typer.Option(help="The mail catcher's port.")] = None,
    no_color: NoColor = False,
) -> None:
    """Start server, API, workers and mail catcher; Ctrl-C ends them all."""
    from qlab.app.processes.up import up as run
    from qlab.app.settings import load

    settings = load(redis_url=redis, host=host, port=port, smtp_port=smtp_port)
    screen = console(no_color=no_color)

    def say(addresses: Mapping[str, str]) -> None:
        for what, address in addresses.items():
            screen.print(safe(f"{what:<14}"), safe(address), soft_wrap=True)
        if not settings.data.is_dir():
            screen.print("There is no data folder, so jobs that read a file will fail; QLAB_APP_DATA says where it is.")
        screen.print("Ctrl-C ends it.")

    embedded = redis is None and "redis_url" not in settings.model_fields_set
    run(settings, say, embedded=embedded)
    screen.print("Ended.")


def work(
    redis: Redis = None,
    queue: Annotated[
        list[str] | None, typer.Option(help="A queue to work on; may be repeated. Without it, all.")
    ] = None,
    lock_duration: Annotated[
        str | None, typer.Option(help="How long a lock on a job lasts unless renewed, such as 10s.")
    ] = None,
    stalled_interval: Annotated[
        str | None, typer.Option(help="How often to look for jobs whose worker is gone, such as 10s.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing.")] = False,
    attended: Annotated[bool, typer.Option("--attended", hidden=True, help="End with standard input, too.")] = False,
    no_color: NoColor = False,
) -> None:
    """Work on the application's queues until SIGTERM or Ctrl-C; jobs at work are finished, unless it comes twice."""
    from qlab.app.processes.worker_process import run
    from qlab.app.queues import NAMES, QueueName
    from qlab.app.settings import load

    unknown = [name for name in queue or [] if name not in get_args(QueueName)]
    if unknown:
        raise UsageError(f"There is no queue {shorten(repr(unknown[0]), 40)}; choose from {', '.join(NAMES)}.")
    chosen = [name for name in NAMES if not queue or name in queue]
    given = {"lockDuration": lock_duration, "stalledInterval": stalled_interval}
    options = {name: parse_duration(value) for name, value in given.items() if value is not None}
    run(load(redis_url=redis), chosen, None if quiet else _Teller(no_color=no_color), attended=attended, **options)


class _Teller:
    """Prints a line for what happens to a job, with a bar where it reports how far it is."""

    def __init__(self, *, no_color: bool) -> None:
        self._screen = console(no_color=no_color)

    def __call__(self, what: str, queue: str, job: Any, value: Any) -> None:
        """Print one line."""
        bar = _bar(value) if what == "progress" else ""
        tail = f" {shorten(value, 50)}" if what in FINISHED else ""
        self._screen.print(safe(f"{queue:<15} {shorten(str(job.id), 20):<20} {what:<9}{bar}{tail}"), soft_wrap=True)


def _bar(progress: Any) -> str:
    from qlab.run.real.bars import share_of

    share = share_of(progress)
    return f" {shorten(progress, 20)}" if share is None else f" {'█' * round(20 * share):░<20} {share:4.0%}"
