"""Class votes: a class answers the questions of a player, and the player shows its bars, then the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from qlab.errors import QlabError
from qlab.record.step import Step

__all__ = ["MOVES", "OTHER", "ClassVotes", "Room"]

Json = Any
MOVES = ("ask", "count", "discuss", "again", "bars", "reveal")
"""What the player's script may ask for; ``count`` changes nothing."""
OTHER = "The class votes on another question now."


class Room(Protocol):
    """A class, as :class:`qlab.Classroom` leads it."""

    @property
    def tally(self) -> Any:
        """Return how it has voted up to now."""

    def ask(self, question: Step) -> Any:
        """Put the question where the step's job will go."""

    def discuss(self) -> Any:
        """Close the vote; the bars stay hidden."""

    def again(self) -> Any:
        """Open the second vote."""

    def bars(self) -> Any:
        """Close the vote, and show the bars."""

    def reveal(self) -> Any:
        """Show the truth."""


class ClassVotes:
    """Puts a player's questions to a class.

    Args:
        room: The class.
        steps: The steps that the player shows.
    """

    def __init__(self, room: Room, steps: Sequence[Step]) -> None:
        self._room, self._steps = room, steps
        self._asked, self._question, self._shown = 0, "", "count"

    def hear(self, what: object, step: object) -> Json | None:
        """Do what the player's script asks for.

        Args:
            what: One of :data:`MOVES`; anything else is not a request.
            step: The number of the step that the question is about.

        Returns:
            What the player is to show of the class; None: nothing was asked that there is.
        """
        if what not in MOVES or type(step) is not int or not 1 <= step <= len(self._steps):
            return None
        if what != "ask" and step != self._asked:
            return None
        try:
            return self._done(str(what), step)
        except QlabError as error:
            return {"step": step, "said": str(error)}

    def _done(self, what: str, step: int) -> Json:
        if what == "ask":
            self._room.ask(self._steps[step - 1])
            self._asked, self._question = step, self._room.tally.question.text
        elif self._room.tally.question.text != self._question:
            return {"step": step, "said": OTHER}
        elif what != "count":
            getattr(self._room, what)()
        self._shown = self._shown if what == "count" else what
        return self._told(step)

    def _told(self, step: int) -> Json:
        """Return how many have voted; how they have, only once the vote is closed for that."""
        tally = self._room.tally
        told = {"step": step, "shown": self._shown, "voted": [tally.total(at) for at in range(len(tally.votes))]}
        if self._shown in ("bars", "reveal"):
            told["bars"] = [[bar.option, list(bar.counts), bar.right] for bar in tally.bars]
        return told
