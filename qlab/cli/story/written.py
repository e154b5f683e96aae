"""What ``qlab demo`` writes: the recording, the figures, the report, and the player to step through it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from qlab.cli.story.figures import KINDS, write_figures
from qlab.cli.story.report_page import report
from qlab.errors import ExportError
from qlab.files import write_file
from qlab.record.recording import Recording
from qlab.text.escape import shorten, terminal

__all__ = ["PLAYER", "REPORT", "make_folder", "write_story"]

RECORDING = "recording.jsonl"
REPORT = "report.html"
PLAYER = "player.html"


def make_folder(folder: Path) -> None:
    """Make a folder, where it does not exist, and see to it that it can be written into.

    Raises:
        ExportError: If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_story(recording: Recording, folder: Path) -> list[str]:
    """Write a recording, its figures as SVG and PNG, a report on it, and a page that plays it step by step.

    Args:
        recording: What to write down.
        folder: Where to; it exists.

    Returns:
        The names of the files, the recording first.

    Raises:
        ExportError: If one cannot be written.
    """
    recording.save(folder / RECORDING)
    recording.to_html(folder / PLAYER)
    figures = write_figures(recording, folder)
    write_file(folder / REPORT, report(recording, list(figures.values())), "report")
    return [RECORDING, *(f"{name}.{kind}" for name in figures for kind in KINDS), REPORT, PLAYER]


def _unwritable(path: Path, error: OSError) -> ExportError:
    reason = error.strerror or str(error)
    return ExportError(
        f"{shorten(terminal(path), 60)} cannot be written ({reason}); choose another folder: qlab demo --out FOLDER."
    )
