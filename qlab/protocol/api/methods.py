"""BullMQ's own methods: which call of npm's package, and of PyPI's, each operation is.

Sources: the type declarations of npm's bullmq 6.7.0 (``dist/esm/classes``) and the modules of PyPI's bullmq 3.4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from qlab.protocol import operations
from qlab.protocol.operations import Operation

__all__ = ["LIFTING", "METHODS", "SEVERAL", "Method", "Owner"]


class Owner(StrEnum):
    """Which of BullMQ's classes has a method."""

    QUEUE = "Queue"
    JOB = "Job"
    """A job looked up by its id."""
    HELD = "Job, as its worker has it"
    """The job that a processor was called with."""
    WORKER = "Worker"
    FLOWS = "FlowProducer"
    EVENTS = "QueueEventsProducer"

    @property
    def type(self) -> str:
        """The class's name."""
        return self.value.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Method:
    """A call of BullMQ's.

    Attributes:
        owner: Which class has it.
        npm: Its name in npm's package; None where that has no public method.
        pypi: Its name in PyPI's package; None if it has none there.
        at_once: In which packages it gives its answer at once, with nothing to await.
    """

    owner: Owner
    npm: str | None
    pypi: str | None
    at_once: frozenset[str] = frozenset()


def _both(owner: Owner, name: str, *at_once: str) -> Method:
    return Method(owner, name, name, frozenset(at_once))


METHODS: Mapping[Operation, Method] = MappingProxyType({
    operations.ADD: _both(Owner.QUEUE, "add"),
    operations.ADD_BULK: _both(Owner.QUEUE, "addBulk"),
    operations.FLOW: _both(Owner.FLOWS, "add"),
    operations.SCHEDULE: _both(Owner.QUEUE, "upsertJobScheduler"),
    operations.UNSCHEDULE: _both(Owner.QUEUE, "removeJobScheduler"),
    operations.TAKE: Method(Owner.WORKER, "getNextJob", "moveToActive"),
    operations.COMPLETE: _both(Owner.HELD, "moveToCompleted"),
    operations.FAIL: _both(Owner.HELD, "moveToFailed"),
    operations.PROGRESS: _both(Owner.HELD, "updateProgress"),
    operations.LOG: _both(Owner.HELD, "log"),
    operations.UPDATE_DATA: _both(Owner.JOB, "updateData"),
    operations.EXTEND_LOCK: Method(Owner.HELD, "extendLock", None),
    operations.EXTEND_LOCKS: Method(Owner.WORKER, "extendJobLocks", None),
    operations.MOVE_TO_DELAYED: _both(Owner.HELD, "moveToDelayed"),
    operations.MOVE_TO_WAITING_CHILDREN: _both(Owner.HELD, "moveToWaitingChildren"),
    operations.MOVE_TO_WAIT: Method(Owner.HELD, "moveToWait", None),
    operations.RELEASE_LOCK: Method(Owner.HELD, None, None),
    operations.CHECK_STALLED: Method(Owner.WORKER, "startStalledCheckTimer", "runStalledJobsCheck"),
    operations.RUN_WORKER: _both(Owner.WORKER, "run"),
    operations.PAUSE_WORKER: _both(Owner.WORKER, "pause"),
    operations.RESUME_WORKER: _both(Owner.WORKER, "resume", "npm", "PyPI"),
    operations.CLOSE_WORKER: _both(Owner.WORKER, "close"),
    operations.CANCEL_JOB: _both(Owner.WORKER, "cancelJob", "npm", "PyPI"),
    operations.RETRY: _both(Owner.JOB, "retry"),
    operations.PROMOTE: _both(Owner.JOB, "promote"),
    operations.REMOVE: _both(Owner.JOB, "remove"),
    operations.CHANGE_PRIORITY: _both(Owner.JOB, "changePriority"),
    operations.CHANGE_DELAY: Method(Owner.JOB, "changeDelay", None),
    operations.DISCARD_CHILDREN: Method(Owner.JOB, "removeUnprocessedChildren", None),
    operations.REMOVE_CHILD_DEPENDENCY: Method(Owner.JOB, "removeChildDependency", None),
    operations.REMOVE_DEDUPLICATION_KEY: Method(Owner.JOB, "removeDeduplicationKey", None),
    operations.CLEAR_LOGS: Method(Owner.JOB, "clearLogs", None),
    operations.PAUSE: _both(Owner.QUEUE, "pause"),
    operations.RESUME: _both(Owner.QUEUE, "resume"),
    operations.LIMIT: _both(Owner.QUEUE, "setGlobalRateLimit"),
    operations.LIMIT_NOW: _both(Owner.QUEUE, "rateLimit"),
    operations.REMOVE_RATE_LIMIT: _both(Owner.QUEUE, "removeRateLimitKey"),
    operations.TRIM_EVENTS: _both(Owner.QUEUE, "trimEvents"),
    operations.EMIT: _both(Owner.EVENTS, "publishEvent"),
    operations.REMOVE_ORPHANS: Method(Owner.QUEUE, "removeOrphanedJobs", None),
    operations.CONCURRENCY: _both(Owner.QUEUE, "setGlobalConcurrency"),
    operations.DRAIN: _both(Owner.QUEUE, "drain"),
    operations.CLEAN: _both(Owner.QUEUE, "clean"),
    operations.OBLITERATE: _both(Owner.QUEUE, "obliterate"),
    operations.RETRY_ALL: _both(Owner.QUEUE, "retryJobs"),
    operations.PROMOTE_ALL: _both(Owner.QUEUE, "promoteJobs"),
})  # fmt: skip
"""The call of each operation. What is nobody's call (time that passes, commands by hand) has none."""

LIFTING: Mapping[Operation, Method] = MappingProxyType({
    operations.LIMIT: _both(Owner.QUEUE, "removeGlobalRateLimit"),
    operations.CONCURRENCY: _both(Owner.QUEUE, "removeGlobalConcurrency"),
})  # fmt: skip
"""The call that takes a limit away again."""

SEVERAL: Mapping[Operation, Method] = MappingProxyType({operations.FLOW: _both(Owner.FLOWS, "addBulk")})
"""The call that does for several what the usual one does for one."""
