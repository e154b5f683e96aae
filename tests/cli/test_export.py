"""``qlab export``: a recording for another program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qlab import Lab, Recording
from qlab.cli.exporting import SUFFIX, Format
from tests.cli.conftest import Qlab

LIGHT = [each for each in Format if each is not Format.GIF]  # drawn for every step: a picture takes seconds


@pytest.mark.parametrize("form", LIGHT)
def test_it_writes_beside_the_recording(qlab: Qlab, story: Recording, tmp_path: Path, form: Format) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    ran = qlab("export", saved, "--as", form.value)
    assert ran.code == 0, ran.err
    assert saved.with_suffix(SUFFIX[form]).exists()


def test_what_a_script_cannot_hold_is_said(qlab: Qlab, lab: Lab, tmp_path: Path) -> None:
    lab.queue("email").add("welcome")
    with lab.observe("by hand"):
        lab.redis.set("note", "1")
    saved = lab.recording.save(tmp_path / "by-hand.jsonl")
    assert qlab("export", saved, "--as", "typescript").out.splitlines()[1:] == [
        "Not in it: Step 2 (by hand) is not a call of BullMQ's."
    ]


def test_it_writes_where_it_is_told_to(qlab: Qlab, story: Recording, tmp_path: Path) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    assert qlab("export", saved, "--as", "otlp", "--out", tmp_path / "traces.json").code == 0
    assert json.loads((tmp_path / "traces.json").read_text()) == story.to_otlp()
