"""What a backoff does to one job, and to many clients that fail at the same moment. Pure; the widget draws it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from qlab.errors import OptionError
from qlab.protocol.backoff import FAIL_NOW, Backoff, exponential, fixed, jittered
from qlab.text.durations import format_ms

__all__ = ["BINS", "STRATEGIES", "Setting", "bars", "compare", "picture", "plan", "real_waits", "storm", "text"]

STRATEGIES = ("fixed", "exponential", "capped", "jitter")
"""What the explorer can choose between. ``capped`` ends at 4 times the delay, ``jitter`` halves at most."""
DELAYS = 8
"""The storm is shown for this many times the first delay: where all fail together, later waves are no higher."""
BINS = 64
"""This many bars the storm has; each stands for an eighth of the first delay, whatever the schedule."""
CAP = 4
RATIO = 0.5


@dataclass(frozen=True)
class Setting:
    """What the explorer's sliders say.

    Attributes:
        attempts: How often the job may run, from 1 to 12.
        delay_ms: The first wait, in ms.
        strategy: One of :data:`STRATEGIES`.
        failure: The probability that an attempt fails, from 0 to 1.
        clients: How many fail together, from 1 to 1,000.
    """

    attempts: int = 4
    delay_ms: int = 2_000
    strategy: str = "exponential"
    failure: float = 1.0
    clients: int = 100

    def backoff(self) -> Backoff:
        """Return the backoff that stands for the setting.

        Raises:
            OptionError: If there is no such strategy.
        """
        if self.strategy not in STRATEGIES:
            raise OptionError(f"There is no strategy {self.strategy!r}; choose one of {', '.join(STRATEGIES)}.")
        if self.strategy == "fixed":
            return fixed(self.delay_ms)
        if self.strategy == "capped":
            return exponential(self.delay_ms, CAP * self.delay_ms)
        plain = exponential(self.delay_ms)
        return jittered(plain, RATIO) if self.strategy == "jitter" else plain


def plan(setting: Setting) -> list[dict[str, Any]]:
    """Return the schedule of one job that fails each time: for each retry its attempt, wait and moment (ms since the
    start).

    ``band`` holds the shortest and longest wait, ``chance`` the probability that the attempt runs.
    """
    backoff, at, rows = setting.backoff(), 0, []
    for number, wait in enumerate(backoff.schedule(setting.attempts), 1):
        at += wait
        chance = setting.failure**number
        band = list(backoff.band_ms(number))
        rows.append({"attempt": number + 1, "wait_ms": wait, "at_ms": at, "band": band, "chance": chance})
    return rows


def storm(setting: Setting, seed: int = 0) -> list[int]:
    """Return when the retries of all clients come that fail together at 0, in ms, sorted. Equal seeds, equal storms."""
    drawn, backoff = random.Random(seed), setting.backoff()  # noqa: S311  for a picture that a seed repeats
    moments: list[int] = []
    for _client in range(setting.clients):
        at = 0
        for attempt in range(1, setting.attempts):
            if drawn.random() >= setting.failure:
                break
            wait = backoff.delay_ms(attempt, drawn.random)
            if wait == FAIL_NOW:
                break
            at += wait
            moments.append(at)
    return sorted(moments)


def bars(moments: list[int], until_ms: int) -> list[int]:
    """Return how many retries come in each of :data:`BINS` equal stretches of time before ``until_ms``."""
    counted = Counter(at * BINS // until_ms for at in moments)
    return [counted[index] for index in range(BINS)]


def picture(setting: Setting) -> dict[str, Any]:
    """Return all that the explorer shows of a setting, as JSON values."""
    rows = plan(setting)
    total = rows[-1]["at_ms"] if rows else 0
    most = "at most " if setting.strategy == "jitter" else ""  # jitter only shortens a wait
    until = DELAYS * setting.delay_ms
    calm = bars(storm(setting), until)
    steps = Setting(setting.attempts, setting.delay_ms, "exponential", setting.failure, setting.clients)
    return {
        "words": str(setting.backoff()),
        "rows": [
            {**row, "wait": most + format_ms(row["wait_ms"]), "at": most + format_ms(row["at_ms"])} for row in rows
        ],
        "total": most + format_ms(total),
        "total_ms": total,
        "until": format_ms(until),
        "ticks": [format_ms(until * quarter // 4) for quarter in range(5)],
        "bin": format_ms(until / BINS),
        "bars": calm,
        "peak": max(calm),
        "in_step": bars(storm(steps), until) if setting.strategy == "jitter" else None,
    }


def text(setting: Setting) -> str:
    """Return the schedule as text."""
    shown = picture(setting)
    when = "by" if setting.strategy == "jitter" else "at"
    rows = [
        f"  attempt {row['attempt']}: after {row['wait']}, {when} {format_ms(row['at_ms'])}" for row in shown["rows"]
    ]
    peak = f"{setting.clients:,} clients failing at once: at most {shown['peak']:,} retries within {shown['bin']}"
    return "\n".join([f"{setting.attempts} attempts, {shown['words']}: {shown['total']} in all", *rows, peak])


def real_waits(setting: Setting) -> tuple[int, ...]:
    """Return the waits, in ms, of a real job in a lab of its own that fails each time: what BullMQ's scripts wrote.

    Raises:
        ServerStartError: If the embedded server does not start.
    """
    from qlab.lab.lab import Lab

    waits: list[int] = []
    with Lab(trace=False) as lab:
        queue = lab.queue("explorer", attempts=setting.attempts, backoff=setting.backoff())
        queue.add("fails")
        while job := queue.take():
            job.fail("as asked")
            view = lab.recording.last.job(job.id, queue.name)
            if view is None or view.due is None:
                break
            waits.append(view.due - lab.clock.now_ms)
            lab.clock.to_next()
    return tuple(waits)


def compare(setting: Setting, waits: tuple[int, ...]) -> str:
    """Say whether real waits are as the schedule has them."""
    bands = [row["band"] for row in plan(setting)]
    fits = len(waits) == len(bands) and all(low <= wait <= high for wait, (low, high) in zip(waits, bands, strict=True))
    text = ", ".join(map(format_ms, waits)) or "not at all"
    return f"{'✓ as planned' if fits else '✗ not as planned'}: BullMQ waited {text}."
