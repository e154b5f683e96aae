from __future__ import annotations

import pytest

from qlab import Lab, Recording, plot
from qlab.errors import UsageError
from qlab.protocol.containers import STACKED
from tests.plot.geometry import Measured

NAMES = [str(state) for state in STACKED]


def test_the_table_starts_at_the_beginning_and_has_a_row_a_step(one: Recording) -> None:
    table = plot.counts.table(one)
    assert list(table.columns) == ["step", "at_ms", *NAMES]
    assert table["step"].tolist() == list(range(len(one) + 1))
    assert table.iloc[0][NAMES].sum() == 0
    assert table.iloc[1]["waiting"] == 1
    assert table.iloc[-1]["completed"] == 1
    assert table["at_ms"].tolist()[-1] == 14_000


def test_queues_add_up(ten: Recording) -> None:
    whole = plot.counts.table(ten)[NAMES]
    parts = [plot.counts.table(ten, queue=queue)[NAMES] for queue in ("email", "report")]
    assert (whole == parts[0] + parts[1]).all(axis=None)
    assert whole.iloc[-1].to_dict() == {
        name: sum(counts[name] for counts in ten.last.counts().values()) for name in NAMES
    }


def test_the_figure_stacks_the_same_numbers(ten: Recording) -> None:
    ax = plot.counts(ten, over="step")
    table = plot.counts.table(ten)[NAMES]
    extents = [collection.get_datalim(ax.transData) for collection in ax.collections]
    assert len(extents) == (table.max() > 0).sum(), "a band for each state that ever held a job"
    assert max(box.y1 for box in extents) == table.sum(axis=1).max()
    assert ax.get_ylim()[1] >= table.sum(axis=1).max()


def test_the_end_is_written_out(ten: Recording) -> None:
    words = Measured(plot.counts(ten)).words
    last = plot.counts.table(ten).iloc[-1]
    for name in NAMES:
        assert (f"{last[name]} {name}" in words) == (last[name] > 0)


def test_what_only_lived_while_time_stood_still_is_named(one: Recording) -> None:
    label = plot.counts(one).get_xlabel()
    assert "active and waiting came and went while time stood still: see over='step'" in label
    assert "active" in Measured(plot.counts(one, over="step")).words


def test_without_time_the_axis_is_of_steps(lab: Lab) -> None:
    lab.queue("q").add("job")
    assert plot.counts(lab.recording).get_xlabel() == "step"


def test_an_empty_recording_says_so() -> None:
    film = Recording.begin("bull", 0)
    assert "This recording holds no jobs: add one, and record again." in Measured(plot.counts(film)).words
    assert plot.counts.table(film)[NAMES].to_numpy().sum() == 0


def test_a_queue_without_jobs_is_said_and_so_is_a_wrong_axis(ten: Recording) -> None:
    for draw in (plot.counts, plot.timeline):
        words = Measured(draw(ten, queue="nowhere")).words
        assert "No job of queue nowhere in this recording; it has: email, report." in words
        with pytest.raises(UsageError, match='over "time" or "step"'):
            draw(ten, over="steps")  # type: ignore[arg-type]
