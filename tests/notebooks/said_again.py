"""A plugin for pytest, beside nbval's: a kernel that runs nothing, and says again what the course's notebook stores.

Each notebook below the root is held against the one of the same name in the course. All but the kernel is nbval's own:
which cells it takes, what it softens, how it compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbval.plugin import IPyNbFile

from tools.build_notebooks import NOTEBOOKS


class SayingAgain:
    """Answers each code cell, in order, with the outputs that a notebook stores.

    Args:
        path: The notebook.
    """

    def __init__(self, path: Path) -> None:
        cells = nbformat.read(path, as_version=4).cells
        self._outputs = iter([cell.outputs for cell in cells if cell.cell_type == "code"])
        self._numbers = count()
        self._messages: Iterator[dict[str, Any]] = iter(())

    def execute_cell_input(self, _source: str, **_options: Any) -> str:
        """Begin the next cell; return the number of the question."""
        asked = str(next(self._numbers))
        self._messages = _messages(next(self._outputs), asked)
        return asked

    def get_message(self, *_stream: Any, **_timeout: Any) -> dict[str, Any]:
        """The next message that belongs to the cell."""
        return next(self._messages)

    def await_reply(self, *_message: Any, **_timeout: Any) -> None:
        """Nothing is waited for."""

    def is_alive(self) -> bool:
        """It lives as long as its notebook."""
        return True

    def stop(self) -> None:
        """Nothing runs."""


def _messages(outputs: list[Any], asked: str) -> Iterator[dict[str, Any]]:
    for output in outputs:
        yield _message(output.output_type, {"metadata": {}, **output}, asked)
    yield _message("status", {"execution_state": "idle"}, asked)


def _message(kind: str, content: dict[str, Any], asked: str) -> dict[str, Any]:
    return {"msg_type": kind, "content": content, "parent_header": {"msg_id": asked}}


def _set_up(notebook: Any) -> None:
    notebook.kernel = SayingAgain(NOTEBOOKS / notebook.path.relative_to(notebook.config.rootpath))
    notebook.setup_sanitize_files()


def pytest_configure() -> None:
    """Give nbval the kernel."""
    IPyNbFile.setup = _set_up
