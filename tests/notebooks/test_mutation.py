"""A stored output that is not what the code gives makes `pytest --nbval` fail: the comparison has teeth."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nbformat
import pytest

from tests.notebooks.course import STORED, STUDENTS, name
from tools.build_notebooks import NOTEBOOKS

pytestmark = pytest.mark.notebooks
ROOT = NOTEBOOKS.parent
SANITIZE = NOTEBOOKS / "sanitize.cfg"
PICTURES = ("image/png", "image/jpeg")
"""What nbval does not compare. A figure's drawing is tested where it is drawn."""


def judged(folder: Path, *plugins: str) -> dict[str, list[str]]:
    """What nbval says of the code cells of each notebook in a folder, in order: "" where one passed, else the failure.

    One run for all of them: starting pytest costs as much as a notebook.
    """
    report = folder / "verdicts.xml"
    softened = ["--nbval-sanitize-with", str(SANITIZE)] if SANITIZE.exists() else []
    named = [word for plugin in ("nbval.plugin", "no:cacheprovider", *plugins) for word in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", *named, "--nbval", *softened, "--rootdir", str(folder)]
    command += ["--junitxml", str(report), str(folder)]
    # Plugins that nobody asked for take seconds to load.
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=alone)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return read(report)


def read(report: Path) -> dict[str, list[str]]:
    """A JUnit report's failures: for each notebook a text a cell."""
    cells: dict[str, list[str]] = {}
    for case in ET.parse(report).iter("testcase"):
        cells.setdefault(case.attrib["classname"], []).append("".join(each.text or "" for each in case.iter("failure")))
    return cells


def texts(output: Any) -> Iterator[tuple[Any, str]]:
    """Each text of an output: what holds it, and under which name."""
    if "text" in output:
        yield output, "text"
    data = output.get("data", {})
    yield from ((data, mime) for mime, value in data.items() if isinstance(value, str) and mime not in PICTURES)


def change(cell: Any, which: int) -> bool:
    """Change one character of a cell's text number `which`, counted round; whether it has any."""
    held = [each for output in cell.get("outputs", []) for each in texts(output)]
    if held:
        holder, key = held[which % len(held)]
        at = len(holder[key]) // 2
        holder[key] = holder[key][:at] + ("3" if holder[key][at] != "3" else "e") + holder[key][at + 1 :]
    return bool(held)


Judged = tuple[dict[Path, list[bool]], dict[str, list[str]]]


@pytest.fixture(scope="module")
def every_cell(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Which code cells of each notebook were changed, and the verdicts, by a kernel that says what is stored."""
    folder, changed = tmp_path_factory.mktemp("mutated"), {}
    (folder / "solutions").mkdir()
    for path in STORED:
        notebook = nbformat.read(path, as_version=4)
        which = STORED.index(path) % 2  # of a lesson's two notebooks one has the first of its texts changed
        changed[path] = [change(cell, which) for cell in notebook.cells if cell.cell_type == "code"]
        nbformat.write(notebook, folder / path.relative_to(NOTEBOOKS))
    return changed, judged(folder, "tests.notebooks.said_again")


@pytest.mark.parametrize("path", STORED, ids=name)
def test_one_changed_character_in_any_cell_is_noticed(path: Path, every_cell: Judged) -> None:
    changed, verdicts = every_cell
    said = verdicts[str(path.relative_to(NOTEBOOKS)).replace(os.sep, ".")]
    assert ["mismatch '" in each for each in said] == changed[path]
    assert [each != "" for each in said] == changed[path]
    assert sum(changed[path]) > 10


def test_a_real_kernel_is_judged_in_the_same_way(tmp_path: Path) -> None:
    notebook = nbformat.read(STUDENTS[0], as_version=4)
    [first, *_] = [at for at, cell in enumerate(notebook.cells) if change(cell, 0)]
    notebook.cells = notebook.cells[: first + 1]
    nbformat.write(notebook, tmp_path / "mutated.ipynb")
    [said] = judged(tmp_path).values()
    assert set(said[:-1]) <= {""}
    assert "mismatch '" in said[-1]
