"""Every command there is, and the module that defines it. A module is imported when its command is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

import qlab
from qlab.cli.group import Group
from qlab.cli.output import failed
from qlab.cli.printed import printed, unfailing
from qlab.errors import QlabError
from qlab.text.escape import mask_urls

__all__ = ["MODULES", "build", "run"]

MODULES: Mapping[str, tuple[str, ...]] = {
    "demo": ("demo",),
    "course": ("course", "lab"),
    "observe": ("snapshot", "explain", "doctor", "watch"),
    "looking": ("queues", "find", "flow", "workers", "schedulers", "latency", "metrics", "failures"),
    "play": ("play",),
    "exporting": ("export",),
    "explore": ("explore",),
    "serving.app": ("app",),
    "serving.voting": ("class",),
}
"""Modules of ``qlab.cli`` with the commands that each adds, in the order of ``qlab --help``.

A module has ``register(app: typer.Typer) -> None``. At its top it imports only what its signatures need.
"""

_MODULE_OF = {command: module for module, names in MODULES.items() for command in names}


class _Loaded(Mapping[str, Any]):
    """The commands by name; one is made when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return _commands_of(_MODULE_OF[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULE_OF)

    def __len__(self) -> int:
        return len(_MODULE_OF)


@cache
def _commands_of(module: str) -> Mapping[str, Any]:
    """Return the commands that a module registers."""
    app = typer.Typer(rich_markup_mode="rich")
    import_module(f"qlab.cli.{module}").register(app)
    return typer.main.get_group(app).commands


class _Commands(Group):
    """The commands; what they say of a wrong call shows no password, though it repeats what was typed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Loaded()  # type: ignore[assignment]  # typer only reads it

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            text = getattr(error, "message", None)  # typer's own errors have one; their class is not public
            if isinstance(text, str):
                vars(error)["message"] = mask_urls(text)
            raise


EPILOG = "Example: qlab demo"


def build() -> typer.Typer:
    """Return the command with all its subcommands."""
    app = typer.Typer(
        name="qlab",
        cls=_Commands,
        help="See inside a BullMQ queue, one atomic step at a time.",
        epilog=EPILOG,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(_options)
    return app


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command line; see :func:`qlab.cli.main`."""
    with unfailing():
        try:
            _run(arguments)
        except QlabError as error:
            failed(error)
            raise SystemExit(2) from None


def _run(arguments: Sequence[str] | None) -> None:
    with printed():
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that cannot show → shows ?
        build()(args=arguments, prog_name="qlab")


def _print_version(asked: bool) -> None:
    if asked:
        print(f"qlab {qlab.__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options of `qlab` itself."""
