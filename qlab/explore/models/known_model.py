"""Model: a world, what it may suffer, and what is known to come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.exploration import Exploration
from qlab.explore.exploring import explore

__all__ = ["Model", "model"]


@dataclass(frozen=True)
class Model:
    """A world with the arguments to explore it with.

    Attributes:
        name: Its name, such as ``crash``.
        sentence: What it is about.
        world: Sets the queues up and names the actors.
        options: The other arguments of :func:`qlab.explore.explore`.
        breaks: The promises known to be broken, each with the number of moves in the shortest counterexample; empty
            where everything holds.
        large: Whether it takes more than a few seconds, so that ``make explore`` runs it and ``make test`` does not.
    """

    name: str
    sentence: str
    world: World
    options: Mapping[str, Any] = field(default_factory=dict)
    breaks: Mapping[str, int] = field(default_factory=dict)
    large: bool = False

    def explore(self, **other: Any) -> Exploration:
        """Explore it; other arguments replace the model's own."""
        return explore(self.world, **{**self.options, **other})


def model(
    sentence: str, *, breaks: Mapping[str, int] | None = None, large: bool = False, name: str = "", **options: Any
) -> Callable[[World], Model]:
    """Make a model of a world function.

    Args:
        sentence: What it is about.
        breaks: The promises known to be broken, with the number of moves it takes.
        large: Whether it takes more than a few seconds.
        name: Its name; empty: the function's.
        options: Arguments of :func:`qlab.explore.explore`.
    """

    def made(world: World) -> Model:
        text = name or world.__name__.replace("_", " ")
        return Model(text, sentence, world, options, breaks or {}, large)

    return made
