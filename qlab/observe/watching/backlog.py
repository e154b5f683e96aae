"""What a watcher has read and not yet played: events with the hashes read beside them, remarks and pages, in order.

Reading must keep ahead of the trimming of the stream, playing need not. Events wait packed: a few ten thousand lists
of bytes would cost Python's collector more than reading them does.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]

from qlab.errors import QlabError
from qlab.observe.connection import text_of
from qlab.observe.watching.hashes import JobHashes, Read
from qlab.observe.watching.pending_attempts import Counts, Tally
from qlab.record.step import Step
from qlab.replay.replay import Fields, Replay
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact
from qlab.snapshot.values import entry, pairs

__all__ = ["Backlog"]


@dataclass
class _Batch:
    """Events and hashes, packed; ``counts`` once they are in the tally."""

    packed: bytes
    number: int
    counts: Counts | None = None

    def unpack(self) -> tuple[Sequence[Any], Read]:
        events, read = msgpack.unpackb(self.packed, raw=True)
        return events, read


@dataclass(frozen=True)
class _Remark:
    text: str
    at: int


class Backlog:
    """Waiting to be played.

    Args:
        hashes: Reads the hashes that were left for later.
        redact: What of the jobs' contents to replace by its shape.
    """

    def __init__(self, hashes: JobHashes, redact: Redact) -> None:
        self.events = 0
        self._hashes, self._redact, self._tally = hashes, redact, Tally()
        self._items: deque[_Batch | _Remark | Snapshot] = deque()
        self._playing: Iterator[Step] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def batch(self, events: Sequence[Any], read: Read) -> None:
        """Take events, and the hashes read right after them; read missing hashes before the events are played."""
        packed: bytes = msgpack.packb((events, read), use_bin_type=False)
        self._items.append(_Batch(packed, len(events)))
        self.events += len(events)

    def remark(self, text: str) -> None:
        """Take a sentence that belongs here, such as that events are missing."""
        self._items.append(_Remark(text, int(time.time() * 1_000)))

    def page(self, page: Snapshot) -> None:
        """Take a page of the queue as it was after all events so far."""
        self._items.append(page)

    def play(self, replay: Replay, seconds: float) -> Iterator[Step]:
        """Play the oldest of what waits, at least a step, and about so long."""
        until = time.monotonic() + seconds
        while self._items:
            self._playing = self._playing or self._steps(self._items[0], replay)
            for step in self._playing:
                yield step
                if time.monotonic() > until:
                    return
            self._items.popleft()
            self._playing = None

    def _steps(self, item: _Batch | _Remark | Snapshot, replay: Replay) -> Iterator[Step]:
        if isinstance(item, _Batch):
            yield from self._batch(item, replay)
        elif isinstance(item, _Remark):
            yield replay.remark(item.text, item.at)
        else:
            yield replay.page(item)

    def _batch(self, batch: _Batch, replay: Replay) -> Iterator[Step]:
        self.events -= batch.number
        events, read = batch.unpack()
        late = self._late(events, read, replay)
        later = self._later(batch, late)
        events, read = _text((events, {**read, **late}))
        entries = [redacting.entry(entry(each), self._redact) for each in events]
        yield from replay.batch(entries, {id: self._fields(flat) for id, flat in read.items()}, later)

    def _late(self, events: Sequence[Any], read: Read, replay: Replay) -> Read:
        """Return the hashes that were left for later, and None for those of finished jobs that are gone.

        Of a job that was taken the hash says by whom, as long as nobody has taken it again. Of a job first seen in the
        middle of its life the hash is read again: how many attempts it had had by then is told by a hash and all the
        events up to it, and while we catch up, there are events that come later.
        """
        unknown = [id for id in self._hashes.named(events) if not replay.knows(text_of(id))]
        added = self._hashes.added(events)
        missing = {id for id in unknown if id not in read or (id not in added and read[id])}
        missing.update(id for id in self._hashes.begun(events) if id not in read)
        done = [id for id in self._hashes.done(events) if id not in read and id not in missing]
        try:
            late = self._hashes.read(missing)
            return {**{id: flat for id, flat in late.items() if flat or id not in read}, **self._hashes.gone(done)}
        except QlabError:  # the server is away: a step without its job's data is better than none
            return {}

    def _later(self, batch: _Batch, late: Read) -> dict[tuple[str, str], int]:
        """Return how many attempts begin and end behind this batch, of the jobs whose hashes are as late as all that
        waits.
        """
        for each in self._items:
            if isinstance(each, _Batch) and each.counts is None:
                each.counts = self._tally.add(each.unpack()[0])
        self._tally.take(batch.counts or {})
        return {(text_of(id), what): number for id in late for what, number in self._tally.of(id)}

    def _fields(self, flat: Sequence[str] | None) -> Fields | None:
        return None if flat is None else redacting.fields(dict(sorted(pairs(flat))), self._redact)


def _text(raw: Any) -> Any:
    """Return bytes as text, however deep."""
    packed: bytes = msgpack.packb(raw, use_bin_type=False)
    return msgpack.unpackb(packed, raw=False, unicode_errors="surrogateescape")
