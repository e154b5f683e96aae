"""A lesson's page: what follows a prediction is folded away until the reader has chosen; then recordings that step."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.transforms import SphinxTransform

import qlab
from qlab.stories.gallery import STORIES
from qlab.teach.registry import explanations
from qlab.text import html
from tools.site.predictions import Asked, predictions
from tools.site.recordings import STORY_FOLDER, frame

__all__ = ["SHOWN", "Lesson", "form"]

SHOWN = {
    "00": ("email",), "03": ("priority",), "04": ("email",), "05": ("email", "herd", "herd-jitter"),
    "06": ("scheduler",), "07": ("priority", "pause-6", "pause-5"), "08": ("stalled", "crash", "lost-lock"),
    "09": ("deduplication",),
    "10": ("rate-limit", "concurrency"),
    "11": ("flow-default", "flow-fail", "flow-continue", "flow-ignore", "flow-remove"),
}  # fmt: skip
"""The stories of the gallery that belong to a lesson, by its number; the first is embedded."""
UNNAMED = re.compile(r"<th( scope=\"col\")?></th>")
NAMED = '<th><span class="visually-hidden">what</span></th>'
HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>")
FIGURE = re.compile(r"qlab\.plot\.(\w+)\(")


class Lesson(SphinxTransform):
    """Fold a notebook's page, number it, name its figures, and end it with recordings; other pages stay as they are."""

    default_priority = 100  # before Sphinx collects titles

    def apply(self, **_kwargs: Any) -> None:
        """Change the page."""
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        cells = nbformat.read(path, as_version=4).cells
        drawn = {node["cell_index"]: node for node in self.document.findall(nodes.container) if "cell_index" in node}
        for asked in reversed(list(predictions(cells))):  # from the last: an earlier one folds the later ones in
            _fold_one(drawn[asked.cell], drawn[asked.told], asked)
        for index, node in drawn.items():
            _name_figures(node, cells[index]["source"])
        _recordings(self.document, path.name[:2])
        _number(self.document, path.name[:2])


def _fold_one(asking: nodes.container, telling: nodes.container, asked: Asked) -> None:
    parent = asking.parent
    if telling.parent is not parent:
        raise ValueError(f"Prediction {asked.about}: what turned out stands under another heading than the question.")
    _tell(telling, asked)
    asking.children[-1].children = [_raw(form(asked))]
    start = parent.index(asking) + 1
    rest = parent.children[start:]
    end = next((at for at, each in enumerate(rest) if isinstance(each, nodes.section)), len(rest))
    opened = f'<details class="result" id="{_id(asked)}-result"><summary>What turned out</summary>'
    parent.children[start:] = [_raw(opened), *rest[:end], _raw("</details>"), *rest[end:]]
    for each in parent.children:
        each.parent = parent


def form(asked: Asked) -> html.Html:
    """Return a prediction as a form that needs no kernel; the words are those of the notebook's own.

    Args:
        asked: The prediction.
    """
    name, texts = _id(asked), explanations(asked.about)
    radios = (
        html.Html(f'<label><input type="radio" name="{name}" value="{at}"> {html.marked(option)}</label>')
        for at, option in enumerate(asked.options)
    )
    said = (_said(asked, at, option, texts.get(option, "")) for at, option in enumerate(asked.options))
    legend = html.element("legend", html.marked(f"Predict: {asked.question}"))
    how = html.element("p", "Choose one, and say why to yourself. The result opens below.", css="how")
    return html.Html(
        f'<form class="predict" id="{name}">{html.element("fieldset", legend, *radios)}'
        f'{how}<div role="status">{html.join(*said)}</div></form>'
    )


def _said(asked: Asked, at: int, option: str, sentence: str) -> html.Html:
    compared = asked.compared(option)
    words = html.join(html.marked(compared.verdict()), " ", html.marked(sentence))
    return html.Html(f'<p class="{"right" if compared.right else "wrong"}" data-option="{at}" hidden>{words}</p>')


def _tell(telling: nodes.container, asked: Asked) -> None:
    """Beside the stored comparison, in which nobody had chosen, one for each choice."""
    output = telling.children[-1]
    stored = output.children.pop()
    each = [
        _raw(f'<div data-told="{_id(asked)}" data-option="{at}" hidden>{asked.compared(option)._repr_html_()}</div>')
        for at, option in enumerate(asked.options)
    ]
    output += [_raw(f'<div data-told="{_id(asked)}" data-option="">'), stored, _raw("</div>"), *each]


def _number(doctree: nodes.document, lesson: str) -> None:
    """Put the lesson's number before its title; headings in outputs are none of the page, and columns have names."""
    next(doctree.findall(nodes.title)).insert(0, nodes.Text(f"{lesson} "))
    for raw in list(doctree.findall(nodes.raw)):
        text = HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="q-heading">', raw.astext())
        raw.children = [nodes.Text(UNNAMED.sub(NAMED, text))]


def _id(asked: Asked) -> str:
    return f"predict-{asked.about}"


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _name_figures(cell: nodes.container, source: str) -> None:
    """Words for who cannot see a figure: what it draws, and that its data stand beside it where they do."""
    named = FIGURE.search(source)
    about: Any = getattr(qlab.plot, named[1], None) if named else None
    words = (about.__doc__ or "").partition("\n")[0] if about else "A figure that this cell draws."
    beside = " The same as a table follows." if ".table(" in source else ""
    for image in cell.findall(nodes.image):
        image["alt"] = f"{words}{beside}"


def _recordings(doctree: nodes.document, lesson: str) -> None:
    if names := SHOWN.get(lesson):
        links = (
            html.Html(f'<a href="../{STORY_FOLDER}/{each}.html">{html.safe(STORIES[each].title)}</a>') for each in names
        )
        lead = html.element("p", html.element("strong", "Step through it here: "), html.Html(", ".join(links)), ".")
        place = next(doctree.findall(nodes.section))
        place += _raw(html.join(lead, frame(names[0], f"../{STORY_FOLDER}")))
