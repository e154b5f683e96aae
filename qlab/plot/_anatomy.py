"""The anatomy of a queue: its keys, each drawn as what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.plot._anatomy_blocks import (
    MARGIN,
    SMALL,
    WIDTH,
    Block,
    Specimen,
    list_block,
    more,
    rest_block,
    set_block,
    stream_block,
    string_block,
)  # fmt: skip
from qlab.plot._anatomy_cards import Card, cards_block
from qlab.plot._number_line import zset_block
from qlab.plot.drawing.canvas import Canvas, Pen
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.style import LINE, TITLE
from qlab.plot.drawing.text import counted_as, fit_inches
from qlab.protocol.containers import BUSY_FIRST
from qlab.protocol.keys import STATE_ROLES, Role
from qlab.protocol.states import JobState
from qlab.snapshot.tables import printable
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from qlab.snapshot.model import Snapshot

JOBS = 4
COLUMNS = ("key", "role", "job", "type", "part", "raw", "meaning")
_BLOCKS = {
    "list": list_block, "zset": zset_block, "set": set_block, "string": string_block, "stream": stream_block,
}  # fmt: skip
_TITLES = {
    "list": "Lists", "zset": "Sorted sets", "set": "Sets", "string": "Strings", "stream": "Stream", "hash": "Hashes",
}  # fmt: skip


def parts_table(snapshot: Snapshot, queue: str | None = None) -> pd.DataFrame:
    """Return every value under a queue's keys, one row each: key, role, job, type, part, raw, meaning.

    ``part`` is a list's position (0: the head), a sorted set's or a set's member, a hash's field, or a stream's entry
    and field; None for a string.
    """
    import pandas as pd

    rows = [
        (it.held.name, str(it.key.role), it.key.job, it.held.type, part, raw, it.meaning(name, value))
        for it in _specimens(snapshot, queue_of(snapshot, queue))
        for part, name, raw, value in _values(it)
    ]
    return pd.DataFrame([tuple(map(printable, row)) for row in rows], columns=list(COLUMNS))


def _values(it: Specimen) -> Iterator[tuple[str | None, str | None, str, str | float]]:
    """Yield each value of a key: where it is, what the decoder calls that, raw as text, and as it is."""
    held = it.held
    if held.type == "string":
        yield None, None, held.text, held.text
    for at, item in enumerate(held.items):
        yield (str(at) if held.type == "list" else item), None, item, item
    for member, score in held.members:
        yield member, member, f"{score:.17g}", score
    for field, value in held.fields.items():
        yield field, field, value, value
    for entry in held.entries:
        yield from ((f"{entry.id} {field}", field, value, value) for field, value in entry.fields)


def queue_of(snapshot: Snapshot, queue: str | None) -> str:
    """Return the queue to draw: the one named, or the only one there is.

    Raises:
        UsageError: If the snapshot holds several queues, and none is named.
    """
    if queue is not None:
        return queue
    if len(snapshot.queues) > 1:
        names = ", ".join(shorten(terminal(name), 40) for name in snapshot.queues[:10])
        raise UsageError(f"This snapshot holds {len(snapshot.queues)} queues; name one of them: {names}.")
    return snapshot.queues[0] if snapshot.queues else ""


def _specimens(snapshot: Snapshot, queue: str) -> list[Specimen]:
    return [Specimen(key, held, snapshot) for key, held in snapshot.named() if key.queue == queue and queue]


@drawn_from(parts_table)
def anatomy(snapshot: Snapshot, queue: str | None = None, *, jobs: int = JOBS, ax: Axes | None = None) -> Axes:
    """Draw the keys of a queue by their types, with raw values next to their meaning.

    Lists are boxes in a row, sorted sets number lines of what their scores mean, hashes cards, the stream a tape. Long
    contents are cut, and say how much is missing.

    Args:
        snapshot: The queue at one moment, such as ``lab.snapshot()`` or ``step.after``.
        queue: The queue's name; optional if there is only one.
        jobs: How many jobs' hashes to show, busy ones first.
        ax: Axes to draw on, which everything is scaled to fill; None: a figure as high as it needs to be.

    Returns:
        The axes.

    Raises:
        UsageError: If the snapshot holds several queues and none is named.
    """
    name = queue_of(snapshot, queue)
    found = _specimens(snapshot, name)
    blocks = _blocks(snapshot, name, found, jobs)
    canvas = Canvas(ax, WIDTH, 0.75 + sum(block.height for block in blocks) + 0.1)
    title = _title(snapshot, name, len(found))
    canvas.text(MARGIN, 0.35, title, Pen(TITLE, bold=True), room=WIDTH - 2 * MARGIN)
    top = 0.75
    for block in blocks:
        block.draw(canvas, top)
        top += block.height
    return describe(canvas.ax, title, _alternative(title, found))


def _title(snapshot: Snapshot, queue: str, keys: int) -> str:
    at = format_elapsed(snapshot.at - snapshot.start)
    if not keys:
        return f"No keys of queue {fit_inches(queue, 4, TITLE, bold=True)} at {at}" if queue else f"No queue at {at}"
    return f"Queue {fit_inches(queue, 6, TITLE, bold=True)} at {at}: {counted_as(keys, 'key')} in Redis"


def _blocks(snapshot: Snapshot, queue: str, found: Sequence[Specimen], jobs: int) -> list[Block]:
    if not found:
        return [_sentence(why_absent(snapshot, queue))]
    own = [it for it in found if it.key.job is None]
    blocks: list[Block] = []
    for kind, draw in _BLOCKS.items():
        kept = [draw(it) for it in own if it.held.type == kind]
        blocks += [_section(_TITLES[kind]), *kept] if kept else []
    others = [it for it in own if it.held.type not in _TITLES]
    cards = [Card(it, None) for it in own if it.held.type == "hash"]
    chosen, left_out = _job_cards(snapshot, queue, found, jobs)
    paired = [*cards, *chosen]
    blocks += [_section(_TITLES["hash"]), cards_block(paired)] if paired else []
    blocks += [_sentence(f"{more(left_out)} jobs, each with a hash like these.")] if left_out else []
    blocks += [rest_block(it) for it in others]
    return [*blocks, *_absent(own)]


def _job_cards(snapshot: Snapshot, queue: str, found: Sequence[Specimen], jobs: int) -> tuple[list[Card], int]:
    """Return the cards of the busiest jobs, and how many jobs are left out."""
    below: dict[str, list[Specimen]] = {}
    hashes: dict[str, Specimen] = {}
    for it in found:
        if it.key.job is not None and it.key.role is Role.JOB and it.held.type == "hash":
            hashes[it.key.job] = it
        elif it.key.job is not None:
            below.setdefault(it.key.job, []).append(it)
    states: Mapping[str, JobState] = {id: snapshot.state_of(id, queue) for id in hashes}
    order = sorted(hashes, key=lambda id: BUSY_FIRST.index(states[id]))  # stable: else in order of their ids
    cards = [Card(hashes[id], states[id], below.get(id, ())) for id in order[: max(jobs, 0)]]
    return cards, len(hashes) - len(cards)


def _section(title: str) -> Block:
    def draw(canvas: Canvas, top: float) -> None:
        canvas.line(((MARGIN, top + 0.02), (WIDTH - MARGIN, top + 0.02)), colour=LINE)
        canvas.text(MARGIN, top + 0.24, title, Pen(13, bold=True))

    return Block(0.46, draw)


def _sentence(text: str) -> Block:
    return Block(0.42, lambda canvas, top: canvas.text(MARGIN, top + 0.16, text, SMALL, room=WIDTH - 2 * MARGIN))


def _absent(own: Sequence[Specimen]) -> list[Block]:
    there = {it.key.role for it in own}
    missing = [str(role) for role in STATE_ROLES if role not in there and role is not Role.PAUSED]
    if not missing:
        return []
    return [_sentence(f"Absent, for Redis keeps no empty list or set: {', '.join(missing)}.")]


def why_absent(snapshot: Snapshot, queue: str) -> str:
    """Return why a snapshot has no key of a queue, in a sentence; "" where it has one."""
    if queue in snapshot.queues:
        return ""
    if not snapshot.queues:
        return "There are no keys under this prefix yet: a queue begins with its first job."
    names = ", ".join(shorten(terminal(name), 40) for name in snapshot.queues[:10])
    return f"There is no queue {shorten(terminal(queue), 40)} here; there are: {names}."


def _alternative(title: str, found: Sequence[Specimen]) -> str:
    text = [f"{it.key.role}: {it.held.type} of {it.held.size:,}." for it in found if it.key.job is None]
    jobs = sum(it.key.role is Role.JOB for it in found)
    return f"{title}. {' '.join(text)} {counted_as(jobs, 'job hash')}.".replace("hashs", "hashes")
