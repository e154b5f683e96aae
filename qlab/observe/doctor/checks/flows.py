"""What can be wrong with flows: a parent waits for children that never finish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

from qlab.observe.connection import text_of
from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import Fault, Findings
from qlab.observe.doctor.finding import Severity
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence, absent, member, score
from qlab.protocol.keys import Role, place_of_job, places_of_job, queue_key
from qlab.protocol.states import JobState

__all__ = ["children_that_never_finish"]

T = TypeVar("T")
AT_ONCE = 100
"""Parents, or children, looked at together: commands sent in one go, each of which takes the server microseconds."""

CHILD_GONE = Fault(
    "child-gone", Severity.ERROR,
    "child that a parent waits for cannot be found any more.",
    "children that a parent waits for cannot be found any more.",
    "The parent waits forever.",
    "Remove children through BullMQ, which tells the parent; here, use job.removeChildDependency().",
    "guide/flows/remove-child-dependency",
)  # fmt: skip
CHILD_FAILED = Fault(
    "child-failed", Severity.ERROR,
    "failed child holds a parent back.", "failed children hold a parent back.",
    "The parent waits until the child is retried and succeeds, or is removed.",
    "Retry the child; or say at adding what a failure means: failParentOnFailure, ignoreDependencyOnFailure.",
    "guide/flows/fail-parent",
)  # fmt: skip


class _Child(NamedTuple):
    """A child that a parent waits for: the parent's id, the child's full key, and whether it has a hash."""

    parent: str
    key: str
    exists: bool = True


@check("child-gone", "child-failed")
def children_that_never_finish(survey: Survey) -> Findings:
    """A parent leaves waiting-children when its ``dependencies`` set is empty; only a child that finishes leaves it."""
    gone: list[Evidence] = []
    failed: list[Evidence] = []
    for page in _pages(_children(survey)):
        for child in _still_held(survey, list(_lost_or_failed(survey, page))):
            key = survey.job(child.parent, Role.DEPENDENCIES)
            if child.exists:
                failed.append(member(key, child.key))
            else:
                gone.append(member(key, child.key))
    for id in survey.page.ids(survey.queue, Role.WAITING_CHILDREN):
        held = survey.page.key(key := survey.job(id, Role.UNSUCCESSFUL))
        failed += [score(key, held, each.member) for each in (held.members if held else ())]
    advice = f"Remove children through the API, which tells the parent. Here, {survey.release.release_parent()}."
    yield from CHILD_GONE.found(survey.queue, gone, advice=advice)
    yield from CHILD_FAILED.found(survey.queue, failed)


WITHOUT_CHILDREN = Fault(
    "parent-without-children", Severity.ERROR,
    "parent waits for children, and has none that is unfinished.",
    "parents wait for children, and have none that is unfinished.",
    "Only a child that ends moves its parent on, so it waits forever.",
    "Remove it (queue.remove(id)), and add the flow again.",
    "guide/flows",
)  # fmt: skip


@check("parent-without-children")
def parent_without_children(survey: Survey) -> Findings:
    """The script that takes the last child out of ``dependencies`` moves the parent on, in the same moment."""
    cases = []
    for page in _pages(survey.ids(JobState.WAITING_CHILDREN)):
        keys = [survey.job(id, Role.DEPENDENCIES) for id in page]
        sizes = survey.connection.each(("SCARD", key) for key in keys)
        childless = [id for id, size in zip(page, sizes, strict=True) if size == 0]
        cases += [(survey.holding(Role.WAITING_CHILDREN, id), absent(survey.job(id, Role.DEPENDENCIES)))
                  for id, place in survey.confirmed(childless) if Role.WAITING_CHILDREN in place.roles]  # fmt: skip
    yield from WITHOUT_CHILDREN.found(survey.queue, cases)


def _children(survey: Survey) -> Iterator[_Child]:
    """All children that the queue's parents wait for, page by page."""
    for parents in _pages(survey.ids(JobState.WAITING_CHILDREN)):
        cursors = dict.fromkeys(parents, b"0")
        while cursors:
            commands = [
                ("SSCAN", survey.job(id, Role.DEPENDENCIES), at, "COUNT", AT_ONCE) for id, at in cursors.items()
            ]
            pages = dict(zip(cursors, survey.connection.each(commands), strict=True))
            for id, page in pages.items():
                yield from (_Child(id, text_of(name)) for name in (page[1] if page else ()))
            cursors = {id: page[0] for id, page in pages.items() if page and page[0] != b"0"}


def _lost_or_failed(survey: Survey, children: Iterable[_Child]) -> Iterator[_Child]:
    """Those that have no hash or are in ``failed``, in any queue: in a cluster each queue is on one node."""
    by_queue: dict[tuple[str, str], list[_Child]] = defaultdict(list)
    for child in children:
        by_queue[place_of_job(child.key, survey.prefix)[:2]].append(child)
    for some in by_queue.values():
        commands = [[("EXISTS", child.key), *_failed_at(child.key)] for child in some]
        replies = iter(survey.connection.each(command for each in commands for command in each))
        for child, asked in zip(some, commands, strict=True):
            exists, *scores = (next(replies) for _ in asked)
            if not exists or any(score is not None for score in scores):
                yield child._replace(exists=bool(exists))


def _failed_at(key: str) -> Iterator[tuple[str, str, str]]:
    """Where a child would stand if it had failed."""
    return (("ZSCORE", queue_key(prefix, queue, Role.FAILED), id) for prefix, queue, id in places_of_job(key))


def _still_held(survey: Survey, children: list[_Child]) -> Iterator[_Child]:
    """Those whose parent waits for them still: the script that ends or removes a child takes it out of the set."""
    commands = [("SISMEMBER", survey.job(child.parent, Role.DEPENDENCIES), child.key) for child in children]
    held = survey.connection.each(commands) if commands else []
    return (child for child, still in zip(children, held, strict=True) if still)


def _pages(all_of_them: Iterable[T]) -> Iterator[list[T]]:
    some = iter(all_of_them)
    while page := list(islice(some, AT_ONCE)):
        yield page
