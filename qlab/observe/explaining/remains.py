"""What is left of a job whose hash is gone, half there, unreadable, or no hash of a job's at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

from qlab.observe.evidence import Evidence, absent, whole
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import Case
from qlab.protocol.keys import Role
from qlab.protocol.states import FINISHED

Statements = Iterator[Statement]
GROUP_FIELD = "gid"
"""Where BullMQ Pro writes a job's group (its own packages, and the keys in reports of it)."""


def remains(case: Case) -> Statements:
    """What is wrong with the job's hash; nothing where it is whole."""
    held = case.hash
    if held is None:
        if case.places:
            yield from _gone(case)
    elif held.type != "hash":
        text = f"The key under its name is no job's: it is of type {held.type}, and a job is a hash."
        yield Statement("where", text, (whole(case.job_key(), held),))
    elif case.lacks:
        yield from _half(case)


def _gone(case: Case) -> Statements:
    lock = case.below(Role.LOCK)
    text = "Its hash is gone, and with it the name, the data and the options: it was deleted or evicted."
    if lock is not None:
        text += " Its lock is still there: a worker has the job, and will fail to finish it (missing key)."
    evidence = [absent(case.job_key()), *(case.place(role) for role in case.places)]
    yield Statement("where", text, (*evidence, whole(case.job_key(Role.LOCK), lock)))
    role = case.places[0]
    yield Statement("next", f"Take the id out of `{role.value}`: {case.release.remove_id(role)}.", ())


def _half(case: Case) -> Statements:
    lacks = ", ".join(case.lacks)
    there = tuple(case.field(name) for name in list(case.view.fields if case.view else ())[:5])
    yield Statement(
        "where",
        f"Its hash is half there: it has no {lacks}. Something deleted it while a worker had the job, and the worker "
        "wrote its last fields into an empty key; or another program writes there.",
        (*there, *(case.field(name) for name in case.lacks)),
    )
    if not case.places:
        yield Statement(
            "next",
            f"As long as it is there, adding a job with this id does nothing. Remove it first "
            f"({case.release.remove_job()}), then add the job again.",
            (),
        )


def unreadable(case: Case) -> Statements:
    """That a worker cannot read the job: what it parses as JSON is none."""
    broken = [name for name in ("data", "opts") if case.view and not _is_json(case.view.fields.get(name))]
    if not broken or case.state in FINISHED:
        return
    what = " and ".join(f"`{name}`" for name in broken)
    yield Statement(
        "next",
        f"Its {what} {'is' if len(broken) == 1 else 'are'} no JSON, so the worker that takes it cannot read it: "
        "JSON.parse throws, the job stays in `active` without ever running, stalls, and is taken again. "
        f"Remove it ({case.release.remove_job()}), and add it again with data that BullMQ itself writes.",
        tuple(case.field(name) for name in broken),
    )


def _is_json(raw: str | None) -> bool:
    try:
        json.loads(raw if raw is not None else "{}")
    except (ValueError, RecursionError):
        return False
    return True


def nowhere(case: Case) -> Statements:
    """Where a job is that no list or set holds."""
    if case.view is not None and GROUP_FIELD in case.view.fields:
        text = "It waits in its group, which BullMQ Pro keeps in containers of its own: qlab does not look into those."
        yield Statement("where", text, (case.field(GROUP_FIELD),))
    elif case.view is not None and not case.lacks:
        text = "It has a hash, but no list or set of the queue holds its id: it is an orphan, which no worker finds."
        yield Statement("where", text, (case.field("name"), case.field("timestamp")))
        call = case.release.remove_orphans()
        yield Statement(
            "next", f"Add its data again as a new job if it matters, under a new id; then remove it: {call}."
        )
    elif case.hash is None and case.events:
        done = {"completed": "It completed, then it was removed", "failed": "It failed for good, then it was removed"}
        last = [dict(each.fields).get("event", "") for each in case.events]
        ended = next((done[name] for name in reversed(last) if name in done), "It was removed")
        text = f"It no longer exists. {ended}; only its events are left."
        yield Statement("where", text, (absent(case.job_key()),))
        yield Statement(
            "next", "Nothing. Jobs are removed by hand, or by `removeOnComplete` and `removeOnFail` when they end."
        )
    elif case.hash is None:
        events = case.page.container(case.queue, Role.EVENTS)
        yield Statement(
            "where",
            "There is no trace of it: it never existed in this queue, or it was removed and its events are trimmed.",
            (absent(case.job_key()), Evidence(f"{case.key(Role.EVENTS)} length", str(events.size if events else 0))),
        )
