"""Slides: each notebook as a deck that needs no network, with the teacher's notes as speaker notes (the key S).

    python -m tools.slides [NUMBER …]    write build/slides: all, or those; reveal.js comes from `npm ci`

nbconvert's own decks fetch reveal.js, RequireJS, jQuery and MathJax when they are shown. These have reveal.js beside
them and need none of the rest: the notebooks hold no formulas.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import DictLoader
from nbconvert import SlidesExporter

from qlab.errors import UsageError
from qlab.files import write_file
from tools.build_notebooks import NOTEBOOKS, sources
from tools.slide_pictures import with_broken_pictures

__all__ = ["OUT", "deck", "make", "with_notes"]

ROOT = NOTEBOOKS.parent
OUT = ROOT / "build" / "slides"
REVEAL = ROOT / "node_modules" / "reveal.js"
PARTS = ("dist", "plugin/notes")
WIDTH, HEIGHT = 1160, 700
"""A slide's size in pixels before reveal.js scales it to the screen: what is longer scrolls within it."""
MARGIN = 60
"""What a picture leaves free of a slide's height, in pixels."""
TEMPLATE = """\
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_css -%}
<style>
.reveal .slides section section { max-height: HEIGHTpx; overflow: auto; text-align: left; font-size: 20px }
.reveal .slides section :is(h1, h2, h3, h4) { text-transform: none }
.reveal .slides section pre { width: auto; box-shadow: none; font-size: 13.5px; line-height: 1.4 }
.reveal .slides .jp-OutputArea-output pre { word-break: normal; overflow-wrap: anywhere }
.reveal .slides details { margin-bottom: 0.6em }
.reveal table { font-size: 15px }
.reveal .slides .qlab { font-size: 16px }
</style>
{%- endblock -%}
{%- block footer_js -%}
<script src="reveal.js/dist/reveal.js"></script>
<script src="reveal.js/plugin/notes/notes.js"></script>
<script>
const transition = matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "slide";
Reveal.initialize({
  hash: true, center: false, width: WIDTH, height: HEIGHT, margin: 0.02, transition, plugins: [RevealNotes],
});
Reveal.on("fragmentshown", ({ fragment }) => fragment.scrollIntoView({ block: "nearest" }));
</script>
{%- endblock -%}
""".replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT))
ASKS = re.compile(r'about="(\d\d-\w+)"')
WRONG = "Wrong predictions"


def with_notes(number: str) -> Any:
    """Return a stored notebook with the teacher's notes in it: the plan first, each prediction's beside its question.

    Args:
        number: The lesson's number, such as ``05``.
    """
    (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
    made = nbformat.read(path, as_version=4)
    sections = _sections((NOTEBOOKS / "instructor" / f"{path.stem}.md").read_text(encoding="utf-8"))
    about = dict(re.findall(r"^- \*\*(\d\d-\w+)\*\* (.+(?:\n  .+)*)", sections.pop(WRONG), re.MULTILINE))
    cells = []
    for at, cell in enumerate(made.cells):
        asked = ASKS.search(cell.source) if cell.cell_type == "code" else None
        cells.append(cell)
        if at == 0:
            cells.append(_note("\n\n".join(f"**{title}**\n\n{text}" for title, text in sections.items())))
        if asked:
            cells.append(_note(about[asked[1]]))
    made.cells = cells
    return made


def _sections(notes: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", notes, flags=re.MULTILINE)[1:]
    return {title: text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}


def _note(text: str) -> Any:
    return nbformat.v4.new_markdown_cell(text, metadata={"slideshow": {"slide_type": "notes"}})


def deck(made: Any) -> str:
    """Return a notebook's slides as a page, which loads nothing but what lies in ``reveal.js`` beside it."""
    exporter = SlidesExporter(  # type: ignore[no-untyped-call]
        extra_loaders=[DictLoader({"offline.html.j2": TEMPLATE})],
        template_file="offline.html.j2",
        reveal_url_prefix="reveal.js",
        reveal_theme="white",
    )
    made.cells = list(with_broken_pictures(made.cells, HEIGHT - MARGIN))
    text, _resources = exporter.from_notebook_node(made)
    return str(text)


def make(numbers: list[str], out: Path = OUT) -> list[Path]:
    """Write the decks of some lessons, and reveal.js beside them; return their files.

    Args:
        numbers: The lessons' numbers.
        out: Where to.

    Raises:
        UsageError: If npm has not installed reveal.js.
    """
    if not REVEAL.is_dir():
        raise UsageError("reveal.js is not installed here; run: npm ci")
    for part in PARTS:
        shutil.copytree(REVEAL / part, out / "reveal.js" / part, dirs_exist_ok=True)
    shutil.copy(REVEAL / "LICENSE", out / "reveal.js")
    made = []
    for number in numbers:
        (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
        made.append(out / f"{path.stem}.slides.html")
        write_file(made[-1], deck(with_notes(number)))
    return made


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.slides", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("numbers", nargs="*", help="numbers of lessons, such as 03; without any, all")
    wanted = parser.parse_args(arguments).numbers or [source.stem[:2] for source in sources()]
    for path in make(wanted):
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
