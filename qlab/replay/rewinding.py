"""A job's hash as it was before events that are still to be played: it may have been read after them."""

from __future__ import annotations

from collections.abc import Mapping

from qlab.protocol.events import EVENTS, Ends, Event
from qlab.protocol.fields import ATTEMPTS_FIELDS, named_field
from qlab.text.decoded import to_number

__all__ = ["Fields", "counted", "rewound", "whole"]

Fields = Mapping[str, str]

_DYNAMIC = ("processedOn", "finishedOn", "failedReason", "stacktrace", "returnvalue", "progress", "pb")


def rewound(read: Fields, event: Event, started: int, ended: int) -> dict[str, str]:
    """Return a hash as it was before an event and the attempts ahead of it, of which the batch itself holds these.

    A job just added has made no attempt. The hash may have been read after the last event that is known of: one that
    has finished meanwhile has an attempt more to end.
    """
    kept = {name: text for name, text in read.items() if name not in _DYNAMIC}
    if event == EVENTS["added"]:
        return {name: text for name, text in kept.items() if name not in ("ats", "atm")}
    if "finishedOn" in read and event.ends is not Ends.ALWAYS:
        ended = max(ended, 1)
    for name, back in (("ats", started), ("atm", ended)):
        if name in read:
            kept[name] = str(max(whole(read[name]) - back, 0))
    return kept


def whole(text: str | None) -> int:
    """Return a number of a hash's field; 0 where it is none."""
    if text and text.lstrip("-").isdecimal():
        return int(text)
    return int(to_number(text) or 0)  # up to BullMQ 5.0 a retry is due at 1795566492052.001


def counted(read: Fields | None) -> Fields | None:
    """Return a hash with its attempts under today's name; BullMQ 4 and older counted them in ``attemptsMade``."""
    today, older = ATTEMPTS_FIELDS
    if read is None or named_field(read, ATTEMPTS_FIELDS) == today:
        return read
    return {today if name == older else name: text for name, text in read.items()}
