"""What is left of a job whose hash is gone, half there, unreadable, or no hash of a job's at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from qlab.observe.evidence import absent, length, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.layout import Layout
from qlab.protocol.keys import Role
from qlab.protocol.states import FINISHED, JobState

__all__ = ["GROUP_FIELD", "became", "not_json", "nowhere", "remains", "unreadable"]

Statements = Iterator[Statement]
GROUP_FIELD = "gid"
"""Where BullMQ Pro writes a job's group (its own packages, and the keys in reports of it)."""


def remains(job: JobReport) -> Statements:
    """Return what is wrong with the job's hash; nothing where it is whole."""
    held = job.hash
    if held is None:
        if job.places:
            yield from _gone(job)
    elif held.type != "hash":
        text = f"The key under its name is not a job's: it is of type {held.type}, and a job is a hash."
        yield Statement("where", text, (whole(job.job_key(), held),))
    elif job.lacks:
        yield from _half(job)


def _gone(job: JobReport) -> Statements:
    lock = job.below(Role.LOCK)
    text = "Its hash is gone, and with it the name, the data and the options: it was deleted or evicted."
    if lock is not None:
        text += " Its lock is still there: a worker has the job, and will fail to finish it (missing key)."
    evidence = [absent(job.job_key()), *(job.place(role) for role in job.places)]
    yield Statement("where", text, (*evidence, whole(job.job_key(Role.LOCK), lock)))
    role = job.places[0]
    when = "Once that lock has expired, take" if lock is not None else "Take"
    yield Statement("next", f"{when} the id out of `{role.value}`: {job.release.remove_id(role)}.", ())


def _half(job: JobReport) -> Statements:
    lacks = ", ".join(job.lacks)
    there = tuple(job.field(name) for name in list(job.view.fields if job.view else ())[:5])
    yield Statement(
        "where",
        f"Its hash is half there: it has no {lacks}. Something deleted it, and a script of BullMQ's that promotes, "
        "takes or ends jobs then wrote its fields into the empty key; or another program writes there.",
        (*there, *(job.field(name) for name in job.lacks)),
    )
    if job.places:
        text = f"What it should do is lost, unless `data` is there. Remove it: {job.release.remove_job()}."
        yield Statement("next", text, ())
    else:
        yield Statement(
            "next",
            f"As long as it is there, adding a job with this id does nothing. Remove it first "
            f"({job.release.remove_job()}), then add the job again.",
            (),
        )


def unreadable(job: JobReport) -> Statements:
    """Say that a worker cannot read the job: what it parses as JSON is none."""
    broken = not_json(job.view.fields) if job.view else ()
    if not broken or job.state in FINISHED:
        return
    what = " and ".join(f"`{name}`" for name in broken)
    yield Statement(
        "next",
        f"Its {what} {'is' if len(broken) == 1 else 'are'} no JSON, so the worker that takes it cannot read it: "
        "JSON.parse throws, the job stays in `active` without ever running, stalls, and is taken again. "
        f"Remove it ({job.release.remove_job()}), and add it again with data that BullMQ itself writes.",
        tuple(job.field(name) for name in broken),
    )


def not_json(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields of a job's hash that a worker parses as JSON, and that are none."""
    return tuple(name for name in ("data", "opts") if name in fields and not _is_json(fields[name]))


def _is_json(raw: str) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True


_ENDED = {
    "completed": "It completed, then it was removed", "failed": "It failed for good, then it was removed",
    "": "It was removed",
}  # fmt: skip
_BECAME = {"completed": "completed, then removed", "failed": "failed for good, then removed", "": "removed"}


def _last_end(job: JobReport) -> str:
    """Return the last event by which the job ended, as far as the stream still has it; "" where none does."""
    names = [dict(each.fields).get("event", "") for each in job.events]
    return next((name for name in reversed(names) if name in _ENDED), "")


def became(job: JobReport) -> str:
    """Return what became of a job that no list or set holds; "" where it is in one, or nothing tells."""
    if job.state is not JobState.UNKNOWN:
        return ""
    if job.hash is None:
        return _BECAME[_last_end(job)] if job.events else ""
    if job.view is not None and GROUP_FIELD in job.view.fields:
        return "waiting in a group"
    return "an orphan" if job.view is not None and not job.lacks else ""


def nowhere(job: JobReport) -> Statements:
    """Return where a job is that no list or set holds."""
    if job.view is not None and GROUP_FIELD in job.view.fields:
        text = "It waits in its group, which BullMQ Pro keeps in containers of its own: qlab does not look into those."
        yield Statement("where", text, (job.field(GROUP_FIELD),))
    elif job.view is not None and not job.lacks:
        text = "It has a hash, but no list or set of the queue holds its id: it is an orphan, which no worker finds."
        yield Statement("where", text, (job.field("name"), job.field("timestamp")))
        call = job.release.remove_orphans()
        yield Statement(
            "next", f"Add its data again as a new job if it matters, under a new id; then remove it: {call}."
        )
    elif job.hash is None and job.events:
        text = f"It no longer exists. {_ENDED[_last_end(job)]}; only its events are left."
        yield Statement("where", text, (absent(job.job_key()),))
        yield Statement(
            "next", "Nothing. Jobs are removed by hand, or by `removeOnComplete` and `removeOnFail` when they end."
        )
    elif job.hash is None:
        events = job.page.container(job.queue, Role.EVENTS)
        gone = "" if job.layout is Layout.BULL else ", and so were its events"
        bull = " Bull keeps no events that would tell." if job.layout is Layout.BULL else ""
        yield Statement(
            "where",
            f"There is no trace of it: it never existed in this queue, or it was removed or evicted{gone}.{bull}",
            (absent(job.job_key()), length(job.key(Role.EVENTS), events)),
        )
