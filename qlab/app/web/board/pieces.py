"""Pieces: what several pages of the board draw, such as a state, a moment, a number's last minutes, a link to a job."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from qlab.protocol.states import JobState
from qlab.text.durations import format_at
from qlab.text.escape import html, shorten
from qlab.text.words import short_id

__all__ = ["badge", "code", "job_link", "job_path", "moment", "safe_id", "spark", "table"]


def safe_id(text: str) -> str:
    """Any text, such as a job's id, as a part of an element's id."""
    return quote(text, safe="", errors="surrogatepass")


def job_path(queue: str, id: str) -> str:
    """Return the address of a job's page."""
    return f"/board/{quote(queue)}/{safe_id(id)}"


def job_link(queue: str, id: str, before: str = "", attributes: str = "") -> str:
    """Return a link to a job's page: its id, of a random one the beginning, whole in the title.

    Args:
        queue: Its queue.
        id: Its id.
        before: What stands before the id.
        attributes: Further attributes, as HTML.
    """
    words = f"{before} {short_id(id)}" if before else short_id(id)
    return f'<a {attributes}href="{job_path(queue, id)}" title="{html(shorten(id, 200))}">{html(words)}</a>'


def badge(state: JobState) -> str:
    """Return a state: its name, with its colour beside it."""
    return f'<span class="state s-{state.value}">{html(state.value)}</span>'


def moment(at_ms: int | None, *, due: bool = False) -> str:
    """Return a moment as the time of day (UTC), whole in its title; the page's script counts a due one down."""
    if not at_ms:
        return ""
    whole = format_at(at_ms)
    shown = whole[11:19] if len(whole) == 24 else whole  # as dates up to the year 9999 are
    count = f' data-due="{int(at_ms)}"' if due else ""
    return f'<time datetime="{html(whole)}" title="{html(whole)}"{count}>{html(shown)}</time>'


def spark(numbers: Sequence[int]) -> str:
    """Return the last minutes of a count as a line; nothing where it was always 0."""
    most = max(numbers, default=0)
    if not most or len(numbers) < 2:
        return ""
    points = [f"{100 * at / (len(numbers) - 1):.1f} {17 - 16 * each / most:.1f}" for at, each in enumerate(numbers)]
    line = "L".join(points)
    return (
        '<svg class="spark" viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="under" d="M0 18L{line}L100 18Z"/><path d="M{line}"/></svg>'
    )


def table(heads: Sequence[str], rows: Sequence[str], label: str, css: str = "words") -> str:
    """Return a table in a region that scrolls sideways where it must.

    Args:
        heads: The columns' heads, as HTML.
        rows: The rows, as HTML.
        label: What the region is called.
        css: The table's class.
    """
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return (
        f'<div class="wide" role="region" aria-label="{html(label)}" tabindex="0"><table class="{css}">'
        f"{body}</table></div>"
    )


def code(value: Any) -> str:
    """Return a value as JSON."""
    return f"<pre>{html(shorten(json.dumps(value, indent=2, ensure_ascii=True), 4_000))}</pre>"
