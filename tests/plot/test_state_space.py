"""The figure of a state space: its table, its words, the lit way, and what it says of a search cut short."""

from __future__ import annotations

from functools import cache

import pytest
from matplotlib import pyplot as plt

from qlab import plot
from qlab.errors import UsageError
from qlab.explore import Exploration
from qlab.explore.models import MODELS
from tests.plot.geometry import Measured

DRAWN = ("state_space",)
EXPLORED = ("paying", "crash", "cut", "broken at once")


@cache
def explored(name: str) -> Exploration:
    if name == "cut":
        return MODELS["paying once"].explore(states=30)
    if name == "broken at once":
        return MODELS["paying"].explore(promises=(), always=[lambda moment: f"{moment.now} <b>$x$</b>"])
    return MODELS[name].explore()


@pytest.mark.parametrize("name", EXPLORED)
def test_every_word_of_a_state_space_can_be_read(name: str) -> None:
    ax = plot.state_space(explored(name))
    seen = Measured(ax)

    assert seen.overlaps() == []
    assert seen.cut() == []
    assert seen.smallest >= 11
    words = plot.alt_text(ax)
    assert words.isprintable()
    assert words.endswith(".")


def test_the_table_counts_what_the_search_counted() -> None:
    found = explored("paying")
    table = plot.state_space.table(found)

    assert table["states"].sum() == found.states
    assert table["states"].tolist() == found.by_depth()["states"].tolist()
    assert 0 < table["tried"].sum() < found.moves  # the move that breaks the promise leads nowhere
    assert tuple(filter(None, table["counterexample"])) == found.counterexample.moves  # type: ignore[union-attr]
    assert plot.state_space.table(explored("crash"))["tried"].sum() == explored("crash").moves


def test_the_way_to_a_broken_promise_is_lit_and_told() -> None:
    found = explored("paying")
    ax = plot.state_space(found)

    way = ax.lines[-1]
    assert list(way.get_xdata()) == list(range(9))
    words = Measured(ax).words
    assert "1  ann: pay.take" in words
    assert "8  bob: charge(1)" in words
    assert "charge(1) happened 2 times, by these moves: 1: ann: pay.take" in plot.alt_text(ax)


def test_where_all_holds_nothing_is_lit_and_what_was_cut_says_so() -> None:
    bars = plot.state_space(explored("crash"))
    assert not bars.lines
    assert bars.get_ylabel() == "states"
    assert "Cut short: 30 states were reached" in plot.alt_text(plot.state_space(explored("cut")))
    assert (
        plot.state_space(explored("cut"))
        .get_title(loc="left")
        .endswith("Not every state was seen: 30 states were reached.")
    )
    assert "All interleavings were tried" in plot.alt_text(plot.state_space(explored("crash")))


def test_it_draws_on_axes_it_is_given_and_takes_nothing_else() -> None:
    _figure, ax = plt.subplots()

    assert plot.state_space(explored("paying"), ax=ax) is ax
    assert not [text for text in ax.texts if "pay.take" in text.get_text()]
    with pytest.raises(UsageError, match=r"takes an exploration, which explore\(…\) returns, not .* int"):
        plot.state_space(7)  # type: ignore[arg-type]
    plt.close("all")
