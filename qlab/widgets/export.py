"""``recording.to_html(path)``: a recording as one self-contained page."""

from __future__ import annotations

from pathlib import Path

from qlab.files import write_file
from qlab.record.recording import Recording
from qlab.widgets.html_page import page

__all__ = ["save_html"]


def save_html(recording: Recording, path: Path) -> Path:
    """Writes a page; see :meth:`qlab.Recording.to_html`.

    Args:
        recording: What to show.
        path: Where to.

    Returns:
        The path written.

    Raises:
        ExportError: If the file cannot be written.
    """
    return write_file(path, page(recording), "page")
