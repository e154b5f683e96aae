"""Board: a queue at a glance, for the teacher's screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from qlab.errors import QlabError, UsageError
from qlab.protocol.keys import Role
from qlab.record.transition import transitions_between
from qlab.snapshot.diff import Diff
from qlab.snapshot.model import Snapshot
from qlab.text import html
from qlab.text.escape import shorten, terminal
from qlab.widgets import assets
from qlab.widgets.board_data import MOVES, SMALLEST, full_bar, moves_of, tally, tally_text, tell
from qlab.widgets.player_data import to_text

if TYPE_CHECKING:
    from qlab.lab.handles.job import Job
    from qlab.lab.lab import Lab
    from qlab.observe.attach import Observer
    from qlab.record.step import Step

__all__ = ["Board"]

PAGE = 50
"""This many jobs of each state an observer's board reads each second, to tell the last moves; its counts are exact."""


class Board(anywidget.AnyWidget):
    """A live view of one queue: jobs in each state, and the last moves.

    On a lab it follows every step, and has buttons to add, take, complete, fail and retry jobs and to move the clock.
    On an observer it reads one page per second while it is on the screen, and has no buttons: it never writes.

    Args:
        source: A lab, or an observer from :func:`qlab.attach`.
        queue: The queue's name; optional if there is only one.

    Raises:
        UsageError: If the source is neither, or it is not clear which queue is meant.
        QueueMissing: If there is no such queue.
    """

    _esm = assets.bundle("board")
    _css = assets.stylesheet()
    picture = traitlets.Unicode().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    readonly = traitlets.Bool(default_value=True).tag(sync=True)
    _desk: Any = None

    def __init__(self, source: Lab | Observer, queue: str | None = None) -> None:
        desk = _desk(source, queue)
        super().__init__(readonly=desk.readonly)
        self._desk = desk
        desk.changed = self.refresh
        self.refresh()
        self.on_msg(self._hear)

    def refresh(self) -> None:
        """Read the queue again. The board does this by itself."""
        self._shown = self._desk.read()
        self.picture = to_text(self._shown)

    def press(self, button: str) -> None:
        """Do what a button does: ``add``, ``take``, ``complete``, ``fail``, ``retry``, ``advance`` or ``next``.

        If it is refused, ``message`` says why.

        Raises:
            UsageError: If there is no such button; an observer's board has none.
        """
        action = self._desk.buttons.get(button)
        if action is None:
            buttons = ", ".join(self._desk.buttons) or "none, for it only reads"
            raise UsageError(f"This board has no button {shorten(repr(button), 30)}; it has {buttons}.")
        try:
            self.message = action() or ""
        except QlabError as error:
            self.message = str(error)

    def close(self) -> None:
        """End the widget; the lab or observer goes on without it."""
        if self._desk is not None:
            self._desk.leave()
        super().close()

    def _hear(self, _widget: object, message: object, _buffers: object) -> None:
        asked = message.get("do") if isinstance(message, dict) else None
        try:
            self.refresh() if asked == "refresh" else self.press(str(asked))
        except QlabError as error:
            self.message = str(error)

    def __repr__(self) -> str:
        return f"Board({terminal(self._shown['queue'])!r}, {'read-only' if self.readonly else 'lab'})"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        rows = [(html.badge(state), count) for state, count in self._shown["counts"].items()]
        still = html.card(f"Queue {self._shown['queue']}", self._shown["at"], html.table(("state", "jobs"), rows))
        return {**data, "text/plain": tally_text(self._shown), "text/html": still}, metadata


def _desk(source: Any, queue: str | None) -> LabDesk | ObserverDesk:
    """Return what stands behind a board."""
    if hasattr(source, "recording") and hasattr(source, "queue_named"):
        return LabDesk(source, _only(source.recording.last.queues, queue))
    if hasattr(source, "snapshot") and hasattr(source, "queues"):
        names = () if queue else tuple(f"{each.prefix}:{each.name}" for each in source.queues())
        return ObserverDesk(source, _only(names, queue))
    raise UsageError(
        f"A board shows a lab or an observer, not {shorten(type(source).__name__, 40)}; "
        "give it qlab.Lab() or qlab.attach(url)."
    )


def _only(names: tuple[str, ...], wanted: str | None) -> str:
    if wanted is None and len(names) != 1:
        raise UsageError(f"There are {len(names)} queues; name the one to show: Board(source, 'email').")
    return wanted or names[0]


class LabDesk:
    """A lab's queue, with hands."""

    readonly = False

    def __init__(self, lab: Lab, name: str) -> None:
        self.lab, self.queue, self.taken, self.scale = lab, lab.queue_named(name), list[Any](), SMALLEST
        self.changed: Callable[[], None] = lambda: None
        self.buttons: dict[str, Callable[[], str | None]] = {
            "add": self.add, "take": self.take, "complete": self.complete, "fail": self.fail, "retry": self.retry,
            "advance": self.advance, "next": self.to_next,
        }  # fmt: skip
        lab.recording.listeners.append(self.heard)

    def heard(self, _step: Step) -> None:
        """Redraw: a step was taken."""
        self.changed()

    def leave(self) -> None:
        """Follow the lab no longer."""
        if self.heard in self.lab.recording.listeners:
            self.lab.recording.listeners.remove(self.heard)

    def read(self) -> dict[str, Any]:
        """Return the picture of the queue as it is now."""
        snapshot = self.lab.recording.last
        counts = snapshot.counts_of(self.queue.name)
        self.scale = full_bar(max(counts.values()), self.scale)
        return tally(snapshot, self.queue.name, counts, self.scale, moves_of(self.lab.recording, self.queue.name))

    def add(self) -> None:
        """Add a job."""
        self.queue.add("by hand")

    def take(self) -> str | None:
        """Take the next job."""
        job = self.queue.take()
        if not job:
            return "No job is ready: add one, or move the clock to the next that is due."
        self.taken.append(job)
        return None

    def complete(self) -> str | None:
        """Complete the job that was taken first."""
        return self._end(lambda job: job.complete({"by": "hand"}))

    def fail(self) -> str | None:
        """Fail the job that was taken first."""
        return self._end(lambda job: job.fail("failed by hand"))

    def _end(self, end: Callable[[Job], None]) -> str | None:
        if not self.taken:
            return "This board has taken no job; take one first."
        end(self.taken.pop(0))
        return None

    def retry(self) -> str | None:
        """Retry the job that failed last."""
        failed = self.lab.recording.last.ids(self.queue.name, Role.FAILED)
        if not failed:
            return "No job is in failed; nothing is to be retried."
        self.queue.job(failed[-1]).retry()
        return None

    def advance(self) -> None:
        """Move the clock by a second."""
        self.lab.clock.advance("1s")

    def to_next(self) -> str | None:
        """Move the clock to the next moment at which something is due."""
        return None if self.lab.clock.to_next() else "Nothing is due later."


class ObserverDesk:
    """Somebody's queue, looked at."""

    readonly = True
    buttons: Mapping[str, Callable[[], str | None]] = {}

    def __init__(self, observer: Observer, name: str) -> None:
        self.observer, self.name, self.scale = observer, name, SMALLEST
        self.changed: Callable[[], None] = lambda: None
        self.before: Snapshot | None = None
        self.moves: list[str] = []

    def leave(self) -> None:
        """Do nothing: nothing is held."""

    def read(self) -> dict[str, Any]:
        """Return the picture of the queue as it is now: exact counts, and the moves seen since the last look."""
        snapshot = self.observer.snapshot(self.name, PAGE)
        queue = self.name.removeprefix(snapshot.prefix + ":")
        if self.before is not None:
            moved = transitions_between(self.before, snapshot, Diff.between(self.before, snapshot))
            # A page shows the jobs nearest to their turn: one that left it has not left the queue.
            text = [tell(move) for move in moved if move.source and move.target]
            self.moves = [*reversed(text), *self.moves][:MOVES]
        self.before = snapshot
        counts = snapshot.counts_of(queue)
        self.scale = full_bar(max(counts.values()), self.scale)
        return tally(snapshot, queue, counts, self.scale, self.moves)
