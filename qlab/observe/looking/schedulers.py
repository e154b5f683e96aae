"""A queue's job schedulers: rule, how often each ran, its next moments, whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from qlab.observe.connection import Connection
from qlab.observe.page import MOST, read_page
from qlab.protocol.keys import Role, detail_key
from qlab.protocol.schedulers import Rule

__all__ = ["SchedulerInfo", "schedulers"]


@dataclass(frozen=True)
class SchedulerInfo:
    """A job scheduler.

    Attributes:
        id: Its id.
        rule: Its rule in words; "" for a repeatable job of an old release, whose rule is its id.
        made: How many jobs it has made; None where that is not counted.
        next_ms: Its next moment, ms since the epoch; None where none is set.
        late_ms: For how long that moment has passed, ms; 0 where it lies ahead.
        moments: Its next moments, ms since the epoch.
        ended: Why it makes no more jobs; "" where it does.
    """

    id: str
    rule: str
    made: int | None
    next_ms: int | None
    late_ms: int
    moments: tuple[int, ...]
    ended: str

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON values."""
        return {**vars(self), "moments": list(self.moments)}


def schedulers(connection: Connection, place: tuple[str, str]) -> tuple[SchedulerInfo, ...]:
    """Return a queue's schedulers, the next to run first, at most 1,000; see :meth:`qlab.Observer.schedulers`."""
    page = read_page(connection, *place, limit=MOST, states=())
    held = page.container(place[1], Role.REPEAT)
    found = []
    for id, score in held.members if held else ():
        template = page.key(detail_key(*place, Role.SCHEDULER, id))
        rule = Rule.of(template.fields if template else {})
        at = int(score) if isfinite(score) else None
        late = max(page.at - at, 0) if at is not None else 0
        moments = rule.moments(at) if at is not None and template else ()
        made = rule.made if template else None
        ended = rule.ended(page.at) if template else ""
        found.append(SchedulerInfo(id, rule.text if template else "", made, at, late, moments, ended))
    return tuple(found)
