"""The backoff explorer's numbers beside BullMQ's own, and the board's buttons."""

from __future__ import annotations

import json

import pytest

import qlab
from qlab import BackoffExplorer, Board, Lab, QlabError
from qlab.widgets.board_data import full_bar
from qlab.widgets.storm import BINS, STRATEGIES, Setting, bars, picture, plan, storm


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_real_run_waits_as_the_explorer_says(strategy: str) -> None:
    explorer = BackoffExplorer(attempts=5, delay_ms=1_500, strategy=strategy)
    waits = explorer.check()
    assert explorer.checked.startswith("✓ as planned: BullMQ waited ")
    assert all(
        low <= wait <= high
        for wait, (low, high) in zip(waits, [row["band"] for row in plan(explorer.setting)], strict=True)
    )


def test_a_new_setting_gives_a_new_picture_and_forgets_the_check() -> None:
    explorer = BackoffExplorer()
    explorer.check()
    before = explorer.picture
    explorer.attempts = 7
    assert explorer.picture != before
    assert explorer.checked == ""
    assert [row["wait_ms"] for row in json.loads(explorer.picture)["rows"]] == [
        2_000,
        4_000,
        8_000,
        16_000,
        32_000,
        64_000,
    ]


def test_jitter_flattens_the_storm() -> None:
    steps, jitter = Setting(strategy="exponential"), Setting(strategy="jitter")
    until = 16_000
    assert max(bars(storm(steps), until)) == 100
    assert max(bars(storm(jitter), until)) < 50
    assert len(storm(steps)) == len(storm(jitter)) == 300


@pytest.mark.parametrize("attempts", [2, 4, 12])
@pytest.mark.parametrize("delay_ms", [100, 700, 60_000])
def test_jitter_is_seen_to_flatten_the_storm_however_long_the_schedule(attempts: int, delay_ms: int) -> None:
    shown = picture(Setting(attempts, delay_ms, "jitter", clients=1_000))
    assert max(shown["in_step"]) == 1_000
    assert shown["peak"] < 400
    assert shown["ticks"][0] == "0 ms"
    assert len(shown["bars"]) == len(shown["in_step"]) == BINS


def test_a_picture_of_the_storm_holds_the_first_waves_where_they_belong() -> None:
    shown = picture(Setting(12, 2_000, "fixed", clients=5))
    assert [at for at, count in enumerate(shown["bars"]) if count] == [8, 16, 24, 32, 40, 48, 56]
    assert (shown["bin"], shown["until"]) == ("250 ms", "16 s")


def test_no_retry_comes_where_no_attempt_fails_or_none_is_left() -> None:
    assert storm(Setting(failure=0.0)) == []
    assert BackoffExplorer(attempts=1).check() == ()


def test_an_explorer_shows_itself_without_scripts() -> None:
    bundle = BackoffExplorer()._repr_mimebundle_()[0]
    assert bundle["text/plain"].splitlines()[0] == "4 attempts, exponential backoff of 2 s: 14 s in all"
    assert "<table>" in bundle["text/html"]
    jitter = BackoffExplorer(strategy="jitter")._repr_mimebundle_()[0]["text/plain"]
    assert jitter.splitlines()[0].endswith(": at most 14 s in all")
    assert jitter.splitlines()[2] == "  attempt 3: after at most 4 s, by 6 s"
    assert bundle["text/plain"].splitlines()[2] == "  attempt 3: after 4 s, at 6 s"


def test_with_jitter_each_wait_is_a_bound() -> None:
    rows = picture(Setting(4, 2000, "jitter", 1.0, 1))["rows"]
    assert [(row["wait"], row["at"]) for row in rows] == [
        ("at most 2 s", "at most 2 s"), ("at most 4 s", "at most 6 s"), ("at most 8 s", "at most 14 s"),
    ]  # fmt: skip


def counts(board: Board) -> dict[str, int]:
    return {state: count for state, count in json.loads(board.picture)["counts"].items() if count}


def test_each_button_of_a_labs_board_is_one_operation(lab: Lab) -> None:
    lab.queue("email", attempts=1)
    board = Board(lab, "email")
    for button, after in (
        ("add", {"waiting": 1}), ("add", {"waiting": 2}), ("take", {"waiting": 1, "active": 1}),
        ("complete", {"waiting": 1, "completed": 1}), ("take", {"active": 1, "completed": 1}),
        ("fail", {"completed": 1, "failed": 1}), ("retry", {"waiting": 1, "completed": 1}),
    ):  # fmt: skip
        board.press(button)
        assert (counts(board), board.message) == (after, "")
    assert json.loads(board.picture)["moves"][0] == "+0.000 s  job 2: failed → waiting"
    board.press("advance")
    assert json.loads(board.picture)["at"] == "+1.000 s"


def test_a_button_that_cannot_be_says_why(lab: Lab) -> None:
    lab.queue("email")
    board = Board(lab, "email")
    for button, words in (
        ("take", "No job is ready"),
        ("complete", "taken no job"),
        ("retry", "No job is in failed"),
        ("next", "Nothing"),
    ):
        board.press(button)
        assert words in board.message


def test_a_board_follows_what_other_code_does(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("one")
    board = Board(lab)
    queue.add("two")
    assert counts(board) == {"waiting": 2}


def test_an_observers_board_reads_and_has_no_buttons(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("one")
    with qlab.attach(str(lab.url), lab.prefix) as observer:
        board = Board(observer)
        steps = len(lab.steps)
        job = queue.take()
        board.refresh()
        assert counts(board) == {"active": 1}
        assert json.loads(board.picture)["moves"] == ["job 1: waiting → active"]
        with pytest.raises(QlabError, match="none, for it only reads"):
            board.press("add")
        assert job is not None
        assert len(lab.steps) == steps + 1


def test_a_full_bar_never_shrinks() -> None:
    assert [full_bar(most) for most in (0, 10, 11, 21, 99, 101)] == [10, 10, 20, 50, 100, 200]
    assert full_bar(3, 50) == 50


def test_a_board_needs_to_know_which_queue(lab: Lab) -> None:
    with pytest.raises(QlabError, match="name the one"):
        Board(lab)
    with pytest.raises(QlabError, match="a lab or an observer"):
        Board("email")  # type: ignore[arg-type]
