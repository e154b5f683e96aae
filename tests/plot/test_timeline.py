from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from qlab import Lab, Recording, fixed, plot
from qlab.errors import UsageError
from qlab.plot.lives._window import MOST_ROWS
from tests.plot.geometry import Measured


def stays(film: Recording, **options: str) -> list[tuple[str, int, int, int, str]]:
    table = plot.timeline.table(film, **options)
    columns = table[["state", "attempt", "began_ms", "ended_ms", "outcome"]]
    return [tuple(row) for row in columns.itertuples(index=False, name=None)]


def test_the_email_story_stay_by_stay(one: Recording) -> None:
    assert stays(one) == [
        ("waiting", 0, 0, 0, "active"),
        ("active", 1, 0, 0, "retried"),
        ("delayed", 1, 0, 2_000, "waiting"),
        ("waiting", 1, 2_000, 2_000, "active"),
        ("active", 2, 2_000, 2_000, "retried"),
        ("delayed", 2, 2_000, 6_000, "waiting"),
        ("waiting", 2, 6_000, 6_000, "active"),
        ("active", 3, 6_000, 6_000, "retried"),
        ("delayed", 3, 6_000, 14_000, "waiting"),
        ("waiting", 3, 14_000, 14_000, "active"),
        ("active", 4, 14_000, 14_000, "completed"),
        ("completed", 4, 14_000, 14_000, ""),
    ]
    waits = plot.timeline.table(one)["wait_ms"]
    assert waits.dropna().tolist() == [2_000, 4_000, 8_000]


def test_its_figure_numbers_the_attempts_and_labels_the_waits(one: Recording) -> None:
    words = Measured(plot.timeline(one)).words
    for label in (
        "1",
        "2",
        "3",
        "4",
        "2 s",
        "4 s",
        "8 s",
        "1 welcome",
        "completed",
        "attempt retried",
        "attempt completed",
    ):
        assert label in words
    assert "active" not in words, "no attempt took time: the legend has no bar for it"


def test_over_steps_an_attempt_has_a_bar(one: Recording) -> None:
    ax = plot.timeline(one, over="step")
    assert ax.get_xlabel() == "step"
    assert "active" in Measured(ax).words


def test_a_job_nobody_takes_when_it_is_due_shows_both_moments(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("later", None, delay="2s")
    lab.clock.advance("2s")
    assert "due, but not taken yet" not in Measured(plot.timeline(lab.recording)).words
    lab.clock.advance("3s")
    assert "due, but not taken yet" in Measured(plot.timeline(lab.recording)).words


def test_stays_follow_each_other_without_a_gap(ten: Recording) -> None:
    table = plot.timeline.table(ten)
    for _job, rows in table.groupby(["queue", "job"]):
        for began, ended in (("began_ms", "ended_ms"), ("began_step", "ended_step")):
            assert rows[ended].tolist()[:-1] == rows[began].tolist()[1:]


def test_attempts_agree_with_the_recordings_own_table(ten: Recording) -> None:
    mine = plot.timeline.table(ten)
    mine = mine[mine["state"] == "active"].sort_values(["queue", "job", "attempt"])
    theirs = ten.attempts().sort_values(["queue", "job", "attempt"])
    assert mine["outcome"].tolist() == theirs["outcome"].tolist()
    start = pd.Timestamp(ten.start, unit="ms", tz="UTC")
    assert mine["began_ms"].tolist() == ((theirs["started"] - start) // pd.Timedelta("1ms")).tolist()


def test_jobs_stand_in_the_order_they_came_and_one_queue_can_be_asked_for(ten: Recording) -> None:
    names = [label.get_text() for label in plot.timeline(ten).get_yticklabels()]
    assert names[:10] == [
        f"email {number} {name}"
        for number, name in enumerate(["welcome", "receipt", "reset", "reminder", "alert"] * 2, 1)
    ]
    own = [label.get_text() for label in plot.timeline(ten, queue="email").get_yticklabels()]
    assert own[0] == "1 welcome"
    assert set(plot.timeline.table(ten, queue="report")["queue"]) == {"report"}


def test_attempts_too_close_to_tell_apart_share_a_badge(lab: Lab) -> None:
    queue = lab.queue("q", attempts=9, backoff=fixed(1))
    queue.add("hasty")
    for _ in range(3):
        job = queue.take()
        assert job is not None
        job.fail("no")
        lab.clock.to_next()
    lab.clock.advance("1h")
    seen = Measured(plot.timeline(lab.recording))
    assert "1–3" in seen.words
    assert seen.overlaps() == []


def test_a_stalled_attempt_and_a_removed_job_are_told(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="1s")
    queue.add("lost")
    queue.take()
    queue.check_stalled()
    lab.clock.advance("31s")
    queue.check_stalled()
    queue.add("short", None, removeOnComplete=True)
    for _ in range(2):
        job = queue.take()
        assert job is not None
        job.complete()
    outcomes = plot.timeline.table(lab.recording)
    assert outcomes[outcomes["state"] == "active"]["outcome"].tolist() == ["stalled", "completed", "completed"]
    words = Measured(plot.timeline(lab.recording)).words
    assert "attempt stalled" in words
    assert "completed, removed" in words


def test_of_very_many_jobs_the_liveliest_are_shown_and_the_rest_counted(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add_bulk([("bulk", number) for number in range(200)])
    queue.add("urgent", None, lifo=True)
    taken = queue.take()
    assert taken is not None
    taken.complete()
    seen = Measured(plot.timeline(lab.recording))
    assert f"201 jobs, and what became of them (the {MOST_ROWS} that moved most, +{201 - MOST_ROWS} more)" in seen.words
    assert "201 urgent" in seen.words
    assert len(plot.timeline.table(lab.recording)["job"].unique()) == 201, "the table holds all"


@pytest.mark.parametrize("span", ["3ms", "10s", "10m", "10h", "40d"])
def test_the_axis_counts_in_a_fitting_unit(lab: Lab, span: str) -> None:
    lab.queue("q").add("job")
    lab.clock.advance(span)
    unit = {"m": "min"}.get(span.lstrip("0123456789"), span.lstrip("0123456789"))
    assert plot.timeline(lab.recording).get_xlabel() == f"virtual time since the beginning ({unit})"


def test_an_empty_recording_says_so() -> None:
    seen = Measured(plot.timeline(Recording.begin("bull", 0)))
    assert "This recording holds no jobs: add one, and record again." in seen.words
    assert plot.timeline.table(Recording.begin("bull", 0)).empty


def test_of_many_jobs_those_that_moved_are_drawn_and_the_rest_counted(crowd: Recording) -> None:
    ax = plot.timeline(crowd)
    assert ax.get_title(loc="left") == "72 jobs, and what became of them (the 2 that moved, +70 that stood still)"
    assert len(ax.get_yticks()) == 2


def test_a_window_shows_what_happened_in_it(crowd: Recording) -> None:
    ax = plot.timeline(crowd, since="9s", until="11s")
    title = ax.get_title(loc="left")
    assert title == "72 jobs, +9.000 s to +11.000 s (the one that moved, +71 that stood still)"
    low, high = ax.get_xlim()
    assert 8.5 < low < 9
    assert 11 < high < 11.5
    for wrong, message in (
        ({"since": "2s", "until": "1s"}, "nothing between"), ({"since": "1s", "over": "step"}, "are moments"),
        ({"until": "1s", "by": "worker"}, "rows of jobs"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=message):
            plot.timeline(crowd, **wrong)


def test_a_stay_too_short_to_be_seen_is_drawn_wider_and_the_legend_says_how_wide(crowd: Recording) -> None:
    ax = plot.timeline(crowd)
    (note,) = [word for word in Measured(ax).words if word.startswith("short stays: drawn ")]
    wide = float(note.split()[3]) / 1_000
    bars = [bar.get_width() for bar in ax.patches if 0 < bar.get_width() < 1]
    assert bars
    assert min(bars) >= wide - 0.002


@pytest.fixture(scope="module")
def crowd(server_url: str | None) -> Recording:
    """70 jobs that wait, and two that are worked on, the first for 20 ms of 15 s."""
    with Lab(url=server_url, prefix="bull") as lab:
        queue = lab.queue("email")
        queue.add_bulk([("w", {"n": number}) for number in range(72)])
        first = queue.take()
        lab.clock.advance("20ms")
        first.complete(1)
        lab.clock.advance("9980ms")
        second = queue.take()
        lab.clock.advance("5s")
        second.complete(1)
        made = lab.recording
    return replace(made, first=made[0].after, steps=made.steps[1:])


def test_a_job_that_left_early_says_how_much_of_its_wait_passed() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        for _ in range(2):
            queue.add("reminder", delay="5s")
        lab.clock.advance("2s")
        queue.job("1").remove()
        lab.clock.advance("5s")
        words = [text.get_text() for text in plot.timeline(lab.recording).texts]
    assert "2 s of 5 s" in words
    assert "5 s" in words
