"""README.md as a package index shows it: whole addresses, or none."""

from __future__ import annotations

import re

import pytest

from tests import packaging_files as files
from tests.packaging_files import ROOT
from tools import build_notebooks
from tools.long_description import (
    FIRST,
    LongDescription,
    install_cell,
    long_description,
    project_urls,
    source_of,
    with_badges,
)

README = (ROOT / "README.md").read_text("utf-8")
SAMPLE = {"Homepage": "https://example.com", "Source Code": "https://github.com/ada/qlab.git"}
PATH = re.compile(r"https://github\.com/ada/qlab/(?:blob|raw)/HEAD/([^)#\s]+)")


def test_without_an_address_there_are_no_pictures_no_badges_and_no_links() -> None:
    page = long_description(README, {})
    assert "](docs/" not in page
    assert "![" not in page
    assert "badge" not in page
    assert "Other people's queues" in page
    assert "[BullMQ](https://docs.bullmq.io)" in page


def test_with_an_address_each_link_leads_to_a_file_that_is_there() -> None:
    page = long_description(README, SAMPLE)
    paths = PATH.findall(page)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert "(https://github.com/ada/qlab/raw/HEAD/docs/player-light.png)" in page
    assert "https://github.com/ada/qlab/blob/HEAD/docs/recordings.md#back-into-a-lab" in page
    assert re.findall(r"\]\((?!https?:)[^)]*\)", page) == []


def test_badges_open_the_first_notebook() -> None:
    page = with_badges(README, SAMPLE)
    assert (ROOT / FIRST).exists()
    assert "https://mybinder.org/v2/gh/ada/qlab/HEAD?labpath=notebooks%2F00-does-it-work-here.ipynb" in page
    assert f"https://colab.research.google.com/github/ada/qlab/blob/HEAD/{FIRST}" in page
    assert with_badges(page, SAMPLE) == page
    assert with_badges(page, {}) == with_badges(README, {})


def test_gitlab_has_binder_and_other_paths() -> None:
    page = long_description(README, {"repository": "https://gitlab.com/ada/group/qlab/"})
    assert "https://gitlab.com/ada/group/qlab/-/raw/HEAD/docs/player-light.png" in page
    assert "https://mybinder.org/v2/gl/ada%2Fgroup%2Fqlab/HEAD" in page
    assert "colab" not in page


@pytest.mark.parametrize(
    "urls", [{}, {"Homepage": "https://github.com/ada/qlab"}, {"Source": "https://example.com/a/b"}]
)
def test_an_address_of_which_nothing_is_known_counts_as_none(urls: dict[str, str]) -> None:
    assert source_of(urls) is None
    assert install_cell(urls) is None


def test_the_readme_has_the_badges_of_its_own_addresses() -> None:
    assert with_badges(README, project_urls()) == README, "run: python -m tools.long_description"


def test_hatchling_is_given_the_page() -> None:
    metadata = {"name": "qlab", "urls": SAMPLE}
    LongDescription(str(ROOT), {}).update(metadata)
    assert metadata["readme"] == {"content-type": "text/markdown", "text": long_description(README, SAMPLE)}


def test_the_first_cell_installs_only_where_qlab_is_missing() -> None:
    cell = install_cell(SAMPLE)
    assert cell is not None
    assert 'if find_spec("qlab") is None:\n    %pip install' in cell
    assert '"qlab[notebooks] @ git+https://github.com/ada/qlab"' in cell


def test_a_notebook_begins_with_that_cell_once_there_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    source = build_notebooks.sources()[0]
    plain = build_notebooks.notebook(source, solved=False)
    monkeypatch.setattr(build_notebooks, "project_urls", lambda: SAMPLE)
    begun = build_notebooks.notebook(source, solved=False)
    assert begun.cells[0].source == install_cell(SAMPLE)
    assert begun.cells[1:] == plain.cells
    assert len(begun.cells) == len(plain.cells) + 1


def test_binder_installs_the_course_within_the_pins() -> None:
    pins, project = (ROOT / ".binder" / "requirements.txt").read_text("utf-8").splitlines()
    assert (ROOT / ".binder" / pins.removeprefix("-c ")).resolve() == ROOT / "constraints.txt"
    assert project == ".[notebooks]"
    assert "notebooks" in files.project()["optional-dependencies"]
    python = (ROOT / ".binder" / "runtime.txt").read_text("utf-8").strip()
    assert python.removeprefix("python-") in files.supported_pythons()


def test_the_pandas_that_colab_has_is_admitted() -> None:
    assert files.declared()["pandas"].specifier.contains("2.2.2")
    assert files.pins("constraints-oldest.txt")["pandas"].specifier.contains("2.2.2")
