"""Small HTML building blocks, the same for everything qlab shows in a notebook.

Whatever is not already :class:`Html` is escaped, so hostile text from Redis stays text. Colours come from JupyterLab's
own variables and so follow its light and dark themes; elsewhere they follow the reader's system. Nothing random goes
into the output: the same value always gives the same HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from qlab.text.escape import html as escaped

__all__ = [
    "STATE_COLOURS",
    "STYLE",
    "Html",
    "badge",
    "card",
    "code",
    "details",
    "element",
    "join",
    "marked",
    "quiet",
    "safe",
    "table",
    "tag",
]

STATE_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "#0072b2",
        "prioritized": "#cc79a7",
        "delayed": "#e69f00",
        "waiting-children": "#56b4e9",
        "active": "#f0e442",
        "completed": "#009e73",
        "failed": "#d55e00",
        "unknown": "#888888",
    }
)
"""A colour for each state (Okabe and Ito's, which colour-blind readers can tell apart). Never the only sign of it."""

_LIGHT = ("#1a1a1a", "#565656", "#ffffff", "#f3f4f6", "#cfd2d6", "#146c2e", "#a4262c")
_DARK = ("#ececec", "#b0b4ba", "#16181c", "#22252b", "#454a52", "#6fd08c", "#ff9c9c")
_JUPYTER = (
    "--jp-content-font-color1", "--jp-content-font-color2", "--jp-layout-color1", "--jp-layout-color2",
    "--jp-border-color2", "", "",
)  # fmt: skip
_NAMES = ("ink", "quiet", "paper", "shade", "line", "plus", "minus")


class Html(str):
    """Text that is HTML already, and safe."""

    __slots__ = ()


def _colours(fallbacks: Sequence[str]) -> str:
    return "".join(
        f"--q-{name}:{f'var({theme},{colour})' if theme else colour};"
        for name, theme, colour in zip(_NAMES, _JUPYTER, fallbacks, strict=True)
    )


SHORT = 31
"""Raw text of at most this many characters is not broken into lines. The id of a flow's job, 32 digits, is."""

# JupyterLab marks its theme on <body>; the colours it has no variable for follow that mark.
STYLE = Html(
    "<style>"
    f".qlab{{{_colours(_LIGHT)}color:var(--q-ink);font-size:13px;line-height:1.45;max-width:80em}}"
    f"@media(prefers-color-scheme:dark){{.qlab{{{_colours(_DARK)}}}}}"
    f"[data-jp-theme-light=true] .qlab{{--q-plus:{_LIGHT[5]};--q-minus:{_LIGHT[6]}}}"
    f"[data-jp-theme-light=false] .qlab{{--q-plus:{_DARK[5]};--q-minus:{_DARK[6]}}}"
    ".qlab h4{margin:.2em 0;font-size:1.1em;color:inherit}"
    ".qlab h5{margin:.8em 0 .2em;font-size:1em;color:inherit}"
    ".qlab p{margin:.3em 0}"
    ".qlab .q-quiet{color:var(--q-quiet)}.qlab .q-plus{color:var(--q-plus)}.qlab .q-minus{color:var(--q-minus)}"
    ".qlab code{font-size:.95em;color:inherit;background:none;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".qlab code.q-short{white-space:pre}"
    ".qlab table{border-collapse:collapse;margin:.3em 0;color:inherit;background:var(--q-paper);font-size:1em}"
    ".qlab th,.qlab td{border:1px solid var(--q-line);padding:.15em .5em;text-align:left;vertical-align:top;"
    "background:none;color:inherit;max-width:44em}"
    ".qlab.qlab.qlab th,.qlab.qlab.qlab td{text-align:left}"  # thrice: JupyterLab aligns tables right, and insists
    ".qlab th{background:var(--q-shade);font-weight:600}"
    ".qlab .q-badge{border:1px solid var(--q-line);border-left:.5em solid var(--q-state,var(--q-line));"
    "border-radius:.3em;padding:0 .4em;white-space:nowrap}"
    ".qlab summary{cursor:pointer}"
    "</style>"
)
"""The style sheet, for `.qlab` and what is inside it alone."""


def safe(content: object) -> Html:
    """Return the content as HTML: as it is where it is :class:`Html`, else escaped."""
    return content if isinstance(content, Html) else Html(escaped(content))


def join(*contents: object) -> Html:
    """Return the contents as HTML, one after the other."""
    return Html("".join(map(safe, contents)))


def element(tag: str, *contents: object, css: str = "") -> Html:
    """Return an element around the contents, with a class from the style sheet."""
    attribute = f' class="{escaped(css)}"' if css else ""
    return Html(f"<{tag}{attribute}>{join(*contents)}</{tag}>")


def code(text: object) -> Html:
    """Return a raw name or value from Redis; a short one stays on one line."""
    return element("code", text, css="q-short" if len(str(text)) <= SHORT else "")


def marked(text: str) -> Html:
    """Return a text as HTML; what stands between two backticks is a name, and set as code."""
    parts = text.split("`")
    closed = len(parts) - (len(parts) + 1) % 2  # a last backtick without a partner is one
    shown = [code(part) if at % 2 else safe(part) for at, part in enumerate(parts[:closed])]
    return join(*shown, *(f"`{part}" for part in parts[closed:]))


def quiet(text: object) -> Html:
    """Return text that stands back: a meaning beside a raw value, a unit, a remark."""
    return element("span", text, css="q-quiet")


def table(
    headers: Sequence[object], rows: Iterable[Sequence[object]], caption: object = "", *, labelled: bool = False
) -> Html:
    """Return a table. Cells are escaped unless they are :class:`Html`.

    Args:
        headers: The columns' names.
        rows: The cells, row by row.
        caption: What stands above it.
        labelled: Give each cell its column's name (``data-label``), for a style that shows a row as a card.

    Returns:
        The table.
    """
    head = join(*(Html(f'<th scope="col">{safe(header)}</th>') for header in headers))
    named = [f' data-label="{escaped(header)}"' if labelled else "" for header in headers]
    body = join(*(element("tr", *map(_cell, named, row)) for row in rows))
    title = element("caption", caption) if caption else ""
    return element("table", title, element("thead", element("tr", head)), element("tbody", body))


def _cell(attributes: str, content: object) -> Html:
    return Html(f"<td{attributes}>{safe(content)}</td>")


def details(summary: object, *sections: object) -> Html:
    """Return sections that open with a click."""
    return element("details", element("summary", summary), *sections)


def badge(state: object, text: object = None) -> Html:
    """Return a job's state, its name beside its colour.

    Args:
        state: The state, or its name.
        text: What to write instead of the name, such as ``3 delayed``.
    """
    colour = STATE_COLOURS.get(str(state), STATE_COLOURS["unknown"])
    return Html(f'<span class="q-badge" style="--q-state:{colour}">{safe(state if text is None else text)}</span>')


def tag(text: object) -> Html:
    """Return a name that stands out, such as a script's."""
    return element("span", text, css="q-badge")


def card(title: object, subtitle: object = "", *sections: object) -> Html:
    """Return a whole output: style, title, subtitle, sections. Cards do not nest: use smaller blocks inside."""
    under = element("p", subtitle, css="q-quiet") if subtitle else ""
    return join(STYLE, element("div", element("h4", title), under, *sections, css="qlab"))
