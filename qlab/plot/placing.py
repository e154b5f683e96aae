"""Room for labels: each gets a place where it covers no other, or none at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle in inches: its left and lower edge, and its size."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Rect) -> bool:
        """Whether the two overlap."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def inside(self, other: Rect) -> bool:
        """Whether it lies wholly in the other."""
        across = other.x <= self.x and self.x + self.width <= other.x + other.width
        return across and other.y <= self.y and self.y + self.height <= other.y + other.height


class Places:
    """Remembers what is taken already.

    Args:
        frame: Where labels may stand.
    """

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self.taken: list[Rect] = []

    def take(self, rect: Rect) -> None:
        """Marks a place as taken, by something that must stand there."""
        self.taken.append(rect)

    def find(self, wanted: Iterable[Rect]) -> Rect | None:
        """Takes the first of the wanted places that is free, and returns it; None if none is."""
        for rect in wanted:
            if rect.inside(self.frame) and not any(rect.touches(other) for other in self.taken):
                self.take(rect)
                return rect
        return None


def apart(heights: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Moves heights (each the middle of a line of text) as little as need be for ``gap`` between them, in their order.

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
