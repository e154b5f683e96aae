"""The widgets' script and stylesheet: a few readable files each, joined into one.

There is no build step and no framework: the browser gets what lies in ``js/`` and ``css/``, in the order of the names.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from qlab.text.html import STATE_COLOURS

SHARED = "10-text.js"
"""What the other widgets take from the player: elements, text made visible, icons."""


@cache
def script() -> str:
    """The player's script without exports, as a page's inline module needs it."""
    return _joined("js", ".js")


@cache
def module(folder: str = "js") -> str:
    """The ES module that anywidget loads; the player's also exports ``mount``."""
    if folder == "js":
        return script() + "export { mount };\nexport default { render };\n"
    shared = (files("qlab.widgets") / "js" / SHARED).read_text(encoding="utf-8")
    return f"{shared}\n{_joined(folder, '.js')}\nexport default {{ render }};\n"


@cache
def stylesheet() -> str:
    """The stylesheet, the states' colours included (:data:`qlab.text.html.STATE_COLOURS`)."""
    colours = "".join(f"--q-{state}: {colour}; " for state, colour in STATE_COLOURS.items())
    rules = (f".qlab-player .q-state-{state} {{ --q-state: {colour}; }}" for state, colour in STATE_COLOURS.items())
    return "\n".join([f".qlab-player {{ {colours}}}", *rules, _joined("css", ".css")])


def _joined(folder: str, suffix: str) -> str:
    parts = [part for part in (files("qlab.widgets") / folder).iterdir() if part.name.endswith(suffix)]
    return "\n".join(part.read_text(encoding="utf-8") for part in sorted(parts, key=lambda part: part.name))
