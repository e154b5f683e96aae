"""Cast: the actors that a world names, and the state they begin in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qlab.errors import UsageError
from qlab.explore.engine.actor import Actor, Make
from qlab.explore.patience import Foreign
from qlab.explore.stage.staged_turns import Turns
from qlab.lab.lab import Lab
from qlab.signatures import why_not
from qlab.text.escape import repr_of

__all__ = ["World", "cast", "changed_world"]

World = Callable[[Lab], Mapping[str, Make]]
"""Sets up queues in a lab, and says who acts: ``{name: generator function}``."""
_ENDS = "let it set up the queues, add what the actors need, and return"


def cast(stage: Turns, world: World) -> tuple[Actor, ...]:
    """Set a world up, and name its actors. Those with the same function are interchangeable.

    Raises:
        UsageError: If the world names no actors, or computes on and on.
    """
    if not callable(world):
        raise UsageError(
            f"{repr_of(world, 60)} is not a world; give a function that takes a lab and returns the actors."
        )
    _check_call(world, "The world", "give a function that takes a lab and returns the actors", stage)
    with Foreign("The world", _ENDS):
        named: object = world(stage)
    if not isinstance(named, Mapping) or not named or not all(isinstance(name, str) and name for name in named):
        raise UsageError(
            'A world returns its actors by name, such as {"ann": worker, "bob": worker}, each a generator function; '
            f"this one {_instead(named)}."
        )
    for name, make in named.items():
        _check_call(make, f"Actor {repr_of(name)}", "give the generator function itself, its arguments by partial")
    kinds: dict[Any, int] = {}
    return tuple(Actor(stage, name, make, kinds.setdefault(_kind(make), len(kinds))) for name, make in named.items())


def changed_world(what: str) -> UsageError:
    """Return the error for a world that sets something else up each time: what was found with one is not of another."""
    return UsageError(
        f"The world set up {what} another way the second time; leave chance, the real time and shared variables out of "
        "it."
    )


def _instead(returned: object) -> str:
    """Return what a world did that returned no actors."""
    if returned is None:
        return "has no return"
    if inspect.isgenerator(returned) or inspect.isawaitable(returned) or inspect.isasyncgen(returned):
        return "is a generator or a coroutine itself, and only its actors may yield"
    return f"returned {repr_of(returned, 60)}"


def _check_call(function: object, word: str, advice: str, *given: object) -> None:
    """Refuse what cannot be called so, before it ends in an error that blames qlab's own line."""
    if not callable(function):
        raise UsageError(f"{word} is {repr_of(function, 60)}, which is not a function; {advice}.")
    if why := why_not(function, *given):
        raise UsageError(f"{word} cannot be called as it is ({why}); {advice}.")


def _kind(make: Any) -> Any:
    """Equal for functions that do the same: the function itself, or its partial with the same arguments."""
    if isinstance(make, partial):
        return (_kind(make.func), *map(_same, (*make.args, *make.keywords.items())))
    return id(make)


def _same(given: object) -> Any:
    """Equal for arguments that an actor cannot tell apart: True and 1 are not among those."""
    if type(given) is tuple:
        return tuple(map(_same, given))
    return (type(given), given) if type(given) in {str, int, bool} else id(given)
