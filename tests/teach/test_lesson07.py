"""Lesson 07's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qlab
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


def test_07a_lets_a_worker_take_them() -> None:
    assert "not an order of the jobs" in last("07-a", "abc")
    assert "Number 1 is not `a`" in last("07-a", "abcd")
    assert qlab.check("07-a", "dbac").passed


def test_07b_looks_at_who_is_next(lab: Lab) -> None:
    support = lab.queue("support")
    assert "add vip, then paid" in last("07-b", lab)
    for name in ("vip", "paid", "free"):
        support.add(name)
    assert "Workers would get vip, paid and free" in last("07-b", lab)
    support.job("1").change_priority(1)
    support.job("2").change_priority(2)
    assert qlab.check("07-b", lab).passed


def test_07c_wants_a_paused_queue(lab: Lab) -> None:
    night = lab.queue("night")
    night.add_bulk([("active",), ("waits",)])
    job = night.take()
    night.pause()
    assert "has not completed" in last("07-c", lab)
    job.complete()
    assert "Only waits is waiting" in last("07-c", lab)
    night.add("third")
    assert qlab.check("07-c", lab).passed
    night.resume()
    assert "is not paused" in last("07-c", lab)
