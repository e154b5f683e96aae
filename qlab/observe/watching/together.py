"""Several queues in one recording, on one clock: each is watched by itself, and their steps are put in one order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from heapq import merge
from pathlib import Path

from immutables import Map

from qlab.errors import UsageError
from qlab.observe.address import Address
from qlab.observe.connection import Connection
from qlab.observe.watching.watch import Progress
from qlab.observe.watching.watch_file import ended_by_ctrl_c, record, write
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.snapshot.model import Snapshot, State
from qlab.snapshot.redact import Redact
from qlab.text.durations import Duration

__all__ = ["record_each"]


def record_each(
    home: Address,
    places: Sequence[tuple[str, str]],
    *,
    seconds: Duration | None,
    from_start: bool,
    path: Path | None,
    redact: Redact,
    stop: threading.Event,
    progress: Progress | None,
) -> Recording:
    """Watch one queue, or several of one prefix; see :meth:`qlab.Observer.watch`."""
    if len({prefix for prefix, _queue in places}) != 1:
        raise UsageError("One recording holds queues of one prefix; give at least one, and all under the same.")
    if len(places) == 1:
        with closing(Connection(home)) as own:
            return record(own, places[0], seconds=seconds, from_start=from_start, path=path, redact=redact, stop=stop,
                          progress=progress)  # fmt: skip
    events = dict.fromkeys(places, 0)

    def watch(place: tuple[str, str]) -> Recording:
        def tell(number: int, passed: float, remark: str) -> None:
            events[place] = number
            if progress:
                progress(sum(events.values()), passed, remark)

        with closing(Connection(home)) as own:
            return record(own, place, seconds=seconds, from_start=from_start, path=None, redact=redact, stop=stop,
                          progress=tell)  # fmt: skip

    with ended_by_ctrl_c(stop):
        recording = _one(_each(list(dict.fromkeys(places)), watch, stop))
    if path is None:
        return recording
    write(recording, recording.steps, path)
    return Recording.load(path)


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
