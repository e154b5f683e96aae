"""After Run All a student runs cells again, in any order: nothing ends in a traceback, and no verdict is false."""

from __future__ import annotations

import os
import random
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from tests.notebooks.course import SOURCES, name
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.notebooks
ORDERS = 20 if "QLAB_FUZZ" in os.environ else 1
"""`make fuzz` tries twenty; the first of them runs with the other tests."""


@pytest.fixture(autouse=True)
def _figures_without_a_screen() -> None:
    mpl.use("agg")


@pytest.mark.parametrize("seed", range(ORDERS))
@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_cells_run_again_in_any_order(source: Path, seed: int) -> None:
    kernel = Kernel(source, solved=True)
    cells = list(range(len(kernel.cells)))
    run(kernel, cells)
    random.Random(seed).shuffle(cells)
    run(kernel, cells)
    plt.close("all")


def run(kernel: Kernel, cells: list[int]) -> None:
    """Run cells with the exercises solved: what an exercise's check returns has passed.

    A simulated day and a sweep are the same each time, and take long: each is simulated once.
    """
    for cell in cells:
        shown = kernel.run(cell)
        kernel.remember("day")
        kernel.remember("sweep")
        assert getattr(shown, "passed", True), f"{kernel.cells[cell]}\n{shown.text()}"
