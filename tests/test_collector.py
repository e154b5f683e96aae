"""The collector held off while a recording is loaded, saved or shown; afterwards it is as it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qlab import Lab, Player, Recording
from qlab.collector import held_off
from qlab.errors import RecordingError


@pytest.fixture(scope="module")
def recording() -> Recording:
    with Lab() as lab:
        email = lab.queue("email")
        for number in range(300):
            email.add("welcome", {"number": number})
        return lab.recording


@pytest.fixture
def passes() -> Iterator[list[int]]:
    """The generation of each pass that the collector makes."""
    seen: list[int] = []

    def told(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(told)
    yield seen
    gc.callbacks.remove(told)


@pytest.mark.parametrize(
    "work",
    [
        lambda recording, path: recording.save(path),
        lambda recording, path: Recording.load(recording.save(path)),
        lambda recording, path: recording.to_html(path),
        lambda recording, _path: Player(recording),
    ],
    ids=["save", "load", "to_html", "Player"],
)
def test_the_collector_makes_next_to_no_pass(
    work: Callable[[Recording, Path], object], recording: Recording, passes: list[int], tmp_path: Path
) -> None:
    work(recording, tmp_path / "f")
    passes.clear()
    work(recording, tmp_path / "f")
    assert passes.count(2) <= 1  # thousands of objects are made, a dozen passes' worth
    assert len(passes) <= 6
    assert gc.isenabled()


def test_it_is_as_it_was_whatever_happens(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("no")
    with pytest.raises(RecordingError):
        Recording.load(tmp_path / "bad")
    assert gc.isenabled()
    gc.disable()
    try:
        with held_off():
            pass
        assert not gc.isenabled()  # somebody else had it off
    finally:
        gc.enable()


def test_blocks_in_several_threads_overlap() -> None:
    first_in, second_done = threading.Event(), threading.Event()

    def first() -> None:
        with held_off():
            first_in.set()
            second_done.wait(60)
            assert not gc.isenabled()

    other = threading.Thread(target=first)
    other.start()
    assert first_in.wait(60)
    with held_off():
        assert not gc.isenabled()
    assert not gc.isenabled()  # the other thread is not done yet
    second_done.set()
    other.join()
    assert gc.isenabled()
