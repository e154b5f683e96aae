"""The widgets' scripts and stylesheet, as the browser gets them.

The scripts are ES modules in ``js/``, bundled into ``bundle/`` by ``make js``; who uses qlab needs no Node. A bundle's
first line names the SHA-256 of the sources that it was made from, so that a stale one is found without building it.
The stylesheet is what lies in ``css/``, in the order of the names.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from qlab.text.html import STATE_COLOURS

__all__ = ["BUNDLES", "SOURCES", "bundle", "hash_of_sources", "stylesheet"]

BUNDLES = ("player", "page", "board", "explorer")
"""The scripts there are: three for anywidget, and that of a page that stands for itself."""
_COMMENT = re.compile(r"/\*.*?\*/\n?|^ +", re.DOTALL | re.MULTILINE)
_SPACE = re.compile(r"(?<=[{};,]) +| +(?=[{}])|;? *(?=})|(?<=[a-z0-9]:) +")
_BESIDE = "40-explorer.css"
"""What a page of a recording has no use for: the backoff explorer's and the board's."""
SOURCES = Path(__file__).parent / "js"
"""Where the modules lie that the bundles are made from."""


@cache
def bundle(name: str) -> str:
    """Return a script, whole: one of ``BUNDLES``."""
    return (files("qlab.widgets") / "bundle" / f"{name}.js").read_text(encoding="utf-8")


def hash_of_sources() -> str:
    """Return the SHA-256 of all modules, names included, in the order of their names, as ``tools/js/build.mjs`` counts
    it.
    """
    digest = hashlib.sha256()
    paths = {path.relative_to(SOURCES).as_posix(): path for path in SOURCES.rglob("*") if path.is_file()}
    for name, path in sorted(paths.items()):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def stylesheet(*, page: bool = False) -> str:
    """Return the stylesheet, the states' colours included (:data:`qlab.text.html.STATE_COLOURS`).

    Args:
        page: Only what a page of a recording needs.

    Returns:
        The rules, without comments and without spaces that mean nothing.
    """
    colours = "".join(f"--q-{state}: {colour}; " for state, colour in STATE_COLOURS.items())
    rules = (f".qlab-player .q-state-{state} {{ --q-state: {colour}; }}" for state, colour in STATE_COLOURS.items())
    sheets = sorted((files("qlab.widgets") / "css").iterdir(), key=lambda sheet: sheet.name)
    texts = (sheet.read_text(encoding="utf-8") for sheet in sheets if not (page and sheet.name == _BESIDE))
    return "\n".join([f".qlab-player {{ {colours}}}", *rules, *map(_small, texts)])


def _small(sheet: str) -> str:
    """Return a stylesheet without comments, and without spaces that mean nothing."""
    return _SPACE.sub("", _COMMENT.sub("", sheet))
