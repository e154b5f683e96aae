"""The shell of README and of docs/: what can run here is run, in a folder and on a server of the test's own.

A line is a call of `qlab`, which runs; a target of `make`; a request to the demo application, which must have such a
route; or a variable, which must be one that qlab reads. What runs elsewhere, or not at all, is listed with its reason.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import qlab as package
from qlab import Lab, Recording
from qlab.app.settings import Settings
from qlab.app.web.api import create
from qlab.cli.commands import build
from tests.cli.conftest import Qlab, qlab, story  # noqa: F401  fixtures
from tests.packaging_files import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINES = [
    (page, line)
    for page in PAGES
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    for text in block.splitlines()
    for line in re.sub(r"(^| +)#.*", "", text).split(" && ")
    if line
]
SPANS = sorted({span for page in PAGES for span in re.findall(r"`(qlab [a-z][^`]*)`", page.read_text("utf-8"))})
"""Calls in the middle of a sentence."""
TESTED = {
    "qlab demo": "tests/cli/test_demo_command.py::test_it_writes_what_it_names",
    "qlab demo --out story --json": "tests/cli/test_demo_command.py::test_a_program_reads_it_as_json",
    "qlab demo --story lost-lock --out story":
        "tests/cli/test_gallery.py::test_one_story_is_printed_and_written_like_the_email_story",
    "qlab demo --story all --out gallery":
        "tests/cli/test_gallery.py::test_all_of_it_is_a_page_for_each_story_and_an_index_the_same_every_time",
    "qlab class --tally answers/*.json": "tests/cli/test_class.py::test_files_are_counted",
    "qlab lab my-copy --lessons my-lessons":
        "tests/cli/test_course.py::test_a_lesson_folder_of_ones_own_takes_the_courses_place",
    "python -m tools.nbgrader my-class": "tests/notebooks/test_nbgrader.py::test_the_folder_is_nbgraders",
    ".ci/run": "tests/test_setup.py::test_ci_ends_as_make_test_ends",
    "conda env create -f environment.yml": "tests/test_setup.py::test_environment_yml_agrees_with_pyproject",
}  # fmt: skip
"""Lines that take long, or serve until they are stopped: the test that runs each, or that reads what it reads."""
NEVER = {
    "conda activate qlab": "no conda client is at hand; docs/servers.md says so",
    "qlab lab": "opens JupyterLab until it is stopped; tests/cli/test_course.py starts it as far as that",
}
RUN = ("qlab snapshot", "qlab watch", "qlab play", "qlab explain", "qlab doctor")
"""What runs of the blocks; the rest must be in one of the lists above."""
COMPLETE = {
    "qlab course", "qlab doctor URL", "qlab explain URL email 1", "qlab queues URL",
    "qlab export recording.jsonl --as nestjs --out queues", "qlab export recording.jsonl --as sequence",
    "qlab play recording.jsonl --out page.html --open",
}  # fmt: skip
"""Calls within a sentence that are whole, and run; of the others the command and its options are looked up."""


@pytest.fixture
def url(tmp_path: Path, story: Recording, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:  # noqa: F811
    """A server with the queue `email` of the demo application, and its job 1; a recording is in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda _address: True)
    story.save("recording.jsonl")
    with Lab(prefix="qlab-app", tcp=True) as lab:
        lab.queue("email").add("welcome", {"to": "ada@example.com"})
        yield str(lab.url)


def run(qlab: Qlab, line: str, url: str) -> None:  # noqa: F811
    """Run a line that begins with `qlab`."""
    words = [url if word in ("URL", "redis://127.0.0.1:6379") else word for word in shlex.split(line)[1:]]
    ran = qlab(*words)
    wrong = ran.code and not (words[0] == "doctor" and ran.code == 1)  # 1: there is a finding
    assert not wrong, f"{line}: {ran.err}"


@pytest.mark.parametrize("page", sorted({page for page, _ in LINES}), ids=lambda page: page.name)
def test_the_calls_in_a_block_run_one_after_the_other(page: Path, qlab: Qlab, url: str) -> None:  # noqa: F811
    for line in (line for where, line in LINES if where == page):
        if line.startswith(RUN):
            run(qlab, line, url)


@pytest.mark.parametrize("span", SPANS)
def test_the_calls_in_a_sentence_run_or_have_such_options(span: str, qlab: Qlab, url: str) -> None:  # noqa: F811
    if span in COMPLETE:
        run(qlab, span, url)
        return
    command: object = typer.main.get_command(build())
    for word in (word for word in span.split()[1:] if re.fullmatch(r"[a-z]+", word)):
        command = getattr(command, "commands", {}).get(word, command)
    assert getattr(command, "name", "qlab") != "qlab", span
    options = {option for each in getattr(command, "params", ()) for option in each.opts}
    assert options.issuperset(word for word in span.split() if word.startswith("--")), span


@pytest.mark.parametrize("line", sorted({line for _, line in LINES}))
def test_each_line_is_something_that_is_there(line: str) -> None:
    first, *rest = shlex.split(line.removeprefix("export "))
    if first == "make":
        phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert phony
        assert set(rest) <= set(phony[1].split())
    elif first == "curl":
        assert_route(rest)
    elif "=" in first:
        assert_variable(first.partition("=")[0])
    else:
        assert line in {*TESTED, *NEVER} or line.startswith(RUN)


def assert_route(words: list[str]) -> None:
    """The application has the route, and takes such a body."""
    method = words[words.index("-X") + 1].lower() if "-X" in words else "get"
    address = next(word for word in words if word.startswith("http"))
    path = address.removeprefix("http://127.0.0.1:8000")
    body = words[words.index("-d") + 1] if "-d" in words else "{}"
    routes = create(Settings()).openapi()["paths"]
    fitting = [route for route in routes if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", route), path)]
    assert any(method in routes[route] for route in fitting), address
    assert isinstance(json.loads(body), dict)


def assert_variable(name: str) -> None:
    """Qlab reads the variable."""
    if name.startswith("QLAB_APP_"):
        assert name.removeprefix("QLAB_APP_").lower() in Settings.model_fields
    else:
        sources = Path(package.__file__).parent.rglob("*.py")
        assert any(name in source.read_text("utf-8") for source in sources)


def test_what_is_listed_is_there() -> None:
    lines = {line for _, line in LINES}
    assert set(TESTED) <= lines
    assert set(NEVER) <= lines
    assert set(SPANS) >= COMPLETE
    for test in TESTED.values():
        file, _, name = test.partition("::")
        assert name in {getattr(node, "name", "") for node in ast.parse((ROOT / file).read_text("utf-8")).body}, test


def test_every_block_says_what_it_is() -> None:
    for page in PAGES:
        fences = re.findall(r"^```.*$", page.read_text("utf-8"), re.MULTILINE)
        assert all(fence != "```" for fence in fences[::2]), page.name
