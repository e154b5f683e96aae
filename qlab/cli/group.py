"""A group of commands whose ``--help`` is quick."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

__all__ = ["Group"]


class Group(TyperGroup):
    """A group that parses nothing of its own where a command comes first.

    To find that none of the group's options was given, typer would import pydantic.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, unless they begin with a command."""
        if args and args[0] in self.commands:
            self.params, self.add_help_option = [], False
        return super().parse_args(ctx, args)
