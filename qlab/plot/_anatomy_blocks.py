"""The parts of a queue's anatomy: lists as boxes in a row, sets in braces, strings, and the event stream as a tape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from qlab.plot.drawing.canvas import Canvas, Fill, Pen
from qlab.plot.drawing.style import INK, LINE, LOOKS, PAPER, QUIET, SHADE, SIZE
from qlab.plot.drawing.text import fit_inches, width
from qlab.protocol.containers import LIST_ENDS, noun_of
from qlab.protocol.decode import Decoded, decode
from qlab.protocol.keys import STATE_OF_ROLE, Key
from qlab.protocol.states import JobState
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import KeyState
from qlab.text.durations import format_ms

WIDTH, MARGIN = 13.0, 0.4
INNER = WIDTH - 2 * MARGIN
HEADING, LINE_HEIGHT, GAP = 0.3, 0.25, 0.22
BOLD, SMALL, MONO, MONO_BOLD = Pen(bold=True), Pen(colour=QUIET), Pen(mono=True), Pen(bold=True, mono=True)


class Specimen(NamedTuple):
    """One key under the glass: its name taken apart, what it holds, and the snapshot it is from."""

    key: Key
    held: KeyState
    snapshot: Snapshot

    def say(self, part: str | None, raw: str | float) -> Decoded | None:
        """Return what a value under the key means."""
        return decode(self.key, part, raw, self.snapshot.at)

    def meaning(self, part: str | None, raw: str | float) -> str:
        """Return the same in words; empty where there is nothing to say."""
        said = self.say(part, raw)
        return said.meaning if said else ""

    @property
    def state(self) -> JobState:
        """The state that the key stands for, if it holds job ids."""
        return STATE_OF_ROLE.get(self.key.role, JobState.UNKNOWN)

    @property
    def ttl(self) -> str:
        """How long the key has left, in words; empty without a TTL."""
        ms = self.snapshot.ttl_ms(self.held.name)
        return "" if ms is None else f"expires in {format_ms(ms)}"


class Block(NamedTuple):
    """A piece of the figure: how high it is, in inches, and how it is drawn below a height."""

    height: float
    draw: Callable[[Canvas, float], None]


def more(count: int) -> str:
    """Return ``+1,980 more``; empty for none."""
    return f"+{count:,} more" if count > 0 else ""


def heading(canvas: Canvas, top: float, it: Specimen) -> None:
    """Write the key's name, its type and size, its TTL, and what it is for."""
    name = fit_inches(it.held.name, INNER / 2, mono=True, bold=True)
    canvas.text(MARGIN, top + 0.12, name, MONO_BOLD)
    x = MARGIN + width(name, mono=True, bold=True) + 0.15
    about = ", ".join(filter(None, [_measure(it.held), it.ttl]))
    say(canvas, x, top + 0.12, f"{about}.  {it.key.role.sentence}", WIDTH - MARGIN - x)


def say(canvas: Canvas, x: float, y: float, words: str, room: float) -> None:
    """Write words of our own, such as a meaning, in this many inches."""
    canvas.text(x, y, fit_inches(words, room, counted=False), SMALL)


def _measure(held: KeyState) -> str:
    return f"{held.type} of {held.size:,} {noun_of(held.type, held.size)}"


# -- lists -------------------------------------------------------------------------------------------------------------

_BOX = (0.56, 1.7, 0.46)  # least and greatest width, height
_ENDS = 1.35
_LOOKED_AT = 40  # no row has room for more boxes, from either end


def list_block(it: Specimen) -> Block:
    """Return a list as boxes in a row, its head at the left; from a long one the middle is left out."""

    def draw(canvas: Canvas, top: float) -> None:
        heading(canvas, top, it)
        middle = top + HEADING + _BOX[2] / 2
        ends = LIST_ENDS.get(it.key.role, ("head", "tail"))
        canvas.text(MARGIN + _ENDS, middle, ends[0], SMALL, across="right")
        x = MARGIN + _ENDS + 0.12
        for text in row_of(it.held.items, INNER - 2 * _ENDS - 0.2):
            x = _box(canvas, x, top + HEADING, text, it.state)
        canvas.text(x + 0.04, middle, ends[1], SMALL)

    return Block(HEADING + _BOX[2] + GAP, draw)


def _box_width(text: str) -> float:
    return min(max(width(text, bold=True) + 0.24, _BOX[0]), _BOX[1])


def _box(canvas: Canvas, x: float, y: float, text: str, state: JobState) -> float:
    wide, left_out = _box_width(text), text.startswith("+") and text.endswith(" more")
    look = LOOKS[state]
    if left_out:
        canvas.text(x + wide / 2, y + _BOX[2] / 2, text, SMALL, across="center")
    else:
        canvas.box(x, y, wide, _BOX[2], Fill(look.colour if state is not JobState.UNKNOWN else SHADE, INK), radius=0.03)
        ink = look.ink if state is not JobState.UNKNOWN else INK
        canvas.text(x + wide / 2, y + _BOX[2] / 2, text, Pen(colour=ink, bold=True), across="center")
    return x + wide + 0.06


def row_of(items: Sequence[str], room: float) -> list[str]:
    """Return the items that fit into this many inches as boxes, from both ends; for those left out ``+1,980 more``."""
    ends = [*items[:_LOOKED_AT], *items[-_LOOKED_AT:]] if len(items) > 2 * _LOOKED_AT else list(items)
    texts = [fit_inches(item, _BOX[1] - 0.24, bold=True) for item in ends]
    if len(ends) == len(items) and sum(_box_width(text) + 0.06 for text in texts) <= room:
        return texts
    left, room = room - 1.3, room - 1.3
    head: list[str] = []
    tail: list[str] = []
    for at in range(len(texts)):
        side, text = (tail, texts[-1 - at // 2]) if at % 2 == 0 else (head, texts[at // 2])
        left -= _box_width(text) + 0.06
        if left < 0 or len(head) + len(tail) + 1 >= len(items):
            break
        side.append(text)
    return [*head, more(len(items) - len(head) - len(tail)), *reversed(tail)]


# -- sets and strings --------------------------------------------------------------------------------------------------


def set_block(it: Specimen) -> Block:
    """Return a set as boxes in braces, in no order of its own."""

    def draw(canvas: Canvas, top: float) -> None:
        heading(canvas, top, it)
        middle = top + HEADING + _BOX[2] / 2
        canvas.text(MARGIN + 0.1, middle, "{", Pen(20))
        x = MARGIN + 0.35
        for text in row_of(it.held.items, INNER - 1.0):
            x = _box(canvas, x, top + HEADING, text, JobState.UNKNOWN)
        canvas.text(x + 0.05, middle, "}", Pen(20))

    return Block(HEADING + _BOX[2] + GAP, draw)


def string_block(it: Specimen) -> Block:
    """Return a string: its raw text in a box, its meaning beside it."""

    def draw(canvas: Canvas, top: float) -> None:
        y, name = top + 0.19, fit_inches(it.held.name, INNER / 3, mono=True, bold=True)
        canvas.text(MARGIN, y, name, MONO_BOLD)
        x = MARGIN + max(width(name, mono=True, bold=True), 2.2) + 0.15
        raw = fit_inches(it.held.text, INNER / 4, mono=True)
        wide = max(width(raw, mono=True) + 0.3, _BOX[0])
        canvas.box(x, top, wide, 0.38, Fill(SHADE, INK), radius=0.03)
        canvas.text(x + wide / 2, y, raw, MONO, across="center")
        x += wide + 0.15
        meaning = it.meaning(None, it.held.text) or it.key.role.sentence
        say(canvas, x, y, "; ".join(filter(None, [f"= {meaning}", it.ttl])), WIDTH - MARGIN - x)

    return Block(0.38 + 0.12, draw)


# -- the stream --------------------------------------------------------------------------------------------------------

_FRAME = (2.05, 1.14)


def stream_block(it: Specimen) -> Block:
    """Return a stream as a tape, its newest entries at the right."""
    fits = int((INNER - 1.2) / _FRAME[0])
    entries = it.held.entries[-fits:]

    def draw(canvas: Canvas, top: float) -> None:
        heading(canvas, top, it)
        older = more(len(it.held.entries) - len(entries))
        x = MARGIN
        if older:
            canvas.text(x, top + HEADING + _FRAME[1] / 2, older.replace("more", "older"), SMALL)
            x += 1.15
        for entry in entries:
            _frame(canvas, x, top + HEADING, entry.id, dict(entry.fields))
            x += _FRAME[0]

    return Block(HEADING + _FRAME[1] + GAP, draw)


def _frame(canvas: Canvas, x: float, y: float, id: str, fields: dict[str, str]) -> None:
    wide, high = _FRAME
    canvas.box(x, y, wide, high, Fill(PAPER, INK), radius=0)
    for hole in range(8):
        for edge in (y + 0.05, y + high - 0.11):
            canvas.box(x + 0.08 + hole * (wide - 0.14) / 8, edge, 0.1, 0.06, Fill(LINE, LINE, line=0.5), radius=0.01)
    rest = [f"{name} {value}" for name, value in fields.items() if name not in ("event", "jobId")]
    lines = (
        (id, Pen(SIZE, QUIET, mono=True)),
        (fields.get("event", ""), BOLD),
        (f"job {fields['jobId']}" if "jobId" in fields else "", Pen()),
        (", ".join(rest), Pen(colour=QUIET)),
    )
    for at, (text, pen) in enumerate(lines):
        canvas.text(x + 0.09, y + 0.24 + at * 0.22, text, pen, room=wide - 0.16)


def rest_block(it: Specimen) -> Block:
    """Return a key of a type that only a server's module knows: its name, and that it is there."""
    return Block(HEADING + GAP, lambda canvas, top: heading(canvas, top, it))
