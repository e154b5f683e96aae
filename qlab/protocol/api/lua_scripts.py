"""BullMQ's Lua scripts: which write, which only ask, and which nobody calls.

Source: the files of PyPI's bullmq 3.4.4, ``bullmq/commands``; npm's bullmq 6.7.0 has the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ASKING", "LEFTOVERS", "RELAY", "UNCALLED", "WRITING"]

WRITING = frozenset({
    "addDelayedJob", "addJobScheduler", "addLog", "addParentJob", "addPrioritizedJob", "addStandardJob", "changeDelay",
    "changePriority", "cleanJobsInSet", "drain", "extendLock", "extendLocks", "moveJobFromActiveToWait",
    "moveJobsToWait", "moveStalledJobsToWait", "moveToActive", "moveToDelayed", "moveToFinished",
    "moveToWaitingChildren", "obliterate", "pause", "promote", "releaseLock", "removeChildDependency",
    "removeDeduplicationKey", "removeJob", "removeJobScheduler", "removeOrphanedJobs", "removeUnprocessedChildren",
    "reprocessJob", "retryJob", "saveStacktrace", "updateData", "updateJobScheduler", "updateProgress",
})  # fmt: skip
"""Those that change a queue's keys."""

ASKING = frozenset({
    "getCounts", "getCountsPerPriority", "getDependencyCounts", "getJobScheduler", "getJobs", "getMetrics",
    "getRanges", "getRateLimitTtl", "getState", "getStateV2", "isFinished", "isJobInList", "isMaxed", "paginate",
})  # fmt: skip
"""Those that read."""

_MARKER = "the marker that an older release left at the end of `wait`"
LEFTOVERS: Mapping[str, str] = MappingProxyType(
    {
        "getCounts": _MARKER,
        "getJobs": _MARKER,
        "getRanges": _MARKER,
        "getRateLimitTtl": "a rate limit's counter whose TTL is at 0 ms, which Redis is about to delete itself",
    }
)
"""Scripts that read, and what they delete on the way all the same."""

RELAY = frozenset({
    "relayAckInbox", "relayDeleteRetained", "relayGet", "relayGetNamespaces", "relayHeartbeat", "relayPublish",
    "relayReadInbox", "relayRegisterNode", "relayRemoveEndpoint", "relaySubscribe", "relaySweep",
    "relayTouchNamespace", "relayTrimInbox", "relayUnregisterNode",
})  # fmt: skip
"""Those of the relay, which passes messages between processes: no queue and no job is in its keys."""

UNCALLED: Mapping[str, str] = MappingProxyType(
    {
        "saveStacktrace": "neither npm's client nor PyPI's calls it; the scripts that end an attempt store the trace",
    }
)
"""Scripts that the packages ship and no client runs, with the reason."""
