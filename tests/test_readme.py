"""The Python of README and of each page in docs/, run from a page's first line to its last, on a server for a test."""

from __future__ import annotations

import pydoc
import re
from operator import attrgetter
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import qlab
from qlab.teach.dumps import nestjs_dump
from tests.testing.test_plugin import run_suite

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SITE = sorted((ROOT / "docs" / "site").rglob("*.md"))
"""Pages that only the site has; Sphinx says whether each is in a table of contents."""
PROSE = {path: path.read_text("utf-8") for path in [*PAGES, *SITE, *sorted(ROOT.glob("*.md"))]}
FRAGMENTS = {"explore.md"}
"""Pages whose snippets are parts of something larger: they must be Python, and tests/explore/test_page.py runs them."""
ELSEWHERE = {"jobs=1000": "jobs=100", "redis://observer:password@127.0.0.1:6379": nestjs_dump(), '"5m"': '"1s"'}
WRITES = {
    "README.md": {"queues", "welcome.html", "welcome.ts"},
    "exports.md": {"queues", "story.gif", "story.ts", "story.otlp.json", "tables"},
    "figures.md": {"both.html", "welcome.html"},
    "recordings.md": {"welcome.jsonl"},
    "observing.md": {"email.jsonl"},
}


def snippets(path: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", PROSE[path], re.DOTALL)


@pytest.mark.parametrize("page", [path for path in [*PAGES, *SITE] if snippets(path)], ids=lambda path: path.name)
def test_the_snippets_run_one_after_the_other(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if page.name in FRAGMENTS:
        assert all(compile(code, page.name, "exec") for code in snippets(page))
        return
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    code = "\n".join(snippets(page))
    for written, here in ELSEWHERE.items():
        code = code.replace(written, here)
    names: dict[str, object] = {}
    try:
        exec(compile(code, page.name, "exec"), names)
    finally:
        plt.close("all")
        for name in ("lab", "prod"):
            if name in names:
                names[name].close()  # type: ignore[attr-defined]
    assert {path.name for path in tmp_path.iterdir()} == WRITES.get(page.name, set())


def test_the_tests_on_a_page_pass(tmp_path: Path) -> None:
    page = ROOT / "docs" / "testing.md"
    output = run_suite(tmp_path, "\n".join(snippets(page)))
    assert f"{sum('def test_' in code for code in snippets(page))} passed" in output, output


def test_what_a_test_replaces_is_in_the_pages() -> None:
    assert all(any(written in text for text in PROSE.values()) for written in ELSEWHERE)


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", PROSE[page]):
        assert target.startswith(("https://", "http://")) or (page.parent / target).exists(), target


def test_every_page_is_linked_from_another() -> None:
    linked = {page.name for page in PAGES for other in PAGES if other != page and f"{page.name})" in PROSE[other]}
    assert {page.name for page in PAGES[1:]} <= linked


def test_what_is_called_in_the_text_is_there_after_import_qlab() -> None:
    named = {name for text in PROSE.values() for name in re.findall(r"`qlab\.([\w.]+)\(", text)}
    assert named
    for name in named:
        assert callable(attrgetter(name)(qlab)), name


def test_what_help_is_asked_for_has_it() -> None:
    asked = [name for text in PROSE.values() for name in re.findall(r'`help\("([\w.]+)"\)`', text)]
    assert asked
    assert all(pydoc.locate(name) for name in asked), asked
    assert not [
        path for path, text in PROSE.items() if "help(qlab" in text
    ]  # a module that `import qlab` does not bring
