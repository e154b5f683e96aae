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
from contextlib import redirect_stdout
from pathlib import Path
from qlab import Lab
from tests.record.scenes import SCENES
from qlab.stories.email import email_story

def tell(lab):
    print(lab.recording.text())
    for step in lab.recording:
        print(step.text(), step._repr_html_(), step.diff.to_frame().to_string(), repr(step))
    print(lab.recording._repr_html_(), lab.recording.attempts().to_string(), lab.recording.counts().to_string())
    print(lab.snapshot().text(), lab.snapshot().keys().drop(columns="bytes").to_string())

for name in sys.argv[2:]:
    with Lab() as lab, Path(sys.argv[1], f"{name}.txt").open("w", encoding="utf-8") as said, redirect_stdout(said):
        (email_story if name == "email story" else SCENES[name])(lab)
        lab.recording.save(Path(sys.argv[1], f"{name}.jsonl"))
        tell(lab)
"""
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("email story", "flow_with_random_ids", "fail_under_jittered_backoff", "stall_twice", "fail_and_keep_one")
"""The story; ids and waits drawn by chance; a stall, for its lock runs out; a stack trace of an error."""


def play(seed: int, folder: Path) -> Path:
    """Each recording, and what is printed of it, in a folder; by a process of their own."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    environment.pop("QLAB_REDIS_URL", None)
    command = [sys.executable, "-c", PLAY, str(folder), *NAMES]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What two processes made, which share neither their number, the seed of their hashes nor their place."""
    base = tmp_path_factory.mktemp("made")
    return play(1, base / "one"), play(4_242, base / "another-place")


@pytest.mark.parametrize("name", NAMES)
def test_two_processes_give_the_same_bytes(name: str, folders: tuple[Path, Path]) -> None:
    for file in (f"{name}.jsonl", f"{name}.txt"):
        made, again = ((folder / file).read_bytes() for folder in folders)
        assert made == again
        assert len(made) > 1_000
        assert not re.search(
            rb"/(home|root|Users|tmp|work|var|usr)/|\.sock|localhost|127\.0\.0\.1|site-packages|\.py\b", made
        )
        assert not re.search(rb"0x[0-9a-f]{6,}|\bpid\b|redis://|unix://", made)


def test_the_scenes_are_there() -> None:
    assert {"flow_with_random_ids", "fail_under_jittered_backoff", "stall_twice", "fail_and_keep_one"} <= set(SCENES)
