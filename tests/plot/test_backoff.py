from __future__ import annotations

from random import Random

import pytest
from matplotlib import pyplot as plt

from qlab import Lab, Recording, custom, exponential, fixed, jittered, plot
from qlab.errors import OptionError, UsageError
from tests.plot.geometry import Measured


def test_the_table_of_a_plan() -> None:
    table = plot.backoff.table(exponential("2s"), attempts=4)
    assert table[["kind", "attempt", "wait_ms"]].to_numpy().tolist() == [
        ["planned", 2, 2_000], ["planned", 3, 4_000], ["planned", 4, 8_000],
    ]  # fmt: skip
    assert set(table["name"]) == {"exponential backoff of 2 s"}
    assert table["shortest_ms"].tolist() == table["longest_ms"].tolist()


def test_the_table_of_jitter_has_a_band() -> None:
    table = plot.backoff.table({"half": jittered(exponential("2s"), 0.5)}, attempts=3)
    assert table[["name", "shortest_ms", "longest_ms"]].to_numpy().tolist() == [
        ["half", 1_000, 2_000],
        ["half", 2_000, 4_000],
    ]
    assert "where jitter may put it" in Measured(plot.backoff(jittered("2s"))).words


def test_what_was_observed_lies_on_the_plan(one: Recording) -> None:
    table = plot.backoff.table(exponential("2s"), attempts=4, recording=one)
    planned, observed = (table[table["kind"] == kind] for kind in ("planned", "observed"))
    assert observed["wait_ms"].tolist() == planned["wait_ms"].tolist() == [2_000, 4_000, 8_000]
    assert observed["attempt"].tolist() == [2, 3, 4]
    assert set(observed["name"]) == {"email 1"}
    words = Measured(plot.backoff(exponential("2s"), attempts=4, recording=one)).words
    for label in ("observed (3)", "2 s", "4 s", "8 s", "4 attempts, with 14 s of waiting between them"):
        assert label in words


def test_no_line_runs_through_a_wait_where_late_retries_take_the_room_above_it() -> None:
    chance = Random(3)
    with Lab(trace=False) as lab:
        queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
        for at in range(50):
            queue.add("welcome", delay="5s" if at % 7 == 3 else None, priority=at % 3 + 1 if at % 5 == 4 else None)
        while job := queue.take() or (lab.clock.to_next() and queue.take()):
            lab.clock.advance(chance.choice([120, 350, 900, 1_500]))
            if chance.random() < 0.35:
                job.fail("SMTP 451")
            else:
                job.complete()
        ax = plot.backoff(exponential("2s"), attempts=4, recording=lab.recording)
    seen = Measured(ax)
    assert seen.struck_through() == []
    assert seen.overlaps() == []
    assert {"4 s", "8 s"} <= set(seen.words)


def test_the_measure_finds_words_that_are_struck_through() -> None:
    _figure, ax = plt.subplots()
    ax.text(0.5, 0.5, "struck")
    ax.text(0.1, 0.9, "not struck")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.plot([0.4, 0.9], [0.515, 0.52])
    ax.plot([0.1, 0.3], [0.9, 0.9], linestyle="none", marker="d")
    assert Measured(ax).struck_through() == ["struck"]


def test_observed_waits_of_one_queue(ten: Recording) -> None:
    everything = plot.backoff.table(fixed("1s"), recording=ten)
    assert plot.backoff.table(fixed("1s"), recording=ten, queue="email").equals(everything)
    assert "observed" not in set(plot.backoff.table(fixed("1s"), recording=ten, queue="report")["kind"])


def test_several_plans_are_named_where_they_end() -> None:
    seen = Measured(plot.backoff({"gentle": fixed("5s"), "steep": exponential("1s")}, attempts=6))
    assert {"gentle", "steep", "5 s", "16 s"} <= set(seen.words)
    assert seen.words.count("5 s") == 2, "a wait that stays the same is written at its beginning and at its end"


def test_a_plan_that_gives_up_says_so() -> None:
    plan = custom(lambda attempt: -1 if attempt > 2 else "3s", "stubborn")
    assert plot.backoff.table(plan, attempts=6)["attempt"].tolist() == [2, 3]
    assert any(text.endswith(", then fails") for text in Measured(plot.backoff(plan, attempts=6)).words)


def test_steep_plans_get_a_logarithmic_axis_in_whole_units() -> None:
    ax = plot.backoff(exponential("1s"), attempts=20)
    assert ax.get_yscale() == "log"
    assert {"1 s", "1 min", "1 h"} <= {label.get_text() for label in ax.get_yticklabels()}
    assert Measured(ax).overlaps() == []


@pytest.mark.parametrize("plan", [exponential("1s"), exponential(0), fixed(0), exponential("36500d")])
@pytest.mark.parametrize("attempts", [2, 1_500])
def test_no_plan_is_too_long_or_too_short_to_draw(plan: object, attempts: int) -> None:
    seen = Measured(plot.backoff(plan, attempts=attempts))  # type: ignore[arg-type]
    assert seen.overlaps() == []
    assert seen.cut() == []


def test_one_attempt_has_nothing_to_wait_for() -> None:
    words = Measured(plot.backoff(exponential("2s"), attempts=1)).words
    assert "With so few attempts there is no retry, and nothing to wait for." in words


def test_a_recording_without_retries_says_so() -> None:
    assert "no retry observed" in Measured(plot.backoff(fixed("1s"), recording=Recording.begin("bull", 0))).words


@pytest.mark.parametrize("wrong", [{}, "2s", {"a": "2s"}, None, 3])
def test_what_is_no_backoff_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match="Give a backoff"):
        plot.backoff(wrong)  # type: ignore[arg-type]


def test_attempts_must_be_a_number() -> None:
    with pytest.raises(OptionError, match="attempts"):
        plot.backoff(fixed("1s"), attempts=-1)
