"""A clause about what no container tells: a job that was in `active` at both looks, and has run anew in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.protocol.jobs.taken_by import runs_begun
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.states import JobState
from qlab.record.transition import place
from qlab.text.words import jobs

if TYPE_CHECKING:
    from qlab.record.step import Step

__all__ = ["taken_again"]


def taken_again(step: Step) -> str:
    """Return which jobs left `active` and are back in it, with a run that began since; "" where none did.

    Their hashes count the runs (``ats``); where such a job was in between, and how its run ended, no look has seen.
    """
    found = list(_again(step))
    if not found:
        return ""
    was, runs = ("was", "a run") if len(found) == 1 else ("were", "runs")
    return f"{jobs(found)} {was} taken again in between: {runs} ended and began that no look has seen"


def _again(step: Step) -> Iterator[str]:
    for change in step.diff:
        key = parse_key(change.key, step.after.prefix)
        if key.role is Role.JOB and key.job is not None and _ran_anew(step, key.queue, key.job):
            yield key.job


def _ran_anew(step: Step, queue: str, job: str) -> bool:
    old, new = (state.job(job, queue) for state in (step.before, step.after))
    places = {place(state, queue, job) for state in (step.before, step.after)}
    if old is None or new is None or places != {JobState.ACTIVE}:
        return False
    return runs_begun(new.fields) > runs_begun(old.fields)
