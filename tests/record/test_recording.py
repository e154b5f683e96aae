"""The tables of a recording: what is in them, and of which kind."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from qlab import Lab, Recording, exponential
from tests.record import films
from tests.record.scenes import SCENES
from tests.record.scenes.stage import family, queue, take_from

START = pd.Timestamp("2026-01-01T00:00:00Z")
STATES = ["waiting", "prioritized", "delayed", "waiting-children", "active", "completed", "failed"]


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = frame[list(columns)].astype(object)
    return [tuple(row) for row in plain.where(plain.notna(), None).itertuples(index=False)]


def seconds(column: pd.Series[Any]) -> list[float | None]:
    return [None if pd.isna(moment) else (moment - START).total_seconds() for moment in column]


def recorded(play: Any) -> Recording:
    with Lab() as lab:
        play(lab)
        lab.recording.text()
        return lab.recording


# -- attempts ----------------------------------------------------------------------------------------------------------


def test_attempts_of_the_email_story() -> None:
    attempts = films.four_attempts().attempts()
    assert list(attempts.columns) == [
        "queue", "job", "attempt", "scheduled", "started", "ended", "outcome", "error", "delay_ms", "worker",
    ]  # fmt: skip
    assert list(attempts["queue"].unique()) == ["email"]
    assert list(attempts["job"].unique()) == ["1"]
    assert list(attempts["attempt"]) == [1, 2, 3, 4]
    assert list(attempts["delay_ms"]) == [0, 2_000, 4_000, 8_000]
    assert seconds(attempts["scheduled"]) == seconds(attempts["started"]) == seconds(attempts["ended"]) == [0, 2, 6, 14]
    assert list(attempts["outcome"]) == ["retried", "retried", "retried", "failed"]
    assert list(attempts["error"]) == ["SMTP 451", "SMTP 452", "SMTP 453", "SMTP 454"]


def test_kinds_of_the_columns() -> None:
    attempts, moves = films.email().attempts(), films.email().transitions()
    for column in (
        attempts["scheduled"],
        attempts["started"],
        attempts["ended"],
        moves["at"],
        films.email().counts()["at"],
    ):
        assert isinstance(column.dtype, pd.DatetimeTZDtype)
        assert str(column.dt.tz) == "UTC"
    assert {str(attempts[name].dtype) for name in ("attempt", "delay_ms")} == {"int64"}
    assert {str(moves[name].dtype) for name in ("step", "attempt")} == {"int64"}
    assert {str(films.email().counts()[name].dtype) for name in ("step", *STATES)} == {"int64"}


def test_an_empty_recording_has_empty_tables_of_the_same_kinds() -> None:
    empty = Recording.begin("bull", 0)
    for table in ("attempts", "transitions", "counts", "commands"):
        frame, full = getattr(empty, table)(), getattr(films.email(), table)()
        assert list(frame.columns) == list(full.columns)
        assert not len(frame)
    assert str(empty.attempts()["delay_ms"].dtype) == "int64"
    assert str(empty.transitions()["at"].dt.tz) == "UTC"


def test_a_late_worker_starts_later_than_scheduled() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab, attempts=2, backoff=exponential("2s"))
        email.add("welcome")
        take_from(email).fail("SMTP 451")
        lab.clock.advance("5s")
        job = take_from(email)
        lab.clock.advance("1s")
        job.complete()

    attempts = recorded(play).attempts()
    assert seconds(attempts["scheduled"]) == [0, 2]
    assert seconds(attempts["started"]) == [0, 5]
    assert seconds(attempts["ended"]) == [0, 6]
    assert rows(attempts, "outcome", "delay_ms") == [("retried", 0), ("completed", 2_000)]


def test_a_stall_uses_up_no_attempt() -> None:
    def play(lab: Lab) -> None:
        SCENES["take_what_stalled"](lab)
        lab.queue_named("email").job("1")
        lab.clock.advance("1s")

    attempts = recorded(play).attempts()
    assert rows(attempts, "attempt", "outcome") == [(1, "stalled"), (1, "active")]
    assert seconds(attempts["ended"]) == [40, None]


def test_a_job_removed_at_its_end_leaves_its_error_and_outcome() -> None:
    assert rows(recorded(SCENES["complete_and_be_removed"]).attempts(), "outcome", "error") == [("completed", None)]
    assert rows(recorded(SCENES["fail_and_be_removed"]).attempts(), "outcome", "error") == [("failed", "SMTP 451")]
    assert rows(recorded(SCENES["remove_active_without_a_lock"]).attempts(), "outcome") == [("removed",)]


def test_a_job_put_back_by_hand_begins_the_same_attempt_again() -> None:
    attempts = recorded(SCENES["take_again_what_was_put_back"]).attempts()
    assert rows(attempts, "attempt", "outcome", "delay_ms") == [(1, "delayed", 0), (1, "active", 3_000)]


def test_a_promoted_job_was_scheduled_for_the_moment_of_its_promotion() -> None:
    def play(lab: Lab) -> None:
        email = queue(lab)
        job = email.add("welcome", delay="10s")
        lab.clock.advance("3s")
        job.promote()
        lab.clock.advance("1s")
        email.take()

    attempts = recorded(play).attempts()
    assert (seconds(attempts["scheduled"]), seconds(attempts["started"])) == ([3], [4])
    assert list(attempts["delay_ms"]) == [10_000]


def test_a_delay_that_was_changed_is_the_one_that_counts() -> None:
    def play(lab: Lab) -> None:
        SCENES["change_delay"](lab)
        lab.clock.to_next()
        lab.queue_named("email").take()

    attempts = recorded(play).attempts()
    assert (seconds(attempts["scheduled"]), seconds(attempts["started"])) == ([11], [11])
    assert list(attempts["delay_ms"]) == [10_000]


def test_a_parent_that_waits_for_children_has_an_attempt_that_ends_so() -> None:
    attempts = recorded(SCENES["take_a_parent_that_waited"]).attempts()
    assert rows(attempts, "job", "outcome") == [("order", "waiting-children"), ("2", "completed"), ("order", "active")]


def test_an_unrecoverable_error_and_one_without_backoff() -> None:
    assert rows(recorded(SCENES["fail_for_good"]).attempts(), "outcome", "error") == [("failed", "SMTP 550")]
    assert rows(recorded(SCENES["fail_without_backoff"]).attempts(), "outcome") == [("retried",)]


# -- moves -------------------------------------------------------------------------------------------------------------


def test_transitions_of_the_email_story() -> None:
    moves = films.four_attempts().transitions()
    assert list(moves.columns) == ["step", "at", "queue", "job", "source", "target", "attempt", "script", "worker"]
    once = [("waiting", "active"), ("active", "delayed"), ("delayed", "waiting")]
    assert rows(moves, "source", "target") == [
        (None, "waiting"),
        *once * 3,
        ("waiting", "active"),
        ("active", "failed"),
    ]
    assert list(moves["attempt"]) == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4]
    scripts = dict(zip(moves["target"], moves["script"], strict=True))
    assert scripts == {
        "waiting": "moveToActive",
        "active": "moveToActive",
        "delayed": "moveToDelayed",
        "failed": "moveToFinished",
    }


def test_a_move_by_hand_is_a_transition_without_a_script() -> None:
    moves = recorded(SCENES["observe_a_move_by_hand"]).transitions()
    assert rows(moves, "source", "target", "script")[-1] == ("waiting", "active", None)


def test_a_flow_moves_in_two_queues() -> None:
    def play(lab: Lab) -> None:
        files = family(lab)
        take_from(files).complete()
        take_from(files).complete()

    moves = recorded(play).transitions()
    assert rows(moves[moves["queue"] == "email"], "job", "source", "target") == [
        ("order", None, "waiting-children"),
        ("order", "waiting-children", "waiting"),
    ]
    assert sorted(set(moves["job"])) == ["order", "pdf", "zip"]


# -- counts and commands -----------------------------------------------------------------------------------------------


def test_counts_after_each_step_of_two_queues() -> None:
    def play(lab: Lab) -> None:
        email, files = lab.queue("email"), lab.queue("files")
        email.add("one")
        files.add("two", delay="1s")
        take_from(email).complete()

    counts = recorded(play).counts()
    assert list(counts.columns) == ["step", "at", "queue", *sorted(STATES, key=list(counts.columns).index)]
    assert set(counts.columns) >= set(STATES)
    held = [
        {name: value for name, value in row.items() if value and name in STATES} for row in counts.to_dict("records")
    ]
    assert list(zip(counts["step"], counts["queue"], held, strict=True)) == [
        (1, "email", {"waiting": 1}),
        (2, "email", {"waiting": 1}),
        (2, "files", {"delayed": 1}),
        (3, "email", {"active": 1}),
        (3, "files", {"delayed": 1}),
        (4, "email", {"completed": 1}),
        (4, "files", {"delayed": 1}),
    ]


def test_counts_are_those_of_the_snapshots() -> None:
    recording = films.everything()
    for row in recording.counts().to_dict("records"):
        step = recording[row["step"] - 1]
        assert {state: row[state] for state in STATES} == step.after.counts_of(row["queue"])


def test_commands_with_the_roles_of_their_keys() -> None:
    commands = films.four_attempts().commands()
    assert list(commands.columns) == ["step", "script", "command", "args", "keys", "roles"]
    pushed = commands[(commands["command"] == "LPUSH") & (commands["step"] == 1)]
    assert rows(pushed, "script", "args", "keys", "roles") == [
        ("addStandardJob", ("bull:email:wait", "1"), ("bull:email:wait",), ("wait",))
    ]
    delayed = commands[(commands["command"] == "ZADD") & (commands["script"] == "moveToDelayed")]
    assert ("delayed",) in list(delayed["roles"])


def test_without_a_trace_there_are_no_commands_and_the_rest_is_the_same() -> None:
    with Lab(trace=False) as lab:
        SCENES["fail_under_exponential_backoff"](lab)
        assert not len(lab.recording.commands())
        assert lab.recording.transitions()["script"].isna().all()
        assert list(lab.recording.attempts()["outcome"]) == ["retried"]


# -- as a sequence -----------------------------------------------------------------------------------------------------


def test_a_recording_is_a_sequence_of_steps() -> None:
    recording = films.four_attempts()
    assert len(recording) == 12
    assert recording[0].index == 1
    assert recording[-1].after is recording.last
    assert [step.index for step in recording[2:4]] == [3, 4]
    assert repr(recording) == "Recording(12 steps, +14.000 s)"
    for earlier, later in pairwise(recording):
        assert later.before is earlier.after
    with pytest.raises(IndexError):
        recording[12]
