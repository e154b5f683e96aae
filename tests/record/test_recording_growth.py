"""What a step costs to load, save and show grows neither with the recording nor with the queue: work is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.player import cut
from benchmarks.recordings import played
from qlab import Lab, Recording
from tests.growth import Work, work
from tests.record.test_hostile import HEAD, STEP

SHORT, LONG = 100, 400
FLAT = 1.1


@pytest.fixture(scope="module")
def film() -> Recording:
    """A queue that neither grows nor shrinks: each job that is completed is followed by another."""
    with Lab() as lab:
        queue = lab.queue("email", removeOnComplete=10)
        queue.add_bulk([("welcome", {"to": f"user-{number}@example.com"}) for number in range(80)])
        while len(lab.steps) < LONG:
            job = queue.take()
            assert job
            job.complete({"ok": True})
            queue.add("welcome", {"to": "ada@example.com"})
        return lab.recording


def worked(film: Recording, folder: Path, way: str) -> Work:
    """What loading, saving again or the player's data takes."""
    path = film.save(folder / "film.jsonl")
    loaded = Recording.load(path)
    loaded.save(path), played(loaded)  # which works out each step's difference
    ways: dict[str, Callable[[], object]] = {
        "load": lambda: Recording.load(path),
        "save again": lambda: loaded.save(path),
        "the player's data": lambda: played(loaded),
    }
    kept: list[object] = []  # so that what is made is counted as kept
    return work(lambda: kept.append(ways[way]()))


@pytest.mark.parametrize("way", ["load", "save again", "the player's data"])
def test_a_step_costs_as_much_in_a_long_recording_as_in_a_short_one(film: Recording, tmp_path: Path, way: str) -> None:
    short, long = (worked(cut(film, size), tmp_path, way) for size in (SHORT, LONG))
    assert long.calls / LONG <= FLAT * short.calls / SHORT
    assert long.bytes / LONG <= FLAT * short.bytes / SHORT


def test_a_step_of_a_long_list_costs_as_much_as_one_of_a_short_list(tmp_path: Path) -> None:
    """A list that loses its last element with each step, as `wait` does."""

    def each(length: int) -> tuple[int, int]:
        few, many = (
            work(partial(Recording.load, taken_from(length, steps, tmp_path / "film.jsonl"))) for steps in (10, 110)
        )
        return many.calls - few.calls, many.bytes - few.bytes

    (calls, memory), (calls_long, memory_long) = each(200), each(20_000)
    assert calls_long <= FLAT * calls
    assert memory_long <= FLAT * memory + 100_000  # the list once, and not once a step


def taken_from(length: int, count: int, path: Path) -> Path:
    """A recording of so many steps, each of which takes the last element from a list."""
    held: dict[str, Any] = {"type": "list", "encoding": "", "expires_at": None, "value": list(map(str, range(length)))}
    steps = [
        {**STEP, "index": at, "changes": [
            {"key": "l", "encoding": "", "expires_at": None, "list": [[length - at, 1, []]]}]}
        for at in range(1, count + 1)
    ]  # fmt: skip
    lines = [{**HEAD, "keys": {"l": held}}, *steps, {"end": count}]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="ascii")
    return path
