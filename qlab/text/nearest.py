"""Did you mean …? For names that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "nearest"]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown name: the known one that looks most like it, or all of them.

    Args:
        name: What was given. Case and underscores do not count, so ``lockDuration`` finds ``lock_duration``.
        known: The names there are.
    """
    names = list(known)
    near = nearest(name, names)
    return f"did you mean {near}?" if near is not None else f"it has {', '.join(sorted(names))}."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like the one given; None if none looks like it."""
    plain = {_plain(each): each for each in known}
    near = get_close_matches(_plain(name), plain, 1)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
