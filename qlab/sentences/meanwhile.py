"""A clause about what no container tells: a job that was in `active` at both looks, and was taken again in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.protocol.jobs.taken_by import began_between
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.operations import Doer
from qlab.protocol.states import JobState
from qlab.record.transition import place
from qlab.sentences.context import of_queue
from qlab.snapshot.changes import HashChanged
from qlab.text.words import listed, short_id

if TYPE_CHECKING:
    from qlab.protocol.keys import Key
    from qlab.record.step import Step

__all__ = ["taken_again"]


def taken_again(step: Step) -> str:
    """Return which jobs left `active` and are back in it with another run; "" where none did, or a hand wrote so."""
    if step.operation.doer is Doer.HAND:
        return ""
    found = [f"job {short_id(key.job or '')}{of_queue(step, key.queue)}" for key in _again(step)]
    were = "was" if len(found) == 1 else "were"
    return f"{listed(found)} left `active` and {were} taken again, between two looks" if found else ""


def _again(step: Step) -> Iterator[Key]:
    for change in step.diff:
        if isinstance(change, HashChanged) and began_between(change.fields):
            key = parse_key(change.key, step.after.prefix)
            if key.role is Role.JOB and _is_active(step, key):
                yield key


def _is_active(step: Step, key: Key) -> bool:
    places = {place(state, key.queue, key.job or "") for state in (step.before, step.after)}
    return places == {JobState.ACTIVE}
