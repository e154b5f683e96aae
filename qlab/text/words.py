"""Words: texts from Redis, jobs and numbers as they stand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qlab.text.escape import shorten

__all__ = ["brief", "in_order", "jobs", "listed", "named", "plural", "short_id", "uncoded"]

LISTED = 6
"""This many jobs are named in a row; the rest are counted."""
_LAST_BACKTICK = re.compile(r"`([^`]*)$")
_RANDOM = re.compile(
    r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)  # as PyPI's and npm's FlowProducer have them


def brief(text: object, width: int = 60) -> str:
    """Return a text on one line, at most ``width`` characters long. The caller must escape it.

    In a sentence two backticks set a name as code. A lone one would pair up with the sentence's own and shift all that
    follows, so it is shown as the escape of its character.
    """
    shown = shorten(" ".join(str(text).split()), width)
    return shown if shown.count("`") % 2 == 0 else _LAST_BACKTICK.sub(r"\\x60\1", shown)


def uncoded(text: str) -> str:
    """Return a sentence for a place that sets no name as code, such as a figure: without its backticks."""
    return text.replace("`", "")


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 job``, ``1,200 jobs``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: Sequence[str]) -> str:
    """Return some things in a row: ``1``, ``1 and 2``, ``1, 2, 3, 4, 5, 6 and 9 more``."""
    rest = len(items) - LISTED
    named = [*items[:LISTED], *([f"{rest:,} more"] if rest > 0 else [])]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def short_id(id: str) -> str:
    """Return a job's id as it stands in a sentence; of the random ones that flows give, the beginning is enough."""
    return f"{id[:8]}…" if _RANDOM.fullmatch(id) else brief(id, 40)


def jobs(ids: Sequence[object]) -> str:
    """Return jobs by their ids: ``job 1``, ``jobs 1, 2 and 3``."""
    return f"job{'' if len(ids) == 1 else 's'} {listed([short_id(str(id)) for id in ids])}"


def named(id: str, name: str) -> str:
    """Return a job's id, with its name where the id says nothing."""
    return f"{short_id(id)} ({brief(name, 30)})" if name and _RANDOM.fullmatch(id) else short_id(id)


def in_order(id: str) -> tuple[bool, int, str]:
    """Sort ids as a person would: the counted ones by number, then the others."""
    counted = id.isdecimal() and len(id) < 16
    return (not counted, int(id) if counted else 0, id)
