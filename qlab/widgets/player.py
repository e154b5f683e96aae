"""Player: step back and forth through a recording, in Jupyter."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from qlab.errors import UsageError
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.text.escape import shorten
from qlab.widgets import assets
from qlab.widgets.player_data import PlayerData, to_text
from qlab.widgets.still import still_html, still_text

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

    Args:
        source: The recording, or the lab whose recording to follow.
        step: Where to begin: a step's number from 1, or 0 for the beginning. None: the first step of a recording, the
            last of a lab.
        view: ``stage``, one queue in the room that there is, or ``keys``, every key; the key K switches.
        predict: True: stop before each step in which a job moves, and ask where it goes; or the numbers of the steps to
            ask about. What was answered stands in ``player.answers``: step, queue, job, guess, truth, right.

    Raises:
        UsageError: If the source is neither, or there is no such step.
    """

    _esm = assets.bundle("player")
    _css = assets.stylesheet()
    data = traitlets.Unicode().tag(sync=True, to_json=lambda _text, player: to_text(player._data.whole()))
    step = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(VIEWS, "stage").tag(sync=True)
    predict = traitlets.Bool(default_value=False).tag(sync=True)
    questions = traitlets.List(traitlets.Int()).tag(sync=True)
    answers = traitlets.List(traitlets.Dict()).tag(sync=True)
    _followed: Recording | None = None
    _following = _due = False
    _told_at = 0.0

    def __init__(
        self,
        source: Recording | Lab,
        *,
        step: int | None = None,
        view: str = "stage",
        predict: bool | Iterable[int] = False,
    ) -> None:
        recording = source if isinstance(source, Recording) else getattr(source, "recording", None)
        if not isinstance(recording, Recording):
            raise UsageError(
                f"A player plays a recording or a lab, not {shorten(type(source).__name__, 40)}; "
                "give it lab.recording, or Recording.load(path)."
            )
        self._data = PlayerData(recording)
        begin = min(1, len(recording)) if source is recording else len(recording)
        self._told = self._data.size
        super().__init__(
            step=begin if step is None else step,
            view=_view(view),
            predict=predict is not False,
            questions=_steps(predict, len(recording)),
        )
        self.on_msg(self._asked)
        if source is not recording:
            self._followed = recording
            recording.listeners.append(self._hear)

    @property
    def recording(self) -> Recording:
        """What is played."""
        return self._data.recording

    def refresh(self) -> None:
        """Takes in the steps that the recording has gained. A player of a lab does so by itself."""
        follow = self.step == len(self._data)
        if not self._data.grow():
            return
        self._following = follow
        if follow:
            self.step = len(self._data)
        self._tell_soon()

    def send_state(self, key: Any = None) -> None:
        """Sends traits to the browser; a step that was only followed goes along with the steps it is one of."""
        if key != "step" or not self._following:
            super().send_state(key)

    def _tell_soon(self) -> None:
        """Tells the browser at once where it was told long enough ago, else when the time has come."""
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
        """Sends what the browser has not been told yet."""
        self._due, self._told_at = False, time.monotonic()
        text, self._told = self._told, self._data.size
        self._send_steps(text)

    def _send_steps(self, since: tuple[int, int, int]) -> None:
        follow = self.step == len(self._data)
        self._following = False
        self.send({**self._data.since(*since), "show": self.step if follow else None})
        self.send_state("step")

    def _asked(self, _widget: object, message: object, _buffers: object) -> None:
        """A browser that missed some steps, for nothing was on its screen yet, asks for all after those it has."""
        steps = message.get("after") if isinstance(message, dict) else None
        if isinstance(steps, int) and 0 <= steps < len(self._data):
            self._send_steps((steps, 0, 0))

    def close(self) -> None:
        """Ends the widget; a lab goes on without it."""
        if self._followed is not None and self._hear in self._followed.listeners:
            self._followed.listeners.remove(self._hear)
        super().close()

    def _hear(self, _step: Step) -> None:
        self.refresh()

    @traitlets.validate("step")
    def _within(self, proposal: dict[str, Any]) -> int:
        step: int = proposal["value"]
        if not 0 <= step <= len(self._data):
            steps = len(self._data)
            raise UsageError(f"There is no step {step} in a recording of {steps}; choose one from 0 to {steps}.")
        return step

    def __repr__(self) -> str:
        return f"Player({len(self._data)} steps, at step {self.step})"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        text, picture = still_text(self.recording, self.step), still_html(self.recording, self.step)
        return {**data, "text/plain": text, "text/html": picture}, metadata


def _steps(predict: bool | Iterable[int], last: int) -> list[int]:
    """The steps to ask about; none where that is every one, or nothing is asked."""
    steps = [] if isinstance(predict, bool) else list(predict)
    wrong = [step for step in steps if not 1 <= step <= last]
    if wrong:
        raise UsageError(f"There is no step {wrong[0]} to predict; choose from 1 to {last}.")
    return steps


def _view(view: str) -> str:
    if view not in VIEWS:
        raise UsageError(f"A player has no view {shorten(repr(view), 40)}; choose one of: {', '.join(VIEWS)}.")
    return view
