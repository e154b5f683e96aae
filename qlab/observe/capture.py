"""Capture: watch a queue for some minutes, to take what happened there home into a lab."""

from __future__ import annotations

from pathlib import Path

from qlab.errors import OptionError
from qlab.observe.attach import attach
from qlab.record.recording import Recording
from qlab.snapshot.redact import Redact
from qlab.text.escape import repr_of

__all__ = ["capture"]


def capture(
    url: str, queue: str, minutes: float = 5, *, path: str | Path | None = None, redact: Redact = False
) -> Recording:
    """Watch a queue for some minutes; :meth:`qlab.Lab.from_recording` turns the result into a lab. This is read-only.

    Args:
        url: The server, as for :func:`qlab.attach`.
        queue: The queue's name, or ``prefix:name``.
        minutes: How long; Ctrl-C ends it earlier, and nothing is lost.
        path: Write the recording there as it grows, as :meth:`qlab.Observer.watch` does.
        redact: Replace job data and return values by their shape; ``"all"`` also replaces error texts.

    Returns:
        The recording.

    Raises:
        OptionError: If that is not a number of minutes.
        QueueMissing: If there is no such queue.
        ServerError: If the server cannot be read.
    """
    number: object = minutes
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < float("inf"):
        raise OptionError(f"{repr_of(minutes)} is not a number of minutes; give 0 or more, such as 5.")
    with attach(url) as observer:
        return observer.watch(queue, minutes * 60, path=path, redact=redact)
