"""Files that earlier releases saved go on loading: see docs/recording-format.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qlab import Recording
from qlab.errors import RecordingVersion
from qlab.record.format.jsonl import VERSION
from tests.record.test_schema import VALIDATOR

FILES = sorted(Path(__file__).parent.glob("files-*/*.jsonl"))
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("ascii").splitlines()]


def test_there_are_files_of_every_version_of_the_format() -> None:
    assert {lines(file)[0]["version"] for file in FILES} == set(range(1, VERSION + 1))


@every_file
def test_it_loads_with_every_step_as_it_was_saved(file: Path) -> None:
    head, *steps, _ = lines(file)
    loaded = Recording.load(file)
    assert (loaded.prefix, loaded.start, loaded.clock, loaded.server, loaded.note) == tuple(
        head[name] for name in ("prefix", "start", "clock", "server", "note")
    )
    assert [(step.index, step.at, step.title, step.sentence, step.script) for step in loaded] == [
        tuple(step[name] for name in ("index", "at", "title", "sentence", "script")) for step in steps
    ]
    assert [step.returned for step in loaded] == [step["returned"] for step in steps]


@every_file
def test_saved_again_it_is_the_same_recording(file: Path, tmp_path: Path) -> None:
    loaded = Recording.load(file)
    again = loaded.save(tmp_path / "again.jsonl")
    once_more = Recording.load(again)
    assert [step.after for step in once_more] == [step.after for step in loaded]
    assert once_more.text() == loaded.text()
    assert once_more.save(tmp_path / "once more.jsonl").read_bytes() == again.read_bytes()


@every_file
def test_it_has_its_tables(file: Path) -> None:
    loaded = Recording.load(file)
    for table in (loaded.transitions, loaded.attempts, loaded.counts, loaded.commands):
        assert table() is not None


def test_a_file_says_what_it_said() -> None:
    attempts = Recording.load(Path(__file__).parent / "files-0.1" / "four-attempts.jsonl").attempts()
    assert list(attempts["error"]) == ["SMTP 451", "SMTP 452", "SMTP 453", "SMTP 454"]
    assert list(attempts["delay_ms"]) == [0, 2000, 4000, 8000]


def test_an_operation_and_a_fact_that_this_qlab_does_not_know_are_read(tmp_path: Path) -> None:
    """They need no new version of the format."""
    newer = tmp_path / "newer.jsonl"
    head, step, *_ = lines(FILES[0])
    step |= {"op": "something_new", "facts": {**step["facts"], "more": [1]}}
    written = [head, step, {"end": 1}]
    newer.write_text("".join(json.dumps(line) + "\n" for line in written), encoding="ascii")
    assert all(VALIDATOR.is_valid(line) for line in written)
    [loaded] = Recording.load(newer)
    assert (loaded.operation.name, loaded.call.facts["more"]) == ("something_new", [1])
    assert loaded.text()


def test_a_newer_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps(lines(FILES[0])[0] | {"version": VERSION + 1}) + '\n{"end":0}\n', encoding="ascii")
    with pytest.raises(RecordingVersion, match="open it with the qlab that made it"):
        Recording.load(newer)
