"""What the option ``deduplication`` of a job asks for.

Sources: docs.bullmq.io/guide/jobs/deduplication (simple, throttle, debounce, keep last if active); deduplicateJob.lua
and deduplicateJobWithoutReplace.lua. ``reschedule`` is in npm's types (6.7.0) and in no script of PyPI's 3.4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

__all__ = ["NPM_ONLY", "Mode", "mode_of"]

NPM_ONLY = "reschedule"
"""An option of npm's that the scripts of PyPI's package do not know."""


class Mode(StrEnum):
    """The kinds of deduplication, by BullMQ's documentation."""

    SIMPLE = "simple"
    """Refused until the job that holds the id has finished."""
    THROTTLE = "throttle"
    """Refused until a time has passed (``ttl``)."""
    DEBOUNCE = "debounce"
    """It takes a delayed job's place, and the time starts again (``ttl``, ``extend``, ``replace``)."""
    REPLACE = "replace"
    """It takes a delayed job's place (``replace``)."""
    KEEP_LAST = "keepLastIfActive"
    """The last one that comes while the holder is active is added when that has finished."""


def mode_of(options: Mapping[str, Any]) -> Mode:
    """Return the kind of deduplication that a job's option asks for."""
    if options.get("keepLastIfActive"):
        return Mode.KEEP_LAST
    if options.get("replace"):
        return Mode.DEBOUNCE if options.get("extend") and options.get("ttl") else Mode.REPLACE
    return Mode.THROTTLE if options.get("ttl") else Mode.SIMPLE
