"""Environment: the virtual time of a run, and what is to be done at this instant.

simpy keeps the time and the order. A process that wants something done yields an event of the environment's; the
engine does it and wakes the process with the answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any

import simpy

__all__ = ["Environment", "Errand", "Process"]

Process = Generator[simpy.Event, Any, Any]


@dataclass
class Errand:
    """Something that uses the lab's own handles, which is not to be done inside a coroutine.

    Attributes:
        call: Does it.
        done: Wakes who asked for it.
    """

    call: Callable[[], Any]
    done: simpy.Event


Action = Coroutine[Any, Any, Any]


class Environment:
    """What a run's processes wait for.

    Args:
        now: The time, ms since the epoch.

    Attributes:
        acted: How many actions and errands have been done.
        todo: What is to be done now, in order: a driver's action with the event that tells its answer, or an errand.
        prospects: How many moments are to come that are no upkeep: at one of upkeep a lock is renewed, or somebody
            looks for stalled jobs, and nobody learns of it.
    """

    def __init__(self, now: int) -> None:
        self._env = simpy.Environment(initial_time=now)
        self.acted = self.prospects = 0
        self.todo: deque[tuple[Action, simpy.Event] | Errand] = deque()

    @property
    def now(self) -> int:
        """The virtual time, ms since the epoch."""
        return int(self._env.now)

    def start(self, process: Process) -> None:
        """Start a process."""
        self._env.process(process)

    def event(self) -> simpy.Event:
        """Return a bare simpy event."""
        return self._env.event()

    def pause(self, ms: int) -> simpy.Event:
        """Return an event some ms from now; at once where that is past."""
        timeout = self._env.timeout(max(ms, 0))
        self.prospects += 1
        timeout.callbacks.append(self._came)
        return timeout

    def upkeep(self, ms: int) -> simpy.Event:
        """Return an event some ms from now at which nothing but upkeep is done."""
        return self._env.timeout(max(ms, 0))

    def _came(self, _: simpy.Event) -> None:
        self.prospects -= 1

    def either(self, *events: simpy.Event) -> simpy.Event:
        """Return what comes first of some events."""
        return self._env.any_of(events)

    def at(self, moment: int, call: Callable[[], Any]) -> None:
        """Call something at a moment, ms since the epoch."""
        self.pause(moment - self.now).callbacks.append(lambda _: call())

    @property
    def upkeep_alone_is_left(self) -> bool:
        """Whether nothing is to happen now, and nothing but upkeep later."""
        return not self.prospects and not self.todo and self._env.peek() > self._env.now

    def do(self, action: Action) -> simpy.Event:
        """Ask for a driver's action."""
        event = self._env.event()
        self.todo.append((action, event))
        return event

    def run(self, call: Callable[[], Any]) -> simpy.Event:
        """Ask for an errand."""
        event = self._env.event()
        self.todo.append(Errand(call, event))
        return event

    def close(self) -> None:
        """Close the actions that are not done: the run was cut off."""
        while self.todo:
            following = self.todo.popleft()
            if not isinstance(following, Errand):
                following[0].close()

    def step(self, end: float) -> bool:
        """Go on to the next event; return False if there is none, or it lies behind ``end``, ms since the epoch."""
        following = self._env.peek()
        if following > end or following == float("inf"):
            return False
        self._env.step()
        return True
