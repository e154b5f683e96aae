"""The stored notebooks: current, executed in order, free of this machine, and compared in full by nbval."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter, SlidesExporter

from tests.notebooks.course import PAIRS, SOURCES, STORED, STUDENTS, cells, code, name, shown
from tests.test_displayed import Tags
from tools import course_index
from tools.build_notebooks import METADATA, NOTEBOOKS, stale

pytestmark = pytest.mark.notebooks
ROOT = NOTEBOOKS.parent
OF_THIS_MACHINE = {
    "a path": re.compile(r"(?:^|[\s'\"(=])(?:/(?:home|root|tmp|usr|var|Users|work|private)/|[A-Z]:\\)"),
    "an address": re.compile(r"0x[0-9a-f]{6,}"),
    "a process": re.compile(r"\bpid\b|ipykernel_\d+", re.IGNORECASE),
    "a host": re.compile(r"\b(?:localhost|127\.0\.0\.1|redis://|unix://)"),
}


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_both_notebooks_are_what_the_source_makes(source: Path) -> None:
    assert list(stale(source)) == []


def test_readme_lists_the_notebooks() -> None:
    assert course_index.is_current()


def test_there_is_no_notebook_without_a_source() -> None:
    assert {*NOTEBOOKS.glob("*.ipynb"), *(NOTEBOOKS / "solutions").glob("*.ipynb")} == set(STORED)


@pytest.mark.parametrize("path", STORED, ids=name)
def test_the_format_is_valid_and_says_nothing_of_who_ran_it(path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    assert stored.metadata == METADATA
    assert not any("widget" in mime for cell in code(path) for out in cell.outputs for mime in out.get("data", {}))


@pytest.mark.parametrize("path", STORED, ids=name)
def test_every_code_cell_was_executed_once_and_in_order(path: Path) -> None:
    assert [cell.execution_count for cell in code(path)] == list(range(1, len(code(path)) + 1))


@pytest.mark.parametrize("path", STORED, ids=name)
def test_nothing_failed_and_nothing_was_warned_of(path: Path) -> None:
    outputs = [output for cell in code(path) for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.parametrize("path", STORED, ids=name)
def test_no_output_tells_of_this_machine(path: Path) -> None:
    found = [(at, what) for at, cell in enumerate(code(path), 1) for what, it in OF_THIS_MACHINE.items()
             if it.search(shown(cell))]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("path", STORED, ids=name)
def test_each_output_is_there_without_scripts_and_without_widgets(path: Path) -> None:
    """As GitHub, nbviewer and marimo show it: HTML that runs nothing and fetches nothing, a picture, or text."""
    shown_as = [output.data for cell in code(path) for output in cell.outputs if output.get("data")]
    assert shown_as
    for data in shown_as:
        assert data["text/plain"].strip()
        assert set(data) <= {"text/plain", "text/html", "image/png"}
        if "text/html" in data:
            assert Tags(data["text/html"]).found == []


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_every_table_stays_when_what_may_be_unsafe_is_taken_out(path: Path) -> None:
    """By nbconvert, of whose kind GitHub's and nbviewer's own are: no style, no script, no form."""
    page, _ = HTMLExporter(template_name="basic", sanitize_html=True).from_filename(str(path))
    outputs = [output.get("data", {}).get("text/html", "") for cell in code(path) for output in cell.outputs]
    kept = BeautifulSoup(page, "html.parser")
    assert [_cells(table) for html in outputs for table in BeautifulSoup(html, "html.parser").find_all("table")] == [
        _cells(table)
        for output in kept.select(".jp-OutputArea-output, .output_html")
        for table in output.find_all("table")
    ]
    assert not kept.find_all(["script", "style", "iframe", "form"])


def _cells(table: Any) -> list[str]:
    """A table's cells. nbconvert takes out th, pandas' as well, and writes the tags of what folds as text."""
    return [re.sub(r"</?(?:details|summary)>", "", cell.get_text()) for cell in table.find_all("td")]


@pytest.mark.parametrize("path", STORED, ids=name)
def test_beside_each_figure_stands_a_table_that_is_compared(path: Path) -> None:
    with_figure = [cell for cell in code(path) if any("image/png" in out.get("data", {}) for out in cell.outputs)]
    drawing = [cell for cell in code(path) if re.search(r"^ax = ", cell.source, re.MULTILINE)]
    assert with_figure == drawing != []
    for cell in with_figure:
        assert "<table" in shown(cell), cell.source


@pytest.mark.parametrize("path", STORED, ids=name)
def test_no_cell_hides_from_the_comparison(path: Path) -> None:
    for cell in code(path):
        assert "nbval" not in cell.source.lower()
        assert not [tag for tag in cell.metadata.get("tags", []) if "nbval" in tag or "raises" in tag]


@pytest.mark.parametrize("path", STORED, ids=name)
def test_every_cell_has_a_place_in_the_slides(path: Path) -> None:
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in cells(path)]
    assert kinds[0] == "slide"
    assert set(kinds) <= {"slide", "subslide", "fragment"}


@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_nbconvert_makes_slides_of_it(path: Path) -> None:
    deck, _ = SlidesExporter().from_filename(str(path))
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in cells(path)]
    upright, fragments = kinds.count("slide"), kinds.count("fragment")
    # reveal.js wants a section for each slide, and in it one for each slide below it, itself included
    assert len(re.findall(r"<section\b", deck)) == 2 * upright + kinds.count("subslide")
    assert len(re.findall(r'class="[^"]*\bfragment\b', deck)) >= fragments


@pytest.mark.parametrize(("student", "solution"), PAIRS, ids=list(map(name, SOURCES)))
def test_student_and_solution_differ_in_the_exercises_alone(student: Path, solution: Path) -> None:
    for mine, theirs in zip(cells(student), cells(solution), strict=True):
        exercise = "exercise" in mine.metadata.get("tags", [])
        assert (mine.source != theirs.source) == exercise
        assert "# solution" not in mine.source + theirs.source
        assert "# student" not in mine.source + theirs.source


def reports(path: Path) -> list[str]:
    """The first lines of what the checks said."""
    return re.findall(r"^Exercise \d\d-\w: (.+)$", "\n".join(shown(cell) for cell in code(path)), re.MULTILINE)


@pytest.mark.parametrize(("student", "solution"), PAIRS, ids=list(map(name, SOURCES)))
def test_every_solution_solves_and_no_exercise_is_solved_already(student: Path, solution: Path) -> None:
    assert set(reports(solution)) == {"solved"}
    assert set(reports(student)) == {"not yet"}
    assert len(reports(student)) == len(reports(solution))


def test_few_rules_soften_the_comparison() -> None:
    path = NOTEBOOKS / "sanitize.cfg"
    rules = configparser.RawConfigParser()
    rules.read_string(path.read_text(encoding="utf-8") if path.exists() else "")
    assert len(rules.sections()) < 5
    for section in rules.sections():
        assert rules[section].get("replace"), f"nbval drops rule {section}, whose `replace` is empty"
        assert re.search(rf"^#.+\n\[{re.escape(section)}\]", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_make_runs_every_test_of_notebooks() -> None:
    """`make notebooks-check` collects this folder alone: a whole collection would take longer than these tests."""
    marked = (path for path in (ROOT / "tests").rglob("test_*.py") if "mark.notebooks" in path.read_text("utf-8"))
    assert {path.parent.name for path in marked} == {"notebooks"}
    assert "-m notebooks --timeout 600 tests/notebooks" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_make_compares_strictly() -> None:
    assert "--nbval" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--nbval-lax" not in (ROOT / "Makefile").read_text(encoding="utf-8")
