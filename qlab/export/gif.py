"""Gif: a stretch of a recording as an animated picture, the state machine after each step and its sentence."""

from __future__ import annotations

import io
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.files import write_file
from qlab.plot import states
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.text.durations import format_elapsed
from qlab.text.escape import repr_of, terminal
from qlab.text.words import uncoded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw", "save_gif"]

MOST = 120
"""A picture may have this many steps: each is drawn afresh."""
DPI = 70
WIDTH, HEIGHT = 13.6, 7.8
"""The size of the state machine, in inches."""
CAPTION, MARGIN = 0.55, 0.15
"""How much room two lines have above it, and what is left free above them."""


def save_gif(recording: Recording, path: Path, first: Any, last: Any, seconds: Any) -> Path:
    """Write a stretch as an animated picture; see :meth:`qlab.Recording.to_gif`."""
    end = len(recording) if last is None else last
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (first, end))
    if not whole or not 1 <= first <= end <= len(recording):
        stretch = f"{repr_of(first)} to {repr_of(end)}"
        raise UsageError(f"This recording has steps 1 to {len(recording)}; {stretch} is not a range of them.")
    if end - first >= MOST:
        raise UsageError(
            f"A picture of {end - first + 1} steps is too long; give first and last, at most {MOST} apart."
        )
    if not isinstance(seconds, int | float) or not 0.05 <= seconds <= 60:
        raise UsageError(f"{repr_of(seconds)} is not a valid time per step; give 0.05 to 60 seconds.")
    frames = [_frame(recording, step) for step in recording[first - 1 : end]]
    packed = io.BytesIO()
    frames[0].save(
        packed, "GIF", save_all=True, append_images=frames[1:], duration=round(seconds * 1000), loop=0, optimize=True
    )
    return write_file(path, packed.getvalue(), "export")


def draw(figure: Figure, recording: Recording, step: Step) -> None:
    """Draw a picture's frame: what happened in a step, above the state machine after it."""
    so_far = Recording(recording.first, recording.clock, recording.server, steps=recording[: step.index])
    whole = HEIGHT + CAPTION
    states(so_far, ax=figure.add_axes((0, 0, 1, HEIGHT / whole)))
    told = f"{step.index}  {format_elapsed(step.elapsed_ms)}  {terminal(uncoded(step.sentence))}"
    lines = "\n".join(wrap(told, 130)[:2])
    figure.text(0.022, 1 - MARGIN / whole, lines.replace("$", r"\$"), ha="left", va="top", fontsize=11)


def _frame(recording: Recording, step: Step) -> Any:
    import matplotlib.pyplot as plt
    from PIL import Image

    figure = plt.figure(figsize=(WIDTH, HEIGHT + CAPTION))
    try:
        draw(figure, recording, step)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", dpi=DPI)
    finally:
        plt.close(figure)
    return Image.open(drawn).convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
