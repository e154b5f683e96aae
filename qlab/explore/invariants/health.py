"""The promise that the doctor has nothing to say in the end."""

from __future__ import annotations

from qlab.explore.invariants.invariant import About, Invariant
from qlab.explore.moment import Moment

__all__ = ["HEALTHY"]


def _unwell(moment: Moment) -> str | None:
    worst = next(iter(moment.diagnosis.at_least("error")), None)
    return None if worst is None else f"{worst.where}: {worst.summary.removesuffix('.')} [{worst.check}]"


HEALTHY = Invariant(
    "healthy",
    "Where no actor can move any more, the doctor finds no error: no job is stuck or lost.",
    "qlab doctor; each of its findings names the page of BullMQ's documentation it rests on",
    About.END,
    _unwell,
)
