"""Measures what the project claims, prints the table, and writes it as JSON.

``python -m benchmarks [MODULE…] [--against old.json]``: each figure stands beside last time's, or that of a file of
another run (``benchmarks/out/all.json``, kept from then).
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import MODULES
from benchmarks.rows import Row
from qlab.files import write_file

OUT = Path(__file__).parent / "out"
MET = {True: "yes", False: "NO", None: "–"}


Figures = Mapping[str, float]
"""What was measured, by what is claimed about."""


def main(arguments: Sequence[str]) -> int:
    """Run some benchmarks, all where none is named.

    Returns:
        0; 1 if a bar was missed or a benchmark broke; 2 if there is no such benchmark, or no such file.
    """
    asked = _parsed(arguments)
    unknown = sorted(set(asked.names) - set(MODULES))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; choose from {', '.join(MODULES)}.", file=sys.stderr)
        return 2
    names = asked.names or MODULES
    try:
        before = figures(asked.against) if asked.against else last_time(names, OUT)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(
            f"{asked.against or OUT} holds no run of the benchmarks ({error}); give a file they wrote.", file=sys.stderr
        )
        return 2
    runs, broken = all_of(names)
    rows = [row for each in runs.values() for row in each]
    write_all(runs, OUT)
    Console(width=140 if not sys.stdout.isatty() else None).print(table(rows, before))
    if broken:
        print(f"Not measured, see above: {', '.join(broken)}.", file=sys.stderr)
    return 1 if broken or any(row.met is False for row in rows) else 0


def all_of(names: Iterable[str]) -> tuple[dict[str, list[Row]], list[str]]:
    """Measure each of these benchmarks; one that breaks costs the others nothing.

    Returns:
        The rows of each that ran, and the names of those that broke; their tracebacks are printed.
    """
    runs: dict[str, list[Row]] = {}
    broken: list[str] = []
    for name in names:
        try:
            runs[name] = measured(name)
        except Exception:  # noqa: BLE001  # whatever it is, twenty minutes of figures stand beside it
            traceback.print_exc()
            broken.append(name)
    return runs, broken


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what the project claims.")
    parser.add_argument("names", nargs="*", metavar="MODULE", help=f"{', '.join(MODULES)}; none: all of them")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with this JSON of another run")
    return parser.parse_args(list(arguments))


def figures(path: Path) -> Figures:
    """Return the figures of a file that a run wrote: of one benchmark, or of all.

    Raises:
        ValueError, KeyError, TypeError: If it is no such file.
    """
    run = json.loads(path.read_text(encoding="utf-8"))
    each_of = run.get("benchmarks", [run])
    return {row["what"]: float(row["figure"]) for each in each_of for row in each["rows"]}


def last_time(names: Iterable[str], folder: Path) -> Figures:
    """Return the figures that these benchmarks wrote last."""
    found = [folder / f"{name}.json" for name in names]
    return {what: figure for path in found if path.is_file() for what, figure in figures(path).items()}


def measured(name: str) -> list[Row]:
    """Run one benchmark and write its result to ``benchmarks/out``."""
    print(f"measuring {name} …", file=sys.stderr)
    rows: list[Row] = import_module(f"benchmarks.{name}").run()
    write(name, rows, OUT)
    return rows


def write_all(runs: Mapping[str, Sequence[Row]], folder: Path) -> Path:
    """Write a whole run as one JSON, for another to be compared with; return the file."""
    folder.mkdir(exist_ok=True)
    each = [_json(name, rows) for name, rows in runs.items()]
    return write_file(folder / "all.json", json.dumps({"benchmarks": each}, indent=2) + "\n")


def write(name: str, rows: Sequence[Row], folder: Path) -> Path:
    """Write rows as JSON, with the Python they were measured on; return the file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    return write_file(path, json.dumps(_json(name, rows), indent=2) + "\n")


def _json(name: str, rows: Sequence[Row]) -> dict[str, object]:
    about = {"benchmark": name, "python": platform.python_version(), "machine": platform.machine()}
    return {**about, "rows": [row.to_json() for row in rows]}


def table(rows: Sequence[Row], before: Figures | None = None) -> Table:
    """Return the rows as a table, each beside what was measured before."""
    made = Table("what", "figure", "last time", "bar", "beside", "met?", title="Measured", title_justify="left")
    for row in rows:
        bar = "–" if row.bar is None else f"{row.sense} {row.bar:g} {row.unit}"
        style = "bold red" if row.met is False else ""
        last = (before or {}).get(row.what)
        then = "–" if last is None else f"{last:.2f} {row.unit}"
        made.add_row(row.what, f"{row.figure:.2f} {row.unit}", then, bar, row.beside, MET[row.met], style=style)
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
