"""A figure given something else says in one sentence what it is drawn from."""

from __future__ import annotations

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
