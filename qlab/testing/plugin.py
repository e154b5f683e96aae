"""The pytest plugin.

Every pytest run on a machine loads it where qlab is installed, so it imports nothing beside pytest before a fixture is
asked for. It has no assertion for pytest to rewrite: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.record.recording import Recording

__all__ = [
    "pytest_addoption",
    "pytest_configure",
    "pytest_runtest_makereport",
    "qlab_bullmq",
    "qlab_lab",
    "qlab_recording",
]

_LABS = pytest.StashKey[list["Lab"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options ``--qlab-recording`` and ``--qlab-recording-folder``."""
    group = parser.getgroup("qlab", "queues in the lab")
    group.addoption(
        "--qlab-recording", action="store_true", help="write the recording of each failed test's lab, as a page"
    )
    group.addoption(
        "--qlab-recording-folder",
        metavar="FOLDER",
        default="qlab-recordings",
        help="folder of these pages (qlab-recordings)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker ``qlab``."""
    config.addinivalue_line("markers", "qlab(**options): options for this test's lab, such as start= or seed=")


@pytest.fixture
def qlab_lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Provide a lab of this test's own: an embedded server, and a clock that stands still until ``lab.clock.advance``.

    ``@pytest.mark.qlab(start="2026-03-01T00:00:00Z")`` gives it options.
    """
    from qlab.lab.lab import Lab
    from qlab.testing.target import labs

    with Lab(**_options(request.node.get_closest_marker("qlab"))) as lab:
        request.node.stash.setdefault(_LABS, []).append(lab)
        labs.append(lab)
        try:
            yield lab
        finally:
            labs.remove(lab)


@pytest.fixture
def qlab_bullmq(qlab_lab: Lab) -> Iterator[Lab]:
    """Provide the test's lab to code that uses PyPI's ``bullmq`` directly: its connections lead there, in lab time.

    ``lab.drain()`` runs what the code's own Workers would run by now.
    """
    with qlab_lab.lent():
        yield qlab_lab


@pytest.fixture
def qlab_recording(request: pytest.FixtureRequest) -> Callable[[str | Path], Recording]:
    """Load a recording: ``qlab_recording("welcome.jsonl")``; a relative path begins at the test's own folder."""
    from qlab.files import path_of
    from qlab.record.recording import Recording

    folder = request.path.parent
    return lambda path: Recording.load(folder / path_of(path))


def _options(marker: pytest.Mark | None) -> dict[str, Any]:
    """Return the options that a marker has for its test's lab."""
    from qlab.errors import UsageError
    from qlab.lab.lab import Lab

    if marker is None:
        return {}
    try:
        inspect.signature(Lab).bind(*marker.args, **marker.kwargs)
    except TypeError as error:
        raise UsageError(f"@pytest.mark.qlab has an option that a lab does not have ({error}); see qlab.Lab.") from None
    if marker.args:
        raise UsageError("Give @pytest.mark.qlab its options by name, such as @pytest.mark.qlab(seed=7).")
    return dict(marker.kwargs)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell in a failed test's report what happened in its labs, and write their pages where they are wanted."""
    report = yield
    if report.when == "call" and report.failed:
        labs: list[Lab] = item.stash.get(_LABS, [])
        for number, lab in enumerate(labs):
            report.sections.append(("what happened in the lab", lab.recording.text()))
            report.sections += _page(item, lab.recording, number)
    return report


def _page(item: pytest.Item, recording: Recording, number: int) -> Iterator[tuple[str, str]]:
    if not item.config.getoption("--qlab-recording") or not len(recording):
        return
    from qlab.errors import ExportError
    from qlab.files import refusing

    name = re.sub(r"\W+", "-", item.nodeid).strip("-")
    folder = Path(item.config.getoption("--qlab-recording-folder"))
    try:
        with refusing(folder, "page"):
            folder.mkdir(parents=True, exist_ok=True)
        page = str(recording.to_html(folder / f"{name}{f'-{number}' if number else ''}.html"))
    except ExportError as error:  # the test's own failure is what matters
        page = str(error)
    yield "its page", page
