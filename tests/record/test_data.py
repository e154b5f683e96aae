"""What lies in data/ is current, is described, and tells nothing of the machine it came from."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from qlab import Recording
from tests.record import films
from tools.make_data import EMAIL_STORY, make_email_story

DATA = EMAIL_STORY.parent
FILES = sorted(path for path in DATA.rglob("*") if path.is_file() and path.name != "README.md")


def test_the_email_story_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    made = make_email_story(tmp_path / "film.jsonl")
    assert without_release(made.read_text()) == without_release(EMAIL_STORY.read_text()), (
        "run `python -m tools.make_data`"
    )


def test_the_email_story_is_the_one_that_the_demo_plays() -> None:
    assert without_release(Recording.load(EMAIL_STORY).text()) == without_release(films.email().text())


def without_release(text: str) -> str:
    """A recording names the server that it was made on, and the oldest packages bring an older one."""
    return re.sub(r"valkey \d+\.\d+\.\d+", "valkey", text)


def test_the_tree_is_described() -> None:
    readme = (DATA / "README.md").read_text("utf-8")
    described = re.findall(r"`([\w./*-]+)`", readme)
    for path in FILES:
        name = path.relative_to(DATA).as_posix()
        assert any(fnmatch(name, pattern) for pattern in described), name


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FILES])
def test_nothing_tells_of_a_machine(path: Path) -> None:
    text = path.read_bytes().decode("latin-1")
    assert not re.search(
        r"/(home|root|Users|tmp|work|var)/|localhost|127\.0\.0\.1|redis://|\b\d+\.\d+\.\d+\.\d+\b", text
    )
    assert not re.search(r"passw(or)?d(?!-reset)|secret|api.?key|private.key|bearer", text, re.IGNORECASE)
