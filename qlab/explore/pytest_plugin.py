"""A pytest plugin: a failed test shows the counterexamples of its explorations.

``assert explore(world, …).holds`` says only that False is not true; this adds the promise, the moves and the sentences
below the failure. With ``--explore-pages=FOLDER`` each counterexample is also written as a page.

Put ``pytest_plugins = ["qlab.explore.pytest_plugin"]`` in ``conftest.py``, or run ``pytest -p
qlab.explore.pytest_plugin``.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from qlab.errors import ExportError
from qlab.explore.exploration import Exploration, watch
from qlab.files import refusing

__all__ = ["pytest_addoption", "pytest_runtest_makereport"]

_SEEN = pytest.StashKey[list[Exploration]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--explore-pages``."""
    parser.addoption("--explore-pages", metavar="FOLDER", help="write the explorer's counterexamples there, as pages")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note the explorations of a test."""
    with watch() as seen:
        item.stash[_SEEN] = seen
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the counterexamples to a failed test's report."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += [("what the explorer found", text) for text in _texts(item)]
    return report


def _texts(item: pytest.Item) -> Iterator[str]:
    folder = item.config.getoption("--explore-pages")
    for number, found in enumerate(found for found in item.stash[_SEEN] if not found.holds):
        pages = _written(item, found, Path(folder), number) if folder else []
        sentences = [line for each in found.counterexamples for line in _sentences(each.recording)]
        yield "\n".join((found.text(), *sentences, *(f"page: {page}" for page in pages)))


def _sentences(recording: Any) -> Iterator[str]:
    yield "step by step:"
    yield from (f"{step.index:4}  {step.sentence}" for step in recording)


def _written(item: pytest.Item, found: Exploration, folder: Path, number: int) -> list[Path | ExportError]:
    """Return the pages; or why they could not be written, for the test's own failure is what matters."""
    try:
        return list(_pages(item, found, folder, number))
    except ExportError as error:
        return [error]


def _pages(item: pytest.Item, found: Exploration, folder: Path, number: int) -> Iterator[Path]:
    with refusing(folder, "page"):
        folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", item.name).strip("-")
    for at, each in enumerate(found.counterexamples):
        yield each.recording.to_html(folder / f"{name}-{number}-{at}.html")
