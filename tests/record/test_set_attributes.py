"""Steps and calls set their own attributes, faster than dataclasses do; they and snapshots are still values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from inspect import signature
from typing import Any

import pytest

from qlab.protocol import operations
from qlab.record.step import Call, Step
from qlab.snapshot.model import Snapshot
from tests.record import films


def values() -> list[Any]:
    step = films.four_attempts().steps[0]
    return [step, step.call, step.after, Call(operations.ADD)]


@pytest.mark.parametrize("kind", [Step, Call, Snapshot])
def test_what_is_given_is_what_the_class_says_it_holds(kind: type[Any]) -> None:
    assert list(signature(kind).parameters) == [each.name for each in fields(kind)]


def test_each_attribute_is_set() -> None:
    for value in values():
        assert all(each.name in vars(value) for each in fields(value))


def test_a_copy_differs_in_what_was_replaced() -> None:
    for value in values():
        first = fields(value)[0].name
        other = replace(value, **{first: "other"})
        assert getattr(other, first) == "other"
        assert all(getattr(other, each.name) is getattr(value, each.name) for each in fields(value)[1:])


def test_none_can_be_changed() -> None:
    for value in values():
        with pytest.raises(FrozenInstanceError):
            setattr(value, fields(value)[0].name, None)


def test_calls_without_facts_do_not_share_them() -> None:
    assert Call(operations.ADD).facts == {}
    assert Call(operations.ADD).facts is not Call(operations.ADD).facts
