"""What can be wrong with jobs: their locks, their places, their children, their size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from qlab.keys import Role, place_of_job
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.doctor.survey import Place, Survey, where
from qlab.observe.explanation import Evidence
from qlab.observe.layout import Layout
from qlab.states import JobState

DOCS = "https://docs.bullmq.io"
BIG = 100_000
"""Bytes of one job's data, or of its stack traces, from which they are called huge."""
UNFINISHED = tuple(state for state in JobState if state not in (JobState.COMPLETED, JobState.FAILED, JobState.UNKNOWN))

Findings = Iterator[Finding]


def counted(number: int, one: str, many: str) -> str:
    """``1 job is`` or ``3 jobs are``."""
    return f"{number:,} {one if number == 1 else many}"


def _confirmed(
    survey: Survey, suspects: Iterable[str], true: Callable[[Place], bool], show: Callable[[str, Place], Evidence]
) -> tuple[Evidence, ...]:
    return tuple(show(id, place) for id, place in survey.confirmed(suspects) if true(place))


def active_without_lock(survey: Survey) -> Findings:
    """A worker renews its lock every 15 s; without one the job is taken for stalled (moveStalledJobsToWait)."""
    suspects = [id for id in survey.in_state(JobState.ACTIVE) if not survey.facts[id].lock]
    evidence = _confirmed(
        survey, suspects, lambda place: Role.ACTIVE in place.roles and not place.lock,
        lambda id, _place: Evidence(survey.job(id, ":lock"), "(no key)"),
    )  # fmt: skip
    if evidence:
        yield Finding(
            "active-without-lock", Severity.ERROR, survey.queue,
            f"{counted(len(evidence), 'active job has', 'active jobs have')} no lock.",
            "The worker is gone, or too busy to renew it; the next check for stalled jobs runs the job a second time.",
            "See why workers die or block (CPU-bound processors, missing graceful shutdown), and make jobs idempotent.",
            f"{DOCS}/guide/workers/stalled-jobs", evidence,
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
    if evidence:
        yield Finding(
            "lock-without-active-job", Severity.WARNING, survey.queue,
            f"{counted(len(evidence), 'lock belongs', 'locks belong')} to no active job.",
            "Somebody moved the job by hand while a worker had it, or removed it: the worker will fail to finish it.",
            "Move jobs through BullMQ's API only. A lock with a TTL goes by itself; delete one without.",
            f"{DOCS}/guide/workers/stalled-jobs", evidence,
        )  # fmt: skip


def in_two_states(survey: Survey) -> Findings:
    """Every script removes an id from one container before it adds it to another."""
    suspects = [id for id, roles in survey.held.items() if len(roles) > 1]
    evidence = _confirmed(
        survey, suspects, lambda place: len(place.roles) > 1,
        lambda id, place: Evidence(survey.job(id), "in " + " and ".join(place.roles)),
    )  # fmt: skip
    if evidence:
        yield Finding(
            "in-two-states", Severity.ERROR, survey.queue,
            f"{counted(len(evidence), 'job is', 'jobs are')} in two states at once.",
            "It may run twice, or be removed while it waits; counts are wrong.",
            "Find the code that writes the keys by hand; remove the job through BullMQ and add it again.",
            f"{DOCS}/guide/architecture", evidence,
        )  # fmt: skip


def id_without_hash(survey: Survey) -> Findings:
    """A worker that takes an id without a hash has no data to work on (moveToActive returns nothing)."""
    suspects = [id for id, facts in survey.facts.items() if not facts.exists]
    evidence = _confirmed(
        survey, suspects, lambda place: bool(place.roles) and not place.exists,
        lambda id, place: Evidence(survey.job(id), f"(no key), but in {', '.join(place.roles)}"),
    )  # fmt: skip
    if evidence:
        yield Finding(
            "id-without-hash", Severity.ERROR, survey.queue,
            f"{counted(len(evidence), 'id in a state has', 'ids in a state have')} no hash.",
            "The job's data is lost, by eviction or by deletion; its id keeps its place in line.",
            "Set maxmemory-policy to noeviction, delete jobs through BullMQ only, and remove the id: job.remove().",
            f"{DOCS}/guide/going-to-production", evidence,
        )  # fmt: skip


def orphan(survey: Survey) -> Findings:
    """A hash whose id no container holds: getState answers ``unknown`` for it."""
    suspects = survey.names.hashes - set(survey.held)
    evidence = _confirmed(
        survey, suspects, lambda place: place.exists and not place.roles,
        lambda id, _place: Evidence(survey.job(id), "in no list or set"),
    )  # fmt: skip
    if evidence:
        yield Finding(
            "orphan", Severity.WARNING, survey.queue,
            f"{counted(len(evidence), 'job is', 'jobs are')} in no state at all.",
            "No worker will ever find it, and nothing removes it: work is lost, memory stays in use.",
            "Add its data again as a new job if it matters, then remove it (queue.removeOrphanedJobs).",
            f"{DOCS}/guide/queues/removing-jobs", evidence,
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
    if gone:
        yield Finding(
            "child-gone", Severity.ERROR, survey.queue,
            f"{counted(len(gone), 'child', 'children')} that a parent waits for cannot be found any more.",
            "The parent waits for ever.",
            "Remove children through BullMQ, which tells the parent; here, use job.removeChildDependency().",
            f"{DOCS}/guide/flows/remove-child-dependency", tuple(gone),
        )  # fmt: skip
    if failed:
        yield Finding(
            "child-failed", Severity.ERROR, survey.queue,
            f"{counted(len(failed), 'failed child holds', 'failed children hold')} a parent back.",
            "The parent waits until the child is retried and succeeds, or is removed.",
            "Retry the child; or say at adding what a failure means: failParentOnFailure, ignoreDependencyOnFailure.",
            f"{DOCS}/guide/flows/fail-parent", tuple(failed),
        )  # fmt: skip


def _children(survey: Survey, id: str) -> tuple[str, ...]:
    held = survey.page.key(survey.job(id, ":dependencies"))
    return held.items if held else ()


def _unsuccessful(survey: Survey, id: str) -> list[str]:
    held = survey.page.key(survey.job(id, ":unsuccessful"))
    return [member.member for member in (held.members if held else ())]


def nearly_stalled_out(survey: Survey) -> Findings:
    """MoveStalledJobsToWait fails a job whose ``stc`` goes over maxStalledCount, by default 1."""
    evidence = tuple(
        Evidence(f"{survey.job(id)} stc", f"{survey.facts[id].stalls}")
        for id in survey.in_state(*UNFINISHED)
        if survey.facts[id].stalls >= 1
    )
    if evidence:
        yield Finding(
            "nearly-stalled-out", Severity.WARNING, survey.queue,
            f"{counted(len(evidence), 'job has', 'jobs have')} stalled as often as the default allows.",
            "The next stall fails it for good, whatever attempts it has left.",
            "See why its worker loses the lock: CPU-bound code, a crash, a lockDuration that is too short.",
            f"{DOCS}/guide/workers/stalled-jobs", evidence,
        )  # fmt: skip


def huge(survey: Survey) -> Findings:
    """Data and stack traces travel with every move of the job, and stay in Redis's memory."""
    for name, what in (("data", "data"), ("stack", "stack traces")):
        found = [(getattr(facts, name), id) for id, facts in survey.facts.items() if getattr(facts, name) >= BIG]
        field = "data" if name == "data" else "stacktrace"
        evidence = tuple(
            Evidence(f"{survey.job(id)} {field}", f"{size:,} bytes") for size, id in sorted(found, reverse=True)
        )
        if evidence:
            yield Finding(
                f"huge-{field}", Severity.WARNING, survey.queue,
                f"{counted(len(evidence), 'job has', 'jobs have')} {what} of {BIG // 1_000} kB or more.",
                "Redis holds it in memory, and each worker that takes the job reads it whole.",
                "Store files and documents elsewhere and put their address into the job."
                if name == "data" else "Set stackTraceLimit, and throw errors without documents in their messages.",
                f"{DOCS}/guide/jobs/job-data", evidence,
            )  # fmt: skip
