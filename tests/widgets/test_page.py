"""The exported page as a file: its size, its policy, its data."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from qlab import Lab, Recording
from qlab.errors import ExportError
from qlab.stories.email import email_story
from qlab.widgets import assets


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    with Lab() as lab:
        email_story(lab)
        path = lab.recording.to_html(tmp_path_factory.mktemp("page") / "story.html")
    return path.read_text(encoding="utf-8")


def test_the_story_fits_into_300_kilobytes(page: str) -> None:
    assert len(page.encode()) < 300_000


def test_the_policy_allows_this_script_and_this_style_and_nothing_else(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert script
    assert style
    hashes = [base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode() for found in (script, style)]
    assert policy[1] == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_nothing_in_it_points_to_a_network(page: str) -> None:
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)="|url\(|@import', markup)


def test_two_exports_are_the_same_bytes(page: str, tmp_path: Path) -> None:
    with Lab() as lab:
        email_story(lab)
        assert lab.recording.to_html(tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_a_place_that_cannot_be_written_is_an_export_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="choose another path"):
        Recording.begin("bull", 0).to_html(tmp_path / "no" / "page.html")


def test_no_script_parses_html_or_runs_text() -> None:
    parsing = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert not [name for name in assets.BUNDLES if parsing.search(assets.bundle(name))]
