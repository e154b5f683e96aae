"""After Run All a student runs cells again, in any order: nothing ends in a traceback, and no verdict is false."""

from __future__ import annotations

import os
import random
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from tests.notebooks.kernel import Kernel
from tools.build_notebooks import NOTEBOOKS

pytestmark = pytest.mark.notebooks
LESSONS = ("00", "02", "04", "05", "06", "07", "08", "09", "10", "11", "14")
"""The lessons whose cells may be run in any order; what the others change cannot be set up anew by one cell."""
ORDERS = 20 if "QLAB_FUZZ" in os.environ else 1
"""`make fuzz` tries twenty; the first of them runs with the other tests."""


@pytest.fixture(autouse=True)
def _figures_without_a_screen() -> None:
    mpl.use("agg")


@pytest.mark.parametrize("seed", range(ORDERS))
@pytest.mark.parametrize("lesson", LESSONS)
def test_cells_run_again_in_any_order(lesson: str, seed: int) -> None:
    kernel = Kernel(source(lesson), solved=True)
    cells = list(range(len(kernel.cells)))
    run(kernel, cells)
    random.Random(seed).shuffle(cells)
    run(kernel, cells)
    plt.close("all")


def source(lesson: str) -> Path:
    (path,) = (NOTEBOOKS / "src").glob(f"{lesson}-*.py")
    return path


def run(kernel: Kernel, cells: list[int]) -> None:
    """Run cells with the exercises solved: what an exercise's check returns has passed."""
    for cell in cells:
        shown = kernel.run(cell)
        assert getattr(shown, "passed", True), f"{kernel.cells[cell]}\n{shown.text()}"
