"""The command ``qlab``. Its modules are imported inside ``main``, so that Ctrl-C during an import is silent too."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command ``qlab``.

    Args:
        arguments: What follows ``qlab``; None: what the shell gave.

    Raises:
        SystemExit: Always: 0 when all went well, 2 when the call or the world was wrong, 130 on an interrupt, 141 where
            nobody reads any more what it prints.
    """
    try:
        from qlab.cli.commands import run

        run(arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
