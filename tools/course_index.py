"""README's table of the course, made from the first cells of the sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import jupytext

from qlab.files import write_file

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- course: python -m tools.build_notebooks -->", "<!-- /course -->"


class Entry(NamedTuple):
    """A notebook in the table.

    Attributes:
        number: Its number in the course.
        path: Its file, from the repository's root.
        question: Its title.
        about: The first sentence under it.
        minutes: How long it takes.
    """

    number: str
    path: str
    question: str
    about: str
    minutes: str


def entry(source: Path) -> Entry:
    """Return what a notebook's first cell says of it.

    Raises:
        ValueError: If the first cell has no title, no text or no minutes.
    """
    first = jupytext.read(source).cells[0].source
    title, about, minutes = (
        re.search(pattern, first, re.MULTILINE) for pattern in (r"^# (.+)$", r"^(?![#*\s])(.+)$", r"(\d+) minutes")
    )
    if not (title and about and minutes):
        raise ValueError(f"The first cell of {source.name} needs a title, a text and its minutes; write them.")
    return Entry(source.stem[:2], f"notebooks/{source.stem}.ipynb", title[1], about[1], minutes[1])


def table() -> str:
    """Return the table, in Markdown."""
    rows = [entry(source) for source in sorted((ROOT / "notebooks" / "src").glob("[0-9][0-9]-*.py"))]
    lines = [f"| {row.number} | [{row.question}]({row.path}) | {row.about} | {row.minutes} |" for row in rows]
    return "\n".join(["| no. | question | | minutes |", "| --- | --- | --- | --- |", *lines])


def _parts(text: str) -> tuple[str, str, str]:
    before, _, rest = text.partition(f"{BEGIN}\n")
    made, end, after = rest.partition(f"\n{END}")
    if not end:
        raise ValueError(f"README.md has lost the marks around the course's table; put {BEGIN} and {END} back.")
    return before, made, after


def is_current() -> bool:
    """Return whether README has this table."""
    return _parts(README.read_text(encoding="utf-8"))[1] == table()


def write() -> None:
    """Put the table into README."""
    before, _, after = _parts(README.read_text(encoding="utf-8"))
    write_file(README, f"{before}{BEGIN}\n{table()}\n{END}{after}")
