"""The report: one HTML page that needs no network, for the light and the dark theme."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.cli.story.brief import Brief, brief
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.text import html
from qlab.text.durations import format_at, format_elapsed, format_ms
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "report"]

# What the page may load: nothing but what stands in it.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
PAGE_STYLE = """
:root{color-scheme:light dark}
body{margin:0;padding:1.5em;background:#fff;font-family:system-ui,sans-serif;font-size:15px}
main{max-width:72em;margin:auto}
main.qlab{font-size:15px;max-width:72em}
h1,h2{color:inherit;line-height:1.2} h2{margin-top:2em}
figure{margin:1.5em 0} figcaption{margin-top:.4em}
figure img{display:block;max-width:100%;height:auto;background:#fff;border-radius:.4em}
.wide{overflow-x:auto}
table{font-variant-numeric:tabular-nums}
/* Inverted and turned by half the circle, each colour keeps its hue, and its contrast to what lies beside it. */
@media(prefers-color-scheme:dark){body{background:#16181c}figure img{filter:invert(.91) hue-rotate(180deg)}}
/* Where there is little room, a row of a table is a card, and a figure scrolls rather than shrinks. */
@media screen and (max-width:640px){
body{padding:.8em} figure img{max-width:none;width:800px}
.wide thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.wide :is(table,tbody,tr,td){display:block;max-width:none}
.wide tr{border:1px solid var(--q-line);border-radius:.4em;margin:.6em 0;padding:.3em .6em}
.wide td{border:0;padding:.1em 0 .1em 8.5em;position:relative;min-height:1.5em;overflow-wrap:anywhere}
.wide td::before{content:attr(data-label);position:absolute;left:0;width:8em;color:var(--q-quiet)}
.wide td code.q-short{white-space:pre-wrap}
.wide td:empty{display:none}}
@media print{body{padding:0} .wide{overflow:visible}}
"""
SIGN_CSS = {"+": "q-plus", "−": "q-minus", "~": ""}
CUT = 200


class Figure(NamedTuple):
    """A figure for the page.

    Attributes:
        title: What it shows, in a few words.
        alt: What a reader who cannot see it should know.
        svg: The figure itself.
    """

    title: str
    alt: str
    svg: bytes


def report(recording: Recording, figures: Sequence[Figure]) -> str:
    """Return the page: what happened, the attempts, where the jobs ended, the figures, then step by step.

    Args:
        recording: What to report on.
        figures: Shown in this order.

    Returns:
        The whole HTML document.
    """
    title = "The email story"
    body = html.join(
        html.element("h1", title),
        html.element("p", summary(recording)),
        html.element("p", html.marked(terminal(recording.note))) if recording.note else "",
        _section("Where the jobs ended", _wide(jobs_table(recording))),
        _section("The attempts", _wide(attempts_table(recording))),
        _section("In pictures", *map(_figure, figures)),
        _section("Step by step", _wide(steps_table(recording))),
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{html.safe(POLICY)}">'
        f"<title>{html.safe(title)} – qlab</title>{html.STYLE}<style>{PAGE_STYLE}</style></head>\n"
        f'<body><main class="qlab">{body}</main></body></html>\n'
    )


def summary(recording: Recording) -> str:
    """Return the recording in a sentence: how many steps, from when, for how long, on what."""
    server = f" on {terminal(recording.server)}" if recording.server else ""
    return (
        f"{len(recording):,} steps from {format_at(recording.start)}, over "
        f"{format_ms(recording.last.at - recording.start)} of {terminal(recording.clock)} time{server}."
    )


def jobs_table(recording: Recording) -> html.Html:
    """Return the jobs after the last step: where each is, after how many attempts, and why."""
    headers = ("queue", "job", "name", "state", "attempts made", "last failure")
    rows = (
        (
            *_texts(job["queue"], job["id"], job["name"]),
            html.badge(job["state"]),
            job["attempts_made"],
            *_texts(job["failed_reason"]),
        )
        for job in recording.last.jobs().to_dict("records")
    )
    return html.table(headers, rows, labelled=True)


def attempts_table(recording: Recording) -> html.Html:
    """Return each attempt: when it was due, when it began, how it went."""
    headers = ("queue", "job", "attempt", "delay before it", "due", "started", "outcome", "error")
    rows = (
        (
            *_texts(each["queue"], each["job"]),
            each["attempt"],
            format_ms(each["delay_ms"]) if each["delay_ms"] else "–",
            _elapsed(each["scheduled"], recording),
            _elapsed(each["started"], recording),
            *_texts(each["outcome"], each["error"]),
        )
        for each in recording.attempts().to_dict("records")
    )
    return html.table(headers, rows, labelled=True)


def steps_table(recording: Recording) -> html.Html:
    """Return each step: when, what happened and why, which script did it, what changed."""
    headers = ("step", "at", "what happened, and why", "script", "changes")
    return html.table(headers, (_step_row(step) for step in recording), labelled=True)


def _step_row(step: Step) -> tuple[object, ...]:
    changes = html.join(*(html.element("div", _change(each)) for each in brief(step)))
    script = html.code(step.script) if step.script else "–"
    at = _unbroken(format_elapsed(step.elapsed_ms))
    return step.index, at, html.marked(terminal(step.sentence)), script, changes or html.quiet("none")


def _change(change: Brief) -> html.Html:
    return html.element("span", str(change), css=SIGN_CSS[change.sign])


def _elapsed(moment: pd.Timestamp, recording: Recording) -> str:
    if str(moment) == "NaT":  # not known
        return "–"
    return _unbroken(format_elapsed(round(moment.timestamp() * 1000) - recording.start))


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _texts(*values: Any) -> Iterator[str]:
    """Yield values from a table as text, an empty one for what is missing."""
    # A missing value is None or NaN, which alone is not equal to itself.
    yield from ("" if value is None or value != value else shorten(terminal(value), CUT) for value in values)  # noqa: PLR0124


def _section(title: str, *contents: Iterable[object]) -> html.Html:
    return html.element("section", html.element("h2", title), *contents)


def _wide(content: html.Html) -> html.Html:
    return html.element("div", content, css="wide")


def _figure(figure: Figure) -> html.Html:
    """Return a figure as an image of its own inside the page: the ids in one SVG cannot meet those in another."""
    source = "data:image/svg+xml;base64," + base64.b64encode(figure.svg).decode("ascii")
    image = html.Html(f'<img src="{source}" alt="{html.safe(figure.alt)}">')
    label = f"figure: {html.safe(figure.title)}"
    room = html.Html(f'<div class="wide" tabindex="0" role="group" aria-label="{label}">{image}</div>')
    return html.element("figure", room, html.element("figcaption", figure.title))
