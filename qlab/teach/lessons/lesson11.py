"""Lesson 11, *What if a job has to wait for other jobs?*: what is behind its predictions, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qlab.lab.lab import Lab
from qlab.protocol.jobs.flows import FAILURE_RULES
from qlab.protocol.keys import job_key
from qlab.protocol.states import JobState
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of
from qlab.text.words import plural

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "11-a": {
        "wait": "It goes there when its last child is done; one is not.",
        "waiting-children": "One of two children is unfinished, and the parent's set `dependencies` still holds it.",
        "active": "A worker cannot take it: its id is not in `wait`.",
    },
    "11-b": {
        "runs without it": truth(23),
        "fails too": "With failParentOnFailure it would; here no option says so.",
        "waits": "A failed child counts as unfinished: it may be retried, and then the parent goes on.",
    },
    "11-c": {
        "waiting-children": "That would be ignoreDependencyOnFailure: the parent still waits for the other child.",
        "wait": "It goes on at once, without waiting for the other child.",
        "failed": "That would be failParentOnFailure, and even then a worker has to take the parent first.",
    },
    "11-d": {
        "0": "The completed child left its value in the parent's hash `processed`.",
        "1": "Only completed children have a value; failed ones are in `failed_children()`.",
        "2": "A failed child returned nothing. Its error is in `failed_children()`.",
    },
}

TREE = [{"name": "numbers", "queue": "parts"}, {"name": "pictures", "queue": "parts"}]
OPTIONS = {rule.option for rule in FAILURE_RULES}
TOTAL = 42


def flow(lab: Lab) -> Iterator[Remark]:
    """11-a: a parent `invoice` in `mail`, completed after two children in `parts`."""
    jobs = list(lab.snapshot().all_jobs())
    parents = [job for job in jobs if (job.queue, job.name) == ("mail", "invoice")]
    if not parents:
        yield not_yet("There is no job `invoice` in `mail`.", "mine.flow({'name': 'invoice', 'queue': 'mail', …}).")
    parent = parents[-1]
    key = job_key(lab.prefix, "mail", parent.id)
    children = [job for job in jobs if job.queue == "parts" and job.parent_key == key]
    if len(children) < 2:
        yield not_yet(
            f"`invoice` has {plural(len(children), 'child', 'children')} in `parts`.", "'children': CHILDREN."
        )
    if parent.state is not JobState.COMPLETED:
        yield not_yet(f"`invoice` is in `{parent.state.container}`.", _next_for(parent.state))
    yield fine("`invoice` has completed, after both of its children.")


def _next_for(state: JobState) -> str:
    return {
        JobState.WAITING_CHILDREN: "parts.take().complete(), once for each child.",
        JobState.WAITING: "mine.queue_named('mail').take().complete().",
    }.get(state, "completing it.")


def states(given: Mapping[str, str]) -> Iterator[Remark]:
    """11-b: the states of a parent and its children, one of which failed."""
    with Lab(trace=False) as lab:
        parent = lab.flow({"name": "report", "queue": "reports", "children": TREE}).job
        lab.queue("parts").take().fail("no numbers today")
        lab.queue_named("parts").take().complete()
        so = {job.name: job.state for job in lab.snapshot().all_jobs()}
        so["report"] = parent.state
    for name in ("report", "numbers", "pictures"):
        said = given.get(name)
        if said not in (so[name].value, so[name].container):
            yield not_yet(
                f"`{name}` is not in {repr_of(said, 30)}.",
                "parent.state, and plain.snapshot().jobs()[['name', 'state']].",
            )
        yield fine(f"`{name}` is in `{so[name].container}`.")


def option(given: Any) -> Iterator[Remark]:
    """11-c: the option with which the parent runs when the other child is ready, and can ask what failed."""
    if not isinstance(given, str) or given not in OPTIONS:
        yield not_yet(f"{repr_of(given, 30)} says nothing of a child that fails.", "one of the four in OPTIONS.")
    early, failed = _tried(given)
    if early:
        yield not_yet("With it the parent is ready before the text is.", "one that leaves the parent waiting.")
    if not failed:
        yield not_yet("With it the parent cannot ask what failed.", "one that ignores a child, and does not remove it.")
    yield fine("The parent waits for the text, and `failed_children()` tells it what is missing.")


def _tried(name: str) -> tuple[bool, bool]:
    """Whether the parent was ready at once, and whether it knows what failed once the other child has completed."""
    with Lab(trace=False) as lab:
        tree = [{**child, "options": {name: True}} for child in TREE]
        parent = lab.flow({"name": "report", "queue": "reports", "children": tree}).job
        lab.queue("parts").take().fail("no picture")
        early = parent.state is not JobState.WAITING_CHILDREN
        lab.queue_named("parts").take().complete()
        return early, bool(parent.failed_children())


def total(given: Any) -> Iterator[Remark]:
    """11-d: the sum of what the children returned."""
    if given != TOTAL:
        yield not_yet(f"{repr_of(given, 20)} is not the sum.", "counting.children_values(), a dict by key.")
    yield fine(f"{TOTAL}: the values of both children.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "11-a": (
        "One call adds parent and children; then three jobs have to be worked on.",
        "`mine.flow({…})` with `CHILDREN`. The parent becomes ready when both children have completed.",
        'Take and complete twice in `parts`, then once in `mail`: `mine.queue_named("mail")`.',
    ),
    "11-b": (
        "Run `plain.snapshot().jobs()` after the cell above.",
        "A failed child without an option moves no other job.",
        "Its parent waits for children, it is in failed, and its sibling has completed.",
    ),
    "11-c": (
        "Should the parent fail, go on at once, or go on when the others are done?",
        "When the text is ready: the failed child no longer counts, but is remembered.",
        "Two options cross off a failed child. Only one of them keeps its error for the parent.",
    ),
    "11-d": (
        "The parent can ask for its children's results.",
        "`counting.children_values()` has them by the children's keys.",
        "Add up its values.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "11-a": flow,
    "11-b": states,
    "11-c": option,
    "11-d": total,
}
