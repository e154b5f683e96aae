"""The course as a student opens it: a working copy without outputs, solutions or the teacher's notes.

The notebooks that are stored hold their outputs, for the tests compare them. A student who opened those would read each
answer below its question. So ``qlab lab`` works on copies: outputs cleared, an index first. A copy that the student has
changed is never written over; one that nobody has touched follows a newer qlab.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from qlab.errors import UsageError
from qlab.files import exists, is_folder, refusing, write_file
from qlab.text.escape import shorten, terminal

__all__ = [
    "FOLDER",
    "INDEX",
    "Copied",
    "Notebook",
    "check_lessons",
    "course_folder",
    "data_folder",
    "is_copy",
    "make_copy",
    "notebooks",
    "question",
]

FOLDER = "qlab-course"
"""Where the working copy goes unless somebody names another folder."""
INDEX = "00-contents.ipynb"
_MADE = ".qlab-course.json"
"""Beside the copies: the SHA-256 of each as it was written, which tells whether a student has changed it."""
_PACKAGE = Path(__file__).parents[1]
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class Notebook(NamedTuple):
    """One notebook of the course.

    Attributes:
        path: Its file.
        question: The question it answers: its title.
    """

    path: Path
    question: str


class Copied(NamedTuple):
    """What became of a working copy.

    Attributes:
        folder: Where it is.
        written: The names of the notebooks that were written, new or renewed.
        kept: The names of those that the student has changed, which were left alone.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def contents(self) -> Path:
        """The notebook that leads to the others."""
        return self.folder / INDEX


def course_folder() -> Path:
    """Return the folder of the stored notebooks: those in the wheel, or in a clone those beside the package.

    Raises:
        UsageError: If this installation has neither.
    """
    for folder in (_PACKAGE / "course" / "notebooks", _PACKAGE.parent / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise UsageError("This installation of qlab has no course; reinstall it from its wheel or a clone.")


def data_folder() -> Path:
    """Return the folder of the data that the notebooks read, in the wheel or in a clone."""
    packed = _PACKAGE / "course" / "data"
    return packed if packed.is_dir() else _PACKAGE.parent / "data"


def is_copy(folder: Path) -> bool:
    """Return whether a folder is a working copy."""
    return (folder / _MADE).is_file()


def notebooks(folder: Path) -> list[Notebook]:
    """Return the notebooks in a folder, in the order of their names.

    Raises:
        UsageError: If one of them is not a notebook.
    """
    return [Notebook(path, question(path)) for path in _stored(folder)]


def _stored(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ipynb")) if is_folder(folder) else []  # glob raises where there can be none


def question(path: Path) -> str:
    """Return a notebook's question: its first heading.

    Raises:
        UsageError: If the file is not a notebook.
    """
    headings = (
        line
        for cell in _cells(_read(path), path)
        if cell["cell_type"] == "markdown"
        for line in "".join(cell["source"]).splitlines()
        if line.startswith("# ")
    )
    return next(headings, "").removeprefix("# ").strip()


def make_copy(folder: Path, source: Path | None = None) -> Copied:
    """Make the working copy, or bring one up to date.

    Args:
        folder: Where to. It is made if it is not there; files in it that are not the course's stay as they are.
        source: The stored notebooks; None: the course's own.

    Returns:
        What was written, and what was left alone because the student has changed it.

    Raises:
        UsageError: If the folder holds the stored notebooks themselves or is a file, or there are no notebooks.
        ExportError: If a file cannot be written; those that are there stay whole.
    """
    source = source or course_folder()
    _check(folder, source)
    check_lessons(source)
    with refusing(folder, "copy of the course"):
        folder.mkdir(parents=True, exist_ok=True)
    made, written, kept = _made(folder), [], []
    for name, text in _copies(source):
        path = folder / name
        if path.exists() and _hash(path.read_bytes()) != made.get(name):
            kept.append(name)
            continue
        if not path.exists() or _hash(text.encode()) != made.get(name):
            written.append(name)
            write_file(path, text, "notebook")
        made[name] = _hash(text.encode())
    write_file(folder / _MADE, json.dumps(made, indent=1, sort_keys=True) + "\n", "list of the copies")
    return Copied(folder, tuple(written), tuple(kept))


def _check(folder: Path, source: Path) -> None:
    shown = shorten(terminal(folder), 60)
    if exists(folder) and not is_folder(folder):
        raise UsageError(f"{shown} is a file; name a folder for your copy of the course, such as {FOLDER}.")
    if folder.resolve() == source.resolve():
        raise UsageError(
            f"{shown} holds the stored notebooks, with every answer in them; name another folder, such as {FOLDER}."
        )


def check_lessons(source: Path) -> None:
    """Raise UsageError if there are no notebooks in a folder, or no such folder."""
    if not _stored(source):
        raise UsageError(f"There are no notebooks in {shorten(terminal(source), 60)}; name a folder that has some.")


def _copies(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the working copies' names and texts, the index first."""
    found = notebooks(source)
    yield INDEX, _text(_index(found))
    for each in found:
        copy = _cleared(_read(each.path), each.path)
        copy["cells"] += _last_cells(each.path.stem[:2])
        yield each.path.name, _text(copy)


def _cleared(notebook: dict[str, Any], path: Path) -> dict[str, Any]:
    for cell in _cells(notebook, path):
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def _last_cells(number: str) -> list[dict[str, Any]]:
    """Return what each copy ends with: the reader's own predictions, and how to hand them in."""
    text = [
        "## Your predictions\n",
        "\n",
        "The next cell shows what you predicted, and what turned out. If your teacher collects answers,\n",
        f'write a file, which holds no name: `qlab.results().save("answers-{number}.json")`.\n',
    ]
    said = {"cell_type": "markdown", "id": "results-text", "metadata": {}, "source": text}
    code = {"cell_type": "code", "id": "results", "metadata": {}, "source": ["qlab.results()"]}
    return [said, {**code, "outputs": [], "execution_count": None}]


def _index(found: list[Notebook]) -> dict[str, Any]:
    rows = [f"| {each.path.stem[:2]} | [{each.question}]({each.path.name}) |\n" for each in found]
    lines = [
        "# The course\n",
        "\n",
        "Open a notebook and run its cells from the top, one at a time: Shift+Enter. Where it asks for a prediction,\n",
        "choose before you run on. You may run a cell again, change it, or start over: *Kernel → Restart Kernel*.\n",
        'If an exercise is too hard, `qlab.hint("05-b")` gives hints, one each time.\n',
        "On another day, `qlab lab` says which exercises you have solved. To go on, open the lesson, click into the\n",
        "cell where you left off, and choose *Run → Run All Above Selected Cell*.\n",
        "\n",
        "| no. | question |\n",
        "| --- | --- |\n",
        *rows,
    ]
    cell = {"cell_type": "markdown", "id": "contents", "metadata": {}, "source": lines}
    metadata = {"kernelspec": _KERNEL}  # without one, JupyterLab asks which kernel, over the text
    return {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _made(folder: Path) -> dict[str, str]:
    try:
        made = json.loads((folder / _MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # then every notebook that is there counts as the student's own
    return {str(name): str(hash) for name, hash in made.items()} if isinstance(made, Mapping) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_notebook(path) from error
    return notebook


def _cells(notebook: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    try:
        cells: list[dict[str, Any]] = notebook["cells"]
        for cell in cells:
            _ = cell["cell_type"], "".join(cell["source"])
    except (KeyError, TypeError) as error:
        raise _no_notebook(path) from error
    return cells


def _no_notebook(path: Path) -> UsageError:
    return UsageError(f"{shorten(terminal(path.name), 60)} cannot be read as a notebook; restore the file.")


def _text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
