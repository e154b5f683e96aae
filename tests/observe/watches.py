"""A watch in a thread, for as long as a block."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qlab import Recording
from qlab.observe.attach import Observer
from tests.observe import places


@contextmanager
def watching(observer: Observer, queue: str, **options: object) -> Iterator[list[Recording]]:
    """A watch in a thread, for as long as the block; then its recording is in the list."""
    with followed(observer, queue, **options) as (made, _read):
        yield made


@contextmanager
def followed(observer: Observer, queue: str, **options: object) -> Iterator[tuple[list[Recording], list[int]]]:
    """The same, and how many events the watch has read, as its last element says."""
    stop, began, made, read = threading.Event(), threading.Event(), [], [0]

    def told(events: int, *_: object) -> None:
        read.append(events)
        began.set()

    def film() -> None:
        made.append(observer.watch(queue, stop=stop, progress=told, **options))  # type: ignore[arg-type]

    thread = threading.Thread(target=film)
    thread.start()
    try:
        assert began.wait(places.DEADLINE_S)
        yield made, read
    finally:
        stop.set()
        thread.join()
