"""Promises and limits that are wrong are refused, and what they are given stays what it is."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import Moment, did, explore
from qlab.explore.invariants import NOTHING_LOST, REFUSAL_CHANGES_NOTHING
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from tests.explore.worlds import Moves, charged_once, idle, paying


def wrong_way_round(moment: Moment) -> Any:
    return all(times == 1 for times in moment.effects.values())


@pytest.mark.parametrize("where", ["always", "finally_"])
def test_a_promise_that_answers_true_or_false_is_refused(where: str) -> None:
    options: dict[str, Any] = {where: [wrong_way_round]}
    with pytest.raises(UsageError, match="'wrong way round' returned True; return a sentence where it is broken"):
        explore(paying, **options)


CHANGES: dict[str, Callable[[Moment], object]] = {
    "a key is set": lambda moment: moment.keys.held.update({"bull:x": moment.keys.held["bull:pay:1"]}),
    "a key is deleted": lambda moment: moment.keys.held.pop("bull:pay:wait"),
    "all keys are deleted": lambda moment: moment.keys.held.clear(),
    "a field is set": lambda moment: moment.keys.held["bull:pay:1"].value.__setitem__("name", "other"),
    "a field has a default": lambda moment: moment.keys.held["bull:pay:1"].value.setdefault("other", ""),
    "an effect is added": lambda moment: moment.effects.update({}),  # type: ignore[attr-defined]
    "an actor is removed": lambda moment: moment.actors.__delitem__("ann"),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_promise_that_changes_what_it_is_given_is_told_so(change: str) -> None:
    def changing(moment: Moment) -> None:
        CHANGES[change](moment)

    with pytest.raises(TypeError, match="What a moment holds belongs to the search and cannot be changed") as raised:
        explore(paying, always=[changing])
    assert raised.value.__notes__ == ["raised by the promise 'changing', after the set-up"]


@pytest.mark.parametrize(
    "copied", [dict, copy.copy, copy.deepcopy, lambda held: pickle.loads(pickle.dumps(dict(held)))]
)
def test_a_promise_may_change_a_copy_of_what_it_is_given(copied: Callable[[Any], Any]) -> None:
    def changing(moment: Moment) -> str | None:
        fields = copied(moment.keys.held["bull:pay:1"].value)
        fields["name"] = "other"
        return None if fields["name"] == "other" else "it was not changed"

    assert explore(paying, always=[changing]).holds


def test_a_named_promise_in_the_end_is_checked_there_alone() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        lab.redis.lrem("bull:q:wait", 0, "1")  # lost, until it is found again

        def finder() -> Moves:
            yield partial(lab.redis.rpush, "bull:q:wait", "1")

        return {"finder": finder}

    assert explore(world, promises=(), finally_=[NOTHING_LOST]).holds
    assert explore(world, promises=(), always=[NOTHING_LOST]).counterexample is not None
    with pytest.raises(UsageError, match="is about moves; give it in always="):
        explore(world, finally_=[REFUSAL_CHANGES_NOTHING])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"states": 0}, "states must be a whole number of at least 1, not 0"),
        ({"states": None}, "states must be a whole number"),
        ({"depth": -1}, "depth must be a whole number of at least 0"),
        ({"seconds": float("nan")}, "seconds must be a number of at least 0, not nan"),
        ({"seconds": "30"}, "seconds must be a number"),
        ({"every": "no"}, "every must be True or False, not 'no'"),
        ({"memory": 1}, "memory must be True or False, not 1"),
        ({"ages": None}, "ages must be True or False"),
        ({"always": charged_once}, "always must be a list of promises"),
        ({"promises": None}, "promises must be a list of promises"),
        ({"late": True}, "late must be a whole number"),
    ],
    ids=lambda given: None if isinstance(given, str) else next(iter(given)),
)
def test_limits_and_promises_that_make_no_sense_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(idle, **given)


def test_an_interrupt_within_a_move_keeps_the_counterexamples(monkeypatch: pytest.MonkeyPatch) -> None:
    from qlab.explore.stage.wire import Wire

    seen: list[str] = []

    def taken(moment: Moment) -> str | None:
        if not moment.snapshot.ids("pay", Role.ACTIVE):
            return None
        seen.append(moment.move)
        return "a job is active"

    received = Wire._received

    def interrupted(wire: Wire) -> bytes:
        data = received(wire)
        if len(seen) == 1:
            seen.append("interrupted")
            raise KeyboardInterrupt  # the reply was read, and is lost
        return data

    monkeypatch.setattr(Wire, "_received", interrupted)
    found = explore(paying, crashes=1, late=1, ticks=3, always=[taken], every=True, memory=False)

    assert found.cut == "it was interrupted"
    assert [each.moves for each in found.counterexamples] == [("ann: pay.take",)]


def test_text_that_is_hostile_is_shown_and_does_nothing() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("<b>\x1b[31m\u202e")

        def actor() -> Moves:
            job = yield queue.take
            yield did("<script>\u202e", job.name)

        return {"ann\x1b[31m<i>": actor}

    def says(moment: Moment) -> str | None:
        return "<u>\x1b[2J\u202e" if moment.effects else None

    found = explore(world, always=[says])
    page = found._repr_html_()

    assert len(found.counterexample.moves) == 2  # type: ignore[union-attr]
    assert not set("\x1b\u202e") & set(page + found.text())
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>", "<script>"))
