"""What a board shows: how many jobs are in each state, and the last moves; read from snapshots alone."""

from __future__ import annotations

from typing import Any

from qlab.record.recording import Recording
from qlab.record.transition import Transition
from qlab.snapshot.model import Snapshot
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

__all__ = ["MOVES", "SMALLEST", "full_bar", "moves_of", "tally", "tally_text", "tell"]

MOVES = 12
"""This many of the last moves are shown."""
SMALLEST = 10
"""A full bar stands for at least this many jobs."""


def full_bar(most: int, before: int = SMALLEST) -> int:
    """Return how many jobs a full bar stands for: 10, 20, 50, 100, …; it never shrinks, so that bars do not jump."""
    scale = max(before, SMALLEST)
    while scale < most:
        scale = scale * 5 // 2 if str(scale).startswith("2") else scale * 2
    return scale


def moves_of(recording: Recording, queue: str) -> list[str]:
    """Return the last moves of a queue's jobs, the latest first."""
    text: list[str] = []
    for step in reversed(recording.steps):
        text += [tell(move, step.elapsed_ms) for move in reversed(step.transitions) if move.queue == queue]
        if len(text) >= MOVES:
            break
    return text[:MOVES]


def tell(move: Transition, elapsed_ms: int | None = None) -> str:
    """Return a move in words: ``+2.000 s  job 1: delayed → active``."""
    when = "" if elapsed_ms is None else f"{format_elapsed(elapsed_ms)}  "
    return f"{when}job {shorten(terminal(move.job), 24)}: {move.source or 'new'} → {move.target or 'removed'}"


def tally(snapshot: Snapshot, queue: str, counts: dict[str, int], scale: int, moves: list[str]) -> dict[str, Any]:
    """Return a board's picture as JSON values."""
    return {
        "queue": queue,
        "at": format_elapsed(snapshot.at - snapshot.start),
        "counts": counts,
        "scale": scale,
        "moves": moves,
    }


def tally_text(shown: dict[str, Any]) -> str:
    """Return the same as text."""
    rows = [f"  {state:<17}{count:>7,}" for state, count in shown["counts"].items()]
    return "\n".join([f"Board of queue {terminal(shown['queue'])} at {shown['at']}", *rows, *shown["moves"]])
