"""The predictions on the site are those of the notebooks, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from qlab.teach.registry import explanations
from tests.packaging_files import ROOT
from tools.site.lessons import form
from tools.site.predictions import predictions

pytestmark = pytest.mark.site

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells_of(path: Path) -> list[Any]:
    return list(nbformat.read(path, as_version=4).cells)


def stored(cell: Any) -> str:
    return [output["data"]["text/plain"] for output in cell["outputs"] if "data" in output][-1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_every_prediction_is_read_as_it_is_stored(path: Path) -> None:
    cells = cells_of(path)
    asked = list(predictions(cells))
    assert len(asked) == sum("qlab.predict(" in cell["source"] for cell in cells) > 0
    for each in asked:
        compared = each.compared(each.options[0])
        compared.prediction.choice, compared.prediction.because = None, ""
        assert compared.text() == stored(cells[each.told])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_each_option_says_what_the_notebook_says_of_it(path: Path) -> None:
    for each in predictions(cells_of(path)):
        shown, sentences = form(each), explanations(each.about)
        assert set(sentences) >= set(each.options)
        assert shown.count('type="radio"') == shown.count("data-option=") == len(each.options)
        assert shown.count('class="right"') == 1


def test_a_prediction_that_nothing_answers_is_refused() -> None:
    cell = {"cell_type": "code", "source": 'x = qlab.predict("?", 1, 2, about="05-a")', "outputs": []}
    with pytest.raises(ValueError, match="No cell tells what became of the prediction 'x'"):
        list(predictions([cell]))
