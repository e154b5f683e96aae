"""``qlab explore``: every interleaving of a model's actors, on the real scripts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qlab.cli.output import NoColor, console, safe
from qlab.errors import UsageError
from qlab.text.decoded import quoted
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from qlab.explore import Counterexample

__all__ = ["register"]

Source = Annotated[str, typer.Argument(metavar="MODEL", help="A Python file with world(lab), or a model's name.")]
Crashes = Annotated[int | None, typer.Option("--crashes", min=0, help="How many actors may crash.", show_default=False)]
Late = Annotated[int | None, typer.Option("--late", min=0, help="How many locks may expire.", show_default=False)]
Ticks = Annotated[int | None, typer.Option("--ticks", min=0, help="How often the clock may move.", show_default=False)]
Depth = Annotated[
    int | None, typer.Option("--depth", min=1, help="The largest number of moves in a row.", show_default=False)
]
States = Annotated[
    int | None, typer.Option("--states", min=1, help="The largest number of states.", show_default=False)
]
Seconds = Annotated[float | None, typer.Option("--seconds", min=0, help="The longest time, s.", show_default=False)]
Processes = Annotated[int, typer.Option("--processes", min=1, help="How many processes search, each with a server.")]
Every = Annotated[bool, typer.Option("--every", help="Continue after the first broken promise.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write the counterexample's recording: .jsonl, or .html.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add ``qlab explore``."""
    app.command(epilog="Example: qlab explore paying --out twice.html")(explore)


def explore(  # noqa: PLR0913, PLR0917  all but the first are options
    model: Source,
    crashes: Crashes = None,
    late: Late = None,
    ticks: Ticks = None,
    depth: Depth = None,
    states: States = None,
    seconds: Seconds = None,
    every: Every = False,
    processes: Processes = 1,
    out: Out = None,
    no_color: NoColor = False,
) -> None:
    """Play every interleaving of a model's actors on real BullMQ scripts; show the shortest way to a broken promise.

    A file may also define OPTIONS, a dict of explore's other arguments. Ctrl-C keeps what was found. The exit code is 0
    if every promise holds in every state, else 1.
    """
    given = {"crashes": crashes, "late": late, "ticks": ticks, "depth": depth, "states": states, "seconds": seconds}
    world, options = _model(model)
    options.update({name: value for name, value in given.items() if value is not None})
    from qlab.explore import explore as search

    with _executor(processes, model) as executor:
        found = search(world, **{**options, **({"every": True} if every else {}), "executor": executor})
    lines = found.text().splitlines()
    if out is not None and found.counterexample is not None:
        lines.append(f"The counterexample is in {shorten(terminal(_written(found.counterexample, out)), 80)}.")
    for line in lines:
        console(no_color=no_color).print(safe(line))
    raise typer.Exit(0 if found.holds else 1)


@contextmanager
def _executor(processes: int, model: str) -> Iterator[Executor | None]:
    """Return this many processes that know the model; None for one, which is this process."""
    if processes == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")  # a fork would copy this process's connections, and its threads' locks
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_prepare, initargs=(model,)) as executor:
        yield executor


def _prepare(model: str) -> None:
    """Make a process ready: it knows the model's file, and leaves Ctrl-C to the process that searches."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if model.endswith(".py"):
        from qlab.explore.model_file import loaded_module

        loaded_module(Path(model))


def _written(counterexample: Counterexample, out: Path) -> Path:
    recording = counterexample.recording
    return recording.to_html(out) if out.suffix == ".html" else recording.save(out)


def _model(named: str) -> tuple[Any, dict[str, Any]]:
    if not named.endswith(".py"):
        return _of_the_library(named)
    from qlab.explore.model_file import read_model

    return read_model(Path(named))


def _of_the_library(named: str) -> tuple[Any, dict[str, Any]]:
    from qlab.explore.models import MODELS

    if named not in MODELS:
        raise UsageError(
            f"There is no model {quoted(named)}; give a file that ends in .py, or one of: {', '.join(MODELS)}."
        )
    model = MODELS[named]
    return model.sendable, dict(model.options)
