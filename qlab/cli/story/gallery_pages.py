"""The gallery as files: a page for each story, and an index page that leads to them. No page needs a network."""

from __future__ import annotations

from pathlib import Path

from qlab.files import write_file
from qlab.record.recording import Recording
from qlab.stories.gallery import STORIES, Story, play
from qlab.text import html
from qlab.text.durations import format_ms
from qlab.widgets.html_page import policy

__all__ = ["INDEX", "write_gallery"]

INDEX = "index.html"
TITLE = "See inside a BullMQ queue"
STYLE = """
:root { color-scheme: light dark; --ink: #16191d; --quiet: #555c66; --paper: #fff; --ground: #f3f5f8; --line: #c9ced6; --strong: #1257b0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ecf1; --quiet: #a9b1bd; --paper: #1d2128; --ground: #14171c; --line: #3c434e; --strong: #7db4ff; } }
body { margin: 0; padding: 24px 16px; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; } h1 { font-size: 26px; line-height: 1.2; margin: 0; } p { margin: 4px 0 0; }
ol { list-style: none; margin: 20px 0 0; padding: 0; display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); }
li { position: relative; padding: 14px 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
li:hover { border-color: var(--strong); } h2 { font-size: 17px; line-height: 1.3; margin: 0; }
a { color: var(--strong); text-decoration: none; } li a::after { content: ""; position: absolute; inset: 0; } a:focus-visible { outline: 3px solid var(--strong); outline-offset: 3px; }
small { display: block; margin-top: 8px; font-size: 13px; color: var(--quiet); } code { font-size: 14px; }
"""  # noqa: E501  a stylesheet


def write_gallery(folder: Path) -> list[str]:
    """Play every story and write its page, then the index.

    Args:
        folder: Where to; it exists.

    Returns:
        The names of the files, the index first.

    Raises:
        ExportError: If one cannot be written.
    """
    cards = []
    for story in STORIES.values():
        recording = play(story.name)
        recording.to_html(folder / f"{story.name}.html")
        cards.append(_card(story, recording))
    write_file(folder / INDEX, _page(cards), "index page")
    return [INDEX, *(f"{name}.html" for name in STORIES)]


def _card(story: Story, recording: Recording) -> html.Html:
    heading = html.element("h2", html.Html(f'<a href="{story.name}.html">{html.safe(story.title)}</a>'))
    passed = recording.last.at - recording.start
    size = f"{len(recording)} steps{f' over {format_ms(passed)}' if passed else ''}"
    command = html.join("qlab play ", html.code(story.name))
    return html.element("li", heading, html.element("p", story.about), html.element("small", size, ". ", command))


def _page(cards: list[html.Html]) -> str:
    lead = "Step through one thing that a queue does. Real BullMQ scripts on a real server, recorded key by key."
    contents = html.join(html.element("h1", TITLE), html.element("p", lead), html.element("ol", *cards))
    return "\n".join([
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy("", STYLE)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{TITLE} – qlab</title><style>{STYLE}</style>",
        "</head>",
        f"<body><main>{contents}</main></body>",
        "</html>",
        "",
    ])  # fmt: skip
