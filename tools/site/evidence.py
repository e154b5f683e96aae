"""What the gallery's stories show of each key and event: a value that it had, and the operations that changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from qlab import Lab, Recording, Step
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.operations import Operation
from qlab.snapshot.values import Entry
from qlab.stories.gallery import STORIES, play

__all__ = ["Sighting", "Writer", "events_seen", "keys_seen", "writers"]


class Writer(NamedTuple):
    """An operation that changed a key, and the script that it ran ("" for plain commands)."""

    operation: Operation
    script: str


class Sighting(NamedTuple):
    """A key that a step left, and the name of the story."""

    story: str
    step: Step
    name: str


@cache
def _recordings() -> dict[str, Recording]:
    return {**{name: play(name) for name in STORIES}, "": _rest()}


def _rest() -> Recording:
    """Return what no story does: a log, progress, a job id that is taken, counts of finished jobs, and a clean-up."""
    with Lab() as lab:
        email = lab.queue("email")
        worker = lab.worker(email, metrics=60)
        for id in ("ada", "ada", "bob"):
            email.add("welcome", jobId=id)
        for _turn in range(2):
            job = worker.take()
            job.log("250 OK")
            job.progress(50)
            job.complete()
            lab.clock.advance("1m")
        email.clean("completed")
        return lab.recording


def _changes() -> Iterator[tuple[Sighting, Role]]:
    for story, recording in _recordings().items():
        for step in recording:
            for change in step.diff:
                yield Sighting(story, step, change.key), parse_key(change.key).role


@cache
def writers() -> dict[Role, list[Writer]]:
    """Return for each key's role, who changed such a key, in the order of their first time."""
    found: dict[Role, dict[Writer, None]] = defaultdict(dict)
    for sighting, role in _changes():
        found[role][Writer(sighting.step.call.operation, sighting.step.script or "")] = None
    return {role: list(each) for role, each in found.items()}


@cache
def keys_seen() -> dict[Role, Sighting]:
    """Return for each role, the first key of it that a step left, the fullest of its story."""
    found: dict[Role, Sighting] = {}
    for sighting, role in _changes():
        state = sighting.step.after.key(sighting.name)
        if state is None:
            continue
        best = found.get(role)
        if best is None or (best.story == sighting.story and state.size > _size(best)):
            found[role] = sighting
    return found


def _size(sighting: Sighting) -> int:
    state = sighting.step.after.key(sighting.name)
    return state.size if state else 0


@cache
def events_seen() -> dict[str, Entry]:
    """Return for each event, the first entry of the streams that tells it."""
    found: dict[str, Entry] = {}
    for recording in _recordings().values():
        for name, state in recording.last.state.items():
            if parse_key(name).role is Role.EVENTS:
                for entry in state.entries:
                    found.setdefault(dict(entry.fields).get("event", ""), entry)
    return found
