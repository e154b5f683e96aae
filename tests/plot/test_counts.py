from __future__ import annotations

from qlab import Lab, Recording, plot
from qlab.plot.tally import ORDER
from tests.plot.geometry import Measured

NAMES = [str(state) for state in ORDER]


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
    heights = {
        collection.get_label(): collection for collection in ax.collections
    }  # fill_between makes one a state, in the stack's order
    assert heights
    top = plot.counts.table(ten)[NAMES].sum(axis=1).max()
    assert ax.get_ylim()[1] >= top
    extents = [box for collection in ax.collections for box in [collection.get_datalim(ax.transData)]]
    assert max(box.y1 for box in extents) == top


def test_the_end_is_written_out(ten: Recording) -> None:
    words = Measured(plot.counts(ten)).words
    assert {"10 failed", "11 completed"} & set(words) or any(text.endswith(" completed") for text in words)
    last = ten.last.counts()
    completed = last["email"]["completed"] + last["report"]["completed"]
    assert f"{completed} completed" in words


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
