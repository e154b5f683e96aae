"""BackoffExplorer: sliders over a retry schedule, and the storm of many clients."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from qlab.errors import QlabError
from qlab.text import html
from qlab.text.escape import terminal
from qlab.widgets import assets
from qlab.widgets.player_data import to_text
from qlab.widgets.storm import STRATEGIES, Setting, compare, picture, real_waits, text

__all__ = ["BackoffExplorer"]


class BackoffExplorer(anywidget.AnyWidget):
    """Shows when the attempts of a failing job come, what they cost in time, and how jitter flattens a retry storm.

    Every number comes from the functions of :mod:`qlab.protocol.backoff`, by which a lab's jobs wait; :meth:`check`
    (a button in the browser) lets a real job fail on a real queue and compares.

    Args:
        attempts: How often a job may run, from 1 to 12.
        delay_ms: The first wait, in ms, from 100 to 60,000.
        strategy: ``fixed``, ``exponential``, ``capped`` (at 4 times the delay) or ``jitter`` (exponential, halved at
            most).
        failure: The probability that an attempt fails, from 0 to 1.
        clients: How many jobs fail together, from 1 to 1,000.
    """

    _esm = assets.bundle("explorer")
    _css = assets.stylesheet()
    attempts = traitlets.Int(4, min=1, max=12).tag(sync=True)
    delay_ms = traitlets.Int(2_000, min=100, max=60_000).tag(sync=True)
    strategy = traitlets.Enum(STRATEGIES, "exponential").tag(sync=True)
    failure = traitlets.Float(1.0, min=0.0, max=1.0).tag(sync=True)
    clients = traitlets.Int(100, min=1, max=1_000).tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    checked = traitlets.Unicode().tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._redraw()
        self.observe(self._redraw, ["attempts", "delay_ms", "strategy", "failure", "clients"])
        self.on_msg(self._hear)

    @property
    def setting(self) -> Setting:
        """What the sliders say."""
        return Setting(self.attempts, self.delay_ms, self.strategy, self.failure, self.clients)

    def check(self) -> tuple[int, ...]:
        """Let a real job fail in a lab of its own, and compare its waits with the schedule.

        Returns:
            The waits that BullMQ wrote, in ms; what they show stands in ``checked``.
        """
        waits = real_waits(self.setting)
        self.checked = compare(self.setting, waits)
        return waits

    def _redraw(self, _change: object = None) -> None:
        self.picture, self.checked = to_text(picture(self.setting)), ""

    def _hear(self, _widget: object, message: object, _buffers: object) -> None:
        if message != {"do": "check"}:
            return
        try:
            self.check()
        except QlabError as error:
            self.checked = str(error)

    def __repr__(self) -> str:
        return f"BackoffExplorer({self.attempts} attempts, {self.setting.backoff()})"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        rows = [(row["attempt"], row["wait"], row["at"]) for row in picture(self.setting)["rows"]]
        table = html.table(("attempt", "waits", "at"), rows)
        still = html.card("Backoff", terminal(text(self.setting).splitlines()[0]), table)
        return {**data, "text/plain": text(self.setting), "text/html": still}, metadata
