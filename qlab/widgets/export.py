"""``recording.to_html(path)``: a recording as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qlab.errors import UsageError
from qlab.files import write_file
from qlab.record.recording import Recording
from qlab.text.escape import repr_of
from qlab.widgets.html_page import page

__all__ = ["save_html"]


def save_html(
    recording: Recording,
    path: Path,
    beside: Recording | None = None,
    names: Sequence[str] | None = None,
    *,
    lua: bool = False,
) -> Path:
    """Write a page; see :meth:`qlab.Recording.to_html`.

    Args:
        recording: What to show.
        path: Where to.
        beside: What to show beside it, on one clock.
        names: What two are called; None: by their queues.
        lua: Whether the page holds the Lua of BullMQ's scripts.

    Returns:
        The path written.

    Raises:
        ExportError: If the file cannot be written.
        UsageError: If ``beside`` is not a recording, or there are not as many names as recordings.
    """
    if beside is not None and not isinstance(beside, Recording):
        raise UsageError(f"{repr_of(beside)} is not a recording; give lab.recording, or Recording.load(path).")
    return write_file(path, page(recording, beside, names, lua=lua), "page")
