"""nbgrader: the course as its source assignments, in a folder of yours: markers, ids and points.

    python -m tools.nbgrader FOLDER    write FOLDER/source/qlab/*.ipynb and FOLDER/nbgrader_config.py

Then, where nbgrader is installed: ``nbgrader generate_assignment qlab`` in FOLDER. A student's cell is what stands in
the notebook; the cell below it asks ``qlab.check``, is locked, and is worth a point. The cells' metadata are nbgrader's
own, schema 3 (its documentation, "Notebook metadata format").
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from qlab.files import write_file
from tools.build_notebooks import END, FMT_SKIP, METADATA, SOLUTION, STUDENT, sources
from tools.nestjs.folds import filled

__all__ = ["CONFIG", "assignment", "make"]

ASSIGNMENT = "qlab"
BEGIN_MARK, END_MARK = "### BEGIN SOLUTION", "### END SOLUTION"
CHECK = re.compile(r'^qlab\.check\("(\d\d-\w)"', re.MULTILINE)
CONFIG = f"""\
# What a student finds in place of a solution: the lines above it already give each name a value, so nothing raises.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "{ASSIGNMENT}"
c.ClearSolutions.code_stub = {{"python": "# your code here"}}
"""


def assignment(source: Path) -> Any:
    """Return a lesson as nbgrader's source notebook, not executed.

    Args:
        source: The lesson's source.
    """
    cells: list[Any] = []
    id = ""
    for cell in reversed(jupytext.read(source).cells):  # an exercise's check stands in its cell, or in one below it
        checked = CHECK.search(cell.source)
        id = checked[1] if checked else id
        cells[:0] = _cells(cell, id)
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number:02d}"
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def _cells(cell: Any, id: str) -> Iterator[Any]:
    if cell.cell_type == "markdown":
        yield nbformat.v4.new_markdown_cell(filled(cell.source))
        return
    text = cell.source.replace(FMT_SKIP, "")
    checked = CHECK.search(text)
    before = text[: checked.start()].rstrip() if checked else text
    if before:
        exercise = "exercise" in cell.metadata.get("tags", [])
        metadata = _metadata(f"answer-{id}", solution=True) if exercise else {}
        yield nbformat.v4.new_code_cell(_marked(before) if exercise else before, metadata=metadata)
    if checked:
        said = f"checked = {text[checked.start() :].strip()}\nassert checked.passed, checked.text()\nchecked"
        yield nbformat.v4.new_code_cell(said, metadata=_metadata(f"check-{id}", grade=True, locked=True, points=1))


def _marked(text: str) -> str:
    """Put together what students get, then the solution between nbgrader's markers, then what both have."""
    lines = text.split("\n")
    given = [line.removeprefix(STUDENT) for line in lines if line.startswith(STUDENT)]
    rest = [line for line in lines if not line.startswith(STUDENT)]
    at = rest.index(SOLUTION)
    rest += [] if END in rest else [END]  # a solution may reach to the cell's end
    marks = {SOLUTION: BEGIN_MARK, END: END_MARK}
    return "\n".join([*rest[:at], *given, *(marks.get(line, line) for line in rest[at:])])


def _metadata(id: str, **told: Any) -> dict[str, Any]:
    plain = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {**plain, "grade_id": id, **told}}


def make(folder: Path) -> list[Path]:
    """Write the assignments and the configuration; return the notebooks' files.

    Args:
        folder: The course's folder as nbgrader has it; it is made if it is not there.
    """
    place = folder / "source" / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    write_file(folder / "nbgrader_config.py", CONFIG)
    made = []
    for source in sources():
        made.append(place / f"{source.stem}.ipynb")
        write_file(made[-1], nbformat.writes(assignment(source)) + "\n")
    return made


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.nbgrader", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="nbgrader's folder of the course")
    for path in make(parser.parse_args(arguments).folder):
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
