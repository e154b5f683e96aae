"""How figures are arranged: legends in even rows, cards in reading order, observed marks around planned ones."""

from __future__ import annotations

import pytest

from qlab import Lab, Recording, exponential, plot
from qlab.plot.drawing.chart import legend_rows


@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize("inches", [2.0, 4.0, 6.5, 9.0])
def test_a_legend_leaves_no_label_alone_where_it_need_not(count: int, inches: float) -> None:
    columns, rows = legend_rows([f"label {at}" for at in range(count)], inches)
    in_last = count - (rows - 1) * columns
    assert in_last >= 1
    # With as many rows, any smaller number of columns would no longer hold them all.
    assert columns == 1 or rows == 1 or -(-count // (columns - 1)) > rows
    if rows == 2 and count >= 4:
        assert in_last > 1


def test_five_labels_that_do_not_fit_in_a_row_stand_three_above_two() -> None:
    labels = [f"label {at}" for at in range(5)]
    assert legend_rows(labels, 100)[0] == 5
    narrow = next(inches / 10 for inches in range(100, 0, -1) if legend_rows(labels, inches / 10)[0] < 5)
    assert legend_rows(labels, narrow) == (3, 2)


def test_what_was_observed_does_not_hide_what_was_planned() -> None:
    with Lab() as lab:
        queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
        queue.add("welcome")
        for _ in range(3):
            job = queue.take()
            assert job
            job.fail("SMTP 421")
            lab.clock.to_next()
        ax = plot.backoff(exponential("2s"), attempts=4, recording=lab.recording)
    [planned] = [line for line in ax.lines if len(line.get_xdata()) == 3]  # type: ignore[arg-type]
    observed = [line for line in ax.lines if len(line.get_xdata()) == 1]  # type: ignore[arg-type]
    assert len(observed) == 2  # the third retry has not begun
    for line in observed:
        assert line.get_markerfacecolor() == "none"
        assert line.get_markersize() > planned.get_markersize() + 2


def cards(recording: Recording) -> list[tuple[float, float, str]]:
    """The heads of the jobs' cards: row, column, key; rows from the top down."""
    ax = plot.anatomy(recording.last, "email", jobs=6)
    heads = [text for text in ax.texts if text.get_text().startswith("bull:email:") and text.get_text()[11:].isdigit()]
    places = [(*text.get_position(), text.get_text()) for text in heads]
    down = -1 if ax.get_ylim()[0] < ax.get_ylim()[1] else 1
    return sorted((down * y, x, name) for x, y, name in places)


def test_cards_stand_in_the_order_in_which_one_reads() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        for number in range(6):  # jobs of different heights, which a layout by columns would mix up
            queue.add("welcome", {"number": number}, **({"attempts": 3, "lifo": True} if number % 3 == 0 else {}))
        film = lab.recording
    order = [name for _row, _column, name in cards(film)]
    assert order == [f"bull:email:{number}" for number in range(1, 7)]
