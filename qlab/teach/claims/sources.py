"""The pages that the statements stand on. BullMQ's own were read at its commit 352d3c7 of August 2026."""

from __future__ import annotations

from qlab.teach.claims.claim import Source

__all__ = [
    "ACADEMY",
    "API_EVENTS",
    "ARCHITECTURE",
    "ARCHON",
    "CONNECTIONS",
    "CONTINUE_PARENT",
    "DEDUPLICATION",
    "EVENTS",
    "FAIL_PARENT",
    "FLOWS",
    "GLOBAL_CONCURRENCY",
    "IGNORE_DEPENDENCY",
    "INTRODUCTION",
    "ISSUE_1615",
    "ISSUE_1649",
    "ISSUE_2049",
    "JOB_IDS",
    "LIFO",
    "PAUSING",
    "PLAYBOOK",
    "PRIORITIZED",
    "QUEUES",
    "QUEUE_SCHEDULER",
    "RATE_LIMITING",
    "REMOVAL",
    "RETRYING",
    "RETRYING_BEFORE",
    "RETRYING_BY_HAND",
    "SCHEDULERS",
    "STALLED",
    "STOP_RETRYING",
]


def _guide(page: str, title: str) -> Source:
    return Source(f"BullMQ: {title}", f"https://docs.bullmq.io/{page}")


RETRYING = _guide("guide/retrying-failing-jobs", "Retrying failing jobs")
RETRYING_BEFORE = _guide("guide/retrying-failing-jobs", "Retrying failing jobs, an older edition")
RETRYING_BY_HAND = _guide("guide/jobs/retrying-job", "Retrying job")
STOP_RETRYING = _guide("patterns/stop-retrying-jobs", "Stop retrying jobs")
API_EVENTS = Source(
    "BullMQ: API, QueueEventsListener", "https://docs.bullmq.io/api/interfaces/v6.QueueEventsListener.html"
)
QUEUES = _guide("guide/queues", "Queues")
QUEUE_SCHEDULER = _guide("guide/queuescheduler", "QueueScheduler")
SCHEDULERS = _guide("guide/job-schedulers", "Job Schedulers")
PRIORITIZED = _guide("guide/jobs/prioritized", "Prioritized")
ARCHITECTURE = _guide("guide/architecture", "Architecture")
LIFO = _guide("guide/jobs/lifo", "LIFO")
PAUSING = _guide("guide/workers/pausing-queues", "Pausing queues")
JOB_IDS = _guide("guide/jobs/job-ids", "Job Ids")
DEDUPLICATION = _guide("guide/jobs/deduplication", "Deduplication")
REMOVAL = _guide("guide/queues/auto-removal-of-jobs", "Auto-removal of jobs")
STALLED = _guide("guide/jobs/stalled", "Stalled")
INTRODUCTION = _guide("", "What is BullMQ")
CONNECTIONS = _guide("guide/going-to-production", "Going to production")
RATE_LIMITING = _guide("guide/rate-limiting", "Rate limiting")
GLOBAL_CONCURRENCY = _guide("guide/queues/global-concurrency", "Global Concurrency")
FLOWS = _guide("guide/flows", "Flows")
FAIL_PARENT = _guide("guide/flows/fail-parent", "Fail Parent")
CONTINUE_PARENT = _guide("guide/flows/continue-parent", "Continue Parent")
IGNORE_DEPENDENCY = _guide("guide/flows/ignore-dependency", "Ignore Dependency")
EVENTS = _guide("guide/events", "Events")
ARCHON = Source(
    "Job Queue Architecture, archon", "https://archon-eight.vercel.app/production-blueprints/job-queue/architecture"
)
ACADEMY = Source("BullMQ Internals, J. J. Saraf", "https://academy.jatinjainsaraf.com/redis-in-depth/bullmq-internals")
PLAYBOOK = Source("Redis and BullMQ patterns, S. Pokhrel", "https://sameerpokhrel.com.np/blog/redis-bullmq-patterns")
ISSUE_1615 = Source("An issue: taskforcesh/bullmq#1615", "https://github.com/taskforcesh/bullmq/issues/1615")
ISSUE_1649 = Source("An issue: taskforcesh/bullmq#1649", "https://github.com/taskforcesh/bullmq/issues/1649")
ISSUE_2049 = Source("An issue: OptimalBits/bull#2049", "https://github.com/OptimalBits/bull/issues/2049")
