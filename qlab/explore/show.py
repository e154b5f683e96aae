"""Explorations as text and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.text.escape import html, terminal
from qlab.text.words import listed, plural

if TYPE_CHECKING:
    from qlab.explore.exploration import Counterexample, Exploration

__all__ = ["counterexample_html", "counterexample_text", "exploration_html", "exploration_text", "verdict"]


def exploration_text(found: Exploration) -> str:
    """Return what was found, as plain text: the size of the search, then each counterexample."""
    return "\n".join((_head(found), *(counterexample_text(each) for each in found.counterexamples)))


def _head(found: Exploration) -> str:
    return f"{verdict(found)}\n{_size(found)}"


def _size(found: Exploration) -> str:
    return f"{plural(found.states, 'state')}, {plural(found.moves, 'move')}, up to {found.depth:,} in a row."


def verdict(found: Exploration) -> str:
    """Return the verdict in a sentence."""
    if found.counterexamples:
        broken = list(dict.fromkeys(each.invariant.name for each in found.counterexamples))
        more = "" if found.complete or "broken" in found.cut else f" Cut short: {found.cut}."
        return f"Broken: {listed(broken)}.{more}"
    if found.complete:
        if not found.invariants:
            return "All interleavings were tried, and nothing was checked: no promise was given."
        held = "1 promise holds" if len(found.invariants) == 1 else f"{len(found.invariants)} promises hold"
        return f"All interleavings were tried; {held} in every state."
    return f"Cut short: {found.cut}. No broken promise was met, but not every state was seen."


def counterexample_text(each: Counterexample) -> str:
    """Return a counterexample as plain text: the promise, how it is broken, the moves."""
    head = f"{terminal(each.invariant.name)}: {terminal(each.message)}"
    return "\n".join((head, *(f"{number:4}  {terminal(move)}" for number, move in enumerate(each.moves, 1))))


def exploration_html(found: Exploration) -> str:
    """Return what was found, as HTML."""
    mark = "✓" if found.holds else "✗" if found.counterexamples else "…"
    parts = [f"<p><strong>{mark} {html(verdict(found))}</strong></p>", _sizes(found)]
    parts += [counterexample_html(each) for each in found.counterexamples]
    return f'<div class="qlab-exploration">{"".join(parts)}</div>'


def _sizes(found: Exploration) -> str:
    names = ", ".join(each.name for each in found.invariants)
    return f"<p>{_size(found)} Checked: {html(names)}.</p>"


def counterexample_html(each: Counterexample) -> str:
    """Return a counterexample as HTML."""
    return (
        f"<details open><summary><strong>{html(each.invariant.name)}</strong>: {html(each.message)}</summary>"
        f"<p>{html(each.invariant.sentence)}</p><ol>{''.join(_items(each))}</ol></details>"
    )


def _items(each: Counterexample) -> Iterator[str]:
    return (f"<li>{html(move)}</li>" for move in each.moves)
