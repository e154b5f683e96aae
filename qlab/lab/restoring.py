"""Restoring: a lab that begins with the keys of a recording, and what of them could not be brought back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from qlab.errors import UsageError
from qlab.protocol import operations
from qlab.protocol.keys import STATE_OF_ROLE, Role, job_key, queue_key
from qlab.protocol.states import JobState
from qlab.record.recording import Recording
from qlab.record.redacted import REDACTED
from qlab.record.step import Step
from qlab.snapshot.model import Snapshot
from qlab.snapshot.restore import kept
from qlab.snapshot.values import SHAPES, KeyState
from qlab.text.encoded import is_encodable
from qlab.text.escape import repr_of, shorten, terminal

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["missing", "moment_of", "restore_into", "tokens"]


def moment_of(recording: Recording, until: Step | int | None) -> Snapshot:
    """Return the state after a step of a recording.

    Args:
        recording: The recording.
        until: The step, or its number; 0: the beginning; None: the end.

    Raises:
        UsageError: If the recording has no such step.
    """
    if until is None:
        return recording.last
    number = until.index if isinstance(until, Step) else until
    if isinstance(number, bool) or not isinstance(number, int):
        raise UsageError(f"{repr_of(until)} is not a step; give a step of the recording, or its number.")
    if number == 0:
        return recording.first
    found = next((step for step in recording if step.index == number), None)
    if found is None:
        raise UsageError(f"This recording has no step {number}; it has {len(recording):,}.")
    if isinstance(until, Step) and not _is_same(found, until, recording):
        raise UsageError(f"That step {number} is another recording's; give a step of this one, or its number.")
    return found.after


def _is_same(found: Step, until: Step, recording: Recording) -> bool:
    """Return whether a step is that of the recording, which may have been saved, loaded or redacted since."""
    if found is until:
        return True
    alike = (found.at, found.operation, found.queue, found.job) == (until.at, until.operation, until.queue, until.job)
    return alike and (_is_redacted(recording) or found.after == until.after)


def _is_redacted(recording: Recording) -> bool:
    return REDACTED.strip() in recording.note


def restore_into(lab: Lab, recording: Recording, state: Snapshot) -> Snapshot:
    """Write the keys of a recording's snapshot to a lab's server, which holds none, and return what it holds then."""
    keys = {name: kept(held, state.at) for name, held in state.state.items() if _can_be_written(held)}
    counters = {name: kept(held, state.at) for name, held in _counters(recording, state).items()}
    return lab.restore(state, {**keys, **counters})


def tokens(state: Snapshot) -> dict[tuple[str, str], str]:
    """Return the token that holds each locked job, by queue and id."""
    locks = ((key, held) for key, held in state.named() if key.role is Role.LOCK)
    return {(key.queue, key.job): held.text for key, held in locks if key.job is not None}


def _can_be_written(held: KeyState) -> bool:
    return held.type in SHAPES and (held.type in ("string", "stream") or len(held.value) > 0)


def _counters(recording: Recording, state: Snapshot) -> dict[str, KeyState]:
    """Return counters of ids that nobody saw, set to the highest id there is: a new job must not take one that is in
    use.
    """
    found = {}
    for queue in _without_counter(recording, state):
        name = queue_key(state.prefix, queue, Role.ID)
        highest = str(max((int(id) for id in _ids(state, queue) if id.isdecimal()), default=0))
        found[name] = KeyState(name, "string", "int", None, len(highest), value=highest)
    return found


def _without_counter(recording: Recording, state: Snapshot) -> Iterator[str]:
    if recording.first.sampled:  # in a lab's own recording a counter that is not there was not there
        yield from (name for name in state.queues if not state.container(name, Role.ID) and any(_ids(state, name)))


def _ids(state: Snapshot, queue: str) -> Iterator[str]:
    yield from (view.id for view in state.all_jobs() if view.queue == queue)
    yield from (id for role in STATE_OF_ROLE for id in state.ids(queue, role))


# -- what is missing ---------------------------------------------------------------------------------------------------


def missing(recording: Recording, wanted: Snapshot, restored: Snapshot) -> tuple[str, ...]:
    """List what a restored lab lacks of the queues that were recorded, one sentence each.

    Args:
        recording: Where the state comes from.
        wanted: The state that was to be restored.
        restored: The state that the server holds.
    """
    found = (
        _hidden(recording), _uncounted(recording, wanted), _unseen(recording, wanted), _lockless(wanted),
        _changed(wanted, restored), _unnameable(restored),
    )  # fmt: skip
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _hidden(recording: Recording) -> Iterator[str]:
    if _is_redacted(recording):
        yield "Job data, return values, progress and logs are not the real ones: the recording holds only their shape."


def _uncounted(recording: Recording, wanted: Snapshot) -> Iterator[str]:
    """Yield what the last page of a watched queue counted and did not hold."""
    pages = [step for step in recording if step.operation is operations.SNAPSHOT and step.at <= wanted.at]
    page = pages[-1] if pages else None
    if page is None or page.queue is None or not isinstance(page.returned, Mapping):
        return
    seen = page.after.counts_of(page.queue)
    for state, number in page.returned.items():
        here = seen.get(state, 0)
        if number > here:
            yield f"Queue {_name(page.queue)} had {number:,} {state} jobs, and {here:,} of them were seen."


def _unseen(recording: Recording, state: Snapshot) -> Iterator[str]:
    for key, held in state.named():
        there = len(held.value) if held.type != "string" else held.size
        if held.size > there and key.role is not Role.EVENTS:
            yield f"{_name(held.name)} had {held.size:,} {_entries(held)}, and {there:,} of them were seen."
    for each in state.unread:
        why = "was not read, as the page's time was spent" if each.late else "was too large to be read"
        yield f"{_name(each.key)} {_name(each.field)} {why} ({each.amount:,}).".replace("  ", " ")
    for queue in state.queues if recording.first.sampled else ():
        for id in dict.fromkeys(_ids(state, queue)):
            if job_key(state.prefix, queue, id) not in state.state:
                yield f"Job {_name(id)} of queue {_name(queue)} is in its place, but what it holds was not seen."
    for queue in _without_counter(recording, state):
        yield (
            f"The counter of ids of queue {_name(queue)} was not seen; it is set to the highest id there is, "
            "so that new jobs get ids of their own."
        )


def _lockless(state: Snapshot) -> Iterator[str]:
    for (queue, id), where in state.places.items():
        if where is JobState.ACTIVE and job_key(state.prefix, queue, id, Role.LOCK) not in state.state:
            yield (
                f"Job {_name(id)} of queue {_name(queue)} is active, and its lock was gone or not seen; "
                "it can move once queue.check_stalled() has put it back."
            )


def _changed(wanted: Snapshot, restored: Snapshot) -> Iterator[str]:
    recoded = []
    for name, held in wanted.state.items():
        now = restored.state.get(name)
        if not _can_be_written(held):
            yield f"{_name(name)} is {_article(held.type)} that cannot be written back."
        elif now is None:
            yield f"{_name(name)} had expired."
        elif (now.value, now.expires_at) != (held.value, held.expires_at):
            yield f"{_name(name)} could not be restored as it was."
        elif now.encoding != held.encoding:
            recoded.append(f"{_name(name)}: {now.encoding}, not {held.encoding}")
    if recoded:  # another server's, or another release's, way to hold the same
        count = "1 key" if len(recoded) == 1 else f"{len(recoded):,} keys"
        yield f"This server stores {count} in another encoding, with the same content; for example {recoded[0]}."


def _unnameable(restored: Snapshot) -> Iterator[str]:
    for queue in restored.queues:
        if not is_encodable(queue):
            yield f"Queue {_name(queue)} is no queue of the lab, for its name is not UTF-8; its keys are there."


def _article(type: str) -> str:
    return f"an empty {type}" if type in SHAPES else f"of the type {_name(type)}"


def _entries(held: KeyState) -> str:
    return {"hash": "fields", "zset": "members", "set": "members"}.get(held.type, "elements")


def _name(text: str) -> str:
    return shorten(terminal(text), 80)
