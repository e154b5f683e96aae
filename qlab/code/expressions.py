"""Expressions: what a call is given, apart from the language that it is written in.

A JSON value stands for itself. The classes here are what JSON has no words for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Expression", "Later", "Named", "Raised", "Waits"]


@dataclass(frozen=True, slots=True)
class Named:
    """A variable, such as ``token``."""

    name: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An error that a processor raises.

    Attributes:
        text: Its message.
        kind: Its class; None: the language's plain one.
        stack: What its stack is to be; None: what the language makes it.
    """

    text: str
    kind: str | None = None
    stack: str | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """A moment this many ms from now."""

    ms: int


@dataclass(frozen=True, slots=True)
class Waits:
    """The job option ``backoff`` as it is stored, which the packages do not all take as it is."""

    option: Any


Expression = Any
"""A JSON value, or one of the classes above; lists and dicts may hold both."""
