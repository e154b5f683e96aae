"""What everything in qlab tells of a recording's attempts, compared row by row."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from qlab import JobState, Recording, fixed, plot
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


def in_timeline(recording: Recording) -> list[Row]:
    """The attempts as the timeline's table has them, those that began before the recording left out."""
    table = plot.timeline.table(recording)
    table = table[(table["state"] == "active") & (table["began_step"] > 0)].sort_values(
        ["queue", "job", "began_ms", "attempt"], kind="stable"
    )
    return list(table[["queue", "job", "attempt", "began_ms", "outcome"]].itertuples(index=False, name=None))


def expected_in_timeline(made: pd.DataFrame, start: int) -> list[Row]:
    """The same of the table of attempts."""
    began = (made["started"] - pd.Timestamp(start, unit="ms", tz="UTC")) // pd.Timedelta("1ms")
    outcome = made["outcome"].replace({"active": ""})
    return list(zip(made["queue"], made["job"], made["attempt"], began, outcome, strict=True))


def in_backoff(recording: Recording) -> list[Row]:
    """The waits before retries as the backoff figure lays them over a plan."""
    table = plot.backoff.table(fixed("1s"), recording=recording)
    return sorted(table[table["kind"] == "observed"][["name", "attempt", "wait_ms"]].itertuples(index=False, name=None))


def expected_in_backoff(made: pd.DataFrame) -> list[Row]:
    """The same of the table of attempts."""
    rows = []
    for (queue, job), own in made.groupby(["queue", "job"]):
        for ended, begun in pairwise(own.itertuples()):
            if ended.outcome == "retried":
                rows.append((f"{queue} {job}", begun.attempt, (begun.started - ended.ended) / pd.Timedelta("1ms")))
    return sorted(rows)


def in_player(recording: Recording) -> tuple[int, int]:
    """How many attempts failed, and how many jobs completed, as the player's script gets them step by step."""
    steps = PlayerData(recording).whole()["steps"]
    return sum(step["failed"] for step in steps), sum(step["completed"] for step in steps)


def expected_in_player(made: pd.DataFrame) -> tuple[int, int]:
    """The same of the table of attempts."""
    return int(made["outcome"].isin(["failed", "retried"]).sum()), int((made["outcome"] == "completed").sum())
