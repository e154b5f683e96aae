"""Whether this machine is ready for the course: each part that it needs, tried rather than guessed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from qlab.errors import QlabError
from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text import html
from qlab.text.escape import shorten

__all__ = ["Readiness", "machine"]

PYTHON = (3, 11)
INSTALL = "python -m pip install 'qlab[notebooks]'"


@dataclass(frozen=True, repr=False)
class Readiness:
    """What was tried on this machine.

    Attributes:
        parts: Each part, with what is so and, where it is missing, what to do.
    """

    parts: tuple[Remark, ...]

    @property
    def ready(self) -> bool:
        """Whether every part is there."""
        return all(part.fine for part in self.parts)

    def text(self) -> str:
        """Return one line for each part, and a verdict."""
        return "\n".join([*(f"{_mark(part)} {_said(part)}" for part in self.parts), self._verdict()])

    def __repr__(self) -> str:
        return self.text()

    def _verdict(self) -> str:
        return "This machine is ready." if self.ready else "This machine is not ready yet."

    def _repr_html_(self) -> str:
        rows = [html.element("p", f"{_mark(part)} ", html.marked(_said(part))) for part in self.parts]
        return html.card(self._verdict(), "", *rows)


def machine() -> Readiness:
    """Try each part that the course needs: Python, the packages, a server, and one job from `add` to `completed`.

    Returns:
        What was found, part by part. Nothing is raised for a part that is missing.
    """
    return Readiness(tuple(found for part in _PARTS for found in part()))


def _python() -> Iterator[Remark]:
    wanted = ".".join(map(str, PYTHON))
    if sys.version_info[:2] >= PYTHON:
        yield fine(f"Python is {wanted} or newer.")
    else:
        yield not_yet(f"Python is below {wanted}.", f"install Python {wanted}, then qlab in it.")


def _packages() -> Iterator[Remark]:
    for name in ("bullmq", "redis", "jupyterlab", "anywidget", "matplotlib", "pandas"):
        yield fine(f"`{name}` is installed.") if find_spec(name) else not_yet(f"`{name}` is missing.", f"{INSTALL}.")


def _redis_py() -> Iterator[Remark]:
    """redis-py 8 sets a socket timeout of 5 s, which ends the blocking wait of PyPI's bullmq."""
    try:
        major = int(version("redis").partition(".")[0])
    except (PackageNotFoundError, ValueError):
        return
    if major < 8:
        yield fine("`redis` is below 8, as BullMQ's port for Python needs it.")
    else:
        yield not_yet("`redis` is 8 or newer: workers of BullMQ's port miss delayed jobs.", "pip install 'redis<8'.")


def _one_job() -> Iterator[Remark]:
    try:
        with Lab(trace=False) as lab:
            yield fine("A server of the lab's own has started.")
            job = lab.queue("hello").add("hello")
            lab.queue_named("hello").take().complete("hello")
            if job.state is JobState.COMPLETED:
                yield fine("A job went from `add` to `completed`.")
            else:
                yield not_yet(f"A job went no further than `{job.state.container}`.", "report this to the project.")
    except (QlabError, OSError) as error:
        yield not_yet(f"No server could be used: {shorten(error, 200)}", "follow docs/servers.md.")


_PARTS: tuple[Callable[[], Iterator[Remark]], ...] = (_python, _packages, _redis_py, _one_job)


def _mark(part: Remark) -> str:
    return "✓" if part.fine else "→"


def _said(part: Remark) -> str:
    return f"{part.said} Try: {part.hint}" if part.hint else part.said
