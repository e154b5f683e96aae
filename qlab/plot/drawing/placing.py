"""Room for labels: each gets a place where it covers no other, or none at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import ceil, floor
from typing import NamedTuple

__all__ = ["Places", "Rect", "apart"]

_BETWEEN = 0.04  # in; a line is remembered by points so far from each other
_SIDE = 0.25  # in; of a square
_Square = tuple[int, int]
_MOST = 1_000  # points of a line: it may begin far outside of what is drawn


class Rect(NamedTuple):
    """A rectangle in inches: its left and lower edge, and its size."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Rect) -> bool:
        """Return whether the two overlap."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def is_struck_by(self, point: tuple[float, float]) -> bool:
        """Return whether the point lies in the middle of it, where the words of a label are."""
        across = self.x + 0.07 < point[0] < self.x + self.width - 0.07
        return across and self.y + 0.05 < point[1] < self.y + self.height - 0.05

    def inside(self, other: Rect) -> bool:
        """Return whether it lies wholly in the other."""
        across = other.x <= self.x and self.x + self.width <= other.x + other.width
        return across and other.y <= self.y and self.y + self.height <= other.y + other.height


class Places:
    """Remembers what is taken already, by squares: what a label may meet is looked for in its own few alone.

    Args:
        frame: Where labels may stand. What lies beyond it is in nobody's way.
    """

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self._taken: defaultdict[_Square, list[Rect]] = defaultdict(list)
        self._lines: defaultdict[_Square, list[tuple[float, float]]] = defaultdict(list)

    def take(self, rect: Rect) -> None:
        """Mark a place as taken, by something that must stand there."""
        if rect.touches(self.frame):
            for square in _squares(rect):
                self._taken[square].append(rect)

    def draw(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        """Mark a straight line that labels may touch, but that is not to run through them."""
        across, up = other[0] - one[0], other[1] - one[1]
        points = ceil(min(max(abs(across), abs(up), _BETWEEN) / _BETWEEN, _MOST))
        for at in range(points + 1):
            point = (one[0] + across * at / points, one[1] + up * at / points)
            if self.frame.is_struck_by(point):
                self._lines[_square(*point)].append(point)

    def find(self, wanted: Iterable[Rect]) -> Rect | None:
        """Take the first of the wanted places that is free, and return it; None if none is."""
        for rect in wanted:
            if rect.inside(self.frame) and not self._is_taken(rect):
                self.take(rect)
                return rect
        return None

    def _is_taken(self, rect: Rect) -> bool:
        return any(
            any(map(rect.touches, self._taken.get(square, ())))
            or any(map(rect.is_struck_by, self._lines.get(square, ())))
            for square in _squares(rect)
        )


def _square(x: float, y: float) -> _Square:
    return floor(x / _SIDE), floor(y / _SIDE)


def _squares(rect: Rect) -> Iterator[_Square]:
    """Yield the squares that a rectangle lies in."""
    left, low = _square(rect.x, rect.y)
    right, high = _square(rect.x + rect.width, rect.y + rect.height)
    return product(range(left, right + 1), range(low, high + 1))


def apart(heights: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Move heights (each the middle of a line of text) as little as need be for ``gap`` between them, in their order.

    Where they cannot all have their gap between ``lowest`` and ``highest``, they begin at ``lowest`` and go on above.
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = dict.fromkeys(order, 0.0)
    floor = lowest
    for at in order:
        placed[at] = max(heights[at], floor)
        floor = placed[at] + gap
    ceiling = highest
    for rank, at in reversed(list(enumerate(order))):
        placed[at] = max(min(placed[at], ceiling), lowest + rank * gap)
        ceiling = placed[at] - gap
    return [placed[at] for at in range(len(heights))]
