"""The command ``qlab``. Its modules are imported inside ``main``, so that Ctrl-C during an import is silent too."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]
import typer
from typer.core import TyperGroup

from qlab.cli.output import failed
from qlab.errors import QlabError
from qlab.text.escape import mask_urls

MODULES = (
    "demo",
    "course",
    "observe",
    "play",
    "explore",
    "app",
)
"""The modules of commands, in the order of ``qlab --help``; each has ``register(app: typer.Typer) -> None``."""


class _Commands(TyperGroup):
    """The commands; what they say of a wrong call shows no password, though it repeats what was typed."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            said = getattr(error, "message", None)  # an error of typer's has one; its class has no name here
            if isinstance(said, str):
                vars(error)["message"] = mask_urls(said)
            raise


EPILOG = "Example: qlab demo"


def build() -> typer.Typer:
    """The command with all its subcommands."""
    app = typer.Typer(
        name="qlab",
        cls=_Commands,
        help="See inside a BullMQ queue, one atomic step at a time.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(_nothing)
    for name in MODULES:
        import_module(f"qlab.cli.{name}").register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command ``qlab``.

    Args:
        arguments: What follows ``qlab``; None: what the shell gave.

    Raises:
        SystemExit: Always: 0 when all went well, 2 when the call or the world was wrong, 130 on an interrupt.
    """
    try:
        from qlab.cli.commands import run

        run(arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
