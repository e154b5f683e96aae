"""What can be wrong with jobs: their locks, their places, their stalls, their size."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import Fault, Findings
from qlab.observe.doctor.finding import Severity
from qlab.observe.doctor.survey import BIG, CONFIRMED, Odd, Place, Survey, stalls_field
from qlab.observe.evidence import Evidence, absent, field, field_length, holds, text
from qlab.observe.explaining.remains import not_json
from qlab.observe.layout import Layout, stalled_looked_for_by
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState

__all__ = [
    "active_without_lock",
    "huge",
    "id_without_hash",
    "in_two_states",
    "lock_without_active_job",
    "nearly_stalled_out",
]


def _found(
    fault: Fault,
    survey: Survey,
    suspects: Collection[str],
    true: Callable[[Place], bool],
    show: Callable[[str, Place], Evidence | tuple[Evidence, ...]],
    advice: str = "",
    meaning: str = "",
) -> Findings:
    """Return the finding, where suspicions turn out to be true; of very many not all are looked into."""
    cases = [show(id, place) for id, place in survey.confirmed(suspects) if true(place)]
    yield from fault.found(survey.queue, cases, len(suspects) if len(suspects) > CONFIRMED else 0, advice, meaning)


def _held(survey: Survey, id: str, roles: Sequence[Role]) -> tuple[Evidence, ...]:
    """Return that lists and sets hold an id, as evidence."""
    return tuple(holds(survey.key(role), id) for role in roles)


def _string(survey: Survey, key: str) -> Evidence:
    """Return a string, read now."""
    raw = survey.connection.allowed("GET", key)
    return text(key, raw)


ACTIVE_WITHOUT_LOCK = Fault(
    "active-without-lock", Severity.ERROR,
    "active job has no lock.", "active jobs have no lock.",
    "The worker is gone, or too busy to renew it; the next check for stalled jobs runs the job a second time.",
    "See why workers die or block (CPU-bound processors, missing graceful shutdown), and make jobs idempotent.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


@check("active-without-lock")
def active_without_lock(survey: Survey) -> Findings:
    """A worker renews its lock every 15 s; without one the job is taken for stalled (moveStalledJobsToWait)."""
    unreadable = {view.id for view in survey.page.all_jobs() if not_json(view.fields)}  # its worker lives: see there
    suspects = {odd.id for odd in survey.odd if odd.role is Role.ACTIVE and not odd.lock} - unreadable
    meaning, advice = _nobody_checks(survey)
    yield from _found(
        ACTIVE_WITHOUT_LOCK, survey, suspects, lambda place: Role.ACTIVE in place.roles and not place.lock,
        lambda id, _place: absent(survey.job(id, Role.LOCK)), advice, meaning,
    )  # fmt: skip


def _nobody_checks(survey: Survey) -> tuple[str, str]:
    """Return what a missing lock means where nobody looks for stalled jobs, and what to do; "" where somebody may."""
    if survey.workers.schedulers:
        return "", ""
    who = stalled_looked_for_by(survey.page, survey.queue)
    lost = f"The worker is gone. Only {who} looks for such jobs, and none is connected: it stays active."
    if survey.needs_scheduler:
        start = f"Start a QueueScheduler: its checks put the job back into line. {ACTIVE_WITHOUT_LOCK.advice}"
        return (lost, start) if survey.workers.schedulers == 0 else ("", "")
    if survey.workers.none:
        return lost, f"Start a worker: its checks run the job again. {ACTIVE_WITHOUT_LOCK.advice}"
    return "", ""


LOCK_WITHOUT_ACTIVE_JOB = Fault(
    "lock-without-active-job", Severity.WARNING,
    "lock belongs to no active job.", "locks belong to no active job.",
    "Somebody moved the job by hand while a worker had it, or removed it: the worker will fail to finish it.",
    "Move jobs through BullMQ's API only. A lock with a TTL goes by itself; delete one without.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


@check("lock-without-active-job")
def lock_without_active_job(survey: Survey) -> Findings:
    """A lock belongs to an active job; moveToFinished and the like delete it with the job's move.

    Bull leaves the lock of a job that it delays for a retry to expire.
    """
    if survey.layout is Layout.BULL:
        return
    active = set(survey.ids(JobState.ACTIVE)) if survey.locks else set()
    yield from _found(
        LOCK_WITHOUT_ACTIVE_JOB, survey, {*survey.locks} - active,
        lambda place: place.lock and Role.ACTIVE not in place.roles,
        lambda id, place: (_string(survey, survey.job(id, Role.LOCK)), *_held(survey, id, place.roles)),
    )  # fmt: skip


IN_TWO_STATES = Fault(
    "in-two-states", Severity.ERROR,
    "job is in two states at once.", "jobs are in two states at once.",
    "It may run twice, or be removed while it waits; counts are wrong.",
    "Find the code that writes the keys by hand; remove the job through BullMQ and add it again.",
    "guide/architecture",
)  # fmt: skip


@check("in-two-states")
def in_two_states(survey: Survey) -> Findings:
    """Every script removes an id from one container before it adds it to another."""
    yield from _found(
        IN_TWO_STATES, survey, survey.again, lambda place: len(place.roles) > 1,
        lambda id, place: _held(survey, id, place.roles),
    )  # fmt: skip


ID_WITHOUT_HASH = Fault(
    "id-without-hash", Severity.ERROR,
    "id in a state has no hash.", "ids in a state have no hash.",
    "The job's data is lost, by eviction or by deletion, and its id keeps its place. In `wait`, drain() leaves such an "
    "id where a job is removed meanwhile, or a scheduler's job waits.",
    "Set maxmemory-policy to noeviction, delete jobs through BullMQ only, and remove the id.",
    "guide/going-to-production",
)  # fmt: skip


@check("id-without-hash")
def id_without_hash(survey: Survey) -> Findings:
    """A worker that takes an id without a hash has no data to work on (moveToActive returns nothing)."""
    suspects = {odd.id for odd in survey.odd if not odd.exists}
    yield from _found(
        ID_WITHOUT_HASH, survey, suspects, lambda place: bool(place.roles) and not place.exists,
        lambda id, place: (absent(survey.job(id)), *_held(survey, id, place.roles)),
        f"Set maxmemory-policy to noeviction, and delete jobs through the API only. Remove the id: "
        f"{survey.release.remove_id(Role.WAIT)}.",
    )  # fmt: skip


NEARLY_STALLED_OUT = Fault(
    "nearly-stalled-out", Severity.WARNING,
    "job has stalled as often as the default allows.", "jobs have stalled as often as the default allows.",
    "The next stall fails it for good, whatever attempts it has left.",
    "See why its worker loses the lock: CPU-bound code, a crash, a lockDuration that is too short.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


@check("nearly-stalled-out")
def nearly_stalled_out(survey: Survey) -> Findings:
    """MoveStalledJobsToWait fails a job whose ``stc`` goes over maxStalledCount, by default 1.

    Not so a job scheduler's: with it the chain of its jobs would end.
    """
    stalls = stalls_field(survey.layout)
    stalled = {odd.id: odd.stalls for odd in survey.odd if odd.stalls >= 1}  # of a finished job none is told
    evidence = tuple(
        field(survey.job(id), stalls, f"{number}")
        for id, number in stalled.items()
        if not _spared(survey, id) and not _decided(survey, id)
    )
    yield from NEARLY_STALLED_OUT.found(survey.queue, evidence)


def _decided(survey: Survey, id: str) -> bool:
    """Whether its failure is decided already (``defa``), so that no further stall matters."""
    return survey.connection.allowed("HGET", survey.job(id), "defa") is not None


def _spared(survey: Survey, id: str) -> bool:
    """Whether the job is one of a scheduler that is still there, in a BullMQ that spares such jobs."""
    scheduler = survey.connection.allowed("HGET", survey.job(id), "rjk") if survey.layout.has_marker else None
    return scheduler is not None and survey.connection.allowed("ZSCORE", survey.key(Role.REPEAT), scheduler) is not None


HUGE_DATA = Fault(
    "huge-data", Severity.WARNING,
    "job has data of 100 kB or more.", "jobs have data of 100 kB or more.",
    "Redis holds it in memory, and each worker that takes the job reads it whole.",
    "Store files and documents elsewhere and put their address into the job.",
    "guide/jobs/job-data",
)  # fmt: skip
HUGE_STACKTRACE = Fault(
    "huge-stacktrace", Severity.WARNING,
    "job has stack traces of 100 kB or more.", "jobs have stack traces of 100 kB or more.",
    "Redis holds it in memory, and each worker that takes the job reads it whole.",
    "Set stackTraceLimit, and throw errors without documents in their messages.",
    "guide/jobs/job-data",
)  # fmt: skip


@check("huge-data", "huge-stacktrace")
def huge(survey: Survey) -> Findings:
    """Data and stack traces travel with every move of the job, and stay in Redis's memory."""
    yield from HUGE_DATA.found(survey.queue, _big(survey, "data", lambda odd: odd.data))
    advice = f"{HUGE_STACKTRACE.advice} A job's traces go with it: {survey.release.remove_job()}."
    yield from HUGE_STACKTRACE.found(survey.queue, _big(survey, "stacktrace", lambda odd: odd.stack), advice=advice)


def _big(survey: Survey, name: str, size: Callable[[Odd], int]) -> list[Evidence]:
    found = sorted({(size(odd), odd.id) for odd in survey.odd if size(odd) >= BIG}, reverse=True)
    return [field_length(survey.job(id), name, bytes) for bytes, id in found]
