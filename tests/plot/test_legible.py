"""No label of any figure covers another, is cut off, or is too small, with none, one, ten and fifty jobs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.text import Text

from qlab import Lab, Recording, exponential, jittered, plot
from tests.plot import test_looks, test_runs, test_state_space
from tests.plot.geometry import Measured

Draw = Callable[[Recording], Axes]


def scheduled(film: Recording) -> Axes:
    """As many schedulers as the film has jobs, under long names."""
    with Lab() as lab:
        queue = lab.queue("reports")
        for number in range(sum(1 for _ in film.last.all_jobs())):
            queue.schedule(f"the-report-of-each-department-{number}", cron=f"{number} 9 * * *", tz="Europe/Vienna")
        return plot.schedule(lab.snapshot(), "reports")


FIGURES: dict[str, Draw] = {
    "states": plot.states,
    "timeline": plot.timeline,
    "timeline over steps": lambda film: plot.timeline(film, over="step"),
    "counts": plot.counts,
    "counts over steps": lambda film: plot.counts(film, over="step"),
    "backoff": lambda film: plot.backoff(exponential("2s"), recording=film),
    "backoffs": lambda film: plot.backoff(
        {"plain": exponential("2s"), "jittered": jittered(exponential("2s")), "capped": exponential("2s", "10s")},
        attempts=12,
        recording=film,
    ),
    "order": lambda film: plot.order((film[len(film) // 2].after if film else film.first), "email"),
    "schedule": scheduled,
    "anatomy at the end": lambda film: plot.anatomy(film.last, "email"),
    "anatomy in the middle": lambda film: plot.anatomy((film[len(film) // 2].after if film else film.first), "email"),
}


def drawn(ax: Axes) -> list[str]:
    """Every text of a figure."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return [each.get_text() for each in figure.findobj(Text) if isinstance(each, Text)]


def test_each_figure_is_measured() -> None:
    measured = {
        word
        for name in (*FIGURES, *test_runs.FIGURES, *test_looks.FIGURES, *test_state_space.DRAWN)
        for word in name.split()
    }
    missing = set(plot.__all__) - {"alt_text", "save"} - measured
    assert missing == set(), "add it to FIGURES, here, in test_runs.py or in test_looks.py"


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("jobs", [0, 1, 10, 50])
def test_every_word_can_be_read(films: dict[int, Recording], jobs: int, figure: str) -> None:
    ax = FIGURES[figure](films[jobs])
    seen = Measured(ax)
    assert seen.overlaps() == []
    assert seen.cut() == []
    assert seen.across_edges() == []
    assert seen.smallest >= 11
    words = plot.alt_text(ax)
    assert "`" not in words + "".join(drawn(ax)), "a figure sets no name as code"
    assert words.isprintable()
    assert words.endswith(".")


def test_the_measure_finds_what_is_wrong() -> None:
    _figure, ax = plt.subplots()
    ax.set_axis_off()
    ax.text(0.2, 0.5, "covered")
    ax.text(0.2, 0.5, "covering")
    ax.text(0.95, 0.2, "this runs over the edge of the figure")
    seen = Measured(ax)
    assert seen.overlaps() == [("covered", "covering")]
    assert seen.cut() == ["this runs over the edge of the figure"]


def test_each_figure_draws_on_axes_it_is_given(one: Recording) -> None:
    _figure, rows = plt.subplots(5, figsize=(8, 30))
    assert plot.states(one, ax=rows[0]) is rows[0]
    assert plot.timeline(one, ax=rows[1]) is rows[1]
    assert plot.counts(one, ax=rows[2]) is rows[2]
    assert plot.backoff(exponential("2s"), recording=one, ax=rows[3]) is rows[3]
    assert plot.anatomy(one.last, ax=rows[4]) is rows[4]
    assert len(plt.get_fignums()) == 1, "no figure is made besides"


def test_what_is_drawn_in_inches_shrinks_with_its_axes_the_words_too(ten: Recording) -> None:
    draws: list[Callable[..., Axes]] = [plot.states, lambda film, ax: plot.anatomy(film.last, "email", ax=ax)]
    for draw in draws:
        _figure, ax = plt.subplots(figsize=(6, 7))
        seen = Measured(draw(ten, ax=ax))
        assert seen.smallest < 11
        assert seen.overlaps() == []
        assert seen.cut() == []


@pytest.mark.parametrize("height", [2, 4])
def test_on_low_axes_the_timeline_names_fewer_rows(films: dict[int, Recording], height: int) -> None:
    _figure, ax = plt.subplots(figsize=(12, height))
    names = [label.get_text() for label in plot.timeline(films[50], ax=ax).get_yticklabels()]
    assert 1 < len(names) < height * 6
    boxes = sorted(label.get_window_extent().y0 for label in ax.get_yticklabels())
    assert all(upper - lower > 10 for lower, upper in pairwise(boxes))


def test_a_users_own_style_does_not_reach_the_figures(one: Recording) -> None:
    with plt.style.context("dark_background"), plt.rc_context({"font.size": 5}):
        ax = plot.timeline(one)
        assert plt.rcParams["font.size"] == 5, "and qlab's does not stay behind"
    seen = Measured(ax)
    assert seen.smallest >= 11
    assert seen.cut() == []
