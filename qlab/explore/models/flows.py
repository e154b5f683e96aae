"""Flows: children with each failure option, removed, cleaned and retried under a waiting parent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.invariants import CHILDREN_FIRST, NOTHING_VANISHES, PRIORITIES_KEPT
from qlab.explore.invariants.placement import layout
from qlab.explore.models.actors import Moves, does, may_do, of_job, worker
from qlab.explore.models.known_model import Model
from qlab.explore.moment import Moment
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol import operations
from qlab.protocol.keys import Role

__all__ = ["MODELS"]

Operator = Callable[[Lab, Queue, Queue], Callable[[], Moves]]
"""Given the lab, the children's queue and the parent's: an actor."""


def tree(
    queue: str, child_queue: str, kids: int = 1, parent: Mapping[str, Any] = {}, child: Mapping[str, Any] = {}
) -> dict[str, Any]:
    """A parent ``P`` with children ``c0``, ``c1``, …."""
    children = [
        {"name": "child", "queue": child_queue, "options": {"jobId": f"c{number}", **child}} for number in range(kids)
    ]
    return {"name": "parent", "queue": queue, "options": {"jobId": "P", **parent}, "children": children}


def family(
    *operators: Operator,
    kids: int = 1,
    apart: bool = False,
    parent: Mapping[str, Any] = {},
    child: Mapping[str, Any] = {},
    workers: int = 1,
) -> World:
    """A flow, workers that complete or fail, and operators."""

    def world(lab: Lab) -> dict[str, Callable[[], Moves]]:
        queue = lab.queue("q")
        above = lab.queue("p") if apart else queue
        lab.flow(tree(above.name, "q", kids, parent, child))
        run = worker(queue, jobs=kids + 1 - apart, fails=True)
        actors = dict.fromkeys(("ann", "bob")[:workers], run)
        if apart:
            actors["pat"] = worker(above, jobs=1, fails=True)
        made = {f"operator {at}" if at else "operator": each(lab, queue, above) for at, each in enumerate(operators)}
        return {**actors, **made}

    return world


def removes(*ids: str, children: bool = True) -> Operator:
    """Somebody who may remove jobs."""

    def operator(_lab: Lab, queue: Queue, above: Queue) -> Callable[[], Moves]:
        return may_do(*(of_job(above if id == "P" else queue, id, "remove", children=children) for id in ids))

    return operator


def on_queue(*operations: tuple[str, Sequence[Any], Mapping[str, Any]], above: bool = False) -> Operator:
    """Somebody who may clean, drain and the like."""

    def operator(_lab: Lab, queue: Queue, parent: Queue) -> Callable[[], Moves]:
        on = parent if above else queue
        return may_do(*(partial(getattr(on, name), *args, **options) for name, args, options in operations))

    return operator


def retries(*ids: str) -> Operator:
    """Somebody who may retry jobs by hand."""
    return lambda _lab, queue, _above: may_do(*(of_job(queue, id, "retry") for id in ids))


def parts(_lab: Lab, queue: Queue, above: Queue) -> Callable[[], Moves]:
    """Somebody who may part a child from its parent, and discard the children that have not finished."""
    return may_do(of_job(queue, "c0", "remove_child_dependency"), of_job(above, "P", "discard_children"))


def obliterated(moment: Moment) -> str | None:
    """After obliterate, the queue has no keys left."""
    if moment.operation != operations.OBLITERATE or moment.refused is not None or "continued" not in moment.move:
        return None
    left = sorted(name for name in moment.keys.held if name.startswith("bull:p:"))
    return f"p was obliterated, and yet there are {', '.join(left)}" if left and "bull:p:meta" not in left else None


def failed_child_fails_parent(moment: Moment) -> str | None:
    """In the end no parent waits for a child that has failed and was to fail it."""
    seen = layout(moment.keys)
    if "P" in seen.ids("q", Role.WAITING_CHILDREN) and seen.place("q", "c0") is Role.FAILED:
        return "P waits for c0, which has failed, though it is to fail P"
    return None


def failed_child_starts_no_parent(moment: Moment) -> str | None:
    """A parent is not started by a child that has failed."""
    if moment.before is None:
        return None
    before, after = layout(moment.before.keys), layout(moment.keys)
    waits = before.place("q", "P") is Role.WAITING_CHILDREN and before.place("q", "c0") is Role.FAILED
    starts = waits and after.place("q", "P") in (Role.WAIT, Role.ACTIVE, Role.DELAYED, Role.PRIORITIZED)
    return (
        f"P is in `{after.place('q', 'P')}` after {moment.move}, though its only child has failed" if starts else None
    )


def fails_for_a_reason(moment: Moment) -> str | None:
    """A parent fails for a child only while that child has failed."""
    if moment.before is None or moment.operation != operations.FAIL or moment.refused is not None:
        return None
    before, after = layout(moment.before.keys), layout(moment.keys)
    if before.place("q", "P") is Role.FAILED or after.place("q", "P") is not Role.FAILED:
        return None
    child, reason = before.place("q", "c0"), after.jobs["q", "P"].get("failedReason", "")
    return (
        None
        if "c0" not in reason or child is Role.FAILED
        else f"P fails because c0 has failed, and c0 is in `{child}`, to run again"
    )


def _evicting(lab: Lab) -> dict[str, Callable[[], Moves]]:
    queue = lab.queue("q", removeOnFail={"count": 1})
    lab.flow(tree("q", "q"))
    queue.add("unrelated", delay=1000)
    return {"ann": worker(queue, jobs=2, fails=True)}


def _adopting(lab: Lab) -> dict[str, Callable[[], Moves]]:
    queue = lab.queue("q")
    flow = tree("q", "q", child={"failParentOnFailure": True})

    def add_flow() -> Any:
        return lab.flow(flow)

    return {
        "producer": does(partial(queue.add, "child", jobId="c0"), add_flow),
        "ann": worker(queue, jobs=2, fails=True, misses=2),
    }


def _again(lab: Lab) -> dict[str, Callable[[], Moves]]:
    queue = lab.queue("q")

    def add_flow() -> Any:
        return lab.flow(tree("q", "q", child={"removeOnComplete": True}))

    return {"producer": does(add_flow, add_flow), "ann": worker(queue, jobs=3), "bob": worker(queue, jobs=2)}


def _adding(lab: Lab) -> dict[str, Callable[[], Moves]]:
    queue, kids = lab.queue("q"), lab.queue("k")
    queue.add("parent", jobId="P")

    def parent() -> Moves:
        for _ in range(3):
            job = yield queue.take
            if job is None:
                continue
            try:
                yield partial(kids.add, "kid", jobId="c0", parent=job)
                waits = yield job.move_to_waiting_children
                if not waits:
                    yield job.complete
            except Exception:  # noqa: BLE001, S110  whatever is refused, it goes on with the next job
                pass

    return {
        "ann": parent,
        "kid": worker(kids, jobs=1, fails=True),
        "checker": does(queue.check_stalled, queue.check_stalled),
    }


def _deduplicated(replace: bool) -> World:
    def world(lab: Lab) -> dict[str, Callable[[], Moves]]:
        queue = lab.queue("q")
        options: dict[str, Any] = {"deduplication": {"id": "X", **({"replace": True} if replace else {})}}
        if replace:
            options["delay"] = 1000

        def add_flow() -> Any:
            return lab.flow(tree("q", "q", child=options))

        return {"flows": does(add_flow), "producer": does(partial(queue.add, "single", **options))}

    return world


FPOF = {"failParentOnFailure": True}
WATCH = {"always": [CHILDREN_FIRST, NOTHING_VANISHES]}
CLEAN: Callable[..., tuple[str, Sequence[Any], Mapping[str, Any]]] = lambda state: ("clean", (state,), {})  # noqa: E731
MODELS = (
    Model("flow", "A parent and two children, each completed or failed.", family(kids=2, workers=2), WATCH),
    Model("flow, fail the parent", "failParentOnFailure.", family(kids=2, child=FPOF), WATCH),
    Model("flow, go on", "continueParentOnFailure.", family(kids=2, child={"continueParentOnFailure": True}),
        {"always": [NOTHING_VANISHES]}),
    Model("flow, ignore failures", "ignoreDependencyOnFailure.",
        family(kids=2, child={"ignoreDependencyOnFailure": True}), WATCH),
    Model("flow, forget failures", "removeDependencyOnFailure.",
        family(kids=2, child={"removeDependencyOnFailure": True}), WATCH),
    Model("flow, removal", "Children and the parent are removed by hand.", family(removes("c0", "P"), kids=2),
        {"always": [CHILDREN_FIRST]}),
    Model("flow, last child removed", "The last child of a parent with a priority is removed.",
        family(removes("c0"), parent={"priority": 5}), {"always": [PRIORITIES_KEPT]}, {"priorities kept": 2}),
    Model("flow, retried children", "A failed flow is retried.",
        family(on_queue(("retry_all", (), {})), child=FPOF, workers=2), WATCH, {"children first": 6}),
    Model("flow, adopted child", "A flow whose child's id belongs to a job that has failed already.", _adopting,
        {"finally_": [failed_child_fails_parent]}, {"failed child fails parent": 7}),
    Model("flow, evicted child", "An unrelated failure evicts a failed child (removeOnFail keeps one).", _evicting,
        {"ticks": 1, "always": [failed_child_starts_no_parent]}, {"failed child starts no parent": 5}),
    Model("flow, retried child", "A failed child is retried by hand before its parent has been failed.",
        family(retries("c0"), child=FPOF, workers=2), {"always": [fails_for_a_reason]}, {"fails for a reason": 6}),
    Model("flow, added again", "The same flow added again, its child removed on completion.", _again,
        {"always": [CHILDREN_FIRST]}, {"children first": 5}, large=True),
    Model("flow, clean and drain", "clean and drain while a parent waits in the same queue.",
        family(on_queue(CLEAN("wait"), ("drain", (), {}))), {"always": [NOTHING_VANISHES]}, {"nothing vanishes": 1}),
    Model("flow, parted", "A child is parted from its parent, and the others are discarded, while workers run.",
        family(parts, kids=2), WATCH),
    Model("flow, parted from a parent with a priority", "The last child is parted from a parent with a priority.",
        family(parts, parent={"priority": 5}), {"always": [PRIORITIES_KEPT]}, {"priorities kept": 2}),
    Model("flow, obliterated", "obliterate of the parent's queue while its children are elsewhere.",
        family(on_queue(("obliterate", (), {"force": True}), above=True), apart=True),
        {"promises": (), "always": [obliterated]}, {"obliterated": 2}),
    Model("flow, deduplicated child", "A child with a deduplication id that is held (PyPI's port only).",
        _deduplicated(replace=False), {}, {"no stuck parent": 2}),
    Model("flow, replaced child", "A delayed child that is replaced (PyPI's port only).",
        _deduplicated(replace=True), {}, {"no stuck parent": 2}),
    Model("flow, children added by the parent", "A running parent adds a child and waits for it.", _adding,
        {"late": 1, "ticks": 1}, large=True),
    Model("flow, late and removed", "A late worker, a stalled check and removals.",
        family(removes("c0", "P"), lambda _lab, queue, _above: does(queue.check_stalled, queue.check_stalled),
            child=FPOF), {"late": 1, "ticks": 1, **WATCH}, large=True),
)  # fmt: skip
