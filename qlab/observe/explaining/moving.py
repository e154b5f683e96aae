"""What must happen for a job to move, and when: a few statements for each state.

The rules are BullMQ's own: moveToActive (order of waiting jobs, paused, rate limit, global concurrency),
moveStalledJobsToWait (locks), moveToFinished and retryJob (attempts), updateParentDepsIfNeeded (children).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from qlab.errors import OptionError
from qlab.observe.evidence import Evidence
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.hands import hands, taker
from qlab.observe.explaining.job_report import Case
from qlab.observe.layout import Layout, is_old
from qlab.protocol.backoff import FAIL_NOW, from_option
from qlab.protocol.fields import ATTEMPTS_FIELDS, named_field
from qlab.protocol.finality import UNRECOVERABLE, FinalCause, final_cause
from qlab.protocol.keys import Role
from qlab.protocol.settings import LIMITED_BY_HAND, started_in_window
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.text.decoded import quoted, when
from qlab.text.durations import format_at, format_ms

Statements = Iterator[Statement]


def _ready(case: Case) -> Statements:
    """What stands between a job that is ready and a worker."""
    yield from _obstacles(case)
    before = case.before
    if before is not None:
        line = (
            "It is next in line"
            if before == 0
            else f"{before:,} job{' is' if before == 1 else 's are'} to start before it"
        )
        which = "the job at the right end of `wait`"
        if case.state is JobState.PRIORITIZED:
            which = "those in `wait`, then the first of `prioritized`"
        key = case.key(Role.WAIT if case.state is JobState.WAITING else Role.PRIORITIZED)
        yield Statement(
            "next", f"{line}: {taker(case)} takes {which}.", (Evidence(f"{key} jobs before it", f"{before}"),)
        )
    if case.state is JobState.PRIORITIZED and case.view:
        text = f"Its priority is {case.view.priority}: jobs in `wait` go first, then lower numbers, then older jobs."
        yield Statement("next", text, (case.field("priority"), case.score(Role.PRIORITIZED)))


def _obstacles(case: Case) -> Statements:
    if case.page.is_paused(case.queue):
        evidence = Evidence(f"{case.key(Role.META)} paused", case.meta("paused") or "(in the list `paused`)")
        yield Statement("next", "The queue is paused: no worker takes a job before it is resumed.", (evidence,))
    yield from _limits(case)
    yield from hands(case)


def _limits(case: Case) -> Statements:
    limiter = case.page.container(case.queue, Role.LIMITER)
    most, left = case.meta("max"), case.page.ttl_ms(case.key(Role.LIMITER))
    by_hand = limiter is not None and started_in_window(limiter.text) >= LIMITED_BY_HAND
    used_up = limiter is not None and most is not None and _int(limiter.text) >= _int(most)
    if limiter is not None and left and (by_hand or used_up):
        evidence = (Evidence(limiter.name, limiter.text), Evidence(f"{case.key(Role.META)} max", most or "(none)"))
        yield Statement(
            "next", f"The queue's rate limit is used up: no job starts for another {format_ms(left)}.", evidence
        )
    if limiter is not None and left and not by_hand and most is None:
        text = (
            f"A rate limit's window is open for another {format_ms(left)}, with {_int(limiter.text):,} jobs in it. "
            "How many it may hold says the workers' option `limiter`, not Redis: if no more, none starts before then."
        )
        yield Statement(
            "next", text, (Evidence(limiter.name, limiter.text), Evidence(f"{limiter.name} time to live", f"{left} ms"))
        )
    allowed, active = case.meta("concurrency"), case.size(Role.ACTIVE)
    if allowed is not None and active >= _int(allowed) > 0:
        evidence = (
            Evidence(f"{case.key(Role.META)} concurrency", allowed),
            Evidence(f"{case.key(Role.ACTIVE)} length", f"{active}"),
        )
        yield Statement(
            "next", f"The queue's global concurrency of {_int(allowed)} is reached: a job must finish first.", evidence
        )


def _int(raw: str) -> int:
    return int(raw) if raw.lstrip("-").isdecimal() else 0


def _active(case: Case) -> Statements:
    view = case.view
    lock, left = view.lock if view else None, view.lock_ms if view else None
    if lock is None:
        then = "The next check for stalled jobs marks it as a suspect, the one after puts it back into `wait`."
        if case.suspect:
            then = "It is marked as a suspect already: the next check for stalled jobs puts it back into `wait`."
        yield Statement(
            "next",
            f"It has no lock: its worker is gone or hangs. {then}",
            (
                Evidence(case.job_key(Role.LOCK), "(no key)"),
                Evidence(case.key(Role.STALLED), f"holds it: {case.suspect}"),
            ),
        )
        if case.workers.none:
            text = "But only a running worker makes that check, and none is connected: start one."
            yield Statement("next", text, case.workers.evidence())
        return
    worker = f"Worker {quoted(view.fields['pb'], 40)}" if view and "pb" in view.fields else "A worker"
    yield Statement(
        "next",
        f"{worker} runs it; its lock has {format_ms(left or 0)} left, and is renewed while the worker lives.",
        (Evidence(case.job_key(Role.LOCK), lock), Evidence(f"{case.job_key(Role.LOCK)} time to live", f"{left} ms")),
    )


def _delayed(case: Case) -> Statements:
    due = case.view.due if case.view else None
    if case.view is None or due is None:
        text = "Its score is no moment, so nothing says when it moves: promote it (`job.promote()`), or remove it."
        yield Statement("next", text, (case.score(Role.DELAYED),))
        return
    yield Statement(
        "next",
        f"It is {when(due, case.now)} ({format_at(due)}): {_why_delayed(case.view)}.",
        (case.score(Role.DELAYED), case.field("delay")),
    )
    yield from _obstacles(case)
    if due <= case.now and not case.workers.none and case.layout.has_marker:
        marker = case.page.container(case.queue, Role.MARKER)
        text = "It is overdue: the next worker to ask for a job first promotes it to `wait`."
        if marker is None:
            text = "It is overdue, and no marker wakes a sleeping worker: it moves when a worker's wait ends."
        yield Statement(
            "next", text, (Evidence(case.key(Role.MARKER), "(no key)" if marker is None else str(marker.members)),)
        )


def _why_delayed(view: JobView) -> str:
    moved = view.attempts_started > view.attempts_made + view.stalled_count  # an attempt that neither ended nor stalled
    if view.attempts_made:
        also = ", or its processor moved it there (`moveToDelayed`)" if moved else ""
        return f"a backoff after a failed attempt{also}"
    return "its processor moved it there (`moveToDelayed`)" if moved else "the delay it was added with"


def _waiting_children(case: Case) -> Statements:
    key = case.job_key(Role.DEPENDENCIES)
    held = case.page.key(key)
    size = held.size if held else 0
    yield Statement(
        "next",
        f"It waits for {size:,} child job{'' if size == 1 else 's'} to finish.",
        (Evidence(f"{key} size", f"{size}"),),
    )
    for child in case.children:
        if not child.exists:
            text = (
                f"Child {quoted(child.key, 60)} no longer exists: it can never finish, and the parent waits for ever."
            )
        elif child.state is JobState.FAILED:
            text = f"Child {quoted(child.key, 60)} has failed: until it is retried or removed the parent waits."
        else:
            text = f"Child {quoted(child.key, 60)} is {child.state}."
        yield Statement(
            "next",
            text,
            (Evidence(f"{key} member", child.key), Evidence(f"{child.key} failedReason", child.reason or "(none)")),
        )
    if size > len(case.children):
        yield Statement("next", f"And {size - len(case.children):,} more children.", ())


def _failed(case: Case) -> Statements:
    view = case.view
    if view is None:
        return
    reason = quoted(view.failed_reason or "(no reason written)", 200)
    made = case.field(named_field(view.fields, ATTEMPTS_FIELDS))
    yield Statement("where", f"It failed for good: {_why_final(view)}. The last error: {reason}.", (
        case.field("failedReason"), made, case.field("opts"), case.score(Role.FAILED)))  # fmt: skip
    reset = "; `retry({resetAttemptsMade: true})` counts from zero again" if case.layout.has_marker else ""
    yield Statement(
        "next",
        "Nothing moves it by itself. A retry by hand (`job.retry()`) puts it back into `wait` and keeps its attempts "
        f"made, so it has {_left_after_retry(case, view)}{reset}.",
        (made,) if is_old(view) else (case.field("ats"), made),
    )


def _why_final(view: JobView) -> str:
    unrecoverable = True if view.stacktrace and UNRECOVERABLE in view.stacktrace[-1] else None
    reason, made, allowed = view.failed_reason or "", view.attempts_made, view.attempts
    cause = final_cause(reason, made=made, allowed=allowed, unrecoverable=unrecoverable)
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


def _left_after_retry(case: Case, view: JobView) -> str:
    left = view.attempts - view.attempts_made
    if left <= 1:
        return "one attempt, and fails for good again if that fails"
    return f"{left} attempts left{_backoff(case, view)}"


def _backoff(case: Case, view: JobView) -> str:
    backoff = from_option(view.opts.get("backoff"))
    if backoff is None or case.layout is Layout.BULL:  # Bull's exponential backoff is another: (2 ** made - 1) * delay
        return ""
    try:
        wait = backoff.delay_ms(view.attempts_made + 1)
    except OptionError:
        return ""
    return "" if wait == FAIL_NOW else f" ({backoff}: {format_ms(wait)} before the next)"


def _completed(case: Case) -> Statements:
    yield Statement("next", "Nothing: it is done. It stays until it is removed, by hand or by `removeOnComplete`.", (
        case.field("returnvalue"), case.field("finishedOn"), case.score(Role.COMPLETED)))  # fmt: skip


def _unknown(case: Case) -> Statements:
    if case.view is not None:
        yield Statement(
            "next", "Only a person can help: remove it (`removeOrphanedJobs`), or add its data again as a new job."
        )
    elif case.events:
        yield Statement(
            "next", "Nothing. Jobs are removed by hand, or by `removeOnComplete` and `removeOnFail` when they end."
        )


NEXT: Mapping[JobState, Callable[[Case], Statements]] = {
    JobState.WAITING: _ready,
    JobState.PRIORITIZED: _ready,
    JobState.ACTIVE: _active,
    JobState.DELAYED: _delayed,
    JobState.WAITING_CHILDREN: _waiting_children,
    JobState.FAILED: _failed,
    JobState.COMPLETED: _completed,
    JobState.UNKNOWN: _unknown,
}
"""For each state, what must happen for a job to leave it."""
