"""Signal: by which a worker asks a processor in virtual time to stop, as npm's Worker does by an AbortSignal."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy
from bullmq import AbortError

from qlab.errors import UsageError
from qlab.text.durations import Duration

__all__ = ["Signal", "Waiting"]


@dataclass
class Signal:
    """The third argument of a processor. ``worker.cancel(job)`` aborts it; the processor may heed that or not.

    Attributes:
        aborted: Whether somebody asked the processor to stop.
        reason: Why.
    """

    aborted: bool = False
    reason: str | None = None
    _waiting: list[simpy.Event] = field(default_factory=list)

    def throw_if_aborted(self) -> None:
        """Raise BullMQ's ``AbortError``, which ends the attempt as any error does, where the signal is aborted."""
        if self.aborted:
            raise AbortError(self.reason)

    def wait(self, duration: Duration | None = None) -> Waiting:
        """Work until the signal is aborted, at most for so long: ``if (yield signal.wait("10s")): …``.

        Args:
            duration: How long the work takes if nobody aborts it; None: forever.

        Returns:
            What a processor yields; its answer says whether the signal was aborted.
        """
        return Waiting(self, duration)

    def abort(self, reason: str | None) -> None:
        """Abort it; the second time changes nothing."""
        if self.aborted:
            return
        self.aborted, self.reason = True, reason
        for event in self._waiting:
            event.succeed()

    def told(self, event: simpy.Event) -> simpy.Event:
        """Have an event succeed when the signal is aborted."""
        self._waiting.append(event)
        return event


@dataclass(frozen=True)
class Waiting:
    """Yielded by a processor: work that ends early where its signal is aborted.

    Attributes:
        signal: The signal.
        duration: How long the work takes if nobody aborts it; None: forever.
    """

    signal: Signal
    duration: Duration | None

    def __await__(self) -> Generator[Any, Any, None]:
        if not self.signal.aborted:
            raise UsageError(
                "In virtual time nothing happens while an asynchronous processor waits for its signal; "
                'write def, and yield signal.wait("10s").'
            )
        yield from ()  # which makes this a generator, as __await__ must be
