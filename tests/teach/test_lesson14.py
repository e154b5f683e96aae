"""Lesson 14's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import Any

import pytest

import qlab
from qlab import Lab
from qlab.teach.claims.register import CLAIMS, THEMES
from tests.teach.saying import last

DEPENDS = [
    "digits_are_refused", "colons_are_refused", "a_deduplication_id_lasts_until_the_end", "a_ttl_ignores_for_that_long",
    "debounce_keeps_the_last", "keep_last_runs_the_latest_next",
]  # fmt: skip


def test_14a_wants_what_the_sentence_says() -> None:
    assert "There is no `state_when_due`" in last("14-a", {})
    assert "`delayed` is what is read" in last("14-a", {"state_when_due": "delayed"})
    assert "'active' is not where the sentence puts it" in last("14-a", {"state_when_due": "active"})
    assert qlab.check("14-a", {"state_when_due": "wait"}).passed


def test_14b_reads_the_evidence() -> None:
    assert "`verdict`: you say 'holds'" in last("14-b", {"verdict": "holds", "state": "completed"})
    assert "`state`: you say 'failed'" in last("14-b", {"verdict": "fails", "state": "failed"})
    assert qlab.check("14-b", {"verdict": "fails", "state": "completed"}).passed


def test_14c_wants_those_that_depend_and_all_of_them() -> None:
    depends = [slug for slug in DEPENDS if slug != "colons_are_refused"]
    assert "There is no claim 'nonsense'" in last("14-c", ["nonsense"])
    assert "holds, on every release" in last("14-c", [each.slug for each in THEMES["naming"]][:1])
    assert "is not among them" in last("14-c", depends[1:])
    assert qlab.check("14-c", depends).passed


def in_order(lab: Lab, *, priorities: tuple[int, ...] = (5, 5)) -> dict[str, Any]:
    queue = lab.queue("mail")
    for name, priority in zip(("first", "second"), priorities, strict=False):
        queue.add(name, priority=priority)
    return {"order": [queue.take().name for _ in priorities]}


RIGHT = {"order": ["first", "second"]}


def test_14d_takes_a_claim_that_can_fail() -> None:
    assert qlab.check("14-d", in_order, RIGHT).passed
    assert "['second', 'first']" in last("14-d", in_order, RIGHT)


def test_14d_refuses_one_that_cannot() -> None:
    def told(lab: Lab) -> dict[str, Any]:
        in_order(lab)
        return RIGHT

    assert "takes the last job first, it returns the same" in last("14-d", told, RIGHT)
    assert "Your lab has 0 jobs" in last("14-d", lambda _lab: RIGHT, RIGHT)


@pytest.mark.parametrize("priorities", [(5,), (5, 6), (0, 0)])
def test_14d_wants_jobs_of_one_priority(priorities: tuple[int, ...]) -> None:
    assert "two jobs or more" in last("14-d", lambda lab: in_order(lab, priorities=priorities), RIGHT)


def test_14d_says_what_it_returns() -> None:
    assert "and is to return" in last("14-d", in_order, {"order": ["second", "first"]})
    assert "ended in ZeroDivisionError" in last("14-d", lambda _lab: 1 / 0, RIGHT)


def test_its_claims_are_there() -> None:
    assert {"active_is_a_set", "longer_than_the_lock_stalls", "exactly_once"} <= CLAIMS.keys()
