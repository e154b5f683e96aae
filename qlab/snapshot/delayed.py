"""Who is in ``delayed``, and when each is due.

The scores' meaning is :func:`qlab.protocol.scores.due_ms`. A job that is due stays in ``delayed`` until a script looks
(``promoteDelayedJobs``, which ``moveToActive``, ``moveToFinished`` and ``retryJob`` include).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from qlab.protocol.keys import Role
from qlab.protocol.scores import DELAYED_STEP, due_ms
from qlab.snapshot.edits import between, first_score, score

if TYPE_CHECKING:
    from qlab.snapshot.model import Snapshot

__all__ = ["Delayed", "delayed", "due_at", "due_within", "next_due"]


class Delayed(NamedTuple):
    """A job in ``delayed``.

    Attributes:
        queue, job: The job.
        at: When it is due, ms since the epoch; None: never (an infinite score, as only a hand writes it).
    """

    queue: str
    job: str
    at: int | None


def delayed(snapshot: Snapshot, queue: str) -> Iterator[Delayed]:
    """Return the jobs in a queue's ``delayed``, in the order in which BullMQ promotes them."""
    held = snapshot.holder(queue, Role.DELAYED)
    return (Delayed(queue, job, due_ms(score)) for job, score in (held.members if held else ()))


def due_at(snapshot: Snapshot, queue: str, job: str) -> int | None:
    """Return when a job is due, ms since the epoch; None where it is not in ``delayed``, or is never due."""
    held = snapshot.holder(queue, Role.DELAYED)
    found = score(held, job) if held is not None else None
    return None if found is None else due_ms(found)


def due_within(snapshot: Snapshot, after: int, until: int, queues: Iterable[str] | None = None) -> Iterator[Delayed]:
    """Yield the delayed jobs that are due later than one moment and not later than another, ms since the epoch.

    Args:
        snapshot: Where to look.
        after: Not those due up to here.
        until: Nor those due later than this.
        queues: In these queues; None: in all.
    """
    for queue in snapshot.queues if queues is None else queues:
        held = snapshot.holder(queue, Role.DELAYED)
        if held is not None:
            within = between(held, (after + 1) * DELAYED_STEP, (until + 1) * DELAYED_STEP)
            yield from (Delayed(queue, member.member, due_ms(member.score)) for member in within)


def next_due(snapshot: Snapshot, after: int) -> int | None:
    """Return when the next delayed job is due after a moment, ms since the epoch; None where none is."""
    held = (snapshot.holder(queue, Role.DELAYED) for queue in snapshot.queues)
    least = (after + 1) * DELAYED_STEP
    scores = (first_score(state, least) for state in held if state is not None)
    return min(
        (moment for found in scores if found is not None and (moment := due_ms(found)) is not None), default=None
    )
