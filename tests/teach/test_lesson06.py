"""Lesson 06's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.protocol.states import JobState
from qlab.text.durations import parse_at
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab

BERLIN = "Europe/Berlin"


def test_06a_wants_the_clock_and_then_a_worker(lab: Lab) -> None:
    job = lab.queue("kitchen").add("tea", delay="4m")
    assert "`tea` is due in 4 min" in last("06-a", lab)
    lab.clock.advance("4m")
    assert "a worker has to ask" in last("06-a", lab)
    lab.queue_named("kitchen").take()
    assert job.state is JobState.ACTIVE
    assert qlab.check("06-a", lab).passed


def test_06a_tells_a_promoted_job_and_a_late_one(lab: Lab) -> None:
    job = lab.queue("kitchen").add("tea", delay="4m")
    job.promote()
    assert "no worker has started it" in last("06-a", lab)
    lab.queue_named("kitchen").take()
    assert "started 4 min too early. Try: the clock, then a worker, without promote()" in last("06-a", lab)


def test_06a_tells_a_late_worker(lab: Lab) -> None:
    lab.queue("kitchen").add("tea", delay="4m")
    lab.clock.advance("5m")
    lab.queue_named("kitchen").take()
    assert "started 1 min late" in last("06-a", lab)


def test_06b_looks_at_ten_moments_and_at_what_was_done(lab: Lab) -> None:
    office = lab.queue("office")
    assert "has no scheduler" in last("06-b", lab)
    office.schedule("report", cron="30 8 * * *", tz=BERLIN)
    assert "Saturday at 08:30" in last("06-b", lab)
    office.schedule("report", cron="30 8 * * 1-5")
    assert "Thursday at 09:30, Berlin time" in last("06-b", lab)
    office.schedule("report", every="1d")
    assert "Thursday at 01:00" in last("06-b", lab)


def test_06b_wants_three_completed(lab: Lab) -> None:
    office = lab.queue("office")
    office.schedule("report", cron="30 8 * * 1-5", tz=BERLIN)
    for done in range(3):
        assert f"{done} of its jobs are completed" in last("06-b", lab)
        while not (job := office.take()):
            lab.clock.to_next()
        job.complete()
    assert qlab.check("06-b", lab).passed
    office.schedule("other", every="1h")
    assert "has 2 schedulers" in last("06-b", lab)


def test_06b_tells_a_report_that_came_by_another_rule(lab: Lab) -> None:
    office = lab.queue("office")
    office.schedule("report", every="1d")
    office.take().complete()
    office.schedule("report", cron="30 8 * * 1-5", tz=BERLIN)
    assert "A worker took one on Thursday at 01:00" in last("06-b", lab)


def test_06c_wants_one_scheduler(lab: Lab) -> None:
    tidy = lab.queue("tidy")
    tidy.schedule("report-9", "report", cron="0 9 * * *")
    tidy.schedule("report-6", "report", cron="0 6 * * *")
    assert "report-6 and report-9 still create jobs" in last("06-c", lab)
    tidy.unschedule("report-6")
    assert "report-9 still creates jobs" in last("06-c", lab)
    tidy.unschedule("report-9")
    assert "`tidy` has no scheduler" in last("06-c", lab)
    tidy.schedule("report", cron="0 9 * * *")
    assert "every day at 09:00" in last("06-c", lab)
    tidy.schedule("report", cron="0 6 * * *")
    assert qlab.check("06-c", lab).passed
    assert tidy.counts()["delayed"] == 1


@pytest.mark.parametrize("rule", [{"cron": "0 3 * * *", "tz": "UTC"}, {"cron": "0 3 * * *", "tz": "Africa/Lagos"},
                                  {"every": "1d", "start": "2026-03-01T03:00:00Z"}])  # fmt: skip
def test_06d_takes_any_rule_that_is_steady(rule: dict[str, str]) -> None:
    assert qlab.check("06-d", rule).passed


def test_06d_names_the_first_gap() -> None:
    assert "uses that of its machine" in last("06-d", {"cron": "0 3 * * *"})
    assert "runs 23 h after the one before" in last("06-d", {"cron": "0 3 * * *", "tz": BERLIN})
    assert "→ A scheduler has either every=" in last("06-d", {})
    assert "'0 3 * * *' is not a dict. Try: the words schedule takes" in last("06-d", "0 3 * * *")


def test_half_past_two_runs_an_hour_later_where_it_does_not_exist(lab: Lab) -> None:
    lab.clock.advance(parse_at("2026-03-28T12:00:00Z") - lab.clock.now_ms)
    queue = lab.queue("daily")
    queue.schedule("report", cron="30 2 * * *", tz=BERLIN)
    lab.clock.to_next()
    assert queue.take()
    assert lab.clock.now.isoformat() == "2026-03-29T01:30:00+00:00"  # 03:30 in Berlin
