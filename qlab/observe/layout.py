"""Layout: whose keys a queue's are, Bull's or a BullMQ's, told from what each release is seen to write.

``tests/observe/node/layouts`` has the keys of eleven releases, from Bull 3 to BullMQ 6, and what made them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from qlab.protocol.keys import Role
from qlab.protocol.legacy import MARKED_ROLES
from qlab.protocol.states import JobState
from qlab.protocol.versions import MARKER_KEY, QUEUE_SCHEDULER, major
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot

__all__ = [
    "Layout",
    "attempts_run",
    "is_bullmq",
    "is_bulls",
    "is_new",
    "is_old",
    "layout",
    "needs_scheduler",
    "stalled_looked_for_by",
]

_SETTINGS = frozenset({"opts.maxLenEvents", "version", "concurrency", "max", "duration"})
"""Fields of ``meta`` that BullMQ writes; Bull only ``paused``."""


class Layout(StrEnum):
    """Whose keys a queue's are."""

    BULL = "Bull 3 or 4"
    OLD = MARKER_KEY.last_before
    NEW = MARKER_KEY.or_newer
    EITHER = "Bull or BullMQ"
    """One of them for certain, or nobody yet: no job with its hash is there, but what a worker of either leaves."""
    OTHER = "not BullMQ's"
    """Another library's: nothing in it is certainly Bull's or BullMQ's."""
    UNSURE = "BullMQ"
    """BullMQ's for certain, but nothing in it tells which: such as jobs that nobody has taken yet, and no marker."""

    @property
    def has_marker(self) -> bool:
        """Whether idle workers of such a queue wait for the key ``marker``; older ones wait for ``wait`` itself."""
        return self in (Layout.NEW, Layout.UNSURE)


def layout(page: Snapshot, queue: str) -> Layout:
    """Return whose keys a queue's are.

    Bull has neither an event stream nor settings in ``meta`` (but for ``paused``). Of several BullMQs the newest
    counts: what only new ones write, else the version that npm's Queue wrote, else what only old ones write.
    """
    meta = page.container(queue, Role.META)
    fields = meta.fields if meta else {}
    if not is_bullmq(page, queue):
        if _is_bull(page, queue):
            return Layout.BULL
        if not page.state or _worker_was_here(page, queue):
            return Layout.EITHER
        return Layout.UNSURE if any(map(is_job, page.all_jobs())) else Layout.OTHER
    version = major(fields.get("version"))
    if any(signs_of_new(page, queue)) or (version is not None and MARKER_KEY.known_to(version)):
        return Layout.NEW
    if version is not None:
        return Layout.OLD
    return Layout.OLD if any(signs_of_old(page, queue)) else Layout.UNSURE


def is_bullmq(page: Snapshot, queue: str) -> bool:
    """Return whether there is anything only BullMQ writes: settings, its stream, its marker, its sets of states."""
    meta = page.container(queue, Role.META)
    if meta is not None and any(name in _SETTINGS for name in meta.fields):
        return True
    only = (Role.EVENTS, Role.MARKER, Role.PRIORITIZED, Role.WAITING_CHILDREN, Role.LEGACY_DELAY)
    return any(
        held is not None and held.type == role.redis_type for role in only for held in [page.container(queue, role)]
    )


def needs_scheduler(page: Snapshot, queue: str) -> bool:
    """Return whether certainly only a QueueScheduler moves the queue's delayed and stalled jobs, as in BullMQ 1."""
    return page.container(queue, Role.LEGACY_DELAY) is not None and not layout(page, queue).has_marker


def stalled_looked_for_by(page: Snapshot, queue: str) -> str:
    """Return who looks for stalled jobs, in words: workers, before BullMQ 2 a QueueScheduler, or what keys leave open.

    BullMQ 1 to 3 write no version into ``meta``, and only delayed jobs make the stream that tells 1 from them.
    """
    if needs_scheduler(page, queue):
        return "a QueueScheduler"
    meta = page.container(queue, Role.META)
    told = layout(page, queue) is not Layout.OLD or (meta is not None and "version" in meta.fields)
    return "a worker" if told else f"a worker (in a {QUEUE_SCHEDULER.older} a QueueScheduler)"


_WORKERS = (Role.STALLED_CHECK, Role.STALLED, Role.LOCK)
"""What workers leave for a while. Bull's write them as BullMQ's do; no other library known here has such keys."""


def _worker_was_here(page: Snapshot, queue: str) -> bool:
    """Return whether a worker of Bull or BullMQ has left something, though no job with its hash is there."""
    return any(key.role in _WORKERS and key.queue == queue for key, _held in page.named())


def _is_bull(page: Snapshot, queue: str) -> bool:
    """Return whether a job is there as Bull writes it, with the moment among its options, or Bull's mark of a paused
    queue.
    """
    if page.container(queue, Role.LEGACY_PAUSED) is not None:
        return True
    return any(is_job(view) and is_bulls(view) for view in page.all_jobs())


def is_bulls(view: JobView) -> bool:
    """Return whether Bull wrote the job: it keeps the moment among the options, too (job.js)."""
    return "timestamp" in view.opts


def attempts_run(view: JobView) -> int:
    """Return how many attempts of a job have ended. Bull counts only those that failed (``moveToFailed`` in job.js)."""
    succeeded = is_bulls(view) and not is_new(view) and view.state is JobState.COMPLETED
    return view.attempts_made + succeeded


def is_job(view: JobView) -> bool:
    """Return whether a hash has what Bull and every BullMQ write into a job's."""
    return all(field in view.fields for field in ("name", "data", "opts", "timestamp"))


def signs_of_new(page: Snapshot, queue: str) -> Iterator[str]:
    """Yield keys and fields on a page that only BullMQ 5 or newer writes: the ``marker`` set, attempts in ``ats``."""
    if page.container(queue, Role.MARKER):
        yield Role.MARKER
    yield from (f"{view.id} ats" for view in page.all_jobs() if is_new(view))


def signs_of_old(page: Snapshot, queue: str) -> Iterator[str]:
    """Yield the keys and fields on a page that only BullMQ 4 or older writes.

    Markers among the ids (2 to 4), ``priority`` (to 3), ``delay`` (1), jobs taken without ``ats``; and the queues of a
    flow had events, but no ``meta``.
    """
    yield from (role for role in (Role.LEGACY_PRIORITY, Role.LEGACY_DELAY) if page.container(queue, role))
    for role in MARKED_ROLES:
        yield from (f"{role} {id}" for id in page.marks(queue, role))
    yield from (f"{view.id} without ats" for view in page.all_jobs() if is_old(view))
    if page.container(queue, Role.EVENTS) and not page.container(queue, Role.META) and any(page.all_jobs()):
        yield "events without meta"


def is_new(view: JobView) -> bool:
    """Return whether a worker of BullMQ 5 or newer has taken the job."""
    return "ats" in view.fields


def is_old(view: JobView) -> bool:
    """Return whether only workers of BullMQ 4 or older have taken the job: newer ones count each start in ``ats``."""
    return not is_new(view) and ("processedOn" in view.fields or "attemptsMade" in view.fields)
