"""Why a job has ended as it did, and what could still become of it (moveToFinished, retryJob)."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.errors import OptionError
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.family import retry_fails
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.layout import Layout, is_old
from qlab.protocol.backoff import FAIL_NOW, from_option
from qlab.protocol.fields import ATTEMPTS_FIELDS, named_field
from qlab.protocol.jobs.finality import UNRECOVERABLE, FinalCause, final_cause
from qlab.protocol.jobs.retention import REMOVE_ON, Retention
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted
from qlab.text.durations import format_ms

__all__ = ["completed", "failed"]

Statements = Iterator[Statement]


def failed(job: JobReport) -> Statements:
    """Return why it failed for good, and what a retry by hand would do, where it can succeed."""
    view = job.view
    if view is None:
        return
    reason = quoted(view.failed_reason or "(no reason written)", 200)
    made = job.field(named_field(view.fields, ATTEMPTS_FIELDS))
    why = _why_final(view, known=not set(job.unknown) & {"opts", made.key.rpartition(" ")[2]})
    yield Statement("where", f"It failed for good: {why}. The last error: {reason}.", (
        job.field("failedReason"), made, job.field("opts"), job.score(Role.FAILED)))  # fmt: skip
    hopeless = tuple(retry_fails(job))
    yield from hopeless
    if hopeless or job.lacks:
        return
    yield Statement(
        "next",
        "Nothing moves it by itself. A retry by hand (`job.retry()`) puts it back into `wait` and keeps its attempts "
        f"made, so it has {_left_after_retry(job, view)}{job.release.reset_retry()}.",
        (made,) if is_old(view) else (job.field("ats"), made),
    )


def _why_final(view: JobView, *, known: bool) -> str:
    """Return why no attempt follows; ``known``: whether the hash says how many there were, and how many are allowed."""
    unrecoverable = True if view.stacktrace and UNRECOVERABLE in view.stacktrace[-1] else None
    reason, made, allowed = view.failed_reason or "", view.attempts_made, view.attempts
    cause = final_cause(reason, made=made, allowed=allowed, unrecoverable=unrecoverable)
    if not known and cause in (FinalCause.USED_UP, FinalCause.ERROR_OR_BACKOFF):
        return "why no attempt followed is not known, for its hash does not say how many it had"
    if cause is FinalCause.USED_UP and made > allowed:
        may = "one attempt is allowed" if allowed == 1 else f"{allowed} attempts are allowed"
        return f"{may}, and {made} were made (a retry by hand allows one more)"
    if cause is FinalCause.USED_UP:
        return f"all {allowed} attempts are used up" if allowed > 1 else "it had one attempt"
    return _FINAL[cause].format(made=made, allowed=allowed)


_FINAL = {
    FinalCause.STALLED: "it stalled too often",
    FinalCause.CHILD: (
        "a child it waited for failed, and was added to take its parent with it (`failParentOnFailure`)"
    ),
    FinalCause.UNRECOVERABLE: "the error was unrecoverable, which forbids another attempt",
    FinalCause.ERROR_OR_BACKOFF: (
        "attempt {made} of {allowed} ended it: the error was unrecoverable, or the backoff strategy said -1"
    ),
}


def _left_after_retry(job: JobReport, view: JobView) -> str:
    left = view.attempts - view.attempts_made
    if left <= 1:
        return "one attempt, and fails for good again if that fails"
    return f"{left} attempts left{_backoff(job, view)}"


def _backoff(job: JobReport, view: JobView) -> str:
    backoff = from_option(view.opts.get("backoff"))
    if backoff is None or job.layout is Layout.BULL:  # Bull's exponential backoff is another: (2 ** made - 1) * delay
        return ""
    try:
        wait = backoff.delay_ms(view.attempts_made + 1)
    except OptionError:
        return ""
    return "" if wait == FAIL_NOW else f" ({backoff}: {format_ms(wait)} before the next)"


def completed(job: JobReport) -> Statements:
    """Say that it is done, and what its own option says of how long it stays."""
    option = REMOVE_ON[JobState.COMPLETED]
    view = job.view
    own = Retention.of(view.opts[option]).words if view is not None and option in view.opts else ""
    keeps = f" (its own keeps {own})" if own else ""
    yield Statement(
        "next",
        f"Nothing: it is done. It stays until it is removed: by hand, or by the `{option}` of a job that completes "
        f"later{keeps}.",
        (
            job.field("returnvalue"), job.field("finishedOn"), job.score(Role.COMPLETED),
            *([job.field("opts")] if own else []),
        ),
    )  # fmt: skip
