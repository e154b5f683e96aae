"""A stored output that is not what the code gives makes `pytest --nbval` fail: the comparison has teeth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.notebooks.course import STORED, name
from tools.build_notebooks import NOTEBOOKS

pytestmark = pytest.mark.notebooks
CELLS = 8
"""Only so many cells are run: enough to compare an output, and quick."""


def nbval(notebook: Any, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs nbval, strictly, on a notebook stored in a folder."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "-n", "0", path]
    return subprocess.run(
        [*map(str, command), "--rootdir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=NOTEBOOKS.parent,
    )


def beginning(path: Path) -> Any:
    """A stored notebook's first cells."""
    stored = nbformat.read(path, as_version=4)
    stored.cells = stored.cells[:CELLS]
    return stored


def corrupt(notebook: Any) -> str:
    """Changes one character of the last output that is text; returns what kind of output it was."""
    outputs = [(cell, out) for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    _, output = outputs[-1]
    data = output["data"]
    data["text/plain"] = data["text/plain"].replace("e", "3", 1)
    return str(output["output_type"])


@pytest.mark.parametrize("path", STORED, ids=name)
def test_one_changed_character_is_noticed(path: Path, tmp_path: Path) -> None:
    notebook = beginning(path)
    assert corrupt(notebook) == "execute_result"
    ran = nbval(notebook, tmp_path)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "1 failed" in ran.stdout
    assert "mismatch 'text/plain'" in ran.stdout


def test_the_same_beginning_passes_unchanged(tmp_path: Path) -> None:
    ran = nbval(beginning(STORED[0]), tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
