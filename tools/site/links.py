"""What GitHub shows well and a site does not: links to what has no page here, and columns without a name."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["NamedColumns", "PlainLinks"]


class PlainLinks(SphinxPostTransform):
    """GitHub opens a folder, or a page that the site leaves out; the site has nothing to open there."""

    default_priority = 5  # before MyST resolves its own, and warns

    def run(self, **_kwargs: Any) -> None:
        """Take such links apart. A file is a download, which MyST makes; a page that is misspelt stays, and warns."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if self._leads_outside(node):
                node.replace_self(nodes.inline("", "", *node.children))

    def _leads_outside(self, node: addnodes.pending_xref) -> bool:
        if node.get("refdomain") == "doc":
            target = str(node["reftarget"])
            return target not in self.env.all_docs and (self.env.srcdir / f"{target}.md").is_file()
        here = self.env.doc2path(self.env.docname).parent
        return node.get("reftype") == "myst" and (here / str(node["reftarget"])).is_dir()


class NamedColumns(SphinxTransform):
    """A column that GitHub shows without a name gets one for readers who listen."""

    default_priority = 500

    def apply(self, **_kwargs: Any) -> None:
        """Name the empty cells of each table's head; they look as before."""
        for head in self.document.findall(nodes.thead):
            for entry in head.findall(nodes.entry):
                if not entry.astext().strip():
                    name = nodes.inline("", "what", classes=["visually-hidden"])
                    entry.append(nodes.paragraph("", "", name))
