"""Redaction fails closed: what nobody has classified is hidden, and what is classified is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from qlab import Lab, Recording
from qlab.protocol import operations
from qlab.protocol.contents import _EVENT, FACTS, HASH_FIELDS, PLAIN_ROLES, Contents, of_event_field, of_fact, of_field
from qlab.protocol.events import _FIELDS, decode_event_field
from qlab.protocol.fields import FIELDS
from qlab.protocol.keys import Role
from qlab.protocol.operations import Operation
from qlab.record.step import Call

SECRET = "ada@example.com"
MIXED = {Role.JOB, Role.SCHEDULER, Role.DEDUPLICATION_NEXT}
HELD = {Role.EVENTS, Role.LOGS, Role.PROCESSED, Role.CHILD_FAILURES}
HIDDEN = {Role.UNKNOWN, Role.RELAY}


def test_each_role_is_classified_once() -> None:
    assert set(HASH_FIELDS) == MIXED
    known = sorted([*PLAIN_ROLES, *MIXED, *HELD, *HIDDEN])
    assert known == sorted(Role), "say in protocol/contents.py what the key holds, or above that it is hidden"


def test_each_field_that_is_explained_is_classified() -> None:
    for role in MIXED:
        assert set(FIELDS[role]) <= set(HASH_FIELDS[role])


def test_each_field_of_an_event_that_is_explained_is_classified() -> None:
    explained = {"event", "delay", *_FIELDS}
    assert explained <= set(_EVENT), "classify the field in protocol/contents.py"
    assert all(decode_event_field(name, "1") for name in explained)


def test_what_nobody_classified_counts_as_data() -> None:
    assert of_field(Role.JOB, "brandNew") is Contents.DATA
    assert of_event_field("brandNew") is Contents.DATA
    assert of_fact("brand_new") is Contents.DATA


@pytest.mark.parametrize("redact", [True, "all"])
def test_a_new_operation_with_a_new_fact_and_a_new_field_leaks_nothing(
    lab: Lab, tmp_path: Path, redact: object
) -> None:
    queue = lab.queue("email")
    queue.add("welcome")
    new = Operation("whisper", "whisper to")

    async def whisper() -> None:
        await lab.connection.hset(f"{lab.prefix}:email:1", "brandNew", SECRET)

    lab.do(Call(new, "email", "1", {"said": SECRET, "times": 1}), f"whisper {SECRET}", whisper)
    assert SECRET in lab.last.title
    lab.recording.save(tmp_path / "new.jsonl", redact=redact)  # type: ignore[arg-type]
    assert SECRET not in (tmp_path / "new.jsonl").read_text()
    step = Recording.load(tmp_path / "new.jsonl")[-1]
    assert (step.operation.name, step.title) == ("whisper", "whisper job 1")
    assert dict(step.call.facts) == {"said": "string(15)", "times": "number"}


def test_every_fact_that_a_lab_notes_is_classified() -> None:
    from tests.record.films import scene as recorded
    from tests.record.scenes import SCENES

    noted = {name for scene in SCENES for step in recorded(scene) for name in step.call.facts}
    assert noted <= set(FACTS), "classify the fact in protocol/contents.py"


def test_operations_are_values() -> None:
    assert operations.operation("fail") == operations.FAIL
    assert operations.operation("no such thing") == operations.operation("no such thing")
    assert operations.operation("no such thing").hides({Contents.ERRORS})
    assert len(operations.OPERATIONS) == len({each.name for each in operations.OPERATIONS.values()})
