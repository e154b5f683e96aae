"""A clause for each way in which a run may end: what moved the job out of ``active``, and why.

And one for what no container tells: a job that was in ``active`` at both looks, and was taken again in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qlab.protocol.backoff import BUILT_IN
from qlab.protocol.jobs.attempts import RETRIED, STALLED
from qlab.protocol.jobs.finality import FinalCause, final_cause
from qlab.protocol.jobs.taken_by import began_between
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.operations import Doer
from qlab.protocol.states import JobState
from qlab.record.transition import place
from qlab.sentences.context import of_queue
from qlab.sentences.family import children_left
from qlab.snapshot.changes import HashChanged
from qlab.text.durations import format_ms
from qlab.text.words import brief, listed, short_id

if TYPE_CHECKING:
    from qlab.protocol.keys import Key
    from qlab.record.step import Step
    from qlab.sentences.context import TransitionContext
    from qlab.snapshot.job_view import JobView

__all__ = [
    "WITHOUT_LOCK",
    "back_to_delayed",
    "back_to_line",
    "completed",
    "failed",
    "taken_again",
    "waits_for_children",
]

WITHOUT_LOCK = "`active` without a lock at two checks in a row"
_SEVERAL = frozenset({Doer.OUTSIDE, Doer.NOBODY})
"""Where several scripts may have run in one step: between two looks."""


def completed(context: TransitionContext) -> str:
    """Tell of an attempt that succeeded."""
    return f"{context.attempt} succeeded: {context.job} moves from `active` to `completed`, and its lock is released"


def back_to_delayed(context: TransitionContext) -> str:
    """Tell of a run after which the job waits in `delayed`: a backoff, or its processor's wish."""
    if not context.gained("atm"):
        return f"{context.job} goes back to `delayed`, due at {context.due}, and no attempt is used up"
    delay = format_ms(context.after.delay_ms) if context.after else "?"
    return (
        f"{context.attempt} failed{context.error}: {_backoff_name(context.after)} of {delay} "
        f"puts {context.job} in `delayed`, due at {context.due}"
    )


def _backoff_name(view: JobView | None) -> str:
    """Return the kind of a job's backoff, such as ``exponential backoff``; see :mod:`qlab.protocol.backoff`."""
    option = view.opts.get("backoff") if view else None
    kind = str(option.get("type")) if isinstance(option, dict) else "fixed"
    base = kind.removesuffix("-jittered").removesuffix("-capped")
    if base not in BUILT_IN:
        return f'custom backoff "{brief(kind, 40)}"'
    words = [word for word in ("jittered", "capped") if word in kind]
    return " ".join([", ".join(words), base, "backoff"]).strip()


def back_to_line(context: TransitionContext) -> str:
    """Tell of a run after which the job may be taken again at once."""
    if context.move.again and context.move.outcome != STALLED:
        return _ended_unseen(context)
    if context.gained("stc"):
        return _stalled(context)
    if not context.gained("atm"):
        return f"{context.job} goes back from `active` to {context.target}, and no attempt is used up"
    if not context.has_options:
        return f"{context.attempt} failed{context.error}, and {context.job} is in {context.target} again at once"
    waits = context.after is not None and context.after.opts.get("backoff")
    if waits and context.step.operation.doer in _SEVERAL:  # it may have been in `delayed` meanwhile
        return f"{context.attempt} failed{context.error}, and {context.job} is in {context.target} again"
    why = "its backoff is 0" if waits else "there is no backoff"
    return f"{context.attempt} failed{context.error}: {why}, so {context.job} is in {context.target} again at once"


def _ended_unseen(context: TransitionContext) -> str:
    """Tell of a run that ended, and was followed by another, between two looks."""
    if context.move.outcome == RETRIED:
        return f"{context.attempt} failed{context.error}, and {context.job} was to run again"
    return f"{context.job} left `active`, and how {context.attempt} ended is not known"


def _stalled(context: TransitionContext) -> str:
    count = context.after.stalled_count if context.after else 1
    times = "once" if count == 1 else f"{count} times"
    text = (
        f"{context.job} was {WITHOUT_LOCK}, so the stalled check moves it to the tail of {context.target} "
        f"(stalled {times})"
    )
    return f"{text}: that is too often, so it fails when a worker takes it" if context.gained("defa") else text


def failed(context: TransitionContext) -> str:
    """Tell of the attempt after which the job is in `failed`."""
    return f"{context.attempt} failed{context.error}: {_why_final(context)}, so {context.job} moves to `failed`"


def _why_final(context: TransitionContext) -> str:
    view, error = context.view, context.fact("error")
    deferred = context.before.fields.get("defa") if context.before else None
    unrecoverable, decided = context.fact("unrecoverable"), deferred is not None and deferred == error
    watched = context.fact("event") is not None  # then what is not among the facts is not known
    if not context.has_options and not unrecoverable and not decided:
        return "why no attempt follows is not known, for its hash was gone"
    cause = final_cause(
        str(error or ""),
        made=view.attempts_made if view else 0,
        allowed=view.attempts if view else 0,
        unrecoverable=unrecoverable if watched else bool(unrecoverable),
        decided=None if watched and not decided else decided,
    )
    if cause is FinalCause.USED_UP:
        return "no attempt is left" if context.move.attempt > 1 else "it had one attempt"
    return _FINAL.get(cause, "that was settled before it began (`defa`)")


_FINAL = {
    FinalCause.UNRECOVERABLE: "the error is unrecoverable",
    FinalCause.BACKOFF: "the backoff says not to try again",
    FinalCause.ERROR_OR_BACKOFF: "the error is unrecoverable, or the backoff says not to try again",
}


def waits_for_children(context: TransitionContext) -> str:
    """Tell of a run that ended to wait for children."""
    return f"{context.job} moves from `active` to `waiting-children`, its lock released, until {children_left(context)}"


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
