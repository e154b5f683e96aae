"""The jobs' hashes that a watcher reads beside the events: which, and when.

An event says that a job moved, and little else: name, data and options are in the job's hash, and so is the text of
an error after which the job is tried again, until the next attempt fails. So the hash of a job whose attempt may just
have failed is read at once, whatever comes; those of jobs not seen yet are read at once while events come at a walk,
and later, as far as they are still there, when events come so thick that reading would cost the workers their speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qlab.observe.connection import Connection, text_of
from qlab.protocol.events import EVENTS, Ends, may_fail
from qlab.protocol.keys import job_key
from qlab.snapshot.values import pairs

__all__ = ["JobHashes", "Read"]

AT_ONCE = 200
"""Commands sent together."""
KNOWN = 200_000
"""This many ids of jobs are kept in mind, to read the hash of each but once."""

_ENDING = frozenset(name.encode() for name in EVENTS if may_fail(name, prev="active"))
_FINISHED = frozenset(name.encode() for name, event in EVENTS.items() if event.ends is Ends.ALWAYS)

Read = Mapping[bytes, Sequence[Any] | None]
"""Hashes by job id as the server sent them, ``[field, value, …]``; None: there is none."""


@dataclass
class JobHashes:
    """Reads the hashes of one queue's jobs.

    Args:
        connection: Where to read.
        prefix: The queue's prefix.
        queue: Its name.
    """

    connection: Connection
    prefix: str
    queue: str
    _known: set[bytes] = field(default_factory=set)

    def failing(self, events: Sequence[Any]) -> list[bytes]:
        """Return the jobs whose attempt may have ended with an error in these events."""
        # BullMQ's scripts write the event's name first; this line is run for every event, however thick they come.
        maybe = [dict(pairs(flat)) for _, flat in events if flat[1] in _ENDING]
        return [fields[b"jobId"] for fields in maybe if b"jobId" in fields and _fails(fields)]

    def named(self, events: Sequence[Any]) -> list[bytes]:
        """Return the jobs in these events."""
        ids = dict.fromkeys(dict(pairs(flat)).get(b"jobId") for _, flat in events)
        return [id for id in ids if id is not None]

    def unseen(self, events: Sequence[Any]) -> list[bytes]:
        """Return the jobs in these events whose hashes were not read yet."""
        return [id for id in self.named(events) if id not in self._known]

    def added(self, events: Sequence[Any]) -> set[bytes]:
        """Return the jobs that were added in these events."""
        return set(self.named([each for each in events if each[1][1] == b"added"]))

    def begun(self, events: Sequence[Any]) -> list[bytes]:
        """Return the jobs that were taken in these events: no event says by whom, and their hashes do."""
        return self.named([each for each in events if each[1][1] == b"active"])

    def done(self, events: Sequence[Any]) -> list[bytes]:
        """Return the jobs that finished in these events: with ``removeOnComplete`` no event says that they are gone."""
        return self.named([each for each in events if each[1][1] in _FINISHED])

    def read(self, ids: Iterable[bytes]) -> Read:
        """Return these jobs' hashes, as they are now.

        Raises:
            QlabError: As :meth:`Connection.each` does.
        """
        wanted, found = list(dict.fromkeys(ids)), dict[bytes, Sequence[Any] | None]()
        for at in range(0, len(wanted), AT_ONCE):
            some = wanted[at : at + AT_ONCE]
            replies = self.connection.each(map(self._command, some))
            found.update((id, reply or None) for id, reply in zip(some, replies, strict=True))
        self._known.update(found)
        if len(self._known) > KNOWN:
            self._known = set(found)
        return found

    def gone(self, ids: Sequence[bytes]) -> Read:
        """None for each of these jobs that has no hash any more.

        Raises:
            QlabError: As :meth:`Connection.each` does.
        """
        found = dict[bytes, Sequence[Any] | None]()
        for at in range(0, len(ids), AT_ONCE):
            some = ids[at : at + AT_ONCE]
            replies = self.connection.each(("EXISTS", self._key(id)) for id in some)
            found.update((id, None) for id, there in zip(some, replies, strict=True) if there == 0)
        return found

    def _key(self, id: bytes) -> str:
        return job_key(self.prefix, self.queue, text_of(id))

    def _command(self, id: bytes) -> tuple[str, str]:
        return "HGETALL", self._key(id)


def _fails(event: Mapping[bytes, bytes]) -> bool:
    """Return whether an attempt may have failed: ``failed``; ``delayed``, as with a backoff; ``waiting`` after
    ``active``.
    """
    return _may_fail(event.get(b"event", b""), event.get(b"prev", b""))


@lru_cache(maxsize=100)  # a watcher asks the same of thousands of events a second
def _may_fail(name: bytes, prev: bytes) -> bool:
    return may_fail(name.decode("utf-8", "replace"), prev.decode("utf-8", "replace"))
