"""What can be wrong with jobs beside the containers: orphans, stumps of hashes, ids twice, jobs nobody can read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import Fault, Findings
from qlab.observe.doctor.finding import Severity
from qlab.observe.doctor.survey import CONFIRMED, DEPTH, Survey
from qlab.observe.evidence import Evidence, element, field
from qlab.observe.explaining.job_report import NECESSARY
from qlab.observe.explaining.remains import GROUP_FIELD, not_json
from qlab.protocol.states import UNFINISHED

__all__ = ["strays", "twice_in_a_list", "unreadable_job"]

LEFT_BY_A_WORKER = ("failedReason", "returnvalue", "stacktrace", "finishedOn", "atm", "attemptsMade", "progress")
"""What a worker writes when a job ends; into an empty key if somebody deleted the hash while the job ran."""
AT_ONCE = 50
"""This many hashes are asked for in one go."""
_ASKED = (*NECESSARY, GROUP_FIELD, *LEFT_BY_A_WORKER)
Hash = dict[str, str]

ORPHAN = Fault(
    "orphan", Severity.WARNING,
    "job is in no state at all.", "jobs are in no state at all.",
    "No worker will ever find it, and nothing removes it: work is lost, memory stays in use.",
    "Add its data again as a new job if it matters, then remove it.",
    "guide/queues/removing-jobs",
)  # fmt: skip
STUMP = Fault(
    "stump", Severity.WARNING,
    "job's hash is half there: its name, data or timestamp is missing.",
    "jobs' hashes are half there: their name, data or timestamp is missing.",
    "Something deleted the hash while a worker had the job, or deleted a part of it. As long as the rest is there, "
    "adding a job with this id does nothing.",
    "Remove it, then add the job again.",
    "guide/queues/removing-jobs",
)  # fmt: skip


@check("orphan", "stump")
def strays(survey: Survey) -> Findings:
    """A hash whose id no container holds: getState answers ``unknown`` for it.

    Only what is certainly a job's: other programs' keys beside a queue's, and those of BullMQ Pro's groups, are not.
    """
    found = dict(_hashes(survey, sorted(survey.alone)))
    orphans = {id: hash for id, hash in found.items() if not set(NECESSARY) - set(hash) and GROUP_FIELD not in hash}
    stumps = {id: hash for id, hash in found.items() if not set(NECESSARY) & set(hash) and _left(hash)}
    if survey.meta.get("version", "").startswith("bullmq-pro"):
        orphans = {}  # its containers are not known, but for its groups
    lost = any("finishedOn" not in hash for hash in orphans.values())
    fault = replace(ORPHAN, severity=Severity.ERROR) if lost else ORPHAN
    advice = f"Add its data again as a new job if it matters, under a new id; then {survey.release.remove_orphans()}."
    yield from fault.found(
        survey.queue, _confirmed(survey, orphans), len(orphans) if len(orphans) > CONFIRMED else 0, advice
    )
    half = {odd.id for odd in survey.odd if odd.exists and not odd.data}
    yield from STUMP.found(
        survey.queue,
        [*_confirmed(survey, stumps), *_lacking(survey, half)],
        advice=f"Remove it ({survey.release.remove_job()}), then add it again.",
    )


def _lacking(survey: Survey, ids: Collection[str]) -> Iterator[Evidence]:
    """Yield a field that is missing from the hash of each job that a container holds."""
    for id, place in survey.confirmed(ids):
        values = survey.connection.allowed("HMGET", survey.job(id), *NECESSARY) if place.exists and place.roles else []
        missing = [name for name, value in zip(NECESSARY, values or [], strict=False) if value is None]
        if missing:
            yield field(survey.job(id), missing[0], None)


def _left(hash: Hash) -> bool:
    return any(field in hash for field in LEFT_BY_A_WORKER)


def _hashes(survey: Survey, ids: Iterable[str]) -> Iterator[tuple[str, Hash]]:
    """Yield what the hashes of some ids hold of the fields that tell a job; keys of other types are left out."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        replies = survey.connection.each(("HMGET", survey.job(id), *_ASKED) for id in some)
        for id, reply in zip(some, replies, strict=True):
            if reply is not None and any(value is not None for value in reply):
                pairs = zip(_ASKED, reply, strict=True)
                yield id, {name: value.decode("utf-8", "replace") for name, value in pairs if value is not None}


def _confirmed(survey: Survey, hashes: dict[str, Hash]) -> list[Evidence]:
    """Return a field of each that is there, and in no container, at one moment."""
    evidence = []
    for id, place in survey.confirmed(hashes):
        if place.exists and not place.roles:
            name, value = next(iter(hashes[id].items()))
            evidence.append(field(survey.job(id), name, value))
    return evidence


TWICE = Fault(
    "twice-in-a-list", Severity.ERROR,
    "id is twice in one list.", "ids are twice in one list.",
    "The job runs twice, at the same time even where several workers are at work.",
    "Find the code that pushes ids by hand. Remove the job (queue.remove(id)) as often as its id is there, and add it "
    "again.",
    "guide/architecture",
)  # fmt: skip


@check("twice-in-a-list")
def twice_in_a_list(survey: Survey) -> Findings:
    """No script pushes an id into a list that holds it."""
    cases = []
    for id, place in survey.confirmed(survey.again):
        for role in (role for role in place.roles if role.redis_type == "list"):
            places = survey.connection.allowed("LPOS", survey.key(role), id, "COUNT", 0, "MAXLEN", DEPTH) or []
            if len(places) > 1:
                cases.append(tuple(element(survey.key(role), place, id) for place in places[:3]))
    yield from TWICE.found(survey.queue, cases)


UNREADABLE = Fault(
    "unreadable-job", Severity.ERROR,
    "job holds data or options that are not JSON.", "jobs hold data or options that are not JSON.",
    "The worker that takes it cannot read it (JSON.parse throws): it never runs, stays active, stalls, and is taken "
    "again.",
    "Remove it, and let only BullMQ's API add jobs.",
    "guide/jobs/job-data",
)  # fmt: skip


@check("unreadable-job")
def unreadable_job(survey: Survey) -> Findings:
    """Return ``Job.fromJSON`` parses data and opts before the processor runs. Looked at are the jobs on a page."""
    cases = []
    for view in survey.page.all_jobs():
        if view.state in UNFINISHED:
            cases += [field(survey.job(view.id), name, view.fields[name]) for name in not_json(view.fields)]
    advice = f"Remove it ({survey.release.remove_job()}), and let only BullMQ's API add jobs."
    yield from UNREADABLE.found(survey.queue, cases, advice=advice)
