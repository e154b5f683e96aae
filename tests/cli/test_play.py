"""``qlab play``: a page from a recording, and what it says when there is none."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from qlab import Recording
from tests.cli.conftest import Qlab


@pytest.fixture
def saved(story: Recording, tmp_path: Path) -> Path:
    return story.save(tmp_path / "story.jsonl")


def test_it_writes_the_page_where_it_is_told_to(qlab: Qlab, saved: Path, story: Recording, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = qlab("play", saved, "--out", page)
    assert ran.code == 0
    assert ran.out.startswith("37 steps in ")
    assert page.read_bytes() == story.to_html(tmp_path / "same.html").read_bytes()


def test_without_a_place_it_writes_beside_the_recording(qlab: Qlab, saved: Path) -> None:
    assert qlab("play", saved).code == 0
    assert saved.with_suffix(".html").exists()


def test_open_opens_the_page(qlab: Qlab, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    qlab("play", saved, "--open")
    assert opened == [saved.with_suffix(".html").resolve().as_uri()]


def test_a_file_that_is_no_recording_is_refused(qlab: Qlab, tmp_path: Path) -> None:
    (tmp_path / "no.jsonl").write_text("hello\n")
    ran = qlab("play", tmp_path / "no.jsonl")
    assert ran.code == 2
    assert "is not a recording" in ran.err.replace("\n", " ")


def test_a_place_that_cannot_be_written_is_refused(qlab: Qlab, saved: Path, tmp_path: Path) -> None:
    ran = qlab("play", saved, "--out", tmp_path / "no" / "page.html")
    assert ran.code == 2
    assert "cannot be written" in ran.err.replace("\n", " ")


def test_a_story_of_the_gallery_is_played_by_its_name(
    qlab: Qlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert qlab("play", "stalled").out.startswith("10 steps in stalled.html")
    first = (tmp_path / "stalled.html").read_bytes()
    assert qlab("play", "stalled", "--out", "again.html").code == 0
    assert (tmp_path / "again.html").read_bytes() == first


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("herd-jiter", "no file 'herd-jiter', and the gallery has no such story: did you mean herd-jitter?"),
        ("nothing", "no such story: it has concurrency, crash, "),
        ("herd.jsonl", "herd.jsonl cannot be read"),
        ("./herd-jiter.d/x", "cannot be read"),
    ],
)
def test_a_name_that_is_nothing_is_told_what_is_like_it(qlab: Qlab, given: str, said: str) -> None:
    ran = qlab("play", "herd", given)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_two_are_shown_beside_each_other(qlab: Qlab, tmp_path: Path) -> None:
    path = tmp_path / "both.html"
    ran = qlab("play", "herd", "herd-jitter", "--out", path)
    assert (ran.code, ran.out.split(" in ")[0]) == (0, "27 steps beside 37 steps")
    assert '"names":["herd","herd-jitter"]' in path.read_text("utf-8")
