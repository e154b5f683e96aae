"""BullMQ's refusals as qlab's errors.

The Python port raises ``TypeError`` with a sentence for the negative number a script returned
(``Scripts.finishedErrors``). Which of our errors that is depends on where the job is now, so the state is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from json import JSONDecodeError

from redis.exceptions import NoPermissionError, RedisError, ResponseError

from qlab.errors import (
    AccessDenied,
    DataError,
    FailedChildren,
    JobError,
    JobMissing,
    LockLost,
    LockMismatch,
    OptionError,
    PendingChildren,
    QlabError,
    QueueError,
    ServerError,
    ServerUnreachable,
    WrongState,
)
from qlab.protocol import operations
from qlab.protocol.jobs.refusals import Refusal, refusal_of
from qlab.protocol.operations import Operation
from qlab.protocol.states import FINISHED, JobState
from qlab.snapshot.job_view import JobView
from qlab.text.escape import shorten, terminal

__all__ = ["refusals"]


class refusals:  # noqa: N801  used like the functions of contextlib
    """Turns what BullMQ and Redis raise into qlab's errors.

    A class, for it stands around each step: a generator would take three times as long.

    Args:
        doing: What was tried.
        job: The id of the job it was about.
        look: Gives the job as it is now, or None.
    """

    __slots__ = ("_doing", "_job", "_look")

    def __init__(self, doing: Operation, job: str | None, look: Callable[[], JobView | None]) -> None:
        self._doing, self._job, self._look = doing, job, look

    def __enter__(self) -> None:
        """Do nothing: there is nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, QlabError):
            told = _told(error, self._doing, self._job, self._look)
            if told is not None:
                raise told from error


def _told(error: Exception, doing: Operation, job: str | None, look: Callable[[], JobView | None]) -> QlabError | None:
    """Return the error that tells of another; None where that one tells it best."""
    if isinstance(error, UnicodeEncodeError):
        return DataError(
            f"A string given to {doing.name} cannot be encoded as UTF-8 ({shorten(ascii(error.object), 60)}); "
            "leave lone surrogates out."
        )
    if isinstance(error, JSONDecodeError | UnicodeDecodeError):
        return DataError(
            f"BullMQ cannot read what is in Redis ({shorten(terminal(error), 120)}); check what was written by hand."
        )
    if isinstance(error, RedisError):
        return _of_the_server(doing, error)
    refusal = refusal_of(error)
    return None if refusal is None else _refusal(refusal, doing, job, look(), str(error))


def _of_the_server(doing: Operation, error: RedisError) -> ServerError:
    text = shorten(terminal(error), 120)
    if isinstance(error, NoPermissionError):
        return AccessDenied(
            f"The server does not let this user {doing.title} ({text}); ask for the right, or use another."
        )
    if isinstance(error, ResponseError):
        return ServerError(f"The server refused to {doing.title} ({text}); fix what it reports, then try again.")
    return ServerUnreachable(f"The server could not {doing.title} ({text}); see whether it is running.")


_SENTENCES: Mapping[Refusal, tuple[type[QlabError], str]] = {
    Refusal.PARENT_MISSING: (
        JobMissing,
        "There is no parent {parent}; add the parent first, or leave the option `parent` out.",
    ),
    Refusal.REPLACED_PARENT: (JobError, "{text}; give the child another parent, or the job another id."),
    Refusal.NOT_OBLITERATED: (QueueError, "{text}; finish or fail those jobs first, or say force=True."),
    Refusal.PENDING_CHILDREN: (
        PendingChildren,
        "Job {job} has children that have not finished; wait for them: job.move_to_waiting_children().",
    ),
    Refusal.FAILED_CHILDREN: (
        FailedChildren,
        "Job {job} cannot complete, for a child of it failed; fail it too, or look at its children.",
    ),
    Refusal.EXCLUSIVE_OPTIONS: (
        OptionError,
        "{text}: say at most one of them, for a child can tell its parent only one thing.",
    ),
    Refusal.OF_SCHEDULER: (
        WrongState,
        "Job {job} is the next one of a job scheduler; remove the scheduler instead: queue.unschedule(…).",
    ),
}
"""The refusals that do not depend on where the job is."""


def _refusal(kind: Refusal, doing: Operation, job: str | None, view: JobView | None, text: str) -> QlabError:
    if kind in _SENTENCES:
        error, sentence = _SENTENCES[kind]
        return error(sentence.format(job=_shown(job), parent=_parent(text), text=_shown(text.rstrip("."), 120)))
    if view is None:
        return JobMissing(
            f"There is no job {_shown(job)} any more, so nothing can {doing.verb} it; "
            "queue.counts() shows which there are."
        )
    return _refused_in(kind, doing, view)


def _shown(text: object, width: int = 60) -> str:
    return shorten(terminal(text), width)


def _parent(text: str) -> str:
    match = re.search(r"parent job (\S+)\.", text)
    return _shown(match[1]) if match else "job"


def _refused_in(kind: Refusal, doing: Operation, view: JobView) -> QlabError:
    job, active = _shown(view.id), view.state is JobState.ACTIVE
    if kind is Refusal.LOCKED and view.lock is None:
        return LockMismatch(f"A worker has a child of job {job}; let it finish that, or say remove(children=False).")
    if not active or kind is Refusal.NOT_IN_STATE:
        return WrongState(
            f"Job {job} is in `{view.state}`, where one cannot {doing.verb} it; {_advice(doing, view.state)}."
        )
    if view.lock is None:
        return LockLost(
            f"The lock of job {job} is lost: it expired or was released before this {doing.title}, and the stalled "
            "check may give the job to another worker; take the job again, and renew the lock in time with "
            "extend_lock()."
        )
    return LockMismatch(
        f"Job {job} is locked by {_shown(view.lock.rpartition(':')[0], 40)}, and only the worker that holds the lock "
        f"may {doing.verb} it; let that worker do it, or take another job."
    )


def _advice(doing: Operation, state: JobState) -> str:
    if doing == operations.RETRY:
        return "only a failed or completed job can be retried"
    if doing in (operations.PROMOTE, operations.CHANGE_DELAY):
        return "only a delayed job can"
    if state in FINISHED:
        return "it has finished: retry() runs it again"
    return "a worker must take it first: job = queue.take()"
