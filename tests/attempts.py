"""What everything in qlab tells of a recording's attempts, compared row by row."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from qlab import JobState, Recording, fixed, plot
from qlab.plot.lives._stays import lives
from qlab.record.attempts import attempts_of
from qlab.widgets.player_data import PlayerData

Row = tuple[Any, ...]


def by_job(attempts: pd.DataFrame) -> pd.DataFrame:
    """A table of attempts, job by job."""
    return attempts.sort_values(["queue", "job", "started", "attempt"], ignore_index=True, kind="stable")


def check_attempts(recording: Recording) -> pd.DataFrame:
    """Compares table, timeline, backoff figure and player; returns the table."""
    made = by_job(recording.attempts())
    assert (made["scheduled"] <= made["started"]).all()
    assert not (made["ended"] < made["started"]).any()
    assert made["error"].notna().le(made["outcome"].isin(["failed", "retried"])).all(), "an error without a failure"
    assert in_timeline(recording) == expected_in_timeline(made, recording.start)
    assert in_backoff(recording) == expected_in_backoff(made)
    if recording.steps and JobState.ACTIVE not in recording.first.places.values():
        assert in_player(recording) == expected_in_player(made)
    return made


def told(recording: Recording) -> tuple[Any, ...]:
    """What the four make their tables of: the moves, the attempts, and the jobs' stays, with all that they hold."""
    moves = list(recording.all_moves())
    return moves, attempts_of(recording.first, moves), lives(recording), in_player(recording)


def in_timeline(recording: Recording) -> list[Row]:
    """The attempts as the timeline's table has them, those that began before the recording left out."""
    rows = plot.timeline.table(recording).itertuples()
    active = [row for row in rows if row.state == "active" and row.began_step > 0]
    active.sort(key=lambda row: (row.queue, row.job, row.began_ms, row.attempt))
    return [(row.queue, row.job, row.attempt, row.began_ms, row.outcome) for row in active]


def expected_in_timeline(made: pd.DataFrame, start: int) -> list[Row]:
    """The same of the table of attempts."""
    return [
        (row.queue, row.job, row.attempt, in_ms(row.started) - start, row.outcome.replace("active", ""))
        for row in made.itertuples()
    ]


def in_ms(moment: pd.Timestamp) -> int:
    """A moment of a table, ms since the epoch."""
    return moment.value // 1_000_000


def in_backoff(recording: Recording) -> list[Row]:
    """The waits before retries as the backoff figure lays them over a plan."""
    rows = plot.backoff.table(fixed("1s"), recording=recording).itertuples()
    return sorted((row.name, row.attempt, row.wait_ms) for row in rows if row.kind == "observed")


def expected_in_backoff(made: pd.DataFrame) -> list[Row]:
    """The same of the table of attempts."""
    return sorted(
        (f"{begun.queue} {begun.job}", begun.attempt, in_ms(begun.started) - in_ms(ended.ended))
        for ended, begun in pairwise(made.itertuples())
        if (ended.queue, ended.job) == (begun.queue, begun.job) and ended.outcome == "retried"
    )


def in_player(recording: Recording) -> tuple[int, int]:
    """How many attempts failed, and how many jobs completed, as the player's script gets them step by step."""
    steps = PlayerData(recording).whole()["steps"]
    return sum(step["failed"] for step in steps), sum(step["completed"] for step in steps)


def expected_in_player(made: pd.DataFrame) -> tuple[int, int]:
    """The same of the table of attempts."""
    return int(made["outcome"].isin(["failed", "retried"]).sum()), int((made["outcome"] == "completed").sum())
