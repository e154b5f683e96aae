"""The schema in data/ says what `save` writes, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from qlab.record.format import jsonl
from qlab.record.format import lines as lines_of
from tests.record import films, test_hostile

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "data" / "recording.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def lines(film: str) -> list[Any]:
    recording = {"email": films.email, "everything": films.everything}[film]()
    return [json.loads(line) for line in jsonl.lines(recording)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("film", ["email", "everything"])
def test_every_line_of_a_real_recording_is_valid(film: str) -> None:
    for line in lines(film):
        assert not list(VALIDATOR.iter_errors(line))


def test_every_kind_of_change_was_among_them() -> None:
    kinds = {kind for line in lines("everything")[1:-1] for change in line["changes"] for kind in change}
    edit = SCHEMA["$defs"]["edit"]["properties"]
    assert kinds == {"set", "del", *edit}


def test_no_line_may_lack_or_add_anything() -> None:
    head, step, *_, foot = lines("email")
    for line in (head, step, foot):
        assert not VALIDATOR.is_valid({**line, "more": 1})
        for name in line:
            assert not VALIDATOR.is_valid({other: value for other, value in line.items() if other != name}), name


TYPES = {
    "head": lines_of.HeadLine, "step": lines_of.StepLine, "state": lines_of.StateLine, "members": lines_of.MembersLine,
    "hash": lines_of.FieldsLine, "zset": lines_of.ScoresLine, "stream": lines_of.StreamLine,
}  # fmt: skip
"""The types that the reader checks lines with."""


@pytest.mark.parametrize("name", TYPES)
def test_the_reader_s_types_say_what_the_schema_says(name: str) -> None:
    said = SCHEMA["$defs"].get(name, {})
    said = said if "required" in said else SCHEMA["$defs"]["edit"]["properties"][name]
    own = {"qlab", "version"} if name == "head" else set()  # checked first, so that the error can say more
    fields = msgspec.structs.fields(TYPES[name])
    assert {field.encode_name for field in fields} == set(said["properties"]) - own
    may_lack = {"sampled"} if name == "head" else set()
    assert {field.encode_name for field in fields if field.required} == set(said["required"]) - own - may_lack


def test_the_reader_s_type_of_a_change_has_the_schema_s_three() -> None:
    names = {field.encode_name for field in msgspec.structs.fields(lines_of.ChangeLine)}
    kinds = ("set", "del", "edit")
    assert names == {name for kind in kinds for name in SCHEMA["$defs"][kind]["properties"]}


BEYOND_A_SCHEMA = {
    "the second", "a key that changes twice", "a change of a key that is not there", "a list edited as a hash",
    "a string edited as a list", "a splice beyond the end", "a splice that removes too many",
    "a splice at a huge place", "a trim beyond the length", "a trim that is huge", "half a surrogate", "an empty list",
    "a score too large", "an expiry of more than 64 bits",
}  # fmt: skip
"""What is wrong only with what came before it, or with a number's size: the reader alone notices."""


def spoilt() -> Iterator[Any]:
    for table in (test_hostile.HEADS, test_hostile.KEYS, test_hostile.STEPS):
        for name, line in table.items():
            if not isinstance(line, str) and name not in BEYOND_A_SCHEMA:
                yield pytest.param(line, id=name)


@pytest.mark.parametrize("line", list(spoilt()))
def test_a_spoilt_line_is_not_valid(line: Any) -> None:
    assert not VALIDATOR.is_valid(line)
