"""Measures what the project claims, prints the table, writes it as JSON: ``python -m benchmarks [MODULE…]``."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import MODULES
from benchmarks.rows import Row
from qlab.files import write_file

OUT = Path(__file__).parent / "out"
MET = {True: "yes", False: "NO", None: "–"}


def main(names: Sequence[str]) -> int:
    """Runs some benchmarks, all where none is named.

    Returns:
        0; 1 if a bar was missed; 2 if there is no such benchmark.
    """
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; choose from {', '.join(MODULES)}.", file=sys.stderr)
        return 2
    rows = [row for name in names or MODULES for row in measured(name)]
    Console(width=120 if not sys.stdout.isatty() else None).print(table(rows))
    return 1 if any(row.met is False for row in rows) else 0


def measured(name: str) -> list[Row]:
    """Runs one benchmark and writes its result to ``benchmarks/out``."""
    print(f"measuring {name} …", file=sys.stderr)
    rows: list[Row] = import_module(f"benchmarks.{name}").run()
    write(name, rows, OUT)
    return rows


def write(name: str, rows: Sequence[Row], folder: Path) -> Path:
    """Writes rows as JSON, with the Python they were measured on; returns the file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    about = {"benchmark": name, "python": platform.python_version(), "machine": platform.machine()}
    write_file(path, json.dumps({**about, "rows": [row.to_json() for row in rows]}, indent=2) + "\n")
    return path


def table(rows: Sequence[Row]) -> Table:
    """The rows as a table."""
    made = Table("what", "figure", "bar", "beside", "met?", title="Measured", title_justify="left")
    for row in rows:
        bar = "–" if row.bar is None else f"{row.sense} {row.bar:g} {row.unit}"
        style = "bold red" if row.met is False else ""
        made.add_row(row.what, f"{row.figure:.2f} {row.unit}", bar, row.beside, MET[row.met], style=style)
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
