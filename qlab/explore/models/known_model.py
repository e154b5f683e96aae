"""Model: a world, what it may suffer, and what is known to come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.exploration import Exploration
from qlab.explore.exploring import explore
from qlab.lab.lab import Lab

__all__ = ["Model", "OfTheLibrary", "model"]


@dataclass(frozen=True)
class OfTheLibrary:
    """The world of a model of the library, by its name: so it can be sent to any process that has qlab.

    Attributes:
        name: The model's name.
    """

    name: str

    def __call__(self, lab: Lab) -> Mapping[str, Any]:
        """Set the world up, and name its actors."""
        from qlab.explore.models import MODELS

        return MODELS[self.name].world(lab)


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

    @property
    def sendable(self) -> World:
        """Its world, as an executor's workers can be sent it."""
        from qlab.explore.models import MODELS

        return OfTheLibrary(self.name) if MODELS.get(self.name) is self else self.world

    def explore(self, **other: Any) -> Exploration:
        """Explore it; other arguments replace the model's own."""
        return explore(self.sendable, **{**self.options, **other})


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
