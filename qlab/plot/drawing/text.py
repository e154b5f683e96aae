"""Text in figures: made safe, measured, and cut to the room there is.

Whatever comes from Redis goes through :func:`fit_inches` or :func:`clean`. Mathematics is off in all figures (see
:mod:`qlab.plot.drawing.style`), so ``$`` and backslashes are drawn as they are.
"""

from __future__ import annotations

from functools import lru_cache

from qlab.plot.drawing.style import FONT, MONO, SIZE
from qlab.text.escape import terminal

__all__ = ["clean", "counted_as", "fit_inches", "width", "wrapped"]

LONGEST = 400
"""No figure has room for more characters on one line; what lies beyond is counted, not looked at."""
_SAFETY = 1.03  # hinting may make text a little wider on the screen than its outlines are


@lru_cache(maxsize=2)
def _glyphs(mono: bool) -> frozenset[int]:
    """Return the characters the font can draw."""
    from matplotlib import font_manager, ft2font

    path = font_manager.findfont(MONO if mono else FONT)
    return frozenset(ft2font.FT2Font(str(path)).get_charmap())


def clean(text: object, *, mono: bool = False) -> str:
    r"""Return the text on one line, with what is invisible, or unknown to the font, written as ``\u4f60``."""
    known = _glyphs(mono)
    return "".join(char if ord(char) in known else _code(ord(char)) for char in terminal(text))


def _code(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@lru_cache(maxsize=8_192)
def width(text: str, size: float = SIZE, *, mono: bool = False, bold: bool = False) -> float:
    """Return how wide a clean text is, in inches, at a size in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if not text:
        return 0.0
    font = FontProperties(family=[MONO if mono else FONT], size=size, weight="bold" if bold else "normal")
    points: float = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return points / 72 * _SAFETY


def fit_inches(
    text: object, inches: float, size: float = SIZE, *, mono: bool = False, bold: bool = False, counted: bool = True
) -> str:
    """Return the text, cleaned and cut to a width in inches, with a mark that says how much was cut: ``abc… (+1,980)``.

    With ``counted=False``, for words of our own, the mark is ``…`` alone.
    """
    whole = str(text)
    head, rest = clean(whole[:LONGEST], mono=mono), max(len(whole) - LONGEST, 0)
    if not rest and width(head, size, mono=mono, bold=bold) <= inches:
        return head

    def cut(kept: int) -> str:
        return f"{head[:kept].rstrip()}…" + (f" (+{len(head) - kept + rest:,})" if counted else "")

    low, high = 0, len(head)
    while low < high:  # the widest that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(cut(middle), size, mono=mono, bold=bold) <= inches else (low, middle - 1)
    return cut(low) if low else "…"


def wrapped(text: str, inches: float, size: float = SIZE) -> list[str]:
    """Return a clean text broken into lines of at most a width in inches."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= inches:
            lines[-1] = longer
        else:
            lines.append(fit_inches(word, inches, size))
    return lines


def counted_as(count: int, noun: str) -> str:
    """Return ``1 move``, ``2,000 moves``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
