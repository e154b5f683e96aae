"""What can be wrong with jobs: their locks, their places, their children, their size."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qlab.keys import Role, place_of_job
from qlab.observe.doctor.fault import Fault, Findings
from qlab.observe.doctor.finding import Severity
from qlab.observe.doctor.survey import JobFacts, Place, Survey, where
from qlab.observe.explanation import Evidence
from qlab.observe.layout import Layout
from qlab.states import JobState

BIG = 100_000
"""Bytes of one job's data, or of its stack traces, from which they are called huge."""
UNFINISHED = tuple(state for state in JobState if state not in (JobState.COMPLETED, JobState.FAILED, JobState.UNKNOWN))


def _confirmed(
    survey: Survey, suspects: Iterable[str], true: Callable[[Place], bool], show: Callable[[str, Place], Evidence]
) -> tuple[Evidence, ...]:
    return tuple(show(id, place) for id, place in survey.confirmed(suspects) if true(place))


ACTIVE_WITHOUT_LOCK = Fault(
    "active-without-lock", Severity.ERROR,
    "active job has no lock.", "active jobs have no lock.",
    "The worker is gone, or too busy to renew it; the next check for stalled jobs runs the job a second time.",
    "See why workers die or block (CPU-bound processors, missing graceful shutdown), and make jobs idempotent.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


def active_without_lock(survey: Survey) -> Findings:
    """A worker renews its lock every 15 s; without one the job is taken for stalled (moveStalledJobsToWait)."""
    suspects = [id for id in survey.in_state(JobState.ACTIVE) if not survey.facts[id].lock]
    evidence = _confirmed(
        survey, suspects, lambda place: Role.ACTIVE in place.roles and not place.lock,
        lambda id, _place: Evidence(survey.job(id, ":lock"), "(no key)"),
    )  # fmt: skip
    yield from ACTIVE_WITHOUT_LOCK.found(survey.queue, evidence)


LOCK_WITHOUT_ACTIVE_JOB = Fault(
    "lock-without-active-job", Severity.WARNING,
    "lock belongs to no active job.", "locks belong to no active job.",
    "Somebody moved the job by hand while a worker had it, or removed it: the worker will fail to finish it.",
    "Move jobs through BullMQ's API only. A lock with a TTL goes by itself; delete one without.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


def lock_without_active_job(survey: Survey) -> Findings:
    """A lock belongs to an active job; moveToFinished and the like delete it with the job's move.

    Bull leaves the lock of a job that it delays for a retry to expire.
    """
    if survey.layout is Layout.BULL:
        return
    active = set(survey.in_state(JobState.ACTIVE))
    evidence = _confirmed(
        survey, survey.names.locks - active, lambda place: place.lock and Role.ACTIVE not in place.roles,
        lambda id, place: Evidence(survey.job(id, ":lock"), f"in {', '.join(place.roles) or 'no container'}"),
    )  # fmt: skip
    yield from LOCK_WITHOUT_ACTIVE_JOB.found(survey.queue, evidence)


IN_TWO_STATES = Fault(
    "in-two-states", Severity.ERROR,
    "job is in two states at once.", "jobs are in two states at once.",
    "It may run twice, or be removed while it waits; counts are wrong.",
    "Find the code that writes the keys by hand; remove the job through BullMQ and add it again.",
    "guide/architecture",
)  # fmt: skip


def in_two_states(survey: Survey) -> Findings:
    """Every script removes an id from one container before it adds it to another."""
    suspects = [id for id, roles in survey.held.items() if len(roles) > 1]
    evidence = _confirmed(
        survey, suspects, lambda place: len(place.roles) > 1,
        lambda id, place: Evidence(survey.job(id), "in " + " and ".join(place.roles)),
    )  # fmt: skip
    yield from IN_TWO_STATES.found(survey.queue, evidence)


ID_WITHOUT_HASH = Fault(
    "id-without-hash", Severity.ERROR,
    "id in a state has no hash.", "ids in a state have no hash.",
    "The job's data is lost, by eviction or by deletion; its id keeps its place in line.",
    "Set maxmemory-policy to noeviction, delete jobs through BullMQ only, and remove the id: job.remove().",
    "guide/going-to-production",
)  # fmt: skip


def id_without_hash(survey: Survey) -> Findings:
    """A worker that takes an id without a hash has no data to work on (moveToActive returns nothing)."""
    suspects = [id for id, facts in survey.facts.items() if not facts.exists]
    evidence = _confirmed(
        survey, suspects, lambda place: bool(place.roles) and not place.exists,
        lambda id, place: Evidence(survey.job(id), f"(no key), but in {', '.join(place.roles)}"),
    )  # fmt: skip
    yield from ID_WITHOUT_HASH.found(survey.queue, evidence)


ORPHAN = Fault(
    "orphan", Severity.WARNING,
    "job is in no state at all.", "jobs are in no state at all.",
    "No worker will ever find it, and nothing removes it: work is lost, memory stays in use.",
    "Add its data again as a new job if it matters, then remove it (queue.removeOrphanedJobs).",
    "guide/queues/removing-jobs",
)  # fmt: skip


def orphan(survey: Survey) -> Findings:
    """A hash whose id no container holds: getState answers ``unknown`` for it.

    BullMQ Pro has containers of its own (groups), which are not looked into.
    """
    if survey.meta.get("version", "").startswith("bullmq-pro"):
        return
    suspects = survey.names.hashes - set(survey.held)
    evidence = _confirmed(
        survey, suspects, lambda place: place.exists and not place.roles,
        lambda id, _place: Evidence(survey.job(id), "in no list or set"),
    )  # fmt: skip
    yield from ORPHAN.found(survey.queue, evidence)


CHILD_GONE = Fault(
    "child-gone", Severity.ERROR,
    "child that a parent waits for cannot be found any more.",
    "children that a parent waits for cannot be found any more.",
    "The parent waits for ever.",
    "Remove children through BullMQ, which tells the parent; here, use job.removeChildDependency().",
    "guide/flows/remove-child-dependency",
)  # fmt: skip
CHILD_FAILED = Fault(
    "child-failed", Severity.ERROR,
    "failed child holds a parent back.", "failed children hold a parent back.",
    "The parent waits until the child is retried and succeeds, or is removed.",
    "Retry the child; or say at adding what a failure means: failParentOnFailure, ignoreDependencyOnFailure.",
    "guide/flows/fail-parent",
)  # fmt: skip


def children_that_never_finish(survey: Survey) -> Findings:
    """A parent leaves waiting-children when its ``dependencies`` set is empty; only a child that finishes leaves it."""
    gone: list[Evidence] = []
    failed: list[Evidence] = []
    for id in survey.page.ids(survey.queue, Role.WAITING_CHILDREN):
        for name in _children(survey, id):
            place = where(survey.connection, *place_of_job(name, survey.prefix))
            if place.sure and not place.exists:
                gone.append(Evidence(survey.job(id, ":dependencies"), f"{name} does not exist"))
            elif Role.FAILED in place.roles:
                failed.append(Evidence(survey.job(id, ":dependencies"), f"{name} has failed"))
        failed += [
            Evidence(survey.job(id, ":unsuccessful"), f"{name} has failed") for name in _unsuccessful(survey, id)
        ]
    yield from CHILD_GONE.found(survey.queue, gone)
    yield from CHILD_FAILED.found(survey.queue, failed)


def _children(survey: Survey, id: str) -> tuple[str, ...]:
    held = survey.page.key(survey.job(id, ":dependencies"))
    return held.items if held else ()


def _unsuccessful(survey: Survey, id: str) -> list[str]:
    held = survey.page.key(survey.job(id, ":unsuccessful"))
    return [member.member for member in (held.members if held else ())]


NEARLY_STALLED_OUT = Fault(
    "nearly-stalled-out", Severity.WARNING,
    "job has stalled as often as the default allows.", "jobs have stalled as often as the default allows.",
    "The next stall fails it for good, whatever attempts it has left.",
    "See why its worker loses the lock: CPU-bound code, a crash, a lockDuration that is too short.",
    "guide/workers/stalled-jobs",
)  # fmt: skip


def nearly_stalled_out(survey: Survey) -> Findings:
    """MoveStalledJobsToWait fails a job whose ``stc`` goes over maxStalledCount, by default 1."""
    evidence = tuple(
        Evidence(f"{survey.job(id)} stc", f"{survey.facts[id].stalls}")
        for id in survey.in_state(*UNFINISHED)
        if survey.facts[id].stalls >= 1
    )
    yield from NEARLY_STALLED_OUT.found(survey.queue, evidence)


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


def huge(survey: Survey) -> Findings:
    """Data and stack traces travel with every move of the job, and stay in Redis's memory."""
    yield from HUGE_DATA.found(survey.queue, _big(survey, "data", lambda facts: facts.data))
    yield from HUGE_STACKTRACE.found(survey.queue, _big(survey, "stacktrace", lambda facts: facts.stack))


def _big(survey: Survey, field: str, size: Callable[[JobFacts], int]) -> list[Evidence]:
    found = sorted(((size(facts), id) for id, facts in survey.facts.items() if size(facts) >= BIG), reverse=True)
    return [Evidence(f"{survey.job(id)} {field}", f"{bytes:,} bytes") for bytes, id in found]
