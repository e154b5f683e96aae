"""Schedulers: their table says in advance when they make jobs, in their zone's own time."""

from __future__ import annotations

import pytest

from qlab import Lab, Queue, plot
from qlab.errors import OptionError
from qlab.protocol.schedulers import MOMENTS
from qlab.text.clock_changes import clock_changes


def foretold_by(queue: Queue) -> list[int]:
    """When a queue's one scheduler makes its next jobs, by its table, ms since the epoch."""
    return [int(at.timestamp() * 1000) for at in queue.schedulers().iloc[0]["moments"]]


def made(lab: Lab, name: str, times: int) -> list[int]:
    """When a scheduler's jobs were due, by taking them one after the other; fewer where it ends."""
    queue, found = lab.queue_named(name), []
    for _ in range(times):
        lab.clock.to_next()
        job = queue.take()
        if not job:
            break
        found.append(lab.clock.now_ms)
        job.complete()
    return found


@pytest.mark.parametrize(
    "rule",
    [
        {"every": "10m"},
        {"every": "10m", "offset": "2m"},
        {"cron": "30 5 * * *", "tz": "Europe/Amsterdam"},
        {"cron": "*/15 9-17 * * 1-5"},
        {"every": "1h", "limit": 3},
        {"cron": "0 9 * * 1", "start": "2026-02-01T00:00:00Z"},
        {"every": "10m", "offset": "25m"},
        {"every": "10m", "start": "2026-01-02T00:03:00Z", "offset": "2m"},
        {"every": "10m", "end": "2026-01-01T00:35:00Z"},
        {"every": "10m", "end": "2026-01-01T00:00:00Z"},
        {"every": "1h", "limit": 4, "count": 2},
        {"cron": "0 * * * *", "limit": 3, "count": 1},
        {"cron": "30 2 * * *", "tz": "Australia/Lord_Howe"},
    ],
)
def test_the_moments_foretold_are_those_that_come(lab: Lab, rule: dict[str, object]) -> None:
    queue = lab.queue("reports")
    queue.schedule("report", **rule)  # type: ignore[arg-type]
    foretold = foretold_by(queue)
    assert foretold
    assert made(lab, "reports", MOMENTS) == foretold


def test_a_scheduler_that_is_replaced_counts_anew(lab: Lab) -> None:
    """Its hash goes on counting (field `ic`); its limit is held against the count in the next job's options."""
    queue = lab.queue("reports")
    queue.schedule("report", every="1h", limit=3)
    made(lab, "reports", 2)
    queue.schedule("report", every="1h", limit=3)
    foretold = foretold_by(queue)
    assert len(foretold) == 3
    assert made(lab, "reports", MOMENTS) == foretold


def test_a_scheduler_of_few_jobs_ends(lab: Lab) -> None:
    queue = lab.queue("reports")
    queue.schedule("report", every="1h", limit=2)
    assert len(made(lab, "reports", 3)) == 2
    assert lab.clock.to_next() is None
    assert queue.schedule("again", every="1h", limit=2, count=2) is None


def test_a_cron_ends_at_its_end_but_for_one_job_of_pypis_package(lab: Lab) -> None:
    queue = lab.queue("reports")
    queue.schedule("report", cron="0 * * * *", end="2026-01-01T03:30:00Z")
    foretold = foretold_by(queue)
    *before, after = made(lab, "reports", MOMENTS)
    assert [*before, after] == foretold
    assert [at % 86_400_000 // 3_600_000 for at in before] == [1, 2, 3]
    assert after % 86_400_000 == 4 * 3_600_000, "PyPI's bullmq makes one more, npm's does not"
    assert queue.schedule("late", cron="0 * * * *", end="2025-12-31T00:00:00Z") is None


@pytest.mark.parametrize("rule", [{"every": "1h"}, {"cron": "0 * * * *"}])
def test_an_end_before_the_start_is_taken_and_one_job_is_made(lab: Lab, rule: dict[str, str]) -> None:
    queue = lab.queue("reports")
    queue.schedule("report", **rule, start="2026-01-01T03:00:00Z", end="2026-01-01T01:00:00Z")  # type: ignore[arg-type]
    assert len(made(lab, "reports", 2)) == 1
    assert lab.clock.to_next() is None


def test_a_cron_scheduler_may_begin_at_once(lab: Lab) -> None:
    queue = lab.queue("reports")
    queue.schedule("report", cron="0 9 * * *", immediately=True)
    assert queue.take()
    with pytest.raises(OptionError, match="leave out one of them"):
        queue.schedule("report", cron="0 9 * * *", immediately=True, start="2026-02-01T00:00:00Z")


def test_the_table_has_the_rule_in_words_and_raw(lab: Lab) -> None:
    queue = lab.queue("reports")
    assert len(queue.schedulers()) == 0
    queue.schedule("daily", "report", cron="30 2 * * *", tz="Europe/Amsterdam")
    row = queue.schedulers().iloc[0]
    assert (row["scheduler"], row["name"], row["cron"], row["tz"]) == (
        "daily", "report", "30 2 * * *", "Europe/Amsterdam",
    )  # fmt: skip
    assert row["rule"] == "every day at 02:30, Europe/Amsterdam"
    assert row["next"] == row["moments"][0]


def test_clocks_are_put_back_and_forward() -> None:
    day = 86_400_000
    january = 1_767_225_600_000
    changes = list(clock_changes("Europe/Amsterdam", january, january + 365 * day))
    assert [(change.at_ms, change.by_ms) for change in changes] == [
        (1_774_746_000_000, 3_600_000),  # 2026-03-29T01:00:00Z
        (1_792_890_000_000, -3_600_000),  # 2026-10-25T01:00:00Z
    ]
    assert list(clock_changes("Asia/Tokyo", january, january + 365 * day)) == []
    assert list(clock_changes("no/such", january, january + 365 * day)) == []


def test_the_figure_marks_where_the_clocks_change() -> None:
    with Lab(start="2026-10-22T10:00:00Z") as lab:
        queue = lab.queue("reports")
        queue.schedule("daily", cron="30 2 * * *", tz="Europe/Amsterdam")
        ax = plot.schedule(lab.snapshot(), "reports")
        words = [text.get_text() for text in ax.texts]
        assert "clocks go back by 1 h" in words
        assert "Fri 23 Oct 02:30" in words
        said = plot.alt_text(ax)
        assert "every day at 02:30, Europe/Amsterdam, next 23 Oct 2026 02:30; clocks go back by 1 h on 25 Oct" in said
        assert said.endswith("; npm's cron-parser may differ there.")
        queue.unschedule("daily")
        assert "It has no scheduler." in plot.alt_text(plot.schedule(lab.snapshot(), "reports"))


@pytest.mark.parametrize("end", ["2026-01-03T14:00:00Z", "2026-01-04T00:00:00Z"])
def test_a_patterns_end_is_asked_of_the_clock_in_a_lab(lab: Lab, end: str) -> None:
    queue = lab.queue("reports")
    queue.schedule("daily", cron="0 14 * * *", end=end)
    foretold = foretold_by(queue)
    drawn = plot.schedule(lab.snapshot())
    npm = plot.schedule.table(lab.snapshot()).iloc[0]["moments"]
    assert made(lab, "reports", MOMENTS + 1) == foretold
    assert [at.day for at in npm] == [1, 2, 3]
    assert len(foretold) == 4
    assert "with PyPI's BullMQ also 04 Jan 2026 14:00." in plot.alt_text(drawn)


def test_the_alternative_text_counts_the_schedulers_that_are_not_drawn(lab: Lab) -> None:
    for number in range(10):
        lab.queue("reports").schedule(f"s{number}", every="1h")
    assert plot.alt_text(plot.schedule(lab.snapshot())).endswith(" And 2 more schedulers.")


def test_no_more_comes_after_the_end_than_the_limit_lets(lab: Lab) -> None:
    queue = lab.queue("reports")
    queue.schedule("daily", cron="0 14 * * *", end="2026-01-04T00:00:00Z", limit=3)
    foretold = foretold_by(queue)
    assert "PyPI" not in plot.alt_text(plot.schedule(lab.snapshot()))
    assert made(lab, "reports", MOMENTS) == foretold
    assert len(foretold) == 3
