"""Script and NestModule: a recording as a program in another language, and what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qlab.text import html
from qlab.text.words import plural

__all__ = ["NestModule", "Script"]


@dataclass(frozen=True, slots=True)
class Script:
    """A program that repeats what a recording holds.

    Attributes:
        text: Its text.
        unsaid: The steps that it cannot repeat, one sentence each; the script has a comment in their place.
        path: Where it was written, if it was.
    """

    text: str
    unsaid: tuple[str, ...]
    path: Path | None = None

    def __repr__(self) -> str:
        return f"Script({plural(len(self.text.splitlines()), 'line')}, {plural(len(self.unsaid), 'step')} unsaid)"

    def _repr_html_(self) -> str:
        return html.card("Script", repr(self), *_unsaid(self.unsaid), html.element("pre", self.text))


@dataclass(frozen=True, slots=True)
class NestModule:
    """A NestJS module that makes a recording's calls.

    Attributes:
        files: The text of each file, by name.
        unsaid: The steps that it cannot repeat, one sentence each. What workers and the clock did is not among them.
        folder: Where it was written, if it was.
    """

    files: Mapping[str, str]
    unsaid: tuple[str, ...]
    folder: Path | None = None

    def __repr__(self) -> str:
        return f"NestModule({', '.join(self.files)}; {plural(len(self.unsaid), 'step')} unsaid)"

    def _repr_html_(self) -> str:
        files = [html.details(name, html.element("pre", text)) for name, text in self.files.items()]
        return html.card("NestJS module", repr(self), *_unsaid(self.unsaid), *files)


def _unsaid(sentences: tuple[str, ...]) -> list[html.Html]:
    return [html.quiet(f"Not in it: {each}") for each in sentences]
