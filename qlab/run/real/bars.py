"""Bars: how far the jobs of a worker are, in a notebook; a row for each job it may have at once, and rows never move.

A worker that is displayed (the last line of a cell, or ``display(worker)``) shows them, and they follow its jobs until
it is closed, also while later cells run. Nobody else pays for them: what is not displayed sends nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from qlab.text import html
from qlab.text.escape import shorten, terminal

__all__ = ["ROWS", "Bars", "share_of"]

EVERY_S = 0.1
"""The bars are redrawn at most this often, so that a job that reports each row does not flood the front end."""
ROWS = 24
"""This many rows are shown; a worker may have more jobs at once, and then says so."""
LARGEST = 1e15
"""A number beyond this, infinity too, is no count of anything."""
_REACHED = ("row", "done", "current")
_COLOURS = {"active": "#0072b2", "completed": html.STATE_COLOURS["completed"], "failed": html.STATE_COLOURS["failed"]}

# Every column has its width and every row its height, so nothing moves when a number or a name gets longer.
_STYLE = html.Html(
    "<style>"
    ".qlab .q-slot{display:grid;grid-template-columns:1.5em 15em 14em 3.5em 6.5em minmax(0,1fr);gap:.7em;height:1.8em;"
    "align-items:center}"
    ".qlab .q-slot>*{overflow:hidden;white-space:nowrap;text-overflow:ellipsis;unicode-bidi:isolate}"
    ".qlab .q-bar{display:block;height:.8em;border:1px solid var(--q-line);border-radius:.3em;"
    "background:var(--q-shade)}"
    ".qlab .q-bar>span{display:block;height:100%;background:var(--q-state)}"
    ".qlab .q-right{text-align:right;font-variant-numeric:tabular-nums}"
    "</style>"
)


def share_of(progress: object) -> float | None:
    """Return how far a job is by the progress it reports, from 0 to 1; None where that does not say.

    Args:
        progress: A number is a percentage, as BullMQ's documentation has it. An object says it with ``total`` and
            one of ``row``, ``done`` and ``current``.
    """
    if isinstance(progress, Mapping):
        reached, total = next((progress[name] for name in _REACHED if name in progress), None), progress.get("total")
    else:
        reached, total = progress, 100
    if not (_is_number(reached) and _is_number(total)) or total <= 0:
        return None
    return min(max(reached / total, 0.0), 1.0)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


class Row(NamedTuple):
    """What a row shows.

    Attributes:
        job: The job's id; None: the row has had none yet.
        name: The job's name.
        state: ``active``, ``completed``, ``failed``, or ``ended`` where BullMQ did neither.
        progress: What the job reported last.
        note: The error of a failed attempt.
    """

    job: str | None = None
    name: str = ""
    state: str = ""
    progress: object = None
    note: str = ""


class Bars:
    """The rows of one worker. Events are told on the worker's event loop; they may be displayed from any thread.

    Args:
        queue: The queue's name.
        concurrency: How many jobs the worker has at once.

    Attributes:
        rows: A row for each of them. A job takes the first free one, and stays there until another takes it.
        completed: How many attempts have ended well.
        failed: How many have ended with an error.
    """

    def __init__(self, queue: str, concurrency: int) -> None:
        self.queue, self.concurrency = queue, concurrency
        self.rows = [Row()] * concurrency
        self.completed = self.failed = 0
        self.closed = False
        self._view: Any = None
        self._timer: asyncio.TimerHandle | None = None
        self._drawing = threading.Lock()

    @property
    def at_work(self) -> list[str]:
        """The ids of the jobs that the rows show as active."""
        return [row.job for row in self.rows if row.job is not None and row.state == "active"]

    def begin(self, job: Any) -> int:
        """Add a row for a job that begins; return the row."""
        at = next((at for at, row in enumerate(self.rows) if row.state != "active"), None)
        if at is None:  # a worker whose concurrency was raised
            at = len(self.rows)
            self.rows.append(Row())
        self._put(at, Row(str(job.id), str(job.name), "active"))
        return at

    def report(self, at: int, progress: object) -> None:
        """Show the progress that the job of a row reports."""
        self._put(at, self.rows[at]._replace(progress=progress))

    def end(self, at: int) -> None:
        """Free the row of a job that the processor is done with. What BullMQ makes of it is told next."""
        self._put(at, self.rows[at]._replace(state="ended"))

    def complete(self, job: Any) -> None:
        """Count a job that BullMQ completed."""
        self.completed += 1
        self._outcome(job, "completed", "")

    def fail(self, job: Any, error: object) -> None:
        """Count a failed attempt that BullMQ took note of."""
        self.failed += 1
        self._outcome(job, "failed", str(error))

    def close(self) -> None:
        """Show the last picture: the worker takes no more jobs."""
        self.closed = True
        self._draw()

    def _outcome(self, job: Any, state: str, note: str) -> None:
        for at, row in enumerate(self.rows):
            if row.job == str(job.id) and row.state == "ended":
                self._put(at, row._replace(state=state, note=note))
                return
        self._changed()  # it failed before its processor was called

    def _put(self, at: int, row: Row) -> None:
        self.rows[at] = row
        self._changed()

    def _changed(self) -> None:
        if self._view is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._draw)

    def _draw(self) -> None:
        self._timer = None
        if self._view is not None:
            with self._drawing:
                self._view.value = self.html()

    def html(self) -> str:
        """Return the picture now: a line for the worker, and the rows."""
        more = self.concurrency - ROWS
        remark = html.element("p", f"… and {more:,} more at once", css="q-quiet") if more > 0 else ""
        state = "closed" if self.closed else "at work"
        title = html.element("h4", f"{_short(self.queue, 60)}: {state}")
        counts = html.element(
            "p",
            f"{self.completed:,} completed, {self.failed:,} attempt{'' if self.failed == 1 else 's'} failed",
            css="q-quiet",
        )
        rows = [_row(at, row) for at, row in enumerate(self.rows[:ROWS], 1)]
        return html.join(html.STYLE, _STYLE, html.element("div", title, counts, *rows, remark, css="qlab"))

    def still(self) -> str:
        """Return what is stored in a notebook beside the live bars; always the same, for a run must give the same
        output.
        """
        at_once = "1 job" if self.concurrency == 1 else f"{self.concurrency:,} jobs"
        return html.card(_short(self.queue, 60), f"A worker, {at_once} at once. Its bars move while a kernel runs.")

    def mimebundle(self, **options: Any) -> dict[str, Any]:
        """Return the bars, live; where ipywidgets is not installed, the still picture alone."""
        text = f"LiveWorker({terminal(self.queue)!r}, concurrency {self.concurrency})"
        return {**self._live(options), "text/plain": text, "text/html": self.still()}

    def _live(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            from ipywidgets import HTML
        except ImportError:
            return {}
        if self._view is None:
            self._view = HTML(self.html())
            self._draw()  # what happened between the two lines
        data = self._view._repr_mimebundle_(**options)
        return dict(data[0] if isinstance(data, tuple) else data or {})


def _short(text: object, width: int) -> str:
    return shorten(terminal(text), width)


def _row(number: int, row: Row) -> html.Html:
    """Return a row, one line high whatever it holds."""
    if row.job is None:
        return html.join(html.Html('<div class="q-slot">'), html.quiet(number), html.quiet("free"), html.Html("</div>"))
    name = f"job {_short(row.job, 12)} {_short(row.name, 24)}"
    share = 1.0 if row.state == "completed" else share_of(row.progress)
    note = row.note or ("" if share is not None or row.progress in (None, 0) else row.progress)
    percent = "" if share is None else f"{share:.0%}"
    cells = (
        html.quiet(number),
        html.element("span", name),
        _bar(name, share, row.state),
        html.element("span", percent, css="q-right"),
        html.element("span", row.state),
        html.quiet(_short(note, 80)),
    )
    return html.element("div", *cells, css="q-slot")


def _bar(name: str, share: float | None, state: str) -> html.Html:
    """Return the bar. Its colour says again what the word beside it says."""
    known = "" if share is None else f' aria-valuenow="{share * 100:.0f}"'
    role = f'role="progressbar" aria-label="{html.safe(name)}" aria-valuemin="0" aria-valuemax="100"{known}'
    colour = _COLOURS.get(state, html.STATE_COLOURS["unknown"])
    return html.Html(
        f'<span class="q-bar" {role}><span style="--q-state:{colour};width:{(share or 0) * 100:.1f}%"></span></span>'
    )
