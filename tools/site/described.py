"""A section for each of something that qlab knows: keys, events, what the doctor finds."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

__all__ = ["Described", "Row"]

Row = tuple[str, str]
"""The name of a fact, and the fact in Markdown."""


class Described(SphinxDirective):
    """A section for each of something: a sentence, a table of facts, an example."""

    def section(self, id: str, title: str, sentence: str, rows: Iterable[Row], example: str) -> nodes.section:
        """Return one section.

        Args:
            id: Its anchor.
            title: Its heading, set as code.
            sentence: What it is; names stand between backticks.
            rows: Its facts, each a name and Markdown; maybe none.
            example: What it looks like; "" where nothing shows it.
        """
        made = nodes.section("", nodes.title("", "", nodes.literal("", title)), ids=[id], names=[])
        made += self.paragraph(sentence)
        if facts := list(rows):
            made += self.facts(facts)
        if example:
            made += nodes.literal_block(example, example, language="text")
        return made

    def paragraph(self, text: str) -> nodes.paragraph:
        """Return markdown in a line as a paragraph."""
        return nodes.paragraph("", "", *self.parse_inline(text)[0])

    def facts(self, rows: Iterable[Row]) -> nodes.field_list:
        """Return facts, each with its name before it."""
        made = nodes.field_list("", classes=["facts"])
        for name, text in rows:
            made += nodes.field("", nodes.field_name("", name), nodes.field_body("", self.paragraph(text)))
        return made
