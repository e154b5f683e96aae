"""Ready for the next major version, and for production: asked for by ``doctor(upgrade="6")``, silent else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qlab.errors import UsageError
from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import DOCS, Fault, Findings, counted
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.doctor.server import Server
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence, field, hash_field, length, scored
from qlab.protocol.fields import DEBOUNCE_OPTION, DEDUPLICATION_OPTION
from qlab.protocol.keys import Role, detail_key
from qlab.protocol.queue_settings import PAUSED_FIELD
from qlab.protocol.schedulers import is_legacy_repeatable
from qlab.protocol.versions import DEDUPLICATION, JOB_SCHEDULERS, LEGACY_REPEATABLES, PAUSED_IN_WAIT
from qlab.text.decoded import quoted

__all__ = ["before_production", "before_upgrade", "wanted"]

GUIDE = "guide/migrations/migrate-from-v5-to-v6"
KNOWN = (PAUSED_IN_WAIT.number,)
"""The major versions that it knows how to prepare for."""

LEGACY_REPEATABLE = Fault(
    "legacy-repeatable", Severity.ERROR,
    "repeatable job is of the old kind.", "repeatable jobs are of the old kind.",
    f"{LEGACY_REPEATABLES.first} continues job schedulers only: after the upgrade this one makes no more jobs.",
    "Before the upgrade remove it (queue.removeRepeatableByKey(key)) and set a scheduler "
    "(queue.upsertJobScheduler(id, …)).", GUIDE,
)  # fmt: skip
LEGACY_REPEATABLE_LATER = (
    "Before the upgrade remove it (queue.removeRepeatableByKey(key)); after it set a scheduler "
    f"(upsertJobScheduler, which {JOB_SCHEDULERS.first} brought)."
)
DEBOUNCE = Fault(
    "debounce-left", Severity.WARNING,
    "job was added with the option debounce.", "jobs were added with the option debounce.",
    f"{DEDUPLICATION.first} knows `deduplication` alone, and refuses to add a job with `debounce` (job.ts throws).",
    "Before the upgrade write deduplication: { id, ttl } in place of debounce in all code that adds jobs.", GUIDE,
)  # fmt: skip
PERHAPS = ("job was added with the option debounce, or deduplication.",
           "jobs were added with the option debounce, or deduplication.")  # fmt: skip
PERHAPS_DEBOUNCED = (
    f"{DEDUPLICATION.older} keeps both options as `{DEDUPLICATION_OPTION}`, so its keys do not tell which it was. "
    "Search the code for debounce, and write deduplication: { id, ttl } in its place before the upgrade."
)


def wanted(version: object) -> str:
    """Return the version that an upgrade goes to.

    Raises:
        UsageError: If it is none that is known.
    """
    if str(version) not in KNOWN:
        raise UsageError(
            f"There is nothing to check for an upgrade to {quoted(version, 20)}; give one of: {', '.join(KNOWN)}."
        )
    return str(version)


@check("paused-twice")
def paused_twice(survey: Survey) -> Findings:
    """Before BullMQ 6 ``pause`` renames ``wait`` to ``paused``, and ``resume`` renames it back, over what is there."""
    if survey.paused_twice is None:
        return
    wait, paused = survey.paused_twice
    meta = survey.page.container(survey.queue, Role.META)
    yield Finding(
        "paused-twice", Severity.ERROR, survey.queue,
        f"The queue is paused with {counted(wait.size, 'job', 'jobs')} in `wait` and {paused.size:,} in `paused`.",
        f"Releases on both sides of {PAUSED_IN_WAIT.first} share it. A resume by an older one renames `paused` over "
        "`wait`: the jobs in `wait` are lost.",
        f"Resume it with {PAUSED_IN_WAIT.or_newer} only, and bring all producers and workers to one major version.",
        f"{DOCS}/{GUIDE}",
        (length(survey.key(Role.WAIT), wait), length(survey.key(Role.PAUSED), paused),
         hash_field(survey.key(Role.META), meta, PAUSED_FIELD)),
    )  # fmt: skip


def before_upgrade(survey: Survey) -> Findings:
    """Return what a queue holds that the next major version does not read."""
    paused = survey.page.container(survey.queue, Role.PAUSED)
    if paused is not None and survey.paused_twice is None:
        yield Finding(
            "legacy-paused", Severity.WARNING, survey.queue,
            f"{counted(paused.size, 'job waits', 'jobs wait')} in the list `paused`.",
            f"{PAUSED_IN_WAIT.first} leaves jobs of a paused queue in `wait`, and takes none from `paused`; only its "
            "resume moves them back, at most 7,000 a call (pause-7.lua).",
            "Resume the queue before the upgrade, with the release that paused it; or call queue.resume() after it, "
            "again for each 7,000 jobs.",
            f"{DOCS}/{GUIDE}", (length(survey.key(Role.PAUSED), paused),),
        )  # fmt: skip
    later = LEGACY_REPEATABLE_LATER if survey.release.has(JOB_SCHEDULERS) is False else ""
    yield from LEGACY_REPEATABLE.found(survey.queue, list(_legacy(survey)), advice=later)
    yield from DEBOUNCE.found(survey.queue, _with_option(survey, DEBOUNCE_OPTION))
    if survey.release.has(DEDUPLICATION) is False:
        either = replace(DEBOUNCE, severity=Severity.INFO, one=PERHAPS[0], many=PERHAPS[1])
        yield from either.found(survey.queue, _with_option(survey, DEDUPLICATION_OPTION), advice=PERHAPS_DEBOUNCED)


def _with_option(survey: Survey, name: str) -> list[Evidence]:
    """Return the options of each job on the page that has one of this name, as evidence."""
    return [field(survey.job(view.id), "opts", view.fields.get("opts")) for view in survey.page.all_jobs()
            if name in view.opts]  # fmt: skip


def _legacy(survey: Survey) -> Iterator[Evidence]:
    held = survey.page.container(survey.queue, Role.REPEAT)
    for id, score in held.members if held else ():
        hash = survey.page.key(detail_key(survey.prefix, survey.queue, Role.SCHEDULER, id))
        if is_legacy_repeatable(id, hash.fields if hash else {}):
            yield scored(survey.key(Role.REPEAT), id, score)


def before_production(server: Server) -> Findings:
    """Whether the server keeps its data at all; told only where it can be read (CONFIG GET)."""
    saves = server.connection.allowed("CONFIG", "GET", "save")
    appends = (server.info or {}).get("aof_enabled")
    if saves and not saves[1] and appends == "0":
        yield Finding(
            "persistence-off", Severity.ERROR, None,
            "The server writes nothing to disk: neither AOF nor snapshots (RDB) are on.",
            "When it restarts, every job is gone.",
            "Set appendonly yes (with appendfsync everysec).",
            f"{DOCS}/guide/going-to-production", (server.says("aof_enabled"), Evidence("CONFIG save", str(saves[1]))),
        )  # fmt: skip
