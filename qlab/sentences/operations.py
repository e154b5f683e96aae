"""Clauses for operations that need more than the moves of jobs to be told.

``WHOLE`` has those that tell all there is to tell, or give nothing and leave it to the moves; ``LEADS`` those that say
the first words, before the moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qlab.protocol import operations
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.versions import PAUSED_IN_WAIT
from qlab.record.transition import place
from qlab.sentences.adding import add, add_bulk, flow
from qlab.sentences.idle import take
from qlab.sentences.passing import advance
from qlab.sentences.run_ends import taken_again
from qlab.sentences.upkeep import UPKEEP, UPKEEP_LEADS
from qlab.sentences.worker_life import WORKERS
from qlab.snapshot.changes import Born, Gone
from qlab.snapshot.delayed import due_at
from qlab.text.durations import format_elapsed, format_ms
from qlab.text.words import brief, listed, plural, short_id

if TYPE_CHECKING:
    from qlab.protocol.operations import Operation
    from qlab.record.step import Step

__all__ = ["LEADS", "WHOLE"]


def _job(step: Step) -> str:
    return f"job {short_id(step.job or '')}"


def _stays(step: Step) -> str:
    state = place(step.after, step.queue or "", step.job or "")
    return f"stays in `{state.container}`" if state else "stays where it is"


def _fields(step: Step) -> Mapping[str, str]:
    """Return the queue's `meta` after the step."""
    held = step.after.container(step.queue or "", Role.META)
    return held.fields if held else {}


def _marker(step: Step, kind: type[Born | Gone]) -> bool:
    return any(
        isinstance(each, kind) and parse_key(each.key, step.after.prefix).role is Role.MARKER for each in step.diff
    )


# -- one job -----------------------------------------------------------------------------------------------------------


def _progress(step: Step) -> str:
    progress = json.dumps(step.call.facts.get("progress"))
    return f"{_job(step)} reports progress {brief(progress)}: its hash keeps it, and an event tells the listeners"


def _log(step: Step) -> str:
    return f'{_job(step)} logs "{brief(step.call.facts.get("text", ""))}", a row of its list `logs`'


def _update_data(step: Step) -> str:
    same = "" if len(step.diff) else " with identical data"
    return f"the data of {_job(step)} is replaced{same}; the job {_stays(step)}"


def _extend_lock(step: Step) -> str:
    duration = format_ms(step.call.facts.get("duration_ms", 0))
    return f"the lock of {_job(step)} is renewed: its worker owns the job for {duration} from now"


def _change_delay(step: Step) -> str:
    due = due_at(step.after, step.queue or "", step.job or "")
    if due is None:
        return ""
    delay_ms = step.call.facts.get("delay_ms", due - step.after.at)  # an event tells the moment only
    delay, moment = format_ms(delay_ms), format_elapsed(due - step.after.start)
    return f"{_job(step)} gets a delay of {delay} from now: it stays in `delayed`, due at {moment}"


def _change_priority(step: Step) -> str:
    if step.transitions:
        return ""
    priority = step.call.facts.get("priority", 0)
    now = f"priority {priority}" if priority else "no priority"
    return f"{_job(step)} now has {now}, and {_stays(step)}; lower numbers run first"


def _wait_for_children(step: Step) -> str:
    return "" if step.transitions else f"no child of {_job(step)} is unfinished, so the job {_stays(step)}"


# -- the queue ---------------------------------------------------------------------------------------------------------


def _pause(step: Step) -> str:
    if step.before.settings(step.queue or "").paused:
        return "the queue was paused already: no worker gets a job of it"
    marker = ", and the marker that would wake workers is gone" if _marker(step, Gone) else ""
    return f"the queue is paused: no worker gets a job, those that wait stay where they are, active ones run on{marker}"


def _resume(step: Step) -> str:
    woken = ", and a marker wakes the workers" if _marker(step, Born) else ""
    if not step.before.settings(step.queue or "").paused:
        return f"the queue was not paused: workers get its jobs as before{woken}"
    return f"the queue is resumed: workers get its jobs again{woken}"


def _limit(step: Step) -> str:
    meta = _fields(step)
    if "max" not in meta:
        return "the queue's rate limit is lifted" if len(step.diff) else "the queue had no rate limit to lift"
    window = _ms(meta.get("duration", "0"))
    return f"all workers together may start {plural(_ms(meta['max']), 'job')} of the queue in each {format_ms(window)}"


def _concurrency(step: Step) -> str:
    meta = _fields(step)
    if "concurrency" not in meta:
        return (
            "the queue's concurrency limit is lifted"
            if len(step.diff)
            else "the queue had no concurrency limit to lift"
        )
    return f"at most {plural(_ms(meta['concurrency']), 'job')} of the queue may be active at once, over all workers"


def _ms(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _check_stalled(step: Step) -> str:
    if step.transitions:
        return ""
    if step.call.facts.get("throttled"):
        return "the stalled check ran within its interval already, so it does nothing now"
    suspects = step.after.container(step.queue or "", Role.STALLED)
    if suspects is None:
        return "the stalled check finds no active job"
    return (
        f"the stalled check notes {plural(suspects.size, 'active job')} in `stalled`: "
        "one that has no lock at the next check has stalled"
    )


def _schedule(step: Step) -> str:
    facts = step.call.facts
    scheduler, rule = brief(facts.get("scheduler", ""), 40), brief(facts.get("rule", ""))
    repeat = step.before.container(step.queue or "", Role.REPEAT)
    known = repeat is not None and any(member == facts.get("scheduler") for member, _ in repeat.members)
    if known:
        return f"scheduler {scheduler} ({rule}) is changed"
    return f"scheduler {scheduler} ({rule}) is stored{', with its next job' if step.transitions else ''}"


def _unschedule(step: Step) -> str:
    scheduler = brief(step.call.facts.get("scheduler", ""), 40)
    if not len(step.diff):
        return f"there is no scheduler {scheduler}, so nothing changed"
    return f"scheduler {scheduler} is removed{', and with it the job it had waiting' if step.transitions else ''}"


# -- all its jobs ------------------------------------------------------------------------------------------------------


def _none(text: str) -> Callable[[Step], str]:
    return lambda step: "" if step.transitions else text


def _lead(text: str) -> Callable[[Step], str]:
    return lambda step: text if step.transitions else ""


def _drain(step: Step) -> str:
    """Return what there is to say where nothing is drained: a scheduler's next job is spared (drain-5.lua)."""
    if len(step.diff):
        return ""
    spared = any(step.after.ids(step.queue or "", role) for role in (Role.WAIT, Role.PAUSED, Role.PRIORITIZED))
    return (
        "only jobs that drain spares are waiting: a scheduler's next" if spared else "there is no waiting job to drain"
    )


def _drained(step: Step) -> str:
    return "the queue is drained" if len(step.diff) else ""


def _obliterate(step: Step) -> str:
    keys = sum(isinstance(change, Gone) for change in step.diff)
    return (
        f"the queue is obliterated with all its {plural(keys, 'key')}" if keys else "there was no queue to obliterate"
    )


def _by(whom: str) -> Callable[[Step], str]:
    def tell(step: Step) -> str:
        if not len(step.diff):
            return ""
        changed = f"{plural(len(step.diff), 'key')} changed {whom}{_foreign(step)}"
        return f"{changed}{'' if step.transitions or taken_again(step) else f', and no job moved{_renamed(step)}'}"

    return tell


def _renamed(step: Step) -> str:
    """Say that `wait` became `paused`, or the other way round: the same jobs in the same order under the other name."""
    for queue in step.after.queues:
        for source, target in ((Role.WAIT, Role.PAUSED), (Role.PAUSED, Role.WAIT)):
            ids = step.before.ids(queue, source)
            if ids and step.after.ids(queue, target) == ids and not step.after.ids(queue, source):
                does = "pauses" if target is Role.PAUSED else "resumes"
                jobs = f"its {plural(len(ids), 'job')}"
                how = f"as {PAUSED_IN_WAIT.last_before} {does} a queue"
                return f": the list `{source}` is renamed `{target}` with {jobs}, {how}"
    return ""


def _foreign(step: Step) -> str:
    prefix = step.after.prefix
    names = [change.key for change in step.diff if not change.key.startswith(f"{prefix}:")]
    if not names:
        return ""
    lead = ": " if len(names) == len(step.diff) else ", among them "
    text = listed([f"`{brief(name, 40)}`" for name in names])
    belong = "belongs" if len(names) == 1 else "belong"
    return f"{lead}{text}, which {belong} to no queue under the prefix `{brief(prefix, 40)}`"


def _noted(step: Step) -> str:
    """Return what somebody noted about a step that changed nothing, such as a mail that was sent."""
    return "" if len(step.diff) else str(step.call.facts.get("note", ""))


WHOLE: Mapping[Operation, Callable[[Step], str]] = {
    operations.ADD: add,
    operations.ADD_BULK: add_bulk,
    operations.FLOW: flow,
    operations.TAKE: take,
    operations.ADVANCE: advance,
    operations.PROGRESS: _progress,
    operations.LOG: _log,
    operations.UPDATE_DATA: _update_data,
    operations.EXTEND_LOCK: _extend_lock,
    operations.CHANGE_DELAY: _change_delay,
    operations.CHANGE_PRIORITY: _change_priority,
    operations.MOVE_TO_WAITING_CHILDREN: _wait_for_children,
    operations.PAUSE: _pause,
    operations.RESUME: _resume,
    operations.LIMIT: _limit,
    operations.CONCURRENCY: _concurrency,
    operations.CHECK_STALLED: _check_stalled,
    operations.UNSCHEDULE: _unschedule,
    operations.RETRY_ALL: _none("there is no job to retry"),
    operations.PROMOTE_ALL: _none("there is no delayed job to promote"),
    operations.DRAIN: _drain,
    operations.CLEAN: _none("there is no job to clean"),
    operations.OBSERVE: _noted,
    **UPKEEP,
    **WORKERS,
}
LEADS: Mapping[Operation, Callable[[Step], str]] = {
    operations.SCHEDULE: _schedule,
    operations.DRAIN: _drained,
    operations.CLEAN: _lead("the queue is cleaned"),
    operations.OBLITERATE: _obliterate,
    operations.OBSERVE: _by("by hand"),
    operations.OUTSIDE: _by("from outside"),
    **UPKEEP_LEADS,
}
