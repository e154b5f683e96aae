"""``qlab course`` and ``qlab lab``: the notebooks, listed and opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.table import Table

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.errors import UsageError
from qlab.text.escape import shorten, terminal

Folder = Annotated[
    Path | None, typer.Argument(help="The folder of the notebooks; without it, the course's own.", show_default=False)
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
"""Defaults for JupyterLab's settings: it asks nobody whether to fetch news. What somebody has chosen goes first."""


class Notebook(NamedTuple):
    """One notebook of the course.

    Attributes:
        path: Its file.
        question: The question it answers: its title.
    """

    path: Path
    question: str


def register(app: typer.Typer) -> None:
    """Adds ``qlab course`` and ``qlab lab``."""
    app.command(epilog="Example: qlab course --json")(course)
    app.command(epilog="Example: qlab lab")(lab)


def course(folder: Folder = None, as_json: AsJson = False, no_color: NoColor = False) -> None:
    """List the notebooks of the course, each with the question it answers."""
    found = notebooks(notebook_folder(folder))
    if as_json:
        print_json([{"notebook": each.path.name, "question": each.question} for each in found])
        return
    table = Table("notebook", "question", box=None, header_style="bold", pad_edge=False)
    for each in found:
        table.add_row(safe(each.path.name, "cyan"), safe(each.question))
    out = console(no_color=no_color)
    out.print(table)
    out.print("Open them with: qlab lab")


def lab(folder: Folder = None) -> None:
    """Open the notebooks of the course in JupyterLab, on this machine only."""
    where = notebook_folder(folder)
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed here; install it with: pip install 'qlab[notebooks]'.")
    command, environment = jupyter_command(where), jupyter_environment()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606  # Jupyter takes this process's place: Ctrl+C is its alone
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


def jupyter_command(folder: Path) -> list[str]:
    """The command line that opens a folder; it prints the address where there is no display for a browser."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    display = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return [sys.executable, "-m", "jupyterlab", *JUPYTER, *root, *([] if display else ["--no-browser"]), str(folder)]


def jupyter_environment() -> dict[str, str]:
    """The environment that JupyterLab gets: this one, with our defaults for its settings."""
    paths = [os.environ.get("JUPYTER_CONFIG_PATH", ""), str(SETTINGS)]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def notebook_folder(given: Path | None) -> Path:
    """The folder of the notebooks: the one given, ``notebooks`` here, or the one beside this package.

    Raises:
        UsageError: If there is none.
    """
    beside = Path(__file__).parents[2] / "notebooks"
    for folder in [given] if given else [Path("notebooks"), beside]:
        if any(folder.glob("*.ipynb")):
            return folder
    where = f"in {shorten(terminal(given), 60)}" if given else "here"
    raise UsageError(
        f"There are no notebooks {where}; go to a clone of qlab's repository, or name the folder: qlab lab FOLDER."
    )


def notebooks(folder: Path) -> list[Notebook]:
    """The notebooks in a folder, in order of their names."""
    return [Notebook(path, question(path)) for path in sorted(folder.glob("*.ipynb"))]


def question(path: Path) -> str:
    """A notebook's question: its first heading.

    Raises:
        UsageError: If the file is no notebook.
    """
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{shorten(terminal(path.name), 60)} is no notebook that can be read; restore the file."
        ) from error
    headings = (line for cell in text for line in cell.splitlines() if line.startswith("# "))
    return next(headings, "").removeprefix("# ").strip()
