"""The recordings of the gallery: their pages, which step without a kernel, and figures of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import qlab
from qlab.cli.story.gallery_pages import write_gallery
from qlab.stories.gallery import EMAIL, STORIES, play
from qlab.text import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from sphinx.application import Sphinx

__all__ = ["STORY_FOLDER", "Figures", "Gallery", "frame", "write_stories"]

STORY_FOLDER = "docs/site/stories"


def write_stories(app: Sphinx, exception: Exception | None) -> None:
    """Play every story and write its page into the site.

    Args:
        app: Sphinx, at the end of a build.
        exception: What ended the build; None: nothing did.
    """
    if exception is None:
        folder = Path(app.outdir) / STORY_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        write_gallery(folder)


def frame(story: str, folder: str = "stories") -> html.Html:
    """Return a story's player within a page.

    Args:
        story: Its name.
        folder: Where the stories' pages are, seen from this page.
    """
    title = html.safe(f"The player: {STORIES[story].title}")
    return html.Html(f'<iframe class="player" src="{folder}/{story}.html" title="{title}" loading="lazy"></iframe>')


class Gallery(SphinxDirective):
    """``{gallery}``: a player to try, and a card for each story."""

    def run(self) -> list[nodes.Node]:
        """Make the cards; the pages that they lead to are written when the build ends."""
        cards = (
            html.element(
                "li",
                html.Html(f'<a href="stories/{story.name}.html">{html.safe(story.title)}</a>'),
                html.element("p", html.marked(story.about)),
                html.element("p", html.code(f"qlab play {story.name}")),
            )
            for story in STORIES.values()
        )
        shown = html.join(frame(EMAIL), html.element("ul", *cards, css="cards"))
        return [nodes.raw("", shown, format="html")]


class Figures(SphinxDirective):
    """``{figures}``: the figures of the email story, each with its words."""

    def run(self) -> list[nodes.Node]:
        """Draw them into the site."""
        recording = play(EMAIL)
        drawings: dict[str, Callable[[], Axes]] = {
            "timeline": lambda: qlab.plot.timeline(recording),
            "states": lambda: qlab.plot.states(recording),
            "counts": lambda: qlab.plot.counts(recording),
            "backoff": lambda: qlab.plot.backoff(qlab.exponential("2s"), attempts=4, recording=recording),
            "anatomy": lambda: qlab.plot.anatomy(recording.last, "email"),
        }
        folder = Path(self.env.app.outdir) / STORY_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return [nodes.raw("", _figure(name, draw(), folder), format="html") for name, draw in drawings.items()]


def _figure(name: str, ax: Axes, folder: Path) -> html.Html:
    import matplotlib.pyplot as plt

    words = html.safe(qlab.plot.alt_text(ax))
    qlab.plot.save(ax, folder / f"{name}.svg")
    plt.close("all")
    caption = html.element("figcaption", html.code(f"qlab.plot.{name}"))
    image = html.Html(f'<img src="stories/{name}.svg" alt="{words}" loading="lazy">')
    return html.element("figure", image, caption, css="drawn")
