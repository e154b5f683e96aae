"""What BullMQ's Queue takes as defaults of its jobs.

Source: the interface DefaultJobOptions of npm's bullmq 6.7.0 (``base-job-options.ts``). ``Queue.add``, ``addBulk`` and
``upsertJobScheduler`` merge them below a job's own options (``queue.ts``); a FlowProducer does not know them.
"""

from __future__ import annotations

__all__ = ["DEFAULT_JOB_OPTIONS"]

DEFAULT_JOB_OPTIONS = frozenset({
    "timestamp", "priority", "delay", "attempts", "backoff", "lifo", "removeOnComplete", "removeOnFail", "keepLogs",
    "stackTraceLimit", "sizeLimit",
})  # fmt: skip
"""The job options that ``defaultJobOptions`` may hold. Others belong to one job, such as ``jobId``."""
