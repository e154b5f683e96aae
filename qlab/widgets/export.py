"""``recording.to_html(path)``: a recording as one self-contained page."""

from __future__ import annotations

from pathlib import Path

from qlab.errors import ExportError
from qlab.record.recording import Recording
from qlab.text.escape import shorten, terminal
from qlab.widgets.page import page


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
    text = page(recording)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ExportError(
            f"The page cannot be written to {shorten(terminal(path), 60)}: {error.strerror}; choose another path."
        ) from error
    return path
