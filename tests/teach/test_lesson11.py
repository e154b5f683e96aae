"""Lesson 11's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.protocol.states import JobState
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab

CHILDREN = [{"name": "numbers", "queue": "parts"}, {"name": "pictures", "queue": "parts"}]


def test_11a_follows_the_parent(lab: Lab) -> None:
    assert "no job `invoice`" in last("11-a", lab)
    lab.flow({"name": "invoice", "queue": "mail", "children": CHILDREN[:1]})
    assert "`invoice` has 1 child in `parts`" in last("11-a", lab)


def test_11a_says_where_the_parent_is(lab: Lab) -> None:
    lab.flow({"name": "invoice", "queue": "mail", "children": CHILDREN})
    parts, mail = lab.queue_named("parts"), lab.queue_named("mail")
    parts.take().complete()
    assert "once for each child" in last("11-a", lab)
    parts.take().complete()
    assert "is in `wait`. Try: mine.queue_named('mail').take().complete()" in last("11-a", lab)
    job = mail.take()
    assert "is in `active`. Try: completing it" in last("11-a", lab)
    job.complete()
    assert qlab.check("11-a", lab).passed


def test_11b_plays_it() -> None:
    states = {"report": "waiting-children", "numbers": "failed", "pictures": "completed"}
    assert "`pictures` is not in 'wait'" in last("11-b", {**states, "pictures": "wait"})
    assert "`report` is not in None" in last("11-b", {})
    assert qlab.check("11-b", states).passed


@pytest.mark.parametrize("ends", ["retry", "remove"])
def test_11b_a_failed_child_keeps_its_parent_waiting_until_it_is_retried_or_removed(lab: Lab, ends: str) -> None:
    parent = lab.flow({"name": "report", "queue": "reports", "children": CHILDREN}).job
    parts = lab.queue_named("parts")
    (failing := parts.take()).fail("no numbers today")
    parts.take().complete()
    assert parent.state is JobState.WAITING_CHILDREN
    if ends == "retry":
        failing.retry()
        parts.take().complete()
    else:
        failing.remove()
    assert parent.state is JobState.WAITING


def test_11c_tries_the_option() -> None:
    assert "one of the four" in last("11-c", "attempts")
    for early in ("failParentOnFailure", "continueParentOnFailure"):
        assert "ready before the text is" in last("11-c", early)
    assert "cannot ask what failed" in last("11-c", "removeDependencyOnFailure")
    assert qlab.check("11-c", "ignoreDependencyOnFailure").passed


def test_11d_wants_the_sum() -> None:
    assert "30 is not the sum" in last("11-d", 30)
    assert qlab.check("11-d", 42).passed
