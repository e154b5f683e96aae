"""Wishes: what a processor asked for, as an action of a driver; and what it yielded, as a duration."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from qlab.errors import UsageError
from qlab.run.active_job import Taken, Wish
from qlab.run.arrivals import Arrival
from qlab.run.drivers.driver import Driver
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of

__all__ = ["granting", "ms_of", "unless_granted"]

_ASIDE = frozenset({"add", "do", "log", "progress"})
"""The wishes that are done beside the work, and answer nothing that a processor could return."""


def granting(driver: Driver, wish: Wish, taken: Taken) -> Coroutine[Any, Any, Any]:
    """Return the action that grants a wish of the processor of a job that was taken."""
    if wish.what == "add":
        return driver.add(Arrival(0, *wish.arguments))
    if wish.what == "rate_limit":
        return driver.rate_limit(taken.queue, *wish.arguments)
    actions: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {
        "progress": driver.progress,
        "log": driver.log,
        "move_to_delayed": driver.move_to_delayed,
        "move_to_wait": driver.move_to_wait,
        "move_to_waiting_children": driver.move_to_waiting_children,
        "children_values": driver.children_values,
    }
    return actions[wish.what](taken, *wish.arguments)


def unless_granted(returned: Any) -> Any:
    """Return what a processor returned; None for a wish, as of ``lambda job: job.add("mail", "welcome")``."""
    return None if isinstance(returned, Wish) and returned.what in _ASIDE else returned


def ms_of(asked: Any) -> int:
    """Return what a processor yielded, as ms; numbers drawn by chance are rounded to BullMQ's unit of time."""
    try:
        duration: Duration = round(asked) if isinstance(asked, float) and 0 <= asked < float("inf") else asked
        return parse_duration(duration)
    except UsageError as error:
        raise UsageError(
            f"A processor yielded {repr_of(asked, 40)}, which is not a duration; "
            "yield one, a Block, a Crash, or what a method of its job returned."
        ) from error
