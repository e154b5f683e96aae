"""``qlab course`` and ``qlab lab``: the notebooks, listed and opened."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.table import Table

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.errors import UsageError
from qlab.teach.course import FOLDER, Copied, check_lessons, course_folder, make_copy, notebooks
from qlab.teach.students.solved import progress

__all__ = ["SETTINGS", "jupyter_command", "jupyter_environment"]

Folder = Annotated[Path, typer.Argument(help="Where your copy of the course is, or will be.")]
Lessons = Annotated[
    Path | None, typer.Option(help="A folder with notebooks of your own, in place of the course.", show_default=False)
]
Copy = Annotated[
    Path | None,
    typer.Option(
        "--copy", help="Make or renew a copy to work on in this folder, as qlab lab does.", show_default=False
    ),
]

# JupyterLab that is quiet, asks nobody for news or updates, and listens on loopback only.
JUPYTER = (
    "--ip=127.0.0.1",
    "--log-level=WARN",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
SETTINGS = Path(__file__).parent / "jupyter"
"""Defaults for JupyterLab's settings and looks: no news, and long lines wrap. What somebody has chosen goes first."""


def register(app: typer.Typer) -> None:
    """Add ``qlab course`` and ``qlab lab``."""
    app.command(epilog="Example: qlab course --json")(course)
    app.command(epilog="Example: qlab lab")(lab)


def course(lessons: Lessons = None, copy: Copy = None, as_json: AsJson = False, no_color: NoColor = False) -> None:
    """List the notebooks of the course, each with the question it answers."""
    if copy is not None:
        _say(make_copy(copy, lessons), no_color=no_color)
        return
    folder = lessons or course_folder()
    check_lessons(folder)
    found = notebooks(folder)
    if as_json:
        print_json([{"notebook": each.path.name, "question": each.question} for each in found])
        return
    table = Table("notebook", "question", box=None, header_style="bold", pad_edge=False)
    for each in found:
        table.add_row(safe(each.path.name, "cyan"), safe(each.question))
    out = console(no_color=no_color)
    out.print(table)
    own = "" if lessons is None else f" --lessons {shlex.quote(str(lessons))}"
    out.print(safe(f"Work through them with: qlab lab{own}"), soft_wrap=True)


def lab(folder: Folder = Path(FOLDER), lessons: Lessons = None, no_color: NoColor = False) -> None:
    """Open the course, or lessons of your own, in JupyterLab, on this machine only.

    You work on a copy without any answers in it, in FOLDER. What you change there stays: qlab never writes over it.
    """
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed here; install it with: pip install 'qlab[notebooks]'.")
    copied = make_copy(folder, lessons)
    _say(copied, no_color=no_color)
    command, environment = jupyter_command(copied.contents), jupyter_environment()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606  # Jupyter takes this process's place: Ctrl+C is its alone
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


def _say(copied: Copied, *, no_color: bool) -> None:
    out = console(no_color=no_color)
    out.print(safe(f"Your copy of the course is in {copied.folder}."), soft_wrap=True)
    if copied.kept:
        out.print(safe(f"You have changed these, so they stay as they are: {', '.join(copied.kept)}."), soft_wrap=True)
    solved = progress(copied.folder)
    for line in solved.text().splitlines() if solved.lessons else ():
        out.print(safe(line), soft_wrap=True)


def jupyter_command(place: Path) -> list[str]:
    """Return the command line that opens a notebook; it prints the address where there is no display for a browser."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    display = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    # A printed address leads where a browser would be sent; else it shows JupyterLab's launcher.
    address = f"--LabApp.default_url=/lab/tree/{quote(place.name)}"
    quiet = [] if display else ["--no-browser"]
    return [sys.executable, "-m", "jupyterlab", *JUPYTER, *_looks(), address, *root, *quiet, str(place)]


def _looks() -> list[str]:
    """Return what makes JupyterLab load our style sheet, unless somebody has one of their own."""
    from jupyter_core.paths import jupyter_config_dir

    folders = [str(Path(place) / "custom") for place in (jupyter_config_dir(), SETTINGS)]
    # The server has no option for these folders; its web application takes them.
    return ["--LabApp.custom_css=True", f"--ServerApp.tornado_settings={ {'static_custom_path': folders} }"]


def jupyter_environment() -> dict[str, str]:
    """Return the environment that JupyterLab gets: this one, with our defaults for its settings."""
    paths = [os.environ.get("JUPYTER_CONFIG_PATH", ""), str(SETTINGS)]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
