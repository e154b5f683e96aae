"""Where the words of a figure really stand, as the renderer places them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.transforms import BboxBase

SLACK = 0.75  # pixels; the boxes of glyphs are rounded up


class Measured:
    """A figure's visible texts and its boxes, each with its place in pixels."""

    def __init__(self, ax: Axes) -> None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.draw_without_rendering()
        renderer = RendererAgg(figure.bbox.width, figure.bbox.height, figure.dpi)  # type: ignore[no-untyped-call]  # so matplotlib has it
        texts: list[Any] = figure.findobj(Text)
        shown = [text for text in texts if text.get_visible() and text.get_text().strip()]
        self.texts = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
        self.boxes = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
        # Of a line without a stroke, only its marks are seen.
        self.lines = [
            line.get_transform().transform_path(line.get_path()) for line in ax.lines if line.get_linestyle() != "None"
        ]
        self.edge: BboxBase = figure.bbox
        self.smallest = min(float(text.get_fontsize()) for text in shown)

    @property
    def words(self) -> list[str]:
        """The texts."""
        return [text for text, _box in self.texts]

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of texts that cover each other."""
        return [(one, other) for (one, a), (other, b) in combinations(self.texts, 2) if _touch(a, b)]

    def cut(self) -> list[str]:
        """Texts that reach over the figure's edge."""
        return [text for text, box in self.texts if not _inside(box, self.edge)]

    def struck_through(self) -> list[str]:
        """Texts that a drawn line runs through the middle of."""
        middles = [(text, box.padded(-box.height / 3)) for text, box in self.texts]
        return [text for text, box in middles if any(line.intersects_bbox(box, filled=False) for line in self.lines)]

    def across_edges(self) -> list[str]:
        """Texts that lie across the edge of a box: neither inside it nor outside."""
        return [
            text
            for text, box in self.texts
            for other in self.boxes
            if _touch(box, other) and not _inside(box, other) and not _inside(other, box)
        ]


def _inside(box: BboxBase, other: BboxBase) -> bool:
    across = box.x0 >= other.x0 - SLACK and box.x1 <= other.x1 + SLACK
    return bool(across and box.y0 >= other.y0 - SLACK and box.y1 <= other.y1 + SLACK)


def _touch(box: BboxBase, other: BboxBase) -> bool:
    across = box.x0 + SLACK < other.x1 and other.x0 + SLACK < box.x1
    return bool(across and box.y0 + SLACK < other.y1 and other.y0 + SLACK < box.y1)
