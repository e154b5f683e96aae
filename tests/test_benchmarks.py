"""Each benchmark runs, with tiny sizes, and says what it should; no wall-clock figure is asserted here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import (
    MODULES,
    __main__,
    classroom,
    explorer,
    growth,
    large,
    opening,
    recordings,
    snapshots,
    steps,
    story,
    votes,
)
from benchmarks import run as benchmark_of_runs
from benchmarks.bare import bare
from benchmarks.rows import Row, interleaved
from qlab import Lab
from qlab.explore.engine.state import Budget
from qlab.explore.models.crashes import workers

pytestmark = pytest.mark.slow


def row(figure: float, sense: str = "≤", bar: float | None = 2) -> Row:
    return Row("a step", figure, "×", sense, bar, "the bare call", {"step (ms)": figure})  # type: ignore[arg-type]


def check(rows: list[Row], count: int) -> None:
    """So many rows, each complete and each readable as JSON."""
    assert len(rows) == count
    for each in rows:
        assert each.what
        assert each.beside
        assert json.loads(json.dumps(each.to_json()))["met"] in (True, False, None)


def test_steps() -> None:
    rows = steps.run(short=2, long=5, huge=9, delayed=7, cycles=1, rounds=1)
    check(rows, 7)
    assert [each.bar for each in rows] == [2.2, 2.7, 2.4, 1.3, 1.3, 1.3, 1.3]
    lengths = ("plain, 2 jobs", "plain, 5 jobs", "plain, 9 jobs", "plain, 2 delayed", "plain, 7 delayed")
    used = {f"{name}, CPU" for name in (*lengths, "traced, 2 jobs", "traced, 5 jobs")}
    waited = {"bare", "in a loop", "plain, 2 jobs", "traced, 2 jobs"}
    assert set(rows[0].medians) == {f"{name} (ms a step)" for name in waited | used}
    assert [each.what.endswith("CPU") for each in rows] == [False] * 3 + [True] * 4


def test_large() -> None:
    rows = large.run(queues=20, others=1_500, jobs=1_200, rounds=1)
    check(rows, 7)
    assert [each.bar for each in rows] == [2.5, 5, 2.5, 5, 150, 150, 1]
    assert rows[-1].figure == 1  # the keyspace is walked once


def test_growth() -> None:
    rows = growth.run(sizes=(3, 6), steps=60, part=10)
    check(rows, 5)
    assert [each.bar for each in rows] == [1.3, 1.3, 1.5, None, None]
    assert "66 steps" in rows[2].what
    assert all(each.figure > 0 for each in rows)


def test_a_run_is_measured_beside_the_same_scripts() -> None:
    rows = benchmark_of_runs.run(jobs=3, rounds=2, day=5)
    check(rows, 3)
    assert [each.bar for each in rows] == [1.0, None, 60]
    with Lab() as lab:
        lab.queue("email", removeOnComplete=True)
        empty, done = (benchmark_of_runs.through(lab, jobs).scripts for jobs in (0, 5))
    assert done - empty == 5 * 4


def test_a_cycle_is_three_scripts_and_keeps_the_queues_length() -> None:
    with Lab() as lab:
        queue = steps.filled(lab, 4)
        steps.recorded_cycles(queue, 2)
        assert [step.script for step in lab.steps[1:]] == ["addStandardJob", "moveToActive", "moveToFinished"] * 2
        assert queue.counts()["waiting"] == 4
        assert lab.snapshot().counts_of("email") == {**queue.counts(), "waiting": 4, "completed": 0, "active": 0}


def test_the_bare_cycle_keeps_the_queues_length_too() -> None:
    with bare() as alone:
        alone.fill(4)
        alone.cycles(2)
        assert alone.loop.run_until_complete(alone.queue.getJobCounts("wait", "active", "completed")) == {
            "wait": 4,
            "active": 0,
            "completed": 0,
        }


def test_explorer() -> None:
    rows = explorer.run(rounds=1, states=60, cycles=1, spread=60, crash=(workers(2, 1, 1), Budget(1, 0, 1)))
    check(rows, 8)
    assert [each.bar for each in rows] == [0.5, 0.9, 3, 2, 1, 10, 5, 1.6]


def test_story() -> None:
    rows = story.run(rounds=1)
    check(rows, 2)
    assert rows[0].medians["virtual time (ms)"] == 14_000
    assert rows[1].figure == 0, "two processes recorded different bytes"


def test_recordings() -> None:
    rows = recordings.run(sizes=(5, 20), jobs=10, rounds=1)
    check(rows, 2 * 3 + 3 + 1)
    assert [each.bar for each in rows] == [1.2, 2, 3, 1.2, 2, 3, 1.3, 1.3, 1.3, 4]


def test_bytes_differing_counts_places_and_lengths() -> None:
    assert story.bytes_differing(b"abc", b"abc") == 0
    assert story.bytes_differing(b"abc", b"abd") == 1
    assert story.bytes_differing(b"abc", b"abcde") == 2


def test_snapshots() -> None:
    rows = snapshots.run(jobs=20, rounds=1)
    check(rows, 2)
    assert [(each.sense, each.bar) for each in rows] == [("≤", 1.5), ("≥", 15)]


def test_snapshots_are_compared_only_where_all_read_the_same() -> None:
    with Lab(trace=False) as lab:
        steps.filled(lab, 2)
        with pytest.raises(RuntimeError, match="same keys"):
            snapshots.check_same(lab, lambda: [["bull:email:wait"]], dict)  # type: ignore[arg-type]


def test_opening() -> None:
    check(opening.run(rounds=1), 6)


def test_interleaved_runs_each_contender_in_each_round() -> None:
    calls: list[str] = []
    times = interleaved({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2, warm_up=1)
    assert set(times) == {"a", "b"}
    assert sorted(calls) == ["a"] * 3 + ["b"] * 3
    assert calls[2:4] != calls[4:6]  # another one begins
    calls.clear()
    interleaved({"a": lambda: calls.append("a")}, 1)
    assert calls == ["a"]


@pytest.mark.parametrize(("sense", "met"), [("≤", True), ("≥", False)])
def test_a_bar_has_a_right_side(sense: str, met: bool) -> None:
    assert row(1.5, sense).met is met
    assert row(2, sense).met is True
    assert row(1.5, sense, None).met is None


def test_the_table_names_what_was_missed() -> None:
    console = Console(width=100)
    with console.capture() as printed:
        console.print(__main__.table([row(1.5), row(2.5), row(3, bar=None)]))
    text = printed.get()
    assert "1.50 ×" in text
    assert "≤ 2 ×" in text
    assert text.count("NO") == 1
    assert text.count("yes") == 1


def test_results_are_written_as_json(tmp_path: Path) -> None:
    path = __main__.write("steps", [row(1.5)], tmp_path / "out")
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["rows"] == [row(1.5).to_json()]
    assert saved["rows"][0]["met"] is True


def test_a_run_is_compared_with_last_times_and_with_a_file(tmp_path: Path) -> None:
    __main__.write("steps", [row(1.5)], tmp_path)
    whole = __main__.write_all({"steps": [row(1.25)], "story": []}, tmp_path)
    assert __main__.last_time(["steps", "story"], tmp_path) == {"a step": 1.5}
    assert __main__.figures(whole) == {"a step": 1.25}
    console = Console(width=120)
    with console.capture() as printed:
        console.print(__main__.table([row(1.75)], __main__.figures(whole)))
    assert "1.75 ×" in printed.get()
    assert "1.25 ×" in printed.get()


def test_a_file_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"rows": 1}', encoding="utf-8")
    for path in (other, tmp_path / "nowhere.json"):
        assert __main__.main(["steps", "--against", str(path)]) == 2
        assert "holds no run of the benchmarks" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads what Linux tells of memory")
def test_the_class() -> None:
    rows = classroom.run(labs=1)
    check(rows, 2)
    assert rows[0].medians["kernel (MB)"] > rows[0].medians["server (MB)"] > 0


def test_a_class_that_votes() -> None:
    rows = votes.run(students=20)
    check(rows, 2)
    assert [(each.bar, each.unit) for each in rows] == [(2, "s"), (500, "ms")]


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["speed"]) == 2
    error = capsys.readouterr().err
    assert all(name in error for name in ("speed", *MODULES))


def test_a_benchmark_that_breaks_costs_the_others_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(name: str) -> list[Row]:
        if name == "story":
            raise RuntimeError("no server")
        return [row(1.5)]

    monkeypatch.setattr(__main__, "measured", measured)
    runs, broken = __main__.all_of(["steps", "story", "large"])
    assert (list(runs), broken) == (["steps", "large"], ["story"])
    assert "no server" in capsys.readouterr().err
