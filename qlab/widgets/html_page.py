"""The page around the player: one file, no network, and a policy that allows this very script and style alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from qlab.collector import held_off
from qlab.errors import UsageError
from qlab.files import write_file
from qlab.record.recording import Recording
from qlab.snapshot.show import diff_lines
from qlab.text import html
from qlab.text.durations import format_elapsed
from qlab.text.escape import repr_of, terminal
from qlab.widgets import assets
from qlab.widgets.player_data import to_text
from qlab.widgets.tracks import Tracks

__all__ = ["page", "policy", "save_html"]

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 12px; font: 15px/1.5 system-ui, sans-serif; background: #fff; color: #16191d; }
main { max-width: 1900px; margin: 0 auto; }
h1 { font-size: 18px; margin: 0 0 10px; } h1 small { font-weight: 400; font-size: 13px; color: #555c66; }
noscript pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #0e1115; color: #e9ecf1; } h1 small { color: #a9b1bd; } }
/* The stage fills the window: the page's own title is then left to the tab, and to who listens. */
body[data-view="stage"] { padding: 0; --q-height: 100dvh; } body[data-view="stage"] main { max-width: none; }
body[data-view="stage"] h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
body[data-view="stage"] .qlab-player { border: 0; border-radius: 0; }
@media print { body { padding: 0; } }
"""
TOLD = 300
"""This many steps are told in the text version that a page shows without scripts."""


@held_off()
def page(
    recording: Recording, beside: Recording | None = None, names: Sequence[str] | None = None, *, lua: bool = False
) -> str:
    """Return a recording, or two side by side, as a whole HTML page.

    Args:
        recording: The recording.
        beside: Another one.
        names: What two are called; None: by their queues.
        lua: Whether the page holds the Lua of BullMQ's scripts.
    """
    shown = [recording] if beside is None else [recording, beside]
    tracks = Tracks(shown, names, lua=lua)
    script, style = assets.bundle("page"), assets.stylesheet(page=True) + STYLE
    title = html.safe(" beside ".join(map(_title, shown)))
    # In a script element only "</" and "<!--" could end or change the mode; JSON may write "<" as an escape anywhere.
    data = to_text(tracks.whole()).replace("<", "\\u003c")
    told, about = html.join(*map(story, shown)), html.Html() if tracks.paired else _subtitle(recording)
    return "\n".join([
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(script, style)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="qlab">',
        f"<title>{title}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        f"<main><h1>{title} {about}</h1>",
        f'<div id="player"></div><noscript>{told}</noscript></main>',
        f'<script type="application/json" id="player-data">{data}</script>',
        f'<script type="module">{script}</script>',
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip


def _title(recording: Recording) -> str:
    return f"{len(recording):,} {'step' if len(recording) == 1 else 'steps'} of {queues(recording)}"


def queues(recording: Recording) -> str:
    """Return the names of its queues, in words."""
    names = sorted({*recording.first.queues, *recording.last.queues})
    shown = ", ".join(terminal(name)[:40] for name in names[:3])
    return f"{shown or 'no queue'}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


def _subtitle(recording: Recording) -> str:
    facts = [f"{terminal(recording.clock)} time, to {format_elapsed(recording.last.at - recording.start)}"]
    facts += [terminal(recording.server)] if recording.server else []
    return html.element("small", ", ".join(facts))


def policy(script: str, style: str) -> str:
    """Nothing may be loaded; only this script may run, and only this stylesheet apply."""
    allowed = f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def story(recording: Recording) -> html.Html:
    """Return the steps as text: what happened, and what changed."""
    lines = []
    for step in recording.steps[:TOLD]:
        text = f"{step.index}  {format_elapsed(step.elapsed_ms)}  {terminal(step.sentence)}"
        lines += [text, *diff_lines(step.diff), ""]
    hidden = len(recording) - TOLD
    lines += [f"… and {hidden:,} more steps"] if hidden > 0 else []
    remark = html.element("p", "Scripts are off: here are the steps as text.")
    return html.join(remark, html.element("pre", "\n".join(lines)))


def save_html(
    recording: Recording,
    path: Path,
    beside: Recording | None = None,
    names: Sequence[str] | None = None,
    *,
    lua: bool = False,
) -> Path:
    """Write a page; see :meth:`qlab.Recording.to_html`.

    Args:
        recording: What to show.
        path: Where to.
        beside: What to show beside it, on one clock.
        names: What two are called; None: by their queues.
        lua: Whether the page holds the Lua of BullMQ's scripts.

    Returns:
        The path written.

    Raises:
        ExportError: If the file cannot be written.
        UsageError: If ``beside`` is not a recording, or there are not as many names as recordings.
    """
    if beside is not None and not isinstance(beside, Recording):
        raise UsageError(f"{repr_of(beside)} is not a recording; give lab.recording, or Recording.load(path).")
    return write_file(path, page(recording, beside, names, lua=lua), "page")
