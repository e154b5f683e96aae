"""What bytes a text must hold so that, in small letters of every script, it holds another."""

from __future__ import annotations

from functools import cache

__all__ = ["FOLDS_BEFORE", "letters_of"]

FOLDS_BEFORE = 0x20000
"""Letters that have a small form of their own come before this code point."""


@cache
def _sources() -> dict[str, tuple[str, ...]]:
    """Return the letters beyond ASCII that become another in small letters, by each letter they become."""
    found: dict[str, list[str]] = {}
    for code in range(0x80, FOLDS_BEFORE):
        letter = chr(code)
        folded = letter.casefold()
        if folded != letter:
            for each in set(folded):
                found.setdefault(each, []).append(letter)
    return {each: tuple(letters) for each, letters in found.items()}


def letters_of(folded: str) -> tuple[bytes, ...]:
    """Return letters, in UTF-8, of which a text must hold one in order to hold ``folded`` when it is case-folded.

    Args:
        folded: A text, case-folded.

    Returns:
        Where ``folded`` is ASCII: the letters beyond ASCII that become a part of it; a text without any of them must
        hold it in small ASCII letters. Else all that become its first letter beyond ASCII, and that letter itself.
    """
    beyond = next((each for each in folded if not each.isascii()), None)
    if beyond is None:
        found = {letter for each in folded for letter in _sources().get(each, ())}
    else:
        found = {beyond, *_sources().get(beyond, ())}
    return tuple(sorted(each.encode("utf-8", "surrogateescape") for each in found))
