"""The same story gives the same bytes, whatever the process, its hash seed and the time of day."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.record.scenes import SCENES

PLAY = """
import sys
from qlab import Lab
from tests.record.scenes import SCENES
from qlab.stories.email import email_story

with Lab() as lab:
    (email_story if sys.argv[1] == "email story" else SCENES[sys.argv[1]])(lab)
    lab.recording.save(sys.argv[2])
    print(lab.recording.text())
    for step in lab.recording:
        print(step.text(), step._repr_html_(), step.diff.to_frame().to_string(), repr(step))
    print(lab.recording._repr_html_(), lab.recording.attempts().to_string(), lab.recording.counts().to_string())
    print(lab.snapshot().text(), lab.snapshot().keys().drop(columns="bytes").to_string())
"""
ROOT = Path(__file__).resolve().parents[2]


def play(name: str, seed: int, folder: Path) -> tuple[bytes, bytes]:
    """The recording's bytes and what was printed, from a process of its own."""
    film = folder / f"{seed}.jsonl"
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    environment.pop("QLAB_REDIS_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", PLAY, name, str(film)], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return film.read_bytes(), done.stdout


# The story; ids and waits drawn by chance; a stall, for its lock runs out; a stack trace of an error.
@pytest.mark.parametrize(
    "name", ["email story", "flow_with_random_ids", "fail_under_jittered_backoff", "stall_twice", "fail_and_keep_one"]
)
def test_two_processes_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "another-place"]
    for folder in folders:
        folder.mkdir()
    first, second = (play(name, seed, folder) for seed, folder in zip((1, 4_242), folders, strict=True))
    assert first == second
    for made in first:
        assert not re.search(
            rb"/(home|root|Users|tmp|work|var|usr)/|\.sock|localhost|127\.0\.0\.1|site-packages|\.py\b", made
        )
        assert not re.search(rb"0x[0-9a-f]{6,}|\bpid\b|redis://|unix://", made)
        assert str(os.getpid()).encode() not in made or os.getpid() < 10_000


def test_the_scenes_are_there() -> None:
    assert {"flow_with_random_ids", "fail_under_jittered_backoff", "stall_twice", "fail_and_keep_one"} <= set(SCENES)
