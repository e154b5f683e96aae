"""``qlab demo --story``: a story of the gallery, or all of them with an index page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qlab.stories.gallery import STORIES
from tests.cli.conftest import Qlab

pytestmark = pytest.mark.slow


def test_all_of_it_is_a_page_for_each_story_and_an_index_the_same_every_time(qlab: Qlab, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    said = json.loads(qlab("demo", "--story", "all", "--out", one, "--json").out)
    assert "stories; open" in qlab("demo", "--story", "all", "--out", two).out
    assert said["files"] == ["index.html", *(f"{name}.html" for name in STORIES)]
    for name in said["files"]:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
    index = (one / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="([^"]+)"', index) == said["files"][1:]
    assert sum((one / name).stat().st_size for name in said["files"]) < 4_000_000


def test_one_story_is_printed_and_written_like_the_email_story(qlab: Qlab, tmp_path: Path) -> None:
    ran = qlab("demo", "--story", "lost-lock", "--out", tmp_path)
    assert ran.code == 0
    assert "BullMQ refuses worker-1's result" in ran.out
    assert (tmp_path / "recording.jsonl").exists()


def test_a_story_that_does_not_exist_is_an_error(qlab: Qlab, tmp_path: Path) -> None:
    ran = qlab("demo", "--story", "nothing", "--out", tmp_path)
    assert ran.code == 2
    assert "choose one of email, stalled" in ran.err
    assert list(tmp_path.iterdir()) == []
