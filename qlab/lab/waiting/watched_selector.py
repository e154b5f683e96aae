"""WatchedSelector: an event loop's selector that says so where nothing can happen any more."""

from __future__ import annotations

import selectors
from collections.abc import Collection

from qlab.errors import UsageError
from qlab.lab.waiting.other_threads import LOOK_S, LOOKS, others_may_act

__all__ = ["Unending", "WatchedSelector"]

LOOPS_OWN = 1
"""What an event loop itself registers: its end of a socket by which other threads wake it."""


class Unending(UsageError):  # noqa: N818  it is told as a UsageError
    """What is waited for can never happen."""


class WatchedSelector(selectors.DefaultSelector):
    """Waits like any other; but raises Unending where an event loop waits forever, and nothing is there to wake it.

    An event loop asks for a wait without an end only if nothing is ready and no timer runs. If it has no file or socket
    either, only another thread could wake it. A thread that may is never called idle: Unending is raised only if it is
    certain.

    Args:
        callers: The threads that wait for this one, by their numbers; it may change.
    """

    def __init__(self, callers: Collection[int]) -> None:
        super().__init__()
        self._callers = callers

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for what is registered.

        Raises:
            Unending: If nothing can happen.
        """
        alone = 0
        while timeout is None and len(self.get_map()) <= LOOPS_OWN:
            found = super().select(LOOK_S)
            if found:
                return found
            alone = 0 if others_may_act(self._callers) else alone + 1
            if alone == LOOKS:
                raise Unending(
                    "This await would never return: no timer, connection or thread is left that could end it; "
                    "await something that ends."
                )
        return super().select(timeout)
