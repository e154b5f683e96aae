"""Lesson 08's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import qlab
from qlab.explore import did
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


def test_08a_wants_a_long_run_under_renewed_locks(lab: Lab) -> None:
    long = lab.queue("long")
    long.add("report")
    job = long.take()
    assert "running.complete" in last("08-a", lab)
    lab.clock.advance("20s")
    job.complete()
    assert "The job ran for 20 s" in last("08-a", lab)
    long.add("report")
    job = long.take()
    for _ in range(3):
        lab.clock.advance("20s")
        job.extend_lock()
    job.complete()
    assert qlab.check("08-a", lab).passed


def test_08b_and_08c_ask_a_lab() -> None:
    assert "one check notes" in last("08-b", 1)
    assert qlab.check("08-b", 2).passed
    assert "asking which of the runs was ended" in last("08-c", {"ats": 2, "atm": 2, "stc": 1})
    assert "counting the workers" in last("08-c", {})
    assert qlab.check("08-c", {"ats": 2, "atm": 1, "stc": 1}).passed


def test_08d_tries_every_order() -> None:
    def lazy(pay: Any) -> Iterator[Any]:
        yield pay.take

    def hasty(pay: Any) -> Iterator[Any]:
        job = yield pay.take
        if job:
            yield did("charge", job.id)
            yield job.complete

    def safe(pay: Any) -> Iterator[Any]:
        job = yield pay.take
        if job:
            yield did("charge", job.id, once=True)
            yield job.complete

    assert "Even without a crash" in last("08-d", lazy)
    assert "once=True" in last("08-d", hasty)
    assert qlab.check("08-d", safe).passed
