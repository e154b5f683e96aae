"""The demo's figures: what each shows, drawn and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qlab import plot
from qlab.cli.story.report_page import Figure
from qlab.protocol.operations import Doer
from qlab.record.recording import Recording
from qlab.snapshot.model import Snapshot
from qlab.stories.email import ATTEMPTS, BACKOFF

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DRAWINGS", "KINDS", "write_figures"]

KINDS = ("svg", "png")


class Drawing(NamedTuple):
    """A figure to draw.

    Attributes:
        title: What it shows, in a few words.
        draw: Draws it.
    """

    title: str
    draw: Callable[[Recording], Axes]


def early(recording: Recording) -> Snapshot:
    """Return the state before the clock first moves: all sorts of jobs are there at once."""
    return next((step.before for step in recording if step.operation.doer is Doer.CLOCK), recording.last)


DRAWINGS: Mapping[str, Drawing] = {
    "states": Drawing("The states of a job, and how often each way was taken", plot.states),
    "timeline": Drawing("Each job's stays and attempts over time", plot.timeline),
    "backoff": Drawing(
        "How long each retry waits: planned and observed",
        lambda recording: plot.backoff(BACKOFF, attempts=ATTEMPTS, recording=recording),
    ),
    "anatomy": Drawing(
        "The keys of queue email before time moves", lambda recording: plot.anatomy(early(recording), "email")
    ),
    "counts": Drawing("Jobs in each state, step by step", lambda recording: plot.counts(recording, over="step")),
}
"""The figures by the names of their files."""


def write_figures(recording: Recording, folder: Path) -> dict[str, Figure]:
    """Draw each figure and write it as SVG and as PNG.

    Args:
        recording: What is drawn.
        folder: Where the files go; it exists.

    Returns:
        The figures for a report, by name.

    Raises:
        ExportError: If a file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.use("agg")  # draws into files; others look for a display, or put an icon into the dock
    drawn = {}
    for name, (title, draw) in DRAWINGS.items():
        axes = draw(recording)
        paths = [plot.save(axes, folder / f"{name}.{kind}") for kind in KINDS]
        drawn[name] = Figure(title, plot.alt_text(axes), paths[0].read_bytes())
        plt.close(axes.get_figure(root=True))
    return drawn
