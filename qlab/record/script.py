"""Script: a recording as a program in another language, and what it cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Script"]


@dataclass(frozen=True, slots=True)
class Script:
    """A program that does again what a recording holds.

    Attributes:
        text: Its text.
        unsaid: The steps that it cannot do, a sentence each; in the text a comment stands in their place.
        path: Where it was written, if it was.
    """

    text: str
    unsaid: tuple[str, ...]
    path: Path | None = None

    def __repr__(self) -> str:
        return f"Script({len(self.text.splitlines())} lines, {len(self.unsaid)} steps unsaid)"
