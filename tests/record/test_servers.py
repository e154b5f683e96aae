"""The same scenes on whichever server is under test: the same sentences, and recordings that come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from qlab import Recording
from tests.record.films import played
from tests.record.scenes import SCENES
from tests.record.test_sentence import SAID

pytestmark = pytest.mark.core
ALIKE = [name for name in SCENES if "bull:" not in SAID[name] and SAID[name] != "Nothing changed."]
"""All but the few that name a key or the prefix, which is drawn by chance on a server that is not the lab's own."""


@pytest.mark.parametrize("name", ALIKE)
def test_the_sentence_is_the_same(name: str, server_url: str | None, tmp_path: Path) -> None:
    recording, whole = played(name, server_url)
    assert recording[-1].sentence.replace("\x1b", "\\x1b") == SAID[name]
    loaded = Recording.load(recording.save(tmp_path / "film.jsonl"))
    assert [step.after for step in loaded] == [step.after for step in recording]
    assert recording.last.state == whole.state, "step by step, the same keys as read all at once"
