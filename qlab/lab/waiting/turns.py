"""Turns: a lab does one thing at a time, and an interrupt waits until its books are closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from qlab.errors import QlabError, ServerUnreachable, UsageError
from qlab.lab.waiting.interrupts import KeptInterrupt, keeps_interrupts

__all__ = ["Turns"]

T = TypeVar("T")


class Turns:
    """Lets one thread at a time do something with a lab.

    Args:
        doubt: Called when something was cut off half-way, so that what is known of the keys may be out of date.
        why: Returns the error to raise for a lost connection: another thread may have closed the lab.

    Attributes:
        settled: Whether what is being done has come to its end; set it to True where an error is an end, too.
    """

    def __init__(self, doubt: Callable[[], None], why: Callable[[ServerUnreachable], QlabError]) -> None:
        self.settled = False
        self._doubt, self._why = doubt, why
        self._lock, self._owner = threading.Lock(), 0

    @keeps_interrupts
    def take(self, do: Callable[[], T]) -> T:
        """Do one thing, keep a first Ctrl-C until it is done, and notice where it was cut off.

        Args:
            do: Does it.

        Returns:
            What ``do`` returned.

        Raises:
            UsageError: If this thread is doing something with the lab already: in a signal handler or a finalizer.
            ClosedError: If another thread closed the lab in the middle of it.
        """
        if self._lock.locked() and self._owner == threading.get_ident():
            raise UsageError(
                "A signal handler or a finalizer interrupted a call of this lab; "
                "remember what you want to do, and do it after the call."
            )
        with KeptInterrupt(), self._lock:
            self.settled = False
            try:
                self._owner = threading.get_ident()
                done = do()
                self.settled = True
            except ServerUnreachable as error:
                if (why := self._why(error)) is error:
                    raise
                raise why from error
            else:
                return done
            finally:
                self._owner = 0
                if not self.settled:
                    self._doubt()
