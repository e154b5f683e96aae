"""Tracks: the recordings that a player shows, one or two, on one clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qlab.errors import UsageError
from qlab.record.recording import Recording
from qlab.text.escape import shorten, terminal
from qlab.widgets.player_data import PlayerData

__all__ = ["Tracks", "names_of"]

Json = Any
Size = tuple[int, int, int]
NAME = 40
"""A track's name is cut to this many characters."""


class Tracks:
    """One recording, or two side by side, as the player's script gets them; grows with them.

    Two share a clock that begins with each. What they did at the same moment of it is one place: the first step of
    each, then the second of each. So one press of a key moves both where both did something.

    Args:
        recordings: One or two.
        names: What two are called; None: by their queues.
        lua: Whether to tell the Lua of BullMQ's scripts.

    Raises:
        UsageError: If there are not as many names as recordings.
    """

    def __init__(
        self, recordings: Sequence[Recording], names: Sequence[str] | None = None, *, lua: bool = True
    ) -> None:
        self.datas = [PlayerData(each, lua=lua) for each in recordings]
        self.names = names_of(recordings, names)
        self._counted: tuple[int, ...] = ()
        self._places: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self.places) - 1 if self.paired else len(self.datas[0])

    @property
    def paired(self) -> bool:
        """Whether there are two."""
        return len(self.datas) > 1

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """What is shown."""
        return tuple(data.recording for data in self.datas)

    @property
    def places(self) -> list[tuple[int, ...]]:
        """At each place of the clock, from its beginning, the number of the step at which each recording stands."""
        counted = tuple(map(len, self.datas))
        if counted != self._counted:
            self._counted, self._places = counted, _places(self.recordings, counted)
        return self._places

    @property
    def size(self) -> tuple[Size, ...]:
        """How much each has: what :meth:`since` goes on from."""
        return tuple(data.size for data in self.datas)

    def grow(self) -> bool:
        """Take in the steps that the recordings have gained; return whether there were any."""
        grown = [data.grow() for data in self.datas]  # all of them, not as far as the first that has
        return any(grown)

    def whole(self) -> Json:
        """Return all that there is so far."""
        if not self.paired:
            return self.datas[0].whole()
        return {"tracks": [data.whole() for data in self.datas], "names": self.names, "places": self.places}

    def since(self, size: Sequence[Size]) -> Json:
        """Return what a script needs that has so much of each already."""
        chunks = [data.since(*have) for data, have in zip(self.datas, size, strict=True)]
        return {"tracks": chunks, "places": self.places} if self.paired else chunks[0]


def names_of(recordings: Sequence[Recording], names: Sequence[str] | None) -> list[str]:
    """Return what the recordings are called: as asked, or by their queues.

    Raises:
        UsageError: If there are not as many names as recordings.
    """
    if names is not None and (isinstance(names, str) or len(names) != len(recordings)):
        raise UsageError(f"names gives each recording its name: {len(recordings)} of them, not {names!r}.")
    if names is not None:
        return [shorten(terminal(name), NAME) for name in names]
    order = ("first", "second")
    return [shorten(f"{word}: {_queues(each)}", NAME) for word, each in zip(order, recordings, strict=False)]


def _queues(recording: Recording) -> str:
    found = sorted({*recording.first.queues, *recording.last.queues})
    return ", ".join(map(terminal, found)) or "no queue"


def _places(recordings: Sequence[Recording], counted: Sequence[int]) -> list[tuple[int, ...]]:
    marks = [list(_marks(each, count)) for each, count in zip(recordings, counted, strict=True)]
    stands, places = [0] * len(marks), [tuple([0] * len(marks))]
    for mark in sorted({mark for each in marks for mark in each}):
        for track, each in enumerate(marks):
            stands[track] += stands[track] < len(each) and each[stands[track]] == mark
        places.append(tuple(stands))
    return places


def _marks(recording: Recording, count: int) -> Iterator[tuple[int, int]]:
    """Yield for each step when it happened (ms since the beginning), and how many before it at that moment."""
    latest, rank = -1, 0
    for step in recording.steps[:count]:
        rank = rank + 1 if step.elapsed_ms <= latest else 0
        latest = max(latest, step.elapsed_ms)
        yield latest, rank
