"""The site: a Sphinx extension that adds to the pages what qlab itself knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.site.links import PlainLinks
from tools.site.reference import ModuleNames, PublicNames

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the transforms."""
    app.add_directive("module-names", ModuleNames)
    app.add_directive("public-names", PublicNames)
    app.add_post_transform(PlainLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
