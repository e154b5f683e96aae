"""The doctor's round: every check over every queue, the worst findings first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from qlab.observe.connected.clients import Attendance
from qlab.observe.connection import Connection
from qlab.observe.discover import QueueInfo, describe
from qlab.observe.doctor.check import Check, ServerCheck, checks, contained, not_loaded, server_checks
from qlab.observe.doctor.checks.upgrade import before_production, before_upgrade
from qlab.observe.doctor.finding import Finding, Report, Severity
from qlab.observe.doctor.server import Server, server_info
from qlab.observe.doctor.survey import Survey, survey
from qlab.observe.inventory import Inventory, Names
from qlab.protocol.states import UNFINISHED

__all__ = ["examine"]

NO_QUEUES = "queues: there are none here; see the URL (its database's number) and the prefix"
NO_INFO = "eviction policy and memory: this user may not send INFO (+info)"
NO_MEMORY = "memory: no maxmemory is set, and the server does not say how much memory its machine has"
NO_CLIENTS = "whether workers are connected: "
HURRIED = "the server took too long over its page, so not all schedulers, keys and sampled jobs were seen"
_WORST_FIRST = tuple(Severity)


def examine(connection: Connection, inventory: Inventory, to: str | None = None) -> Report:
    """Examine some queues, whose names of keys it uses up; see :meth:`qlab.Observer.doctor`."""
    places = inventory.places
    tagged = [place for place in places if not connection.cluster or "{" in ":".join(place)]
    attendance = Attendance(connection)
    infos: list[QueueInfo] = []
    unseen: list[str] = []
    found = [*not_loaded()]
    for place in tagged:
        of_queue = contained(
            ("examining the queue",),
            place[1],
            partial(_queue, connection, place, inventory.names.pop(place), attendance, infos, unseen, to),
        )
        found += (replace(finding, prefix=finding.prefix or place[0]) for finding in of_queue)
    info = server_info(connection)
    untagged = tuple(place for place in places if place not in tagged)
    server = Server(connection, info, tuple(infos), untagged)
    asked = [ServerCheck(("persistence-off",), before_production)] if to else []
    for each in (*server_checks(), *asked):
        found += contained(each.names, None, partial(each.look, server))
    others = [f"{each.prefix}:{each.name}: its keys are {each.layout}, and are left alone"
              for each in infos if each.is_other]  # fmt: skip
    unknown = attendance.clients.unknown
    lacks = (
        (NO_QUEUES, not places),
        (NO_INFO, info is None),
        (NO_MEMORY, server.unbounded and not connection.home.dump),
        (NO_CLIENTS + unknown, bool(unknown)),
    )
    unchecked = [note for note, missing in lacks if missing] + others + unseen
    found.sort(key=lambda finding: _WORST_FIRST.index(finding.severity))  # stable: else in the order of the checks
    return Report(tuple(found), tuple(unchecked))


def _queue(
    connection: Connection,
    place: tuple[str, str],
    names: Names,
    attendance: Attendance,
    infos: list[QueueInfo],
    unseen: list[str],
    to: str | None,
) -> Iterator[Finding]:
    info = describe(connection, *place)
    infos.append(info)
    if info.is_other:
        return
    examined: Survey = survey(connection, *place, names, attendance)
    if (
        examined.workers.here is None
        and not attendance.clients.unknown
        and any(info.counts[str(each)] for each in UNFINISHED)
    ):
        unseen.append(f"{info.prefix}:{info.name}: {NO_CLIENTS}{examined.workers.unknown}")
    if examined.hurried:
        unseen.append(f"{info.prefix}:{info.name}: {HURRIED}")
    asked = [Check(("upgrade",), before_upgrade)] if to else []
    for each in (*checks(), *asked):
        found = contained(each.names, place[1], partial(each.look, examined))
        yield from (replace(finding, queue=info.name, prefix=info.prefix) for finding in found)
