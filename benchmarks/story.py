"""The email story: how long its 14 s take, and whether two runs give the same bytes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.rows import Row
from qlab import Lab
from qlab.stories.email import email_story

ONE_RUN = """
import sys
from qlab import Lab
from qlab.stories.email import email_story

with Lab() as lab:
    email_story(lab)
    lab.recording.save(sys.argv[1])
    sys.stdout.buffer.write("\\n".join([lab.recording.text(), *(step.text() for step in lab.steps)]).encode())
"""


def run(*, rounds: int = 9) -> list[Row]:
    """Time the story in new labs, and compare the recordings and texts of two processes."""
    times, virtual_ms = zip(*(one_story() for _ in range(rounds + 1)), strict=True)
    took, virtual = median(times[1:]), float(virtual_ms[0])
    speed = {"story (ms)": took, "first story of the process (ms)": times[0], "virtual time (ms)": virtual}
    differing = float(bytes_differing(one_process(), one_process()))
    clock = f"{virtual:,.0f} ms by its own clock"
    return [
        Row("the email story, recorded and traced", took, "ms", "≤", 100, clock, speed),
        Row("recording and text of the story, two processes", differing, "bytes differ", "≤", 0, "each other"),
    ]


def one_story() -> tuple[float, int]:
    """Play the story in a new lab: how long it took, and how long by the lab's clock, both ms."""
    with Lab() as lab:
        began = time.perf_counter()
        email_story(lab)
        return (time.perf_counter() - began) * 1000, lab.clock.elapsed_ms


def one_process() -> bytes:
    """Return the story's recording, then its text, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.jsonl"
        ran = subprocess.run([sys.executable, "-c", ONE_RUN, str(path)], check=True, capture_output=True)
        return path.read_bytes() + ran.stdout


def bytes_differing(one: bytes, other: bytes) -> int:
    """Return how many bytes of two texts differ, place by place."""
    return abs(len(one) - len(other)) + sum(a != b for a, b in zip(one, other, strict=False))
