"""Lesson 10's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.run.theory import erlang_c, mean_wait_ms
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ("six", "not a whole number"),
        (0, "not a whole number"),
        (10, "not a whole number"),
        (True, "not a whole number"),
        (9, "waits 81.0 s"),
        (5, "With 6 s it waits 9.0 s"),
    ],
)
def test_10a_says_how_long_a_mail_waits(seconds: object, said: str) -> None:
    assert said in last("10-a", seconds)
    assert not qlab.check("10-a", seconds).passed


@pytest.mark.parametrize(
    ("workers", "said"),
    [
        (None, "not a number of workers"),
        (5.0, "not a number of workers"),
        (True, "not a number of workers"),
        (3, "requested faster than they are done"),
        (4, "one more"),
        (6, "With 5 it waits"),
    ],
)
def test_10b_says_how_long_a_report_waits(workers: object, said: str) -> None:
    assert said in last("10-b", workers)
    assert not qlab.check("10-b", workers).passed


def test_10a_and_10b_pass() -> None:
    assert qlab.check("10-a", 6).passed
    assert qlab.check("10-b", 5).passed


def test_10c_lets_workers_loose_on_the_queue(lab: Lab) -> None:
    partner = lab.queue("partner")
    assert "20 requests ran at once" in last("10-c", lab)
    partner.concurrency(2)
    assert "requests started within a minute" in last("10-c", lab)
    partner.limit(6, "1s")
    assert "requests started within a minute" in last("10-c", lab)
    partner.limit(6, "1m")
    assert qlab.check("10-c", lab).passed
    assert qlab.check("10-c", lab).passed  # again
    partner.pause()
    assert "0 of 20 jobs started" in last("10-c", lab)


def test_theory_says_how_many_mails_wait_and_how_long() -> None:
    waiting = [erlang_c(0.9, workers) for workers in (1, 2)]
    assert [round(10 * share) for share in waiting] == [9, 3]
    each_s = [mean_wait_ms(0.1, 9_000, workers) / share / 1000 for workers, share in enumerate(waiting, 1)]
    assert [round(wait) for wait in each_s] == [90, 8]
