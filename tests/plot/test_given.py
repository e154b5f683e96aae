"""A figure given something else says in one sentence what it is drawn from."""

from __future__ import annotations

from pathlib import Path

import pytest

from qlab import Lab, plot
from qlab.errors import UsageError


@pytest.mark.parametrize("figure", ["anatomy", "order", "schedule"])
def test_a_figure_of_a_snapshot_says_what_it_takes(lab: Lab, figure: str) -> None:
    drawn = getattr(plot, figure)
    for draw in (drawn, drawn.table):
        with pytest.raises(
            UsageError, match=rf"qlab\.plot\.{figure} takes a snapshot, such as lab\.snapshot\(\), not .* Lab"
        ):
            draw(lab)


@pytest.mark.parametrize("figure", ["counts", "states", "timeline", "workers"])
def test_a_figure_of_a_recording_says_what_it_takes(lab: Lab, figure: str) -> None:
    drawn = getattr(plot, figure)
    for draw in (drawn, drawn.table):
        with pytest.raises(
            UsageError, match=rf"qlab\.plot\.{figure} takes a recording, such as lab\.recording, not .* Lab"
        ):
            draw(recording=lab)


@pytest.mark.parametrize("figure", ["queue_length", "utilisation", "waits"])
def test_a_figure_of_a_run_says_what_it_takes(lab: Lab, figure: str) -> None:
    drawn = getattr(plot, figure)
    for draw in (drawn, drawn.table):
        with pytest.raises(UsageError, match=rf"qlab\.plot\.{figure} takes a run, .*, not .* Recording"):
            draw(lab.recording)


FIGURES = ["anatomy", "order", "schedule", "counts", "states", "timeline", "workers", "queue_length", "waits"]


@pytest.mark.parametrize("given", [3, b"email", ["email"]])
@pytest.mark.parametrize("figure", FIGURES)
def test_what_names_no_queue_is_refused(lab: Lab, figure: str, given: object) -> None:
    lab.queue("email").add("welcome")
    run = lab.run({"email": lambda _job: None})
    drawn = getattr(plot, figure)
    of = lab.snapshot() if figure in FIGURES[:3] else run if figure in FIGURES[-2:] else lab.recording
    for draw in (drawn, drawn.table):
        with pytest.raises(
            UsageError, match=rf"^qlab\.plot\.{figure} takes a queue's name, such as 'email', not (.*email.*|3)\.$"
        ):
            draw(of, queue=given)


def test_a_queue_may_be_named_by_its_place(lab: Lab) -> None:
    lab.queue("email").add("welcome")
    with pytest.raises(UsageError, match=r"^qlab\.plot\.order takes a queue's name, such as 'email', not 3\.$"):
        plot.order(lab.snapshot(), 3)  # type: ignore[arg-type]
    assert plot.order(lab.snapshot(), "email").get_figure() is not None


@pytest.mark.parametrize("given", [3, None, "a figure", plot])
def test_what_are_no_axes_is_refused(given: object, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"are not axes; give what a figure of qlab\.plot returned\.$"):
        plot.save(given, tmp_path / "a.svg")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="are not axes"):
        plot.alt_text(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("figure", ["order", "schedule"])
def test_a_queue_that_is_not_there_is_said_to_be_none(lab: Lab, figure: str) -> None:
    draw = getattr(plot, figure)
    empty = plot.alt_text(draw(lab.snapshot()))
    assert empty.endswith("There are no keys under this prefix yet: a queue begins with its first job.")
    assert " of make" not in empty
    assert "from." not in empty
    lab.queue("email").add("welcome")
    assert plot.alt_text(draw(lab.snapshot(), "zz")).endswith("There is no queue zz here; there are: email.")
    assert "There is no queue" not in plot.alt_text(draw(lab.snapshot(), "email"))


def test_the_order_says_when_nobody_is_due(lab: Lab) -> None:
    lab.queue("email").add("welcome", delay="5s")
    said = plot.alt_text(plot.order(lab.snapshot()))
    assert "Nobody yet: no job here is due. later: job 1, due in 5 s" in said
    lab.clock.advance("5s")
    assert "If no other job comes first. 1: job 1, due" in plot.alt_text(plot.order(lab.snapshot()))
