"""Player: step back and forth through a recording, in Jupyter."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from qlab.errors import UsageError
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.text import html
from qlab.text.escape import repr_of, shorten
from qlab.text.words import plural
from qlab.widgets import assets
from qlab.widgets.class_votes import ClassVotes, Room
from qlab.widgets.player_data import to_text
from qlab.widgets.still import still_html, still_text
from qlab.widgets.tracks import Tracks

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["Player"]


PAUSE = 0.1
"""So long, in s, the browser is left alone between two chunks of new steps: a cell may take thousands, and a Jupyter
server drops what comes too fast."""

VIEWS = ("stage", "keys")
"""What a player can show: one queue in the room that there is, or every key."""


class Player(anywidget.AnyWidget):
    """Steps through a recording, and shows at each step every key, what changed, and the commands that did it.

    ``player.step`` is a trait, linked both ways: set it and the picture follows, ``player.observe(f, "step")`` hears of
    every step taken in the browser. A player of a lab grows as the lab steps on; while it stands at the last step, it
    goes along. Where no script runs (GitHub, nbviewer, PDF) it is a still picture of its step.

    Two stand side by side on one clock, which begins with each: ``Player(mine, theirs)``. What they did at the same
    moment is one step of the player.

    Args:
        source: The recording, or the lab whose recording to follow.
        beside: Another one, to be shown beside it.
        step: Where to begin: a step's number from 1, or 0 for the beginning. None: the first step of a recording, the
            last of a lab.
        view: ``stage``, one queue in the room that there is, or ``keys``, every key; the key K switches.
        predict: True: stop before each step in which a job moves, and ask where it goes; or the numbers of the steps to
            ask about. What was answered stands in ``player.answers``: step, queue, job, guess, truth, right.
        names: What two recordings are called; None: by their queues.
        room: A class, ``qlab.Classroom()``: each question is put to it as well, and its bars stand beside the answers.

    Raises:
        UsageError: If a source is neither, there is no such step, or predict is asked of two recordings.
    """

    _esm = assets.bundle("player")
    _css = assets.stylesheet()
    data = traitlets.Unicode().tag(sync=True, to_json=lambda _text, player: to_text(player._tracks.whole()))
    step = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(VIEWS, "stage").tag(sync=True)
    predict = traitlets.Bool(default_value=False).tag(sync=True)
    questions = traitlets.List(traitlets.Int()).tag(sync=True)
    answers = traitlets.List(traitlets.Dict()).tag(sync=True)
    in_class = traitlets.Bool(default_value=False).tag(sync=True)
    votes = traitlets.Dict().tag(sync=True)
    _followed: Sequence[Recording] = ()
    _following = _due = False
    _told_at = 0.0

    def __init__(
        self,
        source: Recording | Lab,
        beside: Recording | Lab | None = None,
        *,
        step: int | None = None,
        view: str = "stage",
        predict: bool | Iterable[int] = False,
        names: Sequence[str] | None = None,
        room: Room | None = None,
    ) -> None:
        sources = [source] if beside is None else [source, beside]
        recordings = [_recording(each) for each in sources]
        self._tracks = Tracks(recordings, names)
        self._told = self._tracks.size
        self._followed = [each for each, given in zip(recordings, sources, strict=True) if given is not each]
        super().__init__(
            step=_begin(len(self._tracks), live=bool(self._followed)) if step is None else step,
            view=_view(view),
            predict=predict is not False,
            questions=_steps(predict, self._tracks),
            in_class=room is not None,
        )
        self._class = None if room is None else ClassVotes(room, recordings[0].steps)
        self.on_msg(self._asked)
        for recording in self._followed:
            recording.listeners.append(self._hear)

    @property
    def recording(self) -> Recording:
        """What is played; of two, the first."""
        return self._tracks.recordings[0]

    def refresh(self) -> None:
        """Take in the steps that the recording has gained. A lab's player does this by itself."""
        follow = self.step == len(self._tracks)
        if not self._tracks.grow():
            return
        self._following = follow
        if follow:
            self.step = len(self._tracks)
        self._tell_soon()

    def send_state(self, key: Any = None) -> None:
        """Send traits to the browser; a step that was only followed goes along with the steps it is one of."""
        if key != "step" or not self._following:
            super().send_state(key)

    def _tell_soon(self) -> None:
        """Tell the browser at once where it was told long enough ago, else when the time has come."""
        wait = self._told_at + PAUSE - time.monotonic()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody would come back to it: a plain script, or another thread
            return self._tell()
        if wait <= 0:
            return self._tell()
        if not self._due:
            self._due = True
            loop.call_later(wait, self._tell)
        return None

    def _tell(self) -> None:
        """Send what the browser has not been told yet."""
        self._due, self._told_at = False, time.monotonic()
        text, self._told = self._told, self._tracks.size
        self._send_steps(text)

    def _send_steps(self, since: Sequence[tuple[int, int, int]]) -> None:
        follow = self.step == len(self._tracks)
        self._following = False
        self.send({**self._tracks.since(since), "show": self.step if follow else None})
        self.send_state("step")

    def _asked(self, _widget: object, message: object, _buffers: object) -> None:
        """Answer a browser that asks the class, or that missed some steps and wants all after those it has."""
        words = message if isinstance(message, dict) else {}
        told = self._class.hear(words.get("class"), words.get("step")) if self._class else None
        if told is not None:
            self.votes = told
        asked = words.get("after")
        held = [have for have in (asked if isinstance(asked, list) else [asked]) if type(have) is int]
        sizes = [size for size, *_names in self._tracks.size]
        known = len(held) == len(sizes) and all(0 <= have <= size for have, size in zip(held, sizes, strict=True))
        if known and held != sizes:
            self._send_steps([(have, 0, 0) for have in held])

    def close(self) -> None:
        """End the widget; a lab goes on without it."""
        for recording in self._followed:
            if self._hear in recording.listeners:
                recording.listeners.remove(self._hear)
        super().close()

    def _hear(self, _step: Step) -> None:
        self.refresh()

    @traitlets.validate("step")
    def _within(self, proposal: dict[str, Any]) -> int:
        step: int = proposal["value"]
        if not 0 <= step <= len(self._tracks):
            steps = len(self._tracks)
            raise UsageError(f"There is no step {step} in a recording of {steps}; choose one from 0 to {steps}.")
        return step

    def __repr__(self) -> str:
        return f"Player({plural(len(self._tracks), 'step')}, at step {self.step})"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**data, "text/plain": self._still_text(), "text/html": self._still_html()}, metadata

    def _stills(self) -> list[tuple[str, Recording, int]]:
        """Return each recording with its name, and the step at which it stands."""
        tracks = self._tracks
        stands = tracks.places[self.step] if tracks.paired else (self.step,)
        return list(zip(tracks.names, tracks.recordings, stands, strict=True))

    def _still_text(self) -> str:
        texts = [(name, still_text(recording, step)) for name, recording, step in self._stills()]
        return "\n\n".join(f"{name}\n{text}" if len(texts) > 1 else text for name, text in texts)

    def _still_html(self) -> str:
        stills = [(name, still_html(recording, step)) for name, recording, step in self._stills()]
        if len(stills) == 1:
            return stills[0][1]
        return html.join(*(html.join(html.element("h3", name), html.Html(still)) for name, still in stills))


def _recording(source: object) -> Recording:
    found = source if isinstance(source, Recording) else getattr(source, "recording", None)
    if not isinstance(found, Recording):
        raise UsageError(
            f"A player plays a recording or a lab, not {shorten(type(source).__name__, 40)}; "
            "give it lab.recording, or Recording.load(path)."
        )
    return found


def _begin(steps: int, *, live: bool) -> int:
    return steps if live else min(1, steps)


def _steps(predict: Any, tracks: Tracks) -> list[int]:
    """Return the steps to ask about; none where that is every one, or nothing is asked."""
    if not isinstance(predict, bool) and (isinstance(predict, str) or not isinstance(predict, Iterable)):
        raise UsageError(f"predict is {repr_of(predict)}; give True, or the numbers of steps, such as [26, 31].")
    steps, last = [] if isinstance(predict, bool) else list(predict), len(tracks)
    if tracks.paired and predict is not False:
        raise UsageError("A player of two recordings does not ask; leave out predict, or play one.")
    wrong = [step for step in steps if not (isinstance(step, int) and 1 <= step <= last)]
    if wrong:
        raise UsageError(f"There is no step {repr_of(wrong[0])} to predict; choose from 1 to {last}.")
    return steps


def _view(view: str) -> str:
    if view not in VIEWS:
        raise UsageError(f"A player has no view {shorten(repr(view), 40)}; choose one of: {', '.join(VIEWS)}.")
    return view
