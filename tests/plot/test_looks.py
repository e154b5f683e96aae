"""Figures of what an observer looks at: a flow's tree, and how long jobs waited and ran."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qlab import Lab, plot
from qlab.errors import UsageError
from qlab.observe.attach import Observer, attach
from qlab.observe.looking.finished import Latency
from qlab.observe.looking.flow import FlowNode
from qlab.protocol.states import JobState
from tests.plot.geometry import Measured
from tests.plot.test_hostile import NAME

FIGURES = ("flow", "latency")


@pytest.fixture(scope="module")
def observed(server_url: str | None) -> Iterator[Observer]:
    """A flow of five jobs in two queues, one of which has failed, and one completed."""
    with Lab(url=server_url, clock="real", trace=False) as lab:
        parts = lab.queue("parts")
        lab.queue("orders")
        leaves = [{"name": f"leaf-{number}", "queue": "parts"} for number in range(2)]
        lab.flow({"name": "order", "queue": "orders", "children": [
            {"name": "pack", "queue": "orders", "children": leaves}, {"name": "bill", "queue": "parts"}]})  # fmt: skip
        for finish in ("fail", "complete"):
            job = parts.take()
            job.fail("no stock") if finish == "fail" else job.complete(1)
        with attach(str(lab.url), prefix=lab.prefix) as observer:
            yield observer


@pytest.fixture
def tree(observed: Observer) -> FlowNode:
    (root,) = (view for view in observed.snapshot("orders").all_jobs() if view.name == "order")
    return observed.flow("orders", root.id)


def test_a_flow_is_drawn_as_a_tree_that_says_what_holds_it_back(tree: FlowNode) -> None:
    ax = plot.flow(tree)
    seen = Measured(ax)
    assert (seen.overlaps(), seen.cut(), seen.across_edges()) == ([], [], [])
    text = " ".join(seen.words)
    assert "5 jobs, 2 hold it back" in text
    assert "it failed: no stock" in text
    assert "it waits for 2 of its children" in text
    table = plot.flow.table(tree)
    assert table["depth"].tolist() == [node.count("  ") for node in _indents(tree)]
    assert table[table["blocks"]]["state"].tolist().count("failed") == 1
    assert "holds the flow back" in plot.alt_text(ax)


def _indents(tree: FlowNode) -> list[str]:
    return [line[: len(line) - len(line.lstrip())] for line in tree.text().splitlines()]


@pytest.mark.parametrize(("children", "deep"), [(0, False), (12, True), (199, False)])
def test_no_word_of_a_large_or_deep_or_hostile_flow_covers_another(children: int, deep: bool) -> None:
    node = _node("leaf", ())
    for number in range(children if deep else 0):
        node = _node(f"{number} {NAME}", (node,))
    tree = node if deep else _node("root" + "x" * 300, tuple(_node(f"{at}", ()) for at in range(children)), 7)
    seen = Measured(plot.flow(tree))
    assert (seen.overlaps(), seen.cut(), seen.across_edges()) == ([], [], [])
    if children == 199:
        assert "and 147 more jobs, not drawn or not read" in seen.words


def test_a_wide_level_of_a_flow_hides_no_level_below_it() -> None:
    wide = tuple(_node(f"a{at}", (_node(f"b{at}", (_node(f"c{at}", ()),)),)) for at in range(100))
    seen = Measured(plot.flow(_node("top", wide)))
    assert (seen.overlaps(), seen.cut(), seen.across_edges()) == ([], [], [])
    drawn = {word[2] for word in seen.words if word.startswith("q ") and word[2] in "abc"}
    assert drawn == set("abc")
    rows = [word for word in seen.words if word.startswith("q ")]
    assert len(rows) == 60
    at_top = sum(word.startswith("q a") for word in rows)
    assert any(word.startswith(f"{100 - at_top} more children not drawn; why") for word in seen.words)
    assert "and 241 more jobs, not drawn or not read" in seen.words
    assert len(plot.flow.table(_node("top", wide))) == 301


def test_a_wide_flow_is_read_on_every_level(server_url: str | None) -> None:
    with Lab(url=server_url, clock="real", trace=False) as lab:
        lab.queue("wide")
        leaves = [{"name": f"leaf-{at}", "queue": "wide"} for at in range(75)]
        packs = [{"name": f"pack-{at}", "queue": "wide", "children": leaves} for at in range(4)]
        top = lab.flow({"name": "top", "queue": "wide", "children": packs})
        with attach(str(lab.url), prefix=lab.prefix) as observer:
            tree = observer.flow("wide", top.job.id)
    assert len(list(tree.all())) == 200
    assert len(tree.children) == 4
    assert all(pack.children and pack.left_out + len(pack.children) == 75 for pack in tree.children)


def _node(id: str, children: tuple[FlowNode, ...], left_out: int = 0) -> FlowNode:
    return FlowNode(f"bull:q:{id}", "q", id, NAME, JobState.WAITING, f"why {NAME}", children, left_out)


def latencies() -> dict[str, Latency]:
    many = tuple(number * number for number in range(1, 2_001))
    return {"none": Latency("q", (), (), 3), "one": Latency("q", (0,), (12,), 1),
            "many": Latency("q" * 60, many, many[::-1], 5_000), "years": Latency(NAME, (10**11,), (), 1)}  # fmt: skip


@pytest.mark.parametrize("name", latencies())
def test_every_word_of_a_latency_can_be_read(name: str) -> None:
    seen = Measured(plot.latency(latencies()[name]))
    assert (seen.overlaps(), seen.cut(), seen.across_edges()) == ([], [], [])


def test_a_latency_s_words_are_its_quantiles(observed: Observer) -> None:
    found = latencies()["one"]
    ax = plot.latency(found)
    text = plot.alt_text(ax)
    assert "1 of 1 finished jobs" in text
    assert "ran: median 12 ms, 99 % 12 ms, longest 12 ms" in text
    assert plot.latency.table(found).values.tolist() == [["waited", 0, 1.0], ["ran", 12, 1.0]]
    assert len(plot.latency.table(observed.latency("parts"))) == 4


@pytest.mark.parametrize(("figure", "words"), [("flow", "a flow, which prod"), ("latency", "a latency, which prod")])
def test_each_says_what_it_takes(figure: str, words: str) -> None:
    for draw in (getattr(plot, figure), getattr(plot, figure).table):
        with pytest.raises(UsageError, match=words):
            draw(3)
