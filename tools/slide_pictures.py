"""Pictures on slides: one that is taller than a slide is cut where nothing is drawn, and goes on on the next.

Made smaller it would not be legible on a projector, and scrolled within its slide nobody sees all of it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from itertools import groupby, pairwise
from math import ceil
from typing import Any

import nbformat
import numpy as np
from PIL import Image

__all__ = ["WIDEST", "bands", "with_broken_pictures"]

WIDEST = 980
"""The width in pixels at which the page of a slide shows a picture that is wider."""
PNG = "image/png"


def with_broken_pictures(cells: list[Any], height: int) -> Iterator[Any]:
    """Yield a notebook's cells, each followed by a slide for each further part of its pictures.

    Args:
        cells: The cells; an output that is too tall keeps its picture's first part.
        height: What a slide shows of a picture, in pixels of the slide.
    """
    for cell in cells:
        yield cell
        for output in cell.get("outputs", []):
            if PNG not in output.get("data", {}):
                continue
            first, *others = bands(base64.b64decode(output.data[PNG]), height)
            if others:
                output.data[PNG] = base64.b64encode(first).decode()
            yield from map(_slide, others)


def bands(png: bytes, height: int) -> list[bytes]:
    """Return the parts of a picture, none taller on its slide than the height unless no row between is empty."""
    picture = Image.open(io.BytesIO(png))
    most = int(height * max(1.0, picture.width / WIDEST))
    if picture.height <= most:
        return [png]
    cuts = [0, *_cuts(picture, most), picture.height]
    parts = [picture.crop((0, top, picture.width, bottom)) for top, bottom in pairwise(cuts)]
    return list(map(_png, parts))


def _cuts(picture: Image.Image, most: int) -> Iterator[int]:
    """Yield the rows at which a picture is cut: as few as can be, each in the tallest gap that leaves it so."""
    gaps, top = _gaps(picture), 0
    for following in range(ceil(picture.height / most) - 1, 0, -1):
        least = max(top, picture.height - following * most)
        middles = [(tall, middle) for tall, middle in gaps if least < middle <= top + most]
        if not middles:  # nothing but a drawing: it scrolls
            return
        top = max(middles)[1]
        yield top


def _gaps(picture: Image.Image) -> list[tuple[int, int]]:
    """Return how tall each run of empty rows is, and its middle."""
    pixels = np.asarray(picture.convert("RGB"))
    empty = (pixels == pixels[:1, :1]).all(axis=(1, 2))
    runs = [[row for row, _ in run] for is_empty, run in groupby(enumerate(empty), lambda each: each[1]) if is_empty]
    return [(len(run), run[len(run) // 2]) for run in runs]


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _slide(png: bytes) -> Any:
    text = f'<img alt="The picture goes on." src="data:{PNG};base64,{base64.b64encode(png).decode()}">'
    return nbformat.v4.new_markdown_cell(text, metadata={"slideshow": {"slide_type": "subslide"}})
