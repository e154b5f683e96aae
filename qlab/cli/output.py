"""What all commands print with: a console, JSON, errors, and the options for them."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from qlab.errors import QlabError
from qlab.text.columns import WIDTH
from qlab.text.escape import terminal

if TYPE_CHECKING:
    from qlab.snapshot.redact import Redact

__all__ = [
    "WIDE", "WIDTH", "AsJson", "NoColor", "Redacting", "RedactingAll", "console", "failed", "print_json", "redact_of",
    "safe",
]  # fmt: skip

WIDE = 130
"""On a terminal of this many columns, moments are written in full."""
WHOLE = 100_000
"""So wide a table may be where no person reads it: nothing in it is cut, so that ids can be taken from it."""

NoColor = Annotated[bool, typer.Option("--no-color", help="Print plain text; the variable NO_COLOR does the same.")]
Redacting = Annotated[bool, typer.Option("--redact", help="Replace job data and return values by their shape.")]
RedactingAll = Annotated[bool, typer.Option("--redact-all", help="Also replace error texts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def console(*, no_color: bool = False, file: IO[str] | None = None, table: bool = False) -> Console:
    """Return a console for a person: colours where the terminal has them, at most 100 columns, and no markup in texts.

    Args:
        no_color: Print no escape sequences at all. The environment variable ``NO_COLOR`` says the same (no-color.org).
        file: Where to; None: standard output.
        table: Whether it prints a table: as wide as the terminal, and whole where there is none.
    """
    plain = no_color or bool(os.environ.get("NO_COLOR"))
    made = Console(
        file=file or sys.stdout,
        color_system=None if plain else "auto",
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )
    if table:
        made.width = made.width if made.is_terminal else WHOLE
    else:
        made.width = min(made.width, WIDTH) if made.is_terminal else WIDTH
    return made


def safe(text: object, style: str = "") -> Text:
    """Return text from anywhere, as text: it can neither move the cursor nor set a style, by ANSI or by rich's
    ``[red]``.
    """
    return Text(terminal(text), style=style)


def print_json(value: Any) -> None:
    """Print a JSON value, indented, keys in the order given."""
    print(json.dumps(value, indent=2, ensure_ascii=True))


def failed(error: QlabError) -> None:
    """Print an error's sentence on standard error: in lines on a terminal, in one line for a program."""
    out = console(file=sys.stderr)
    out.print(Text.assemble(("qlab: ", "bold red"), safe(error)), soft_wrap=not out.is_terminal)


def redact_of(some: bool, everything: bool) -> Redact:
    """Return what two options say of redacting."""
    return "all" if everything else some
