"""A file made to do harm: always one clear sentence, never another exception, never all the memory there is."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qlab import Recording
from qlab.errors import RecordingError, RecordingInvalid, RecordingTooLong
from qlab.record.format import loading
from tests.record import films

HEAD: dict[str, Any] = {
    "qlab": "recording", "version": 1, "prefix": "bull", "start": 0, "at": 0, "sampled": False, "clock": "virtual",
    "server": "", "note": "",
    "keys": {
        "l": {"type": "list", "encoding": "", "expires_at": None, "value": ["a", "b"]},
        "t": {"type": "set", "encoding": "", "expires_at": None, "value": ["a", "b"]},
        "h": {"type": "hash", "encoding": "", "expires_at": None, "value": {"a": "b"}},
        "z": {"type": "zset", "encoding": "", "expires_at": None, "value": [["a", 1]]},
        "x": {"type": "stream", "encoding": "", "expires_at": None, "value": [["1-0", [["a", "b"]]]]},
        "s": {"type": "string", "encoding": "", "expires_at": None, "value": "a"},
    },
}  # fmt: skip
STEP: dict[str, Any] = {
    "index": 1, "at": 1, "title": "t", "op": "o", "queue": None, "job": None, "facts": {}, "sentence": "S.",
    "script": None, "commands": [], "returned": None, "changes": [],
}  # fmt: skip
DEEP = "[" * 100_000


def edit(key: str, **change: Any) -> dict[str, Any]:
    return {**STEP, "changes": [{"key": key, "encoding": "", "expires_at": None, **change}]}


def refused(path: Path, *lines: Any) -> str:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n", "utf-8")
    with pytest.raises(RecordingError) as error:
        Recording.load(path)
    said = str(error.value).removeprefix(str(path))
    assert said.splitlines() == [said]
    assert said.endswith(".")
    assert len(said) < 300
    assert said.isprintable()
    return said


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "film.jsonl"


def test_what_the_others_spoil_is_sound(film: Path) -> None:
    film.write_text("\n".join(map(json.dumps, [HEAD, STEP, {"end": 1}])))
    assert len(Recording.load(film)) == 1


HEADS: dict[str, Any] = {
    "empty": "",
    "no JSON": "hello",
    "a number": "1",
    "a list": [],
    "null": "null",
    "deep": DEEP,
    "deep objects": '{"a":' * 100_000,
    "something else": {"qlab": "notes"},
    "no keys": {name: value for name, value in HEAD.items() if name != "keys"},
    "keys in a list": {**HEAD, "keys": []},
    "a key that is none": {**HEAD, "keys": {"a": None}},
    "a prefix that is none": {**HEAD, "prefix": 7},
    "a huge number": json.dumps(HEAD).replace('"at": 0', '"at": ' + "9" * 5_000),
    "a large number": {**HEAD, "at": 10**16},
    "a negative moment": {**HEAD, "start": -1},
    "a moment that is true": {**HEAD, "at": True},
    "a fraction of a moment": {**HEAD, "at": 0.5},
    "NaN": json.dumps(HEAD).replace('"at": 0', '"at": NaN'),
    "infinity": json.dumps(HEAD).replace('"at": 0', '"at": 1e999'),
    "half a surrogate": {**HEAD, "note": "\ud800"},
}


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("name", HEADS)
def test_a_spoilt_head(name: str, film: Path) -> None:
    refused(film, HEADS[name], STEP, {"end": 1})


def key(type: str, value: Any, **more: Any) -> dict[str, Any]:
    return {**HEAD, "keys": {"k": {"type": type, "encoding": "", "expires_at": None, "value": value, **more}}}


KEYS: dict[str, Any] = {
    "a list that is a text": key("list", "abc"),
    "a list of numbers": key("list", [1]),
    "an empty list": key("list", []),
    "a hash of lists": key("hash", {"a": []}),
    "a hash that is a list": key("hash", [["a", "b"]]),
    "a score that is a text": key("zset", [["a", "1"]]),
    "a score that is NaN": key("zset", [["a", "nan"]]),
    "a score too large": key("zset", [["a", 10**400]]),
    "a score that is true": key("zset", [["a", True]]),
    "a member alone": key("zset", [["a"]]),
    "members that are texts": key("zset", ["ab"]),
    "a stream of texts": key("stream", ["ab"]),
    "an entry of odd fields": key("stream", [["1-0", [["a"]]]]),
    "a string that is a number": key("string", 1),
    "a module's value that is a list": key("ReJSON-RL", []),
    "a type that is a list": key([], "a"),  # type: ignore[arg-type]
    "an expiry of more than 64 bits": key("string", "a", expires_at=2**70),
    "an expiry that is a text": key("string", "a", expires_at="1"),
    "a size that is negative": key("string", "a", size=-1),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_spoilt_key(name: str, film: Path) -> None:
    assert "is damaged in line 1" in refused(film, KEYS[name], {"end": 0})


STEPS: dict[str, Any] = {
    "deep": DEEP,
    "deep in the middle": json.dumps(STEP).replace("[]", DEEP, 1),
    "no JSON": "{",
    "a list": [],
    "of no index": {**STEP, "index": None},
    "the second": {**STEP, "index": 2},
    "of no sentence": {name: value for name, value in STEP.items() if name != "sentence"},
    "a title that is an object": {**STEP, "title": {}},
    "a queue that is a number": {**STEP, "queue": 1},
    "facts in a list": {**STEP, "facts": []},
    "a script that is a list": {**STEP, "script": []},
    "commands in an object": {**STEP, "commands": {}},
    "a command of two parts": {**STEP, "commands": [["SET", []]]},
    "a command that is a text": {**STEP, "commands": ["abc"]},
    "changes that are null": {**STEP, "changes": None},
    "a change that is a text": {**STEP, "changes": ["a"]},
    "a change of no key": {**STEP, "changes": [{"del": True}]},
    "a change of an unknown kind": edit("l", json={}),
    "a change of two kinds": edit("l", list=[], string="a"),
    "a change of a key that is not there": edit("missing", string="a"),
    "a key that changes twice": {**STEP, "changes": [{"key": "l", "del": True}, {"key": "l", "del": True}]},
    "a key deleted by half": {**STEP, "changes": [{"key": "l", "del": False}]},
    "a list edited as a hash": edit("l", hash={"set": {}, "del": []}),
    "a string edited as a list": edit("s", list=[[0, 0, ["a"]]]),
    "a splice at a negative place": edit("l", list=[[-1, 0, ["c"]]]),
    "a splice beyond the end": edit("l", list=[[3, 0, ["c"]]]),
    "a splice that removes too many": edit("l", list=[[1, 2, []]]),
    "a splice that removes less than none": edit("l", list=[[1, -1, []]]),
    "a splice at a huge place": edit("l", list=[[10**18, 0, []]]),
    "a splice at half a place": edit("l", list=[[0.5, 0, []]]),
    "a splice of a text": edit("l", list=[[0, 0, "abc"]]),
    "a splice of two parts": edit("l", list=[[0, 0]]),
    "a trim beyond the length": edit("x", stream={"append": [], "trim": 2}),
    "a trim of less than none": edit("x", stream={"append": [], "trim": -1}),
    "a trim that is huge": edit("x", stream={"append": [], "trim": 10**30}),
    "members added as a text": edit("t", members={"add": "ab", "del": []}),
    "members without what goes": edit("t", members={"add": []}),
    "fields in a list": edit("h", hash={"set": [], "del": []}),
    "a field that is a number": edit("h", hash={"set": {"a": 1}, "del": []}),
    "scores in a list": edit("z", zset={"set": [], "del": []}),
    "a score that is null": edit("z", zset={"set": {"a": None}, "del": []}),
    "an expiry that is true": {**STEP, "changes": [{"key": "s", "encoding": "", "expires_at": True}]},
    "no encoding": {**STEP, "changes": [{"key": "s", "expires_at": None}]},
}


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("name", STEPS)
def test_a_spoilt_step(name: str, film: Path) -> None:
    assert "line 2" in refused(film, HEAD, STEPS[name], {"end": 1})


def test_spoilt_feet(film: Path) -> None:
    assert "ends after 1 step," in refused(film, HEAD, STEP)
    assert "is damaged in line 3" in refused(film, HEAD, STEP, {"end": "1"})
    assert "is damaged in line 3" in refused(film, HEAD, STEP, {"end": True})
    assert "should hold 2" in refused(film, HEAD, STEP, {"end": 2})
    assert "goes on after its end" in refused(film, HEAD, STEP, {"end": 1}, STEP)
    assert "is damaged in line 3" in refused(film, HEAD, STEP, {"end": -1})


def test_what_the_file_says_cannot_paint_the_terminal(film: Path) -> None:
    painted = "\x1b[31m\u202e"
    refused(film, {**HEAD, "version": painted})
    refused(film, HEAD, edit("l", **{painted: 1}))
    refused(film, {**HEAD, "keys": {painted: {"type": painted}}})


def test_bytes_that_are_no_text(film: Path) -> None:
    film.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(RecordingInvalid, match="it is not text"):
        Recording.load(film)


def peak_of(load: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        load()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_line_of_50_mb_is_refused_unread(film: Path) -> None:
    with film.open("w") as file:
        for _ in range(50):
            file.write("[" * 1_000_000)

    def load() -> None:
        with pytest.raises(RecordingInvalid, match="line 1 has more than 32,000,000 characters"):
            Recording.load(film)

    assert peak_of(load) < 150_000_000


def test_a_small_file_cannot_ask_for_all_memory(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_ELEMENTS", 100_000)
    members = [str(number) for number in range(2_000)]
    head = {**HEAD, "keys": {"s": {"type": "set", "encoding": "", "expires_at": None, "value": members}}}
    change = {"members": {"add": ["b"], "del": []}}
    steps = [{**edit("s", **change), "index": index} for index in range(1, 1_000)]
    film.write_text("\n".join(map(json.dumps, [head, *steps, {"end": 999}])))

    def load() -> None:
        with pytest.raises(RecordingTooLong, match="line 50 its states hold more than 100,000 elements"):
            Recording.load(film)

    assert peak_of(load) < 10_000_000
    assert len(Recording.load(film, partial=True)) == 48


def test_a_file_of_many_splices_is_refused_before_they_are_made(tmp_path: Path) -> None:
    """Work is counted, not bytes: a short file can ask for a long list to be moved again and again."""
    long = {**HEAD, "keys": {"l": {"type": "list", "encoding": "", "expires_at": None, "value": ["a"] * 100_000}}}
    film = tmp_path / "film.jsonl"

    def write(splices: int, steps: int) -> None:
        change = edit("l", list=[[0, 1, ["a"]]] * splices)
        numbered = [{**change, "index": number} for number in range(1, steps + 1)]
        film.write_text("\n".join(map(json.dumps, [long, *numbered, {"end": steps}])))

    write(200_000, 1)
    with pytest.raises(RecordingInvalid, match="in more than 2,002 places"):
        Recording.load(film)
    write(2_000, 100)
    with pytest.raises(RecordingTooLong):
        Recording.load(film)
    assert len(Recording.load(film, partial=True)) < 10
    write(1, 500)
    assert len(Recording.load(film)) == 500


def test_a_pipe_or_device_is_no_recording(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(RecordingError, match="pipe or a device"):
            Recording.load(path)
    (tmp_path / "link.jsonl").symlink_to(films.four_attempts().save(tmp_path / "film.jsonl"))
    assert len(Recording.load(tmp_path / "link.jsonl"))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_read_or_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    film = tmp_path_factory.mktemp("film") / "film.jsonl"
    lines = [json.loads(line) for line in films.four_attempts().save(film).read_text().splitlines()]
    place = data.draw(st.sampled_from(list(_places(lines[: data.draw(st.integers(1, 6))]))))
    spoil: Any = lines
    for step in place[:-1]:
        spoil = spoil[step]
    spoil[place[-1]] = data.draw(st.sampled_from([None, True, -1, 2**70, 0.5, "", "\x00", [], [[]], {}, {"a": 1}]))
    film.write_text("\n".join(map(json.dumps, lines)))
    with suppress(RecordingError):  # any other exception is a failure
        loaded = Recording.load(film)
        for look in (loaded.text, loaded.transitions, loaded.attempts, loaded.counts, loaded.commands):
            look()


def _places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*path, name)
        yield from _places(inner, (*path, name))
