"""The doctor's round: every check over every queue, the worst findings first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from qlab.observe.connection import Connection
from qlab.observe.discover import QueueInfo, describe
from qlab.observe.doctor import flows, jobs, queues, server
from qlab.observe.doctor.finding import Finding, Report, Severity
from qlab.observe.doctor.survey import Survey, clients, names_of, survey
from qlab.observe.keyspace import Progress

CHECKS: Mapping[str, Callable[[Survey], Iterator[Finding]]] = {
    "active-without-lock": jobs.active_without_lock,
    "lock-without-active-job": jobs.lock_without_active_job,
    "in-two-states": jobs.in_two_states,
    "id-without-hash": jobs.id_without_hash,
    "orphan": jobs.orphan,
    "child-gone, child-failed": flows.children_that_never_finish,
    "nearly-stalled-out": jobs.nearly_stalled_out,
    "huge-data, huge-stacktrace": jobs.huge,
    "overdue": queues.overdue,
    "marker-missing": queues.marker_missing,
    "paused-and-growing": queues.paused_and_growing,
    "unbounded-completed, unbounded-failed": queues.unbounded,
    "events-untrimmed": queues.events_untrimmed,
    "scheduler-without-next": queues.scheduler_without_next,
    "deduplication-for-ever": queues.deduplication_for_ever,
    "mixed-layout": queues.mixed_layout,
}
"""The checks of one queue, by the names of what they find."""
SERVER_CHECKS = ("eviction-policy", "memory-short", "mixed-versions", "no-hash-tag")
NO_QUEUES = "queues: there are none here; see the URL (its database's number) and the prefix"
NO_INFO = "eviction policy and memory: this user may not send INFO (+info)"
NO_CLIENTS = "whether workers are connected: this server or user does not show clients (CLIENT LIST)"
_WORST_FIRST = tuple(Severity)


def examine(connection: Connection, places: list[tuple[str, str]], progress: Progress | None = None) -> Report:
    """Examines some queues; see :meth:`qlab.Observer.doctor`."""
    tagged = [place for place in places if not connection.cluster or "{" in ":".join(place)]
    names = names_of(connection, tagged, progress) if tagged else {}
    seen = clients(connection)
    found = [*server.untagged([place for place in places if place not in tagged])]
    infos: list[QueueInfo] = []
    for place in tagged:
        infos.append(describe(connection, *place))
        examined = survey(connection, *place, names[place], seen)
        found += [finding for check in CHECKS.values() for finding in check(examined)]
    memory = server.memory_facts(connection)
    found += server.mixed_versions(infos)
    if memory is not None:
        found += [*server.eviction(memory), *server.memory_short(memory)]
    lacks = ((NO_QUEUES, not places), (NO_INFO, memory is None), (NO_CLIENTS, seen is None))
    unchecked = [note for note, missing in lacks if missing]
    found.sort(key=lambda finding: _WORST_FIRST.index(finding.severity))  # stable: else in the order of the checks
    return Report(tuple(found), tuple(unchecked))
