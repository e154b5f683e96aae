"""A picture: a figure that can also be had as a table and as words, and saved so that the same bytes come out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from qlab.errors import UsageError
from qlab.files import path_of, write_file
from qlab.plot.drawing.style import PAPER, styled
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["alt_text", "axes", "describe", "drawn_from", "save"]

DrawnFrom = ParamSpec("DrawnFrom")
TabledFrom = ParamSpec("TabledFrom")
Made = TypeVar("Made")
_KINDS = {
    "Recording": "a recording, such as lab.recording",
    "Run": "a run, which lab.run(…) returns",
    "FlowNode": "a flow, which prod.flow(queue, id) returns",
    "Latency": "a latency, which prod.latency(queue) returns",
    "Exploration": "an exploration, which explore(…) returns",
    "Snapshot": "a snapshot, such as lab.snapshot()",
}
"""What figures are drawn from, in words, by the class."""
_HASH_SALT = "qlab"  # matplotlib else draws the ids inside an SVG by chance

_ALT_TEXTS: WeakKeyDictionary[Axes, tuple[str, str]] = WeakKeyDictionary()


class Picture(Generic[DrawnFrom, TabledFrom]):
    """A kind of figure. Call it to draw one; ``table`` gives what is drawn as a DataFrame.

    Attributes:
        table: Takes what the figure is drawn from and returns the plotted table.
    """

    def __init__(self, draw: Callable[DrawnFrom, Axes], table: Callable[TabledFrom, pd.DataFrame]) -> None:
        self._draw, self.table = _checked(draw, draw.__name__), _checked(table, draw.__name__)
        functools.update_wrapper(self, draw)

    def __call__(self, *args: DrawnFrom.args, **options: DrawnFrom.kwargs) -> Axes:
        """Draw the figure and return its Axes."""
        with styled():
            return self._draw(*args, **options)

    def __repr__(self) -> str:
        return f"<qlab.plot.{self.__name__}>"  # type: ignore[attr-defined]  # update_wrapper set it


def _checked(function: Callable[DrawnFrom, Made], figure: str) -> Callable[DrawnFrom, Made]:
    """Return the function, which then refuses what is not of the kind that its first parameter is annotated with, and
    what names no queue.

    By the kind's name, for the modules of figures load no class of it.
    """
    names = tuple(function.__annotations__)
    kind = function.__annotations__[names[0]]

    @functools.wraps(function)
    def checked(*args: DrawnFrom.args, **options: DrawnFrom.kwargs) -> Made:
        given = {**dict(zip(names, args, strict=False)), **options}
        of = given.get(names[0])
        if kind in _KINDS and kind not in {each.__name__ for each in type(of).__mro__}:
            raise UsageError(f"qlab.plot.{figure} takes {_KINDS[kind]}, not a value of type {type(of).__name__}.")
        if not isinstance(queue := given.get("queue"), str | None):
            raise UsageError(f"qlab.plot.{figure} takes a queue's name, such as 'email', not {repr_of(queue)}.")
        return function(*args, **options)

    return checked


def drawn_from(
    table: Callable[TabledFrom, pd.DataFrame],
) -> Callable[[Callable[DrawnFrom, Axes]], Picture[DrawnFrom, TabledFrom]]:
    """Make a drawing function a :class:`Picture` with that table."""

    def make(draw: Callable[DrawnFrom, Axes]) -> Picture[DrawnFrom, TabledFrom]:
        return Picture(draw, table)

    return make


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes given, or those of a new figure of that size in inches."""
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    return plt.figure(figsize=(width, height), dpi=100, facecolor=PAPER).add_subplot()


def _words_only(text: str) -> str:
    """Return the text on one line, without what XML cannot hold."""
    return terminal(" ".join(text.split())).replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")


def describe(ax: Axes, title: str, text: str) -> Axes:
    """Give the axes their alternative text."""
    _ALT_TEXTS[ax] = (_words_only(title), _words_only(text))
    return ax


def alt_text(ax: Axes) -> str:
    """Return what the figure shows, in words, for people who cannot see it; empty for axes that qlab did not draw."""
    _check_axes(ax)
    return _ALT_TEXTS.get(ax, ("", ""))[1]


def _check_axes(ax: object) -> None:
    if not hasattr(ax, "get_figure"):
        raise UsageError(f"{repr_of(ax)} are not axes; give what a figure of qlab.plot returned.")


def save(ax: Axes, path: str | Path, *, dpi: int = 150) -> Path:
    """Write the figure as SVG or PNG. The same figure always gives the same bytes.

    The alternative text is stored too: in an SVG as ``<title>`` and ``<desc>``, in a PNG as its description.

    Args:
        ax: The axes that a figure of ``qlab.plot`` returned; their whole figure is written.
        path: Where to write; the suffix, ``.svg`` or ``.png``, decides the format.
        dpi: Pixels per inch, for PNG.

    Returns:
        The path written.

    Raises:
        UsageError: If the suffix is another.
        ExportError: If the file cannot be written.
    """
    _check_axes(ax)
    path = path_of(path, "figure.svg")
    if path.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"A figure is saved as .svg or .png, not as {shorten(repr(path.name), 60)}; rename it.")
    figure = ax.get_figure(root=True)
    if figure is None:
        raise UsageError("These axes no longer belong to a figure; draw it again, then save it.")
    content = _svg(figure) if path.suffix.lower() == ".svg" else _png(figure, dpi)
    return write_file(path, content, "figure")


def _words(figure: Figure) -> tuple[str, str]:
    """Return the title and the alternative text of all of a figure's axes."""
    described = [_ALT_TEXTS[ax] for ax in figure.axes if ax in _ALT_TEXTS]
    return "; ".join(title for title, _text in described), " ".join(text for _title, text in described)


def _rendered(figure: Figure, kind: str, dpi: int, metadata: dict[str, str | None]) -> bytes:
    import matplotlib as mpl

    content = BytesIO()
    with styled(), mpl.rc_context({"svg.hashsalt": _HASH_SALT, "svg.fonttype": "path"}):
        figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    return content.getvalue()


def _png(figure: Figure, dpi: int) -> bytes:
    title, text = _words(figure)
    return _rendered(figure, "png", dpi, {"Title": title, "Description": text, "Software": None})


def _svg(figure: Figure) -> bytes:
    title, text = _words(figure)
    content = _rendered(figure, "svg", 72, {"Date": None, "Creator": None}).decode("utf-8")
    before, tag, after = content.partition("<svg ")
    attributes, close, body = after.partition(">")
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(text)}</desc>"
    return f'{before}{tag}role="img" {attributes}{close}{words}{body}'.encode()
