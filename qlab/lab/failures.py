"""BullMQ's refusals as qlab's errors.

The Python port raises ``TypeError`` with a sentence for the negative number a script returned
(``Scripts.finishedErrors``). Which of our errors that is depends on where the job is now, so the state is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import NoPermissionError, RedisError

from qlab.errors import (
    AccessDenied,
    ClosedError,
    FailedChildren,
    JobError,
    JobMissing,
    LockLost,
    LockMismatch,
    PendingChildren,
    QlabError,
    QueueError,
    ServerUnreachable,
    WrongState,
)
from qlab.escape import shorten
from qlab.snapshot.job import JobView
from qlab.states import JobState

_KINDS = (
    ("Missing key for parent", "parent"),
    ("Missing key", "missing"),
    ("Missing lock", "lock"),
    ("Lock mismatch", "mismatch"),
    ("is not in the", "state"),
    ("pending dependencies", "pending"),
    ("failed child", "children"),
    ("could not be removed", "locked"),
    ("cannot be replaced", "replaced"),
    ("obliterate", "obliterate"),
)


@contextmanager
def refusals(doing: str, job: str | None, look: object) -> Iterator[None]:
    """Turns what BullMQ and Redis raise into qlab's errors.

    Args:
        doing: What was tried, such as ``complete``.
        job: The id of the job it was about.
        look: Called without arguments, gives the job's ``JobView`` as it is now, or None.
    """
    try:
        yield
    except QlabError:
        raise
    except NoPermissionError as error:
        raise AccessDenied(
            f"The server does not let this user {doing} ({error}); ask for the right, or use another."
        ) from error
    except RedisError as error:
        raise ServerUnreachable(
            f"The server could not {doing} ({shorten(error, 120)}); see whether it is running."
        ) from error
    except Exception as error:
        kind = next((kind for text, kind in _KINDS if text in str(error)), None)
        if kind is None:
            raise
        view = look() if callable(look) else None
        raise _refusal(kind, doing, job, view, str(error)) from error


def _refusal(kind: str, doing: str, job: str | None, view: JobView | None, text: str) -> QlabError:
    if kind == "parent":
        return JobMissing(
            f"There is no parent {_quoted(text)}; add the parent first, or leave the option `parent` out."
        )
    if kind == "replaced":
        return JobError(f"{text.rstrip('.')}; give the child another parent, or the job another id.")
    if kind == "obliterate":
        return QueueError(f"{text.rstrip('.')}; finish or fail those jobs first, or say force=True.")
    if kind == "pending":
        return PendingChildren(
            f"Job {job} has children that have not finished; wait for them: job.move_to_waiting_children()."
        )
    if kind == "children":
        return FailedChildren(
            f"Job {job} cannot complete, for a child of it failed; fail it too, or look at its children."
        )
    if view is None:
        return JobMissing(
            f"There is no job {job} any more, so nothing can {doing} it; look at queue.counts() for those there are."
        )
    return _refused_in(kind, doing, job, view)


def _quoted(text: str) -> str:
    match = re.search(r"parent job (\S+)\.", text)
    return match[1] if match else "job"


def _refused_in(kind: str, doing: str, job: str | None, view: JobView) -> QlabError:
    active = view.state is JobState.ACTIVE
    if not active or kind == "state":
        return WrongState(f"Job {job} is in `{view.state}`, where one cannot {doing} it; {_advice(doing, view.state)}.")
    if view.lock is None:
        return LockLost(
            f"The lock of job {job} is lost: it expired before this {doing}, and the stalled check may give the job to another "
            "worker; take the job again, and renew the lock in time with extend_lock()."
        )
    return LockMismatch(
        f"Job {job} is locked by {shorten(view.lock.partition(':')[0], 40)}, and only the worker that holds the lock may {doing} it; "
        "let that worker do it, or take another job."
    )


def _advice(doing: str, state: JobState) -> str:
    if doing in ("retry", "promote", "change_delay"):
        return {"retry": "only a failed or completed job can be retried"}.get(doing, "only a delayed job can")
    if state in (JobState.COMPLETED, JobState.FAILED):
        return "it has finished: retry() runs it once more"
    return "a worker must take it first: job = queue.take()"


def closed() -> ClosedError:
    """The error for a lab that was closed."""
    return ClosedError("This lab is closed; make a new one: lab = Lab().")
