"""What can be wrong with job schedulers and deduplication: a chain that is broken, an id that nobody frees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import isfinite

from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import Fault, Findings
from qlab.observe.doctor.finding import Severity
from qlab.observe.doctor.survey import Place, Survey, where
from qlab.observe.evidence import Evidence, absent, field, hash_field, holds, scored, text
from qlab.observe.explaining.schedule import CUT_OFF, THEN_REMOVE, deduplicated
from qlab.observe.release import Release
from qlab.protocol.fields import DEDUPLICATION_FIELD
from qlab.protocol.keys import FINISHED_ROLES, Role, detail_head, detail_key, iteration_id
from qlab.protocol.schedulers import Rule
from qlab.protocol.states import UNFINISHED
from qlab.protocol.versions import DEDUPLICATION_KEY_REMOVAL, JOB_SCHEDULERS
from qlab.text.decoded import to_json

__all__ = ["deduplication_for_ever", "held_twice", "scheduler_without_next"]

AT_ONCE = 50
"""This many keys are asked for in one go."""
LATE_MS = 2_000
"""So late a repeatable job of an old release may be: its worker makes the next one when it takes this."""

Cases = Iterator[tuple[Evidence, ...]]

WITHOUT_NEXT = Fault(
    "scheduler-without-next", Severity.ERROR,
    "job scheduler has no next job.", "job schedulers have no next job.",
    "It has stopped: nothing starts at its moments, and nothing says so.",
    "Set it again: queue.upsertJobScheduler(id, …); do not remove its delayed job by hand.",
    "guide/job-schedulers",
)  # fmt: skip
IN_NO_LIST = f"The job of its next moment is {CUT_OFF}. {THEN_REMOVE}"
DEDUPLICATED_AWAY = (
    "Its template has a deduplication id: the next job is refused while one of its own still holds that id, and the "
    "chain ends. Set it again without a deduplication id in the template: queue.upsertJobScheduler(id, …)."
)
LEGACY = (
    f"It is a repeatable job of a {JOB_SCHEDULERS.older}, which newer workers do not continue. Remove it "
    "(queue.removeRepeatableByKey(key) of a release that has it), and set a job scheduler in its place "
    "(queue.upsertJobScheduler(id, …)); run workers of one release."
)


@check("scheduler-without-next")
def scheduler_without_next(survey: Survey) -> Findings:
    """Each scheduler has one job for its next iteration, ``repeat:<id>:<ms>``; when it is lost, the chain is broken."""
    held = survey.page.container(survey.queue, Role.REPEAT)
    known = [(id, int(score)) for id, score in (held.members if held else ()) if isfinite(score)]
    new = [(id, at) for id, at in known if survey.page.key(_name(survey, id)) is not None]
    cases = dict(_broken(survey, new))
    refused = {id: case for id, case in cases.items() if _template_deduplicates(survey, id)}
    cut_off = {id: case for id, case in cases.items() if id not in refused and _is_cut_off(case)}
    rest = [case for id, case in cases.items() if id not in refused and id not in cut_off]
    yield from WITHOUT_NEXT.found(survey.queue, rest)
    yield from WITHOUT_NEXT.found(survey.queue, list(cut_off.values()), advice=IN_NO_LIST)
    yield from WITHOUT_NEXT.found(survey.queue, list(refused.values()), advice=DEDUPLICATED_AWAY)
    legacy = [each for each in known if each not in new]
    yield from WITHOUT_NEXT.found(survey.queue, list(_stopped(survey, legacy)), advice=_legacy_advice(survey.release))


def _name(survey: Survey, id: str) -> str:
    return detail_key(survey.prefix, survey.queue, Role.SCHEDULER, id)


def _template_deduplicates(survey: Survey, id: str) -> bool:
    held = survey.page.key(_name(survey, id))
    return held is not None and bool(deduplicated(to_json(held.fields.get("opts", "{}"))))


def _broken(survey: Survey, schedulers: list[tuple[str, int]]) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    for id, next_ms in schedulers:
        template = survey.page.key(_name(survey, id))
        if template is None or Rule.of(template.fields).ended(survey.page.at):
            continue
        job = iteration_id(id, next_ms)
        place = where(survey.connection, survey.prefix, survey.queue, job)
        ended = any(role in FINISHED_ROLES for role in place.roles)
        if (ended or not place.exists or not place.roles) and place.sure and _still_at(survey, id, next_ms):
            there = absent(survey.job(job)) if not place.exists else _found_at(survey, job, place)
            repeat = scored(survey.key(Role.REPEAT), id, next_ms)
            also = (hash_field(template.name, template, "opts"),) if _template_deduplicates(survey, id) else ()
            yield id, (repeat, there, *also)


def _found_at(survey: Survey, job: str, place: Place) -> Evidence:
    """Where a job is that does not wait for its moment: among the finished, or in no list and set at all."""
    if place.roles:
        return holds(survey.key(place.roles[0]), job)
    return holds(survey.key(Role.WAIT), job, held=False)


def _is_cut_off(case: tuple[Evidence, ...]) -> bool:
    """Whether the case's job is there, and in no list or set."""
    return case[1].raw == "0"


def _still_at(survey: Survey, id: str, next_ms: int) -> bool:
    """Whether the moment has not moved on: a worker that takes a job sets the next."""
    again = survey.connection.execute("ZSCORE", survey.key(Role.REPEAT), id)
    return again is not None and int(float(again)) == next_ms


def _stopped(survey: Survey, repeatables: list[tuple[str, int]]) -> Cases:
    """Repeatable jobs of an old release whose moment is past, or to come, without a job that waits for it."""
    ids = survey.ids(*UNFINISHED) if repeatables else ()
    waiting = {id.rpartition(":")[2] for id in ids if id.startswith(detail_head(Role.SCHEDULER))}
    for id, next_ms in repeatables:
        late = survey.page.at - next_ms > LATE_MS
        if late and str(next_ms) not in waiting and _still_at(survey, id, next_ms):
            yield (scored(survey.key(Role.REPEAT), id, next_ms),)


def _legacy_advice(release: Release) -> str:
    if release.has(JOB_SCHEDULERS) is False:
        return "Add it again: queue.add(…, { repeat }), after queue.removeRepeatableByKey(key)."
    return LEGACY


FOR_EVER = Fault(
    "deduplication-for-ever", Severity.ERROR,
    "deduplication id is held by a job that is gone.", "deduplication ids are held by a job that is gone.",
    "Every job added with that id is refused in silence, forever.",
    "Free the id: queue.removeDeduplicationKey(id).",
    "guide/jobs/deduplication",
)  # fmt: skip


@check("deduplication-for-ever")
def deduplication_for_ever(survey: Survey) -> Findings:
    """A deduplication key without TTL goes when its job finishes; lost with the job, it refuses all others."""
    cases: list[tuple[Evidence, ...]] = []
    ids = sorted(survey.deduplications)
    names = [detail_key(survey.prefix, survey.queue, Role.DEDUPLICATION, id) for id in ids]
    for name in _without_ttl(survey, names):
        holder = survey.connection.allowed("GET", name)
        if holder is not None and not survey.connection.execute("EXISTS", survey.job(holder)):
            cases.append((text(name, holder), absent(survey.job(holder))))
    advice = "" if survey.release.has(DEDUPLICATION_KEY_REMOVAL) is not False else "Free the id: delete its key."
    yield from FOR_EVER.found(survey.queue, cases, advice=advice)


def _without_ttl(survey: Survey, names: list[str]) -> Iterator[str]:
    for at in range(0, len(names), AT_ONCE):
        some = names[at : at + AT_ONCE]
        left = survey.connection.each(("PTTL", name) for name in some)
        yield from (name for name, ms in zip(some, left, strict=True) if ms == -1)


HELD_TWICE = Fault(
    "deduplication-held-twice", Severity.WARNING,
    "deduplication id is on two unfinished jobs.", "deduplication ids are each on two unfinished jobs.",
    "Only the job that its key names holds the id; the other runs as well, so the work is done twice.",
    "Find who frees the id early (removeDeduplicationKey, a ttl shorter than the job takes), or who writes the key.",
    "guide/jobs/deduplication",
)  # fmt: skip


@check("deduplication-held-twice")
def held_twice(survey: Survey) -> Findings:
    """A job that ends frees its id, and until then no other has it; only the jobs on a page are looked at."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for view in survey.page.all_jobs():
        if view.state in UNFINISHED and (held := view.fields.get(DEDUPLICATION_FIELD)):
            by_id[held].append(view.id)
    cases = []
    for id, jobs in sorted(by_id.items()):
        key = detail_key(survey.prefix, survey.queue, Role.DEDUPLICATION, id)
        holder = survey.connection.allowed("GET", key) if len(jobs) > 1 else None
        if len(jobs) > 1:
            cases.append((text(key, holder), *(field(survey.job(job), DEDUPLICATION_FIELD, id) for job in jobs[:5])))
    yield from HELD_TWICE.found(survey.queue, cases)
