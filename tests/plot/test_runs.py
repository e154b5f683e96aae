"""The figures of a run: drawn from the run's own tables, legible, and true to theory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

from qlab import Lab, plot
from qlab.errors import UsageError
from qlab.run import Poisson, RandomLoad, mean_wait_ms, sweep, waits_no_longer
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from tests.plot.geometry import Measured


@cache
def played(workers: int, detail: str = "keys", jobs: int = 40) -> Run:
    def work(job: ActiveJob) -> Iterator[float]:
        yield job.random.expovariate(1 / 4_000)
        if job.random.random() < 0.15:
            raise RuntimeError("SMTP 451")

    with Lab(trace=False, seed=1) as lab:
        lab.queue("email", attempts=3, backoff="2s")
        return lab.run({"email": work}, workers, arrivals=Poisson("email", "2s", jobs=jobs), detail=detail)  # type: ignore[arg-type]


def measured(workers: int, seed: int) -> float:
    return 100.0 * seed / workers


@cache
def nothing() -> Run:
    with Lab(trace=False) as lab:
        lab.queue("email")
        return lab.run({"email": lambda _job: None})


FIGURES: dict[str, Callable[[], Axes]] = {
    "queue_length": lambda: plot.queue_length(played(2)),
    "queue_length of one": lambda: plot.queue_length(played(2), queue="email"),
    "queue_length of nothing": lambda: plot.queue_length(nothing()),
    "compare": lambda: plot.compare({"three workers": played(3), "$two$ <b>": played(2)}),
    "waits": lambda: plot.waits(played(3)),
    "waits without theory": lambda: plot.waits(played(3), theory=False),
    "waits of nothing": lambda: plot.waits(nothing()),
    "workers": lambda: plot.workers(played(3)),
    "workers of nothing": lambda: plot.workers(nothing()),
    "utilisation": lambda: plot.utilisation(played(3)),
    "sweep": lambda: plot.sweep(sweep(measured, (1, 2, 4), (1, 2))),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_word_of_a_runs_figure_can_be_read(figure: str, tmp_path: Path) -> None:
    ax = FIGURES[figure]()
    seen = Measured(ax)
    assert seen.overlaps() == []
    assert seen.cut() == []
    assert seen.smallest >= 11
    words = plot.alt_text(ax)
    assert words.isprintable()
    assert words.endswith(".")
    first, again = (plot.save(ax, tmp_path / f"{name}.svg").read_bytes() for name in ("a", "b"))
    assert first == again


def test_the_line_is_as_long_as_the_run_says() -> None:
    run = played(2)
    table = plot.queue_length.table(run)
    assert table.iloc[0].tolist() == [0, 0, 0]
    assert table["in_line"].max() == run.queue_length()["in_line"].max()
    assert table["active"].max() == 2
    [line, work] = plot.queue_length(run).get_lines()
    assert max(line.get_ydata()) == table["in_line"].max()
    assert max(work.get_ydata()) == 2


def test_runs_beside_each_other_keep_their_names() -> None:
    table = plot.compare.table({"three": played(3), "two": played(2)})
    assert set(table["run"]) == {"three", "two"}
    assert table.groupby("run")["in_line"].max()["two"] > table.groupby("run")["in_line"].max()["three"]
    with pytest.raises(UsageError, match="Give runs by name"):
        plot.compare({})


def test_the_waits_are_an_ecdf() -> None:
    run = played(3)
    table = plot.waits.table(run)
    assert sorted(run.waiting()["wait_ms"]) == table["wait_ms"].tolist()
    assert table["share"].iloc[-1] == 1
    for wait, share in table.groupby("wait_ms")["share"].max().items():
        assert (run.waiting()["wait_ms"] <= wait).mean() == pytest.approx(share)


def test_theorys_curve_has_theorys_mean() -> None:
    rates = (0.5, 4_000.0, 3)
    steps = range(0, 200_000, 20)
    mean = sum((1 - waits_no_longer(at, *rates)) * 20 for at in steps)
    assert mean == pytest.approx(mean_wait_ms(*rates), rel=0.01)
    assert waits_no_longer(5, 2, 1_000, 1) == 0


def test_each_attempt_lies_in_its_workers_lane_and_none_over_another() -> None:
    run = played(3)
    table = plot.workers.table(run)
    assert set(table["worker"]) == {"worker-1", "worker-2", "worker-3"}
    assert len(table) == len(run.attempts())
    for _name, lane in table.groupby("worker"):
        ordered = lane.sort_values("started_ms")
        assert (ordered["ended_ms"].iloc[:-1].to_numpy() <= ordered["started_ms"].iloc[1:].to_numpy()).all()
    busy = (table["ended_ms"] - table["started_ms"]).sum()
    assert busy == run.utilisation()["busy_ms"].sum()


def test_a_run_without_steps_knows_its_workers_too() -> None:
    table, same = (plot.workers.table(played(2, detail)) for detail in ("transitions", "keys"))
    assert table[["worker", "job", "started_ms", "ended_ms"]].equals(same[["worker", "job", "started_ms", "ended_ms"]])


@pytest.mark.parametrize("pool", [None, "threads", "processes"])
def test_a_sweep_is_the_same_with_any_executor(pool: str | None) -> None:
    if pool is None:
        table = sweep(measured, (1, 2), (1, 2, 3))
    elif pool == "threads":
        with ThreadPoolExecutor(2) as executor:
            table = sweep(measured, (1, 2), (1, 2, 3), executor=executor)
    else:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
            table = sweep(measured, (1, 2), (1, 2, 3), executor=executor)
    assert table["value"].tolist() == [100, 200, 300, 50, 100, 150]
    assert table["workers"].tolist() == [1, 1, 1, 2, 2, 2]


def test_a_sweep_of_a_random_load_agrees_with_theory() -> None:
    load = RandomLoad("2s", "2s", jobs=400)
    table = sweep(load, (2, 3), range(3))
    by_workers = plot.sweep.table(table).set_index("workers")
    assert by_workers.loc[2, "theory"] == pytest.approx(mean_wait_ms(0.5, 2_000, 2))
    assert by_workers.loc[2, "mean"] == pytest.approx(by_workers.loc[2, "theory"], rel=0.5)
    assert by_workers.loc[3, "mean"] < by_workers.loc[2, "mean"]
    assert table.equals(sweep(load, (2, 3), range(3)))


def test_the_legend_of_a_sweep_names_the_band_where_there_is_one() -> None:
    frame = pd.DataFrame({"workers": [1, 1, 2, 2], "seed": [0, 1, 0, 1], "value": [5.0, 7.0, 2.0, 2.5]})
    said = [text.get_text() for text in plot.sweep(frame).get_legend().get_texts()]
    assert said == ["mean of the seeds", "least to most of the seeds"]
    one = plot.sweep(frame[frame.seed == 0])
    assert [text.get_text() for text in one.get_legend().get_texts()] == ["mean of the seeds"]


@pytest.mark.parametrize("column", ["workers", "value"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "many", None])
def test_a_sweep_of_what_is_no_number_is_refused_in_a_sentence(column: str, value: object) -> None:
    frame = pd.DataFrame({"workers": [1, 2], "seed": [0, 0], "value": [5.0, 7.0]}, dtype=object)
    frame.loc[1, column] = value
    with pytest.raises(UsageError, match=f"its column {column} has others"):
        plot.sweep(frame)


@pytest.mark.parametrize("measured", [3, "", " "])
def test_a_sweep_of_nothing_named_is_refused(measured: object) -> None:
    frame = pd.DataFrame({"workers": [1], "seed": [0], "value": [5.0]})
    with pytest.raises(UsageError, match="does not say what was measured"):
        plot.sweep(frame, measured=measured)  # type: ignore[arg-type]
    assert plot.sweep(frame, measured="a\nb").get_ylabel() == "a\\nb"


def test_one_run_is_beside_no_other() -> None:
    assert plot.compare({"alone": played(2)}).get_title(loc="left") == "Jobs in line"


def test_what_is_no_sweep_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot measure"):
        sweep("nothing")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="at least one"):
        sweep(measured, ())
    with pytest.raises(UsageError, match=r"Give what qlab\.run\.sweep returned"):
        plot.sweep([1])  # type: ignore[arg-type]
