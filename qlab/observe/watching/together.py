"""Several queues in one recording, on one clock: each is watched by itself, and their steps are put in one order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from heapq import merge

from immutables import Map

from qlab.errors import UsageError
from qlab.observe.address import Address
from qlab.observe.connection import Connection
from qlab.observe.watching.watch import Progress
from qlab.observe.watching.watch_file import Asked, Seen, ended_by_ctrl_c, record, write
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.model import Snapshot, State

__all__ = ["record_each"]


def record_each(home: Address, places: Sequence[tuple[str, str]], asked: Asked) -> Recording:
    """Watch one queue, or several of one prefix; see :meth:`qlab.Observer.watch`."""
    if len({prefix for prefix, _queue in places}) != 1:
        raise UsageError("One recording holds queues of one prefix; give at least one, and all under the same.")
    if len(places) == 1:
        with closing(Connection(home)) as own:
            return record(own, places[0], asked)

    told = _in_turn(asked.seen)
    total = _Total(asked.progress)

    def watch(place: tuple[str, str]) -> Recording:
        with closing(Connection(home)) as own:
            return record(own, place, asked._replace(path=None, progress=total.of(place), seen=told))

    with ended_by_ctrl_c(asked.stop):
        recording = _one(_each(list(dict.fromkeys(places)), watch, asked.stop))
    if asked.path is None:
        return recording
    write(recording, recording.steps, asked.path)
    return Recording.load(asked.path)


def _in_turn(seen: Seen | None) -> Seen | None:
    """Let several threads call a function, one at a time."""
    if seen is None:
        return None
    turn = threading.Lock()

    def tell(step: Step) -> None:
        with turn:
            seen(step)

    return tell


class _Total:
    """Tells the progress of several watches as that of one."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._events: dict[tuple[str, str], int] = {}

    def of(self, place: tuple[str, str]) -> Progress:
        """Return what one of them tells its progress to."""

        def tell(number: int, passed: float, remark: str) -> None:
            self._events[place] = number
            if self._progress:
                self._progress(sum(list(self._events.values())), passed, remark)

        return tell


def _each(
    places: Sequence[tuple[str, str]], watch: Callable[[tuple[str, str]], Recording], stop: threading.Event
) -> list[Recording]:
    """Return what each watch gives, in a thread of its own; where one fails, all end, and its error is raised."""
    made: dict[tuple[str, str], Recording] = {}
    failed: list[BaseException] = []

    def run(place: tuple[str, str]) -> None:
        try:
            made[place] = watch(place)
        except BaseException as error:  # noqa: BLE001  # raised again below, in the caller's thread
            failed.append(error)
            stop.set()

    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [made[place] for place in places]


def _one(recordings: Sequence[Recording]) -> Recording:
    """Return their steps by time, each with the state of all the queues. No two queues share a key."""
    firsts = [each.first for each in recordings]
    start = min(each.at for each in firsts)
    state = Map({name: held for each in firsts for name, held in each.state.items()})
    joined = replace(recordings[0], first=Snapshot(start, start, firsts[0].prefix, state, sampled=True), steps=[])
    now = joined.first
    for index, step in enumerate(merge(*recordings, key=lambda step: step.at), 1):
        after = Snapshot(step.at, start, now.prefix, _changed(now, step), sampled=True)
        joined.steps.append(replace(step, index=index, before=now, after=after, tell=_told(step)))
        now = after
    return joined


def _changed(now: Snapshot, step: Step) -> State:
    state = now.state
    for change in step.diff:
        held = step.after.key(change.key)
        if held is not None:
            state = state.set(change.key, held)
        elif change.key in state:
            state = state.delete(change.key)
    return state


def _told(step: Step) -> Callable[[Step], str]:
    """Return the sentence that was made beside the step's own queue."""
    return lambda _step: step.sentence
