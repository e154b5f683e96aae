"""Lesson 04's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qlab
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab

SCRIPTS = {
    "add": "addStandardJob",
    "add with a priority": "addPrioritizedJob",
    "take": "moveToActive",
    "complete": "moveToFinished",
    "fail, and try again": "retryJob",
}


def test_04a_runs_the_commands() -> None:
    assert "step until" in last("04-a", 4)
    assert qlab.check("04-a", 7).passed


def test_04b_asks_a_lab() -> None:
    assert "take: 'RPOPLPUSH' is not" in last("04-b", {**SCRIPTS, "take": "RPOPLPUSH"})
    assert qlab.check("04-b", SCRIPTS).passed


def test_04c_breaks_a_script() -> None:
    assert "`wait` is not among" in last("04-c", {"id", "wait"})
    assert "Of 3 keys 1 are missing" in last("04-c", {"id", "meta"})
    assert qlab.check("04-c", ["meta", "id", 1]).passed


def test_04d_reads_the_journal(lab: Lab) -> None:
    assert "no events" in last("04-d", lab)
    history = lab.queue("history", attempts=2, backoff=qlab.fixed("1s"))
    history.add("welcome")
    history.take().fail("no")
    assert "no backoff" in last("04-d", lab)
    history.add("welcome")
    assert "2 jobs" in last("04-d", lab)


def test_04d_takes_any_way_there(lab: Lab) -> None:
    history = lab.queue("history", attempts=2)
    history.add("welcome")
    assert "take the job, fail it" in last("04-d", lab)
    job = history.take()
    job.move_to_wait()
    history.take().complete()
    assert qlab.check("04-d", lab).passed
