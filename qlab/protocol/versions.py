"""What changed between BullMQ's releases, as far as a reader of keys has to know: each once, with its source.

A sentence that says "older than 6" asks one of these, so that it can be wrong in one place only. The
kit is ``tests/observe/node/layouts``: the keys that eleven releases were seen to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = [
    "ATTEMPTS_STARTED",
    "CHANGES",
    "DEDUPLICATION",
    "DEDUPLICATION_KEY_REMOVAL",
    "FAILING_JOB_FETCHED",
    "JOB_SCHEDULERS",
    "LEGACY_REPEATABLES",
    "MARKERS_AMONG_IDS",
    "MARKER_KEY",
    "NAMED_IN_CLUSTERS",
    "NEXT_ID_UNSTORED",
    "NO_COLON_IN_NAMES",
    "PAUSED_IN_WAIT",
    "PRIORITIZED_SET",
    "QUEUE_SCHEDULER",
    "RATE_LIMIT_KEY_REMOVAL",
    "REMOVE_CHILD_DEPENDENCY",
    "REMOVE_ORPHANED_JOBS",
    "RESET_ATTEMPTS",
    "RETRY_BY_PRIORITY",
    "Change",
    "major",
    "numbers",
]

_PACKAGES = "npm's packages of bullmq"
_KIT = "tests/observe/node/layouts"
_NUMBERS = re.compile(r"bullmq:v?(\d+(?:\.\d+)*)")
_MAJOR = re.compile(r"bullmq[^:]*:v?(\d+)\.")


@dataclass(frozen=True, slots=True)
class Change:
    """A change that shows in the keys.

    Attributes:
        since: The first release with it, as major version, or with minor and patch.
        what: What is so since then.
        source: Where that stands, or was seen.
        shows: The only places where an older release may leave something else after the same calls: a key by its role,
            or ``job nrjid``: a field of a hash, an event of a stream. Known of what npm's latest 5 and 6 differ by.
    """

    since: tuple[int, ...]
    what: str
    source: str
    shows: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The release, such as ``6`` or ``5.16``."""
        return ".".join(map(str, self.since))

    @property
    def first(self) -> str:
        """Such as ``BullMQ 6``."""
        return f"BullMQ {self.number}"

    @property
    def older(self) -> str:
        """Such as ``BullMQ older than 6``."""
        return f"BullMQ older than {self.number}"

    @property
    def or_newer(self) -> str:
        """Such as ``BullMQ 5 or newer``."""
        return f"BullMQ {self.number} or newer"

    @property
    def last_before(self) -> str:
        """Such as ``BullMQ 4 or older``; for a change that came with a major version."""
        return f"BullMQ {self.since[0] - 1} or older"

    def in_release(self, release: tuple[int, ...]) -> bool:
        """Return whether a release, such as ``(5, 70, 2)``, has it."""
        return release >= self.since

    def known_to(self, version: int) -> bool:
        """Return whether a major version has it; one that came with a later minor version counts from the next major
        on.
        """
        return version > self.since[0] or (version == self.since[0] and len(self.since) == 1)


QUEUE_SCHEDULER = Change((2,), "Delayed jobs need no QueueScheduler, and no stream `delay` tells it of them.", _KIT)
MARKERS_AMONG_IDS = Change((2,), "A marker among the ids in `wait` wakes a worker, until the key `marker` does.", _KIT)
PRIORITIZED_SET = Change((4,), "Jobs with a priority wait in `prioritized`, no longer in `wait` and `priority`.", _KIT)
MARKER_KEY = Change((5,), "Idle workers block on the sorted set `marker`; no marker lies among the ids.", _KIT)
ATTEMPTS_STARTED = Change((5,), "A job counts attempts in `ats` and `atm`; before, in `attemptsMade` alone.", _KIT)
JOB_SCHEDULERS = Change(
    (5, 16), "Job schedulers have a hash `repeat:<id>`, and jobs named after it.", "docs.bullmq.io/guide/job-schedulers"
)
NAMED_IN_CLUSTERS = Change(
    (5, 67, 1), "Workers give their connection a name in a cluster too.", "pull request 3660 of taskforcesh/bullmq"
)
PAUSED_IN_WAIT = Change(
    (6,),
    "Jobs of a paused queue stay in `wait`, and only a field of `meta` says so; before, `wait` was renamed `paused`.",
    "pull request 4289 of taskforcesh/bullmq; pause-7.lua of 6.7.0; " + _KIT,
    ("wait", "paused"),
)
DEDUPLICATION = Change(
    (6,),
    "The option `debounce` and its event are gone: `deduplication` has replaced them.",
    "docs.bullmq.io/guide/migrations/migrate-from-v5-to-v6",
    ("events debounced",),
)
REMOVE_ORPHANED_JOBS = Change((5, 70, 2), "Queue.removeOrphanedJobs exists.", "pull request 3853 of taskforcesh/bullmq")
REMOVE_CHILD_DEPENDENCY = Change(
    (5, 23), "Job.removeChildDependency exists: it is in the package of 5.23.0, and not in that of 5.1.0.", _PACKAGES
)
RESET_ATTEMPTS = Change(
    (6,), "Job.retry takes resetAttemptsMade: it is in the package of 6.7.0, and not in that of 5.63.0.", _PACKAGES
)
DEDUPLICATION_KEY_REMOVAL = Change(
    (5, 23), "Queue.removeDeduplicationKey exists: it is in the package of 5.23.0, and not in that of 5.1.0.", _PACKAGES
)
RATE_LIMIT_KEY_REMOVAL = Change(
    (5, 31, 2),
    "Queue.rateLimit and removeRateLimitKey exist: they are in the package of 5.31.2, and not in that of 5.23.0.",
    _PACKAGES,
)
NO_COLON_IN_NAMES = Change((5,), "A queue's name holds no colon (QueueBase's constructor refuses it).", _PACKAGES)
LEGACY_REPEATABLES = Change(
    (6,),
    "Only job schedulers repeat jobs: the option `repeat`, getRepeatableJobs and removeRepeatableByKey are gone.",
    "docs.bullmq.io/guide/migrations/migrate-from-v5-to-v6; npm's packages of bullmq 5.63.0 and 6.7.0",
)
FAILING_JOB_FETCHED = Change(
    (6,),
    "Worker.getNextJob hands out a job that is to fail (field `defa`); before, it failed the job itself.",
    "npm's packages of bullmq 5.81.5 and 6.7.0 (worker.js); tests/code/test_program.py",
    (
        "active",
        "failed",
        "lock",
        "events failed",
        "events retries-exhausted",
        "events drained",
        "job atm",
        "job defa",
        "job failedReason",
        "job finishedOn",
        "job stacktrace",
    ),
)
RETRY_BY_PRIORITY = Change(
    (6,),
    "A retry by hand puts a job that has a priority into `prioritized`; before, into `wait`.",
    "npm's packages of bullmq 5.81.5 and 6.7.0 (reprocessJob); tests/code/test_program.py",
    ("wait", "prioritized", "pc"),
)
NEXT_ID_UNSTORED = Change(
    (6,),
    "A scheduler's job that is taken does not store the next one's id; before, its field `nrjid` held it.",
    "npm's packages of bullmq 5.81.5 and 6.7.0; tests/code/test_program.py",
    ("job nrjid",),
)
CHANGES = (
    QUEUE_SCHEDULER,
    MARKERS_AMONG_IDS,
    PRIORITIZED_SET,
    MARKER_KEY,
    ATTEMPTS_STARTED,
    NO_COLON_IN_NAMES,
    JOB_SCHEDULERS,
    REMOVE_CHILD_DEPENDENCY,
    DEDUPLICATION_KEY_REMOVAL,
    RATE_LIMIT_KEY_REMOVAL,
    NAMED_IN_CLUSTERS,
    REMOVE_ORPHANED_JOBS,
    PAUSED_IN_WAIT,
    DEDUPLICATION,
    RESET_ATTEMPTS,
    LEGACY_REPEATABLES,
    FAILING_JOB_FETCHED,
    RETRY_BY_PRIORITY,
    NEXT_ID_UNSTORED,
)
"""All of them, by release."""


def major(version: str | None) -> int | None:
    """Return the major version in ``bullmq:6.7.0`` or ``bullmq-pro:7.1.0``, as npm's Queue writes it into ``meta``."""
    found = _MAJOR.match(version or "")
    return int(found[1]) if found else None


def numbers(version: str | None) -> tuple[int, ...] | None:
    """Return the numbers in ``bullmq:5.70.2``, as npm's Queue writes them into ``meta``; None for anything else."""
    found = _NUMBERS.match(version or "")
    return tuple(int(each) for each in found[1].split(".")) if found else None
