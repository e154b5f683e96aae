"""What a watcher has read and not yet played: events with the hashes read beside them, remarks and pages, in order.

Reading must keep ahead of the trimming of the stream, playing need not. Events wait packed: a few ten thousand lists
of bytes would cost Python's collector more than reading them does.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import msgpack  # type: ignore[import-untyped]

from qlab.errors import QlabError
from qlab.observe.hashes import JobHashes, Read
from qlab.record.replay import Fields, Replay
from qlab.record.step import Step
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact
from qlab.snapshot.values import entry, pairs


class Backlog:
    """Waiting to be played.

    Args:
        hashes: Reads the hashes that were left for later.
        redact: What of the jobs' contents to replace by its shape.
    """

    def __init__(self, hashes: JobHashes, redact: Redact) -> None:
        self.events = 0
        self._hashes, self._redact = hashes, redact
        self._items: deque[Callable[[Replay], Iterator[Step]]] = deque()
        self._playing: Iterator[Step] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def batch(self, events: Sequence[Any], read: Read) -> None:
        """Events, and the hashes read right after them; hashes still missing are read before the events are played."""
        packed: bytes = msgpack.packb((events, read), use_bin_type=False)
        self._items.append(partial(self._batch, packed, len(events)))
        self.events += len(events)

    def remark(self, text: str) -> None:
        """A sentence that belongs here, such as that events are missing."""
        self._items.append(partial(_remark, text, int(time.time() * 1_000)))

    def page(self, page: Snapshot) -> None:
        """A page of the queue as it was after all events so far."""
        self._items.append(partial(_page, page))

    def play(self, replay: Replay, seconds: float) -> Iterator[Step]:
        """Plays the oldest of what waits, at least a step, and about so long."""
        until = time.monotonic() + seconds
        while self._items:
            self._playing = self._playing or self._items[0](replay)
            for step in self._playing:
                yield step
                if time.monotonic() > until:
                    return
            self._items.popleft()
            self._playing = None

    def _batch(self, packed: bytes, number: int, replay: Replay) -> Iterator[Step]:
        self.events -= number
        events, read = msgpack.unpackb(packed, raw=True)
        events, read = _text((events, {**self._late(events), **read}))
        entries = [redacting.entry(entry(each), self._redact) for each in events]
        yield from replay.batch(entries, {id: self._fields(flat) for id, flat in read.items()})

    def _late(self, events: Sequence[Any]) -> Read:
        try:
            return self._hashes.read(self._hashes.unseen(events))
        except QlabError:  # the server is away: a step without its job's data is better than none
            return {}

    def _fields(self, flat: Sequence[str] | None) -> Fields | None:
        return None if flat is None else redacting.fields(dict(sorted(pairs(flat))), self._redact)


def _text(raw: Any) -> Any:
    """Bytes as text, however deep."""
    packed: bytes = msgpack.packb(raw, use_bin_type=False)
    return msgpack.unpackb(packed, raw=False, unicode_errors="surrogateescape")


def _remark(text: str, at: int, replay: Replay) -> Iterator[Step]:
    yield replay.remark(text, at)


def _page(page: Snapshot, replay: Replay) -> Iterator[Step]:
    yield replay.page(page)
