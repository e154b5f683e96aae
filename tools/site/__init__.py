"""The site: a Sphinx extension that adds to the pages what qlab itself knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.site.doctor_page import Doctor
from tools.site.lessons import Lesson
from tools.site.links import NamedColumns, PlainLinks
from tools.site.recordings import Figures, Gallery, write_stories
from tools.site.reference import ModuleNames, PublicNames
from tools.site.reference_pages import Events, Keys

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the transforms, and what runs at the end."""
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_transform(Lesson)
    app.add_transform(NamedColumns)
    app.add_post_transform(PlainLinks)
    app.connect("build-finished", write_stories)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


DIRECTIVES = {
    "module-names": ModuleNames,
    "public-names": PublicNames,
    "keys": Keys,
    "doctor": Doctor,
    "events": Events,
    "gallery": Gallery,
    "figures": Figures,
}
