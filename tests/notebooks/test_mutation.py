"""A stored output that is not what the code gives makes `pytest --nbval` fail: the comparison has teeth."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nbformat
import pytest

from tests.notebooks.course import STORED, name
from tools.build_notebooks import NOTEBOOKS

pytestmark = pytest.mark.notebooks
ROOT = NOTEBOOKS.parent


def copy_of(path: Path) -> str:
    """The file's name of a notebook's mutated copy."""
    return f"{name(path).replace('/', '-')}.ipynb"


def mutated(path: Path) -> Any:
    """A stored notebook up to its first result, and in that result one character is changed."""
    stored = nbformat.read(path, as_version=4)
    for at, cell in enumerate(stored.cells):
        for output in cell.get("outputs", []):
            if output["output_type"] == "execute_result":
                output["data"]["text/plain"] = output["data"]["text/plain"].replace("e", "3", 1)
                stored.cells = stored.cells[: at + 1]
                return stored
    raise AssertionError(f"{path.name} has no result to change")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """For each mutated copy what nbval said of its code cells, in order: "" where one passed, else the failure.

    One run for all of them: starting pytest costs as much as a notebook.
    """
    folder = tmp_path_factory.mktemp("mutated")
    for path in STORED:
        nbformat.write(mutated(path), folder / copy_of(path))
    plugins = ["-p", "nbval.plugin", "-p", "xdist.plugin", "-p", "no:cacheprovider"]  # others take seconds to load
    command = [sys.executable, "-m", "pytest", *plugins, "--nbval", "-n", "2", "--dist", "loadfile"]
    options = ["--rootdir", str(folder), "--junitxml", str(folder / "verdicts.xml"), str(folder)]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False, cwd=ROOT, env=alone)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return read(folder / "verdicts.xml")


def read(report: Path) -> dict[str, list[str]]:
    """A JUnit report's failures: for each notebook a text a cell."""
    cells: dict[str, list[str]] = {}
    for case in ET.parse(report).iter("testcase"):
        cells.setdefault(case.attrib["classname"], []).append("".join(each.text or "" for each in case.iter("failure")))
    return cells


@pytest.mark.parametrize("path", STORED, ids=name)
def test_one_changed_character_is_noticed_and_nothing_else_is(path: Path, verdicts: dict[str, list[str]]) -> None:
    *before, last = verdicts[copy_of(path)]
    assert set(before) <= {""}
    assert "mismatch 'text/plain'" in last
