"""Gathering what there is to know about one job: a page of its queue, and what lies around it."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.connected.clients import Clients, clients
from qlab.observe.connection import Connection
from qlab.observe.evidence import length, rank, right_of
from qlab.observe.explaining.job_report import Child, JobReport, Parent, Turn
from qlab.observe.looking.flow import FlowNode, flow
from qlab.observe.page import DEPTH, read_job, read_page
from qlab.protocol.keys import Role, job_key, key_below, place_of_job, queue_key
from qlab.protocol.states import READY, JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry, entry

__all__ = ["gather"]

EVENTS_PAGE = 500
MOST_EVENTS = 20_000
"""This many of the latest events are looked through for those of one job."""
CHILDREN = 10
"""This many unfinished children are looked up one by one."""
LIST_PAGE = 5_000
FOLLOWED = 5
"""This many of the jobs that hold a flow back are gathered as well."""
_HELD = (*READY, JobState.DELAYED, JobState.ACTIVE)


def gather(connection: Connection, prefix: str, queue: str, id: str) -> JobReport:
    """Read all that can be said about one job: one atomic page, then its events and circumstances, page by page.

    Raises:
        QlabError: If the server cannot be read.
    """
    page = read_page(connection, prefix, queue, limit=5, ids=[id])
    view, state, turn = page.job(id, queue), page.state_of(id, queue), None
    if state is JobState.UNKNOWN and view is not None:
        turn = _deep_in_line(connection, page, queue, id)
        state = JobState.UNKNOWN if turn is None else JobState.WAITING
    elif state in READY:
        turn = _in_line(connection, page, queue, id, state)
    events = tuple(_events(connection, queue_key(prefix, queue, Role.EVENTS), id))
    children = _children(connection, page, job_key(prefix, queue, id, Role.DEPENDENCIES))
    suspect, seen = _suspect(connection, page, queue, id), clients(connection)
    who = seen.on(page, queue)
    parent = _parent(connection, page, queue, id, view)
    deeper = tuple(_deeper(connection, (prefix, queue), id, children))
    blocking = tuple(_blocking(connection, prefix, seen, children, deeper))
    return JobReport(page, queue, id, state, view, turn, events, who, children, suspect, parent, deeper, blocking)


def _suspect(connection: Connection, page: Snapshot, queue: str, id: str) -> bool:
    return bool(connection.allowed("SISMEMBER", queue_key(page.prefix, queue, Role.STALLED), id))


def _blocking(
    connection: Connection, prefix: str, seen: Clients, children: tuple[Child, ...],
    deeper: tuple[tuple[str, FlowNode], ...],
) -> Iterator[JobReport]:  # fmt: skip
    """Yield reports of the jobs that hold a flow back: of those that one thing holds, of the first alone."""
    some = [(child.key, child.state, child.locked) for child in children if child.exists]
    some += [(node.key, node.state, False) for _dependencies, node in deeper]
    first: dict[tuple[object, ...], str] = {}
    for key, state, locked in some:
        if state in _HELD:
            first.setdefault((*place_of_job(key, prefix)[:2], state is JobState.ACTIVE, locked), key)
    for key in list(first.values())[:FOLLOWED]:
        yield _alone(connection, prefix, seen, key)


def _alone(connection: Connection, prefix: str, seen: Clients, key: str) -> JobReport:
    """Return what there is to know of a job without its events and relatives."""
    page, queue, id = read_job(connection, key, prefix)
    suspect, who = _suspect(connection, page, queue, id), seen.on(page, queue)
    return JobReport(page, queue, id, page.state_of(id, queue), page.job(id, queue), None, (), who, (), suspect, None)


def _deeper(
    connection: Connection, place: tuple[str, str], id: str, children: tuple[Child, ...]
) -> Iterator[tuple[str, FlowNode]]:
    """Yield the jobs that hold the flow back below children that wait for children of their own."""
    if not any(child.state is JobState.WAITING_CHILDREN for child in children):
        return
    tree = flow(connection, place, id)
    blocking = {node.key for node in tree.blocking()}
    for child in tree.children:
        for node in child.all():
            dependencies = key_below(node.key, Role.DEPENDENCIES)
            for each in node.children:
                if each.key in blocking and connection.allowed("SISMEMBER", dependencies, each.key):
                    yield dependencies, each


def _parent(connection: Connection, page: Snapshot, queue: str, id: str, view: JobView | None) -> Parent | None:
    key = view.parent_key if view else None
    if not key:
        return None
    seen, other, parent = read_job(connection, key, page.prefix)
    dependencies = key_below(key, Role.DEPENDENCIES)
    waits = bool(connection.allowed("SISMEMBER", dependencies, job_key(page.prefix, queue, id)))
    state = seen.state_of(parent, other)
    return Parent(key, state, seen.job(parent, other) is not None, waits, dependencies)


def _in_line(connection: Connection, page: Snapshot, queue: str, id: str, state: JobState) -> Turn | None:
    wait = queue_key(page.prefix, queue, Role.WAIT)
    held = page.container(queue, Role.WAIT)
    ready = held.size if held else 0
    marked = int(held is not None and held.items[-1:] != () and held.items[-1] in page.marks(queue, Role.WAIT))
    if state is JobState.PRIORITIZED:
        key = queue_key(page.prefix, queue, Role.PRIORITIZED)
        at: int | None = connection.execute("ZRANK", key, id)
        return None if at is None else Turn(ready - marked + at, (length(wait, held), rank(key, id, at)))
    found: int | None = connection.execute("LPOS", wait, id, "RANK", -1, "MAXLEN", DEPTH)
    if found is None:
        return _deep_in_line(connection, page, queue, id)
    right = ready - 1 - found
    return Turn(max(right - marked, 0), (right_of(wait, id, right),))


def _deep_in_line(connection: Connection, page: Snapshot, queue: str, id: str) -> Turn | None:
    """Return the job's turn in a long list, read page by page from the end that workers take from; None: it is not
    there.
    """
    wait = queue_key(page.prefix, queue, Role.WAIT)
    for passed in range(0, int(connection.execute("LLEN", wait)), LIST_PAGE):
        ids: list[str] = connection.execute("LRANGE", wait, -passed - LIST_PAGE, -passed - 1)
        if id in ids:
            right = passed + ids[::-1].index(id)
            return Turn(right, (right_of(wait, id, right),))
    return None


def _events(connection: Connection, stream: str, id: str) -> Iterator[Entry]:
    found: list[Entry] = []
    end = "+"
    for _ in range(0, MOST_EVENTS, EVENTS_PAGE):
        entries = [entry(raw) for raw in connection.execute("XREVRANGE", stream, end, "-", "COUNT", EVENTS_PAGE)]
        found += [each for each in entries if ("jobId", id) in each.fields]
        if len(entries) < EVENTS_PAGE:
            break
        end = f"({entries[-1].id}"
    return reversed(found)


def _children(connection: Connection, page: Snapshot, dependencies: str) -> tuple[Child, ...]:
    held = page.key(dependencies)
    return tuple(_child(connection, page.prefix, key) for key in (held.items if held else ())[:CHILDREN])


def _child(connection: Connection, prefix: str, key: str) -> Child:
    page, queue, id = read_job(connection, key, prefix)
    view = page.job(id, queue)
    locked = view is not None and view.lock is not None
    return Child(key, page.state_of(id, queue), view is not None, view.failed_reason if view else None, locked)
