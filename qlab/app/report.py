"""Report: what the analytics flow makes, a page with a table and a chart, and the chart as a PNG beside it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from qlab.files import write_file
from qlab.text.escape import html, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["REPORT", "Source", "chart", "total", "write"]

REPORT = r"^report-[A-Za-z0-9-]+\.(html|png)$"
"""How a report's files are called."""
WIDE, NAMES_WIDE, AMOUNTS_WIDE = 8.0, 2.6, 1.6
"""The chart's width, and what of it the sources' names and the amounts get, in inches."""

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:2rem auto;max-width:50rem}"
    "h1{overflow-wrap:anywhere}img{max-width:100%;height:auto}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{padding:.3rem .8rem;border-bottom:1px solid #cfd2d6;text-align:right}th:first-child{text-align:left}"
)


class Source(TypedDict):
    """What a child of the flow found in its source.

    Attributes:
        source: The file's name.
        rows: How many rows it has.
        bad: How many of them were left out.
        amount: The sum over the good ones.
    """

    source: str
    rows: int
    bad: int
    amount: float


def write(folder: Path, name: str, title: str, sources: Sequence[Source]) -> tuple[str, str]:
    """Write the page, whole in itself, and its chart beside it; the same numbers give the same bytes.

    Args:
        folder: Where to; it is made where it is missing.
        name: The files' name, without a suffix.
        title: The report's title.
        sources: The parts, in the order in which they are shown.

    Returns:
        The names of the page and of the chart.
    """
    from qlab.plot.drawing.picture import save

    folder.mkdir(parents=True, exist_ok=True)
    picture = save(chart(title, sources), folder / f"{name}.png", dpi=100)
    write_file(folder / f"{name}.html", page(title, sources, picture.read_bytes()), "report")
    return f"{name}.html", f"{name}.png"


def chart(title: str, sources: Sequence[Source]) -> Axes:
    """Return the amounts as bars, one a source, each with its numbers."""
    from matplotlib.figure import Figure

    from qlab.plot.drawing.picture import describe
    from qlab.plot.drawing.style import PAPER, TITLE, styled
    from qlab.plot.drawing.text import fit_inches

    with styled():  # a figure of its own, without pyplot: it is drawn in a worker's thread
        height = 0.9 + 0.45 * max(len(sources), 1)
        figure = Figure(figsize=(WIDE, height), dpi=100, facecolor=PAPER)
        ax = figure.add_subplot()
        ax.set_position((NAMES_WIDE / WIDE, 0.1 / height, 1 - (NAMES_WIDE + AMOUNTS_WIDE) / WIDE, 1 - 0.75 / height))
        _bars(ax, sources)
        figure.text(0.1 / WIDE, 1 - 0.35 / height, fit_inches(title, WIDE - 0.2, TITLE), size=TITLE, va="center")
    return describe(ax, title, words(sources))


def _bars(ax: Axes, sources: Sequence[Source]) -> None:
    from matplotlib.transforms import blended_transform_factory

    from qlab.plot.drawing.style import INK, SIZE
    from qlab.plot.drawing.text import fit_inches

    ax.barh(range(len(sources)), [each["amount"] for each in sources], height=0.6, color="#0072b2")
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(range(len(sources)), [fit_inches(each["source"], NAMES_WIDE - 0.3, SIZE) for each in sources])
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines[:].set_visible(False)
    ax.invert_yaxis()
    across = blended_transform_factory(ax.figure.transFigure, ax.transData)  # across by the figure, down by the bars
    for at, each in enumerate(sources):  # in a column of their own, where no bar can reach
        amount = fit_inches(f"{each['amount']:,.2f}", AMOUNTS_WIDE - 0.2, SIZE)
        ax.text(1 - 0.1 / WIDE, at, amount, transform=across, ha="right", va="center")


def words(sources: Sequence[Source]) -> str:
    """Return the chart in words."""
    amounts = "; ".join(f"{each['source']} {each['amount']:,.2f}" for each in sources)
    return f"Amount by source: {amounts or 'there is none'}."


def page(title: str, sources: Sequence[Source], picture: bytes) -> str:
    """Return the report as a page of its own that needs no other file; every text in it is escaped."""
    rows = "".join(
        f"<tr><th scope='row'>{html(each['source'])}</th><td>{each['rows']:,}</td><td>{each['bad']:,}</td>"
        f"<td>{each['amount']:,.2f}</td></tr>"
        for each in sources
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("source", "rows", "bad rows", "amount"))
    image = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{html(shorten(title, 80))}</title>"
        f"<style>{_STYLE}</style><h1>{html(title)}</h1><img src='{image}' alt='{html(words(sources))}'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></html>\n"
    )


def total(sources: Sequence[Source]) -> dict[str, Any]:
    """Return all rows, and the whole amount."""
    amount = sum(each["amount"] for each in sources)
    return {"rows": sum(each["rows"] for each in sources), "amount": round(float(amount), 2)}
