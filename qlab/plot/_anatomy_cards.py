"""Hashes as cards: a few fields, raw beside meaning; below a job's card the keys that belong to the job."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from qlab.plot._anatomy_blocks import BOLD, GAP, INNER, MARGIN, MONO, MONO_BOLD, SMALL, Block, Specimen, more, say
from qlab.plot.drawing.canvas import Canvas, Fill, Pen
from qlab.plot.drawing.style import INK, LINE, LOOKS, PAPER, SHADE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState

WIDE = (INNER - 0.3) / 2
FIELDS = 8
"""This many fields of a hash are shown; the rest are counted."""
_ROW, _HEAD = 0.25, 0.38
_NAMES = (0.9, 2.3)  # least and greatest width of the fields' names
_FIRST = (
    "name", "data", "ats", "atm", "delay", "priority", "failedReason", "returnvalue", "processedOn", "finishedOn",
    "opts", "timestamp", "stc", "defa", "parentKey",
)  # fmt: skip
"""The fields of a job that say most, in the order in which they are told."""

_PLAIN = frozenset({"name", "data", "failedReason", "returnvalue", "stacktrace", "progress"})
"""Fields whose raw value says it all: it gets the room, and the words about it only what is left."""


class Row(NamedTuple):
    """A line of a card: a field, its raw value, its meaning."""

    name: str
    raw: str
    meaning: str


class Card(NamedTuple):
    """A card: a hash, and the keys below it."""

    it: Specimen
    state: JobState | None
    below: Sequence[Specimen] = ()

    def rows(self) -> list[Row]:
        """Return the fields that are shown."""
        fields = self.it.held.fields
        order = [name for name in _FIRST if name in fields] if self.it.key.role is Role.JOB else []
        names = [*order, *(name for name in fields if name not in order)][:FIELDS]
        return [Row(name, fields[name], self.it.meaning(name, fields[name])) for name in names]

    def height(self) -> float:
        """Return how high the card is, in inches."""
        fields = self.it.held.fields
        rows = min(len(fields), FIELDS) + (len(fields) > FIELDS)
        return _HEAD + rows * _ROW + 0.12 + len(self.below) * 0.34


def cards_block(cards: Sequence[Card]) -> Block:
    """Return cards in rows of two, in the order in which one reads."""
    rows = [cards[at : at + 2] for at in range(0, len(cards), 2)]
    heights = [max(card.height() for card in row) + GAP for row in rows]

    def draw(canvas: Canvas, top: float) -> None:
        for row, below in zip(rows, accumulate(heights, initial=0.0), strict=False):
            for column, card in enumerate(row):
                _draw(canvas, MARGIN + column * (WIDE + 0.3), top + below, card)

    return Block(sum(heights), draw)


def _draw(canvas: Canvas, x: float, top: float, card: Card) -> None:
    high = card.height() - len(card.below) * 0.34
    canvas.box(x, top, WIDE, high, Fill(PAPER, INK, line=1.2))
    canvas.box(x, top, WIDE, _HEAD, Fill(SHADE, INK, line=1.2))
    badge = 0.0
    if card.state is not None:
        badge = _badge(canvas, x + WIDE - 0.12, top + _HEAD / 2, card.state)
    canvas.text(x + 0.12, top + _HEAD / 2, card.it.held.name, MONO_BOLD, room=WIDE - 0.35 - badge)
    y = top + _HEAD + 0.06 + _ROW / 2
    rows = card.rows()
    names = min(
        max([_NAMES[0], *(width(fit_inches(row.name, _NAMES[1], bold=True), bold=True) for row in rows)]), _NAMES[1]
    )
    for row in rows:
        _write(canvas, x + 0.12, y, row, names)
        y += _ROW
    if len(card.it.held.fields) > FIELDS:
        left_out = more(len(card.it.held.fields) - FIELDS).replace("more", "more fields")
        canvas.text(x + 0.12, y, left_out, SMALL)
    for number, it in enumerate(card.below):
        _tab(canvas, x, top + high + number * 0.34, it)


def _badge(canvas: Canvas, right: float, y: float, state: JobState) -> float:
    wide, look = width(str(state), bold=True) + 0.2, LOOKS[state]
    canvas.box(right - wide, y - 0.13, wide, 0.26, Fill(look.colour, INK), radius=0.1, level=3)
    canvas.text(right - wide / 2, y, str(state), Pen(colour=look.ink, bold=True), across="center")
    return wide


def _write(canvas: Canvas, x: float, y: float, row: Row, names: float) -> None:
    """Write a row; the raw value and its meaning share what room there is, the raw one having the larger part."""
    canvas.text(x, y, row.name, BOLD, room=names)
    left, room = x + names + 0.12, WIDE - 0.24 - names - 0.12
    meaning = f"= {row.meaning}" if row.meaning else ""
    said = width(fit_inches(meaning, room, counted=False)) + 0.12 if meaning else 0.0
    plain = row.name in _PLAIN or not meaning
    raw = fit_inches(row.raw, room if plain else max(room - said, room * 0.6), mono=True)
    canvas.text(left, y, raw, MONO)
    taken = max(width(raw, mono=True), 0.1) + 0.12
    if said and room - taken > (said if plain else 0.3):
        say(canvas, left + taken, y, meaning, room - taken)


def _tab(canvas: Canvas, x: float, top: float, it: Specimen) -> None:
    """Draw a key below the job's, such as its lock, as a tab that hangs on its card."""
    canvas.box(x + 0.25, top, WIDE - 0.5, 0.34, Fill(SHADE, LINE), radius=0.03, level=1.5)
    name = it.held.name[len(it.snapshot.prefix) + len(it.key.queue) + len(it.key.job or "") + 2 :]
    canvas.text(x + 0.37, top + 0.17, name, MONO_BOLD, room=1.6)
    left = x + 0.37 + width(fit_inches(name, 1.6, mono=True, bold=True), mono=True, bold=True) + 0.12
    canvas.text(left, top + 0.17, _content(it), room=x + WIDE - 0.35 - left)


def _content(it: Specimen) -> str:
    held = it.held
    parts = {
        "string": lambda: held.text,
        "list": lambda: f"{counted_as(held.size, 'line')}: {held.items[-1]}",
        "set": lambda: f"{held.size:,} to come: {', '.join(held.items[:3])}",
        "hash": lambda: (
            f"{held.size:,}: {', '.join(f'{name} {value}' for name, value in list(held.fields.items())[:3])}"
        ),
        "zset": lambda: f"{held.size:,}: {', '.join(member for member, _score in held.members[:3])}",
    }
    content = parts.get(held.type, lambda: held.type)()
    return f"{content}  ({it.ttl})" if it.ttl else content
