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
