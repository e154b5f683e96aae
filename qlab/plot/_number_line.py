"""Sorted sets on a number line: not of the raw score, but of what it means; the raw score stands below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qlab.plot._anatomy_blocks import (
    BOLD,
    GAP,
    HEADING,
    LINE_HEIGHT,
    MARGIN,
    MONO,
    MONO_BOLD,
    SMALL,
    WIDTH,
    Block,
    Specimen,
    heading,
    more,
    say,
)
from qlab.plot.drawing.canvas import Canvas, Pen
from qlab.plot.drawing.placing import Places, Rect
from qlab.plot.drawing.style import FAINT, INK, LOOKS, QUIET
from qlab.plot.drawing.text import fit_inches, width
from qlab.protocol.keys import Role
from qlab.text.decoded import number_text
from qlab.text.durations import format_elapsed

ROWS = 3
"""This many members are also written out, raw beside meaning."""
_MEASURES: Mapping[Role, tuple[str, str]] = {
    Role.DELAYED: ("due_ms", "due"),
    Role.COMPLETED: ("at_ms", "finished"),
    Role.FAILED: ("at_ms", "finished"),
    Role.WAITING_CHILDREN: ("at_ms", "waiting since"),
    Role.UNSUCCESSFUL: ("at_ms", "failed"),
    Role.REPEAT: ("next_ms", "next job"),
    Role.PRIORITIZED: ("priority", "priority"),
}
_LEFT, _RIGHT = MARGIN + 1.9, WIDTH - MARGIN - 0.6
_NEAR = 0.95  # what a label of a crowd needs
_HIGH = 0.98  # a line with the ids above it and the numbers below


class Point(NamedTuple):
    """A member and where it lies on the line."""

    member: str
    at: float


def zset_block(it: Specimen) -> Block:
    """Return a sorted set: its members on a line, and the first of them written out."""
    points = _points(it)
    line = _HIGH if points else 0.0
    rows = min(len(it.held.members), ROWS)
    left_out = len(it.held.members) - rows

    def draw(canvas: Canvas, top: float) -> None:
        heading(canvas, top, it)
        if points:
            _draw_line(canvas, top + HEADING, it, points)
        for at, (member, score) in enumerate(it.held.members[:rows]):
            _write(canvas, top + HEADING + line + (at + 0.5) * LINE_HEIGHT, it, member, score)
        if left_out:
            canvas.text(MARGIN + 0.2, top + HEADING + line + (rows + 0.5) * LINE_HEIGHT, more(left_out), SMALL)

    return Block(HEADING + line + (rows + bool(left_out)) * LINE_HEIGHT + GAP, draw)


def _points(it: Specimen) -> list[Point]:
    """Return the members by the meaning of their scores; none where a score has no place on a line."""
    if it.key.role not in _MEASURES:
        return []
    name = _MEASURES[it.key.role][0]
    found = [(member, it.say(member, score)) for member, score in it.held.members]
    values = [(member, said.value if said else None) for member, said in found]
    return [Point(member, float(value[name])) for member, value in values if isinstance(value, Mapping)]


def _write(canvas: Canvas, y: float, it: Specimen, member: str, score: float) -> None:
    name = fit_inches(member, 2.2, mono=True, bold=True)
    canvas.text(MARGIN + 0.2, y, name, MONO_BOLD)
    x = MARGIN + 0.2 + max(width(name, mono=True, bold=True), 0.3) + 0.2
    raw = f"score {number_text(score)}"
    canvas.text(x, y, raw, MONO)
    x += width(raw, mono=True) + 0.12
    meaning = it.meaning(member, score)
    say(canvas, x, y, f"= {meaning}" if meaning else "", WIDTH - MARGIN - x)


class _Axis(NamedTuple):
    """The line: where the least and the greatest number lie, and how numbers are written."""

    y: float
    least: float
    most: float
    start: float | None  # of a line of time: the recording's beginning, which moments are told from

    def x(self, at: float) -> float:
        if self.most == self.least:
            return (_LEFT + _RIGHT) / 2
        return _LEFT + (at - self.least) / (self.most - self.least) * (_RIGHT - _LEFT)

    def words(self, at: float) -> str:
        return f"{at:,g}" if self.start is None else format_elapsed(at - self.start)


def _draw_line(canvas: Canvas, top: float, it: Specimen, points: Sequence[Point]) -> None:
    timed, word = it.key.role is not Role.PRIORITIZED, _MEASURES[it.key.role][1]
    now = [float(it.snapshot.at)] if timed else []
    numbers = [*(point.at for point in points), *now]
    line = _Axis(top + 0.5, min(numbers), max(numbers), it.snapshot.start if timed else None)
    canvas.text(MARGIN + 0.2, line.y, word, SMALL)
    canvas.line(((_LEFT - 0.3, line.y), (_RIGHT + 0.35, line.y)), colour=QUIET, head=True)
    places = Places(Rect(_LEFT - 0.8, 0, WIDTH - 0.1 - _LEFT + 0.8, 1e6))
    for at in now:
        canvas.line(((line.x(at), line.y - 0.2), (line.x(at), line.y + 0.14)), colour=INK, width=2)
        _number(canvas, line, at, f"now {line.words(at)}", places, BOLD)
    look = LOOKS[it.state]
    for point in points[:: max(len(points) // 400, 1)]:
        canvas.dot(line.x(point.at), line.y, size=10, face=look.colour)
    for at in dict.fromkeys([points[0].at, points[-1].at, *(point.at for point in points[:200])]):
        _number(canvas, line, at, line.words(at), places, SMALL)
    _name_points(canvas, line, points)


def _number(canvas: Canvas, line: _Axis, at: float, text: str, places: Places, pen: Pen) -> None:
    wide = width(text, bold=pen.bold) + 0.1
    if places.find([Rect(line.x(at) - wide / 2, line.y + 0.16, wide, 0.2)]):
        canvas.line(((line.x(at), line.y), (line.x(at), line.y + 0.12)), colour=FAINT)
        canvas.text(line.x(at), line.y + 0.27, text, pen, across="center")


def _name_points(canvas: Canvas, line: _Axis, points: Sequence[Point]) -> None:
    """Write the members' names above their points; where they crowd, one label for several."""
    groups = _crowds(line, points)
    for number, group in enumerate(groups):
        x = _middle(line, group)
        before = (x - _middle(line, groups[number - 1])) / 2 if number else x - (_LEFT - 0.8)
        after = (_middle(line, groups[number + 1]) - x) / 2 if number + 1 < len(groups) else WIDTH - MARGIN - x
        room = 2 * min(before, after) - 0.1
        canvas.text(x, line.y - 0.28, _listed([point.member for point in group], room), BOLD, across="center")


def _listed(members: Sequence[str], room: float) -> str:
    """As many names as there is room for: ``1, 2, 3 +1,977``."""
    for shown in range(min(len(members), 60), 0, -1):
        rest = f" +{len(members) - shown:,}" if shown < len(members) else ""
        text = ", ".join(fit_inches(member, 2.0, bold=True) for member in members[:shown]) + rest
        if width(text, bold=True) <= room:
            return text
    return fit_inches(members[0], room, bold=True) if len(members) == 1 else f"{len(members):,} jobs"


def _middle(line: _Axis, group: Sequence[Point]) -> float:
    return (line.x(group[0].at) + line.x(group[-1].at)) / 2


def _crowds(line: _Axis, points: Sequence[Point]) -> list[list[Point]]:
    """Points too near each other for a label each go together."""
    groups: list[list[Point]] = []
    for point in sorted(points, key=lambda point: point.at):
        groups.append([point])
        while len(groups) > 1 and _middle(line, groups[-1]) - _middle(line, groups[-2]) < _NEAR:
            groups[-2:] = [groups[-2] + groups[-1]]
    return groups
