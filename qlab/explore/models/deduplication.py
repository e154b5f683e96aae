"""Deduplication: each mode, with retries, stalls and operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qlab.explore.engine.cast import World
from qlab.explore.invariants import DEDUPLICATED, DEDUPLICATION_LIVE
from qlab.explore.models.actors import Moves, does, may_do, of_job, worker
from qlab.explore.models.known_model import Model
from qlab.explore.moment import Moment
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab

__all__ = ["MODELS"]

Operator = Callable[[Queue], Callable[[], Moves]]


def adding(
    mode: Mapping[str, Any], *operators: Operator, adds: int = 2, attempts: int = 1, workers: int = 1, delay: int = 0
) -> World:
    """A producer that adds jobs with one deduplication id, workers, operators."""

    def world(lab: Lab) -> dict[str, Callable[[], Moves]]:
        queue = lab.queue("q", attempts=attempts, backoff=1000 if attempts > 1 else None)
        options = {"deduplication": {"id": "X", **mode}, **({"delay": delay} if delay else {})}
        run = worker(queue, jobs=2, fails=attempts > 1)
        return {
            "producer": does(*(partial(queue.add, "job", version, **options) for version in range(adds))),
            **dict.fromkeys(("ann", "bob")[:workers], run),
            **{f"operator {at}" if at else "operator": each(queue) for at, each in enumerate(operators)},
        }

    return world


def checker(queue: Queue) -> Callable[[], Moves]:
    """The stalled check, twice."""
    return does(queue.check_stalled, queue.check_stalled)


def retries(queue: Queue) -> Callable[[], Moves]:
    """Somebody who may retry job 1."""
    return may_do(of_job(queue, "1", "retry"))


def removes(queue: Queue) -> Callable[[], Moves]:
    """Somebody who may remove job 1."""
    return may_do(of_job(queue, "1", "remove"))


def frees(queue: Queue) -> Callable[[], Moves]:
    """Somebody who may free the id that job 1 holds."""
    return may_do(of_job(queue, "1", "remove_deduplication_key"))


def newest_kept(moment: Moment) -> str | None:
    """What is kept for later (`dn`) is the newest that was added."""
    kept = moment.keys.held.get("bull:q:dn:X")
    added = moment.actors["producer"].moves
    if kept is None or int(kept.value["data"]) == added - 1:
        return None
    return f"version {kept.value['data']} is kept for later, though version {added - 1} was added since, and dropped"


KEEP = {"keepLastIfActive": True}
ONCE = {"always": [DEDUPLICATED, DEDUPLICATION_LIVE]}
NEWEST = {"promises": (), "always": [newest_kept]}


def _clean_child(lab: Lab) -> dict[str, Callable[[], Moves]]:
    queue = lab.queue("q")
    options = {"deduplication": {"id": "X"}}
    child = {"name": "child", "queue": "q", "options": {"jobId": "c0", **options}}

    def add_flow() -> Any:
        return lab.flow({"name": "parent", "queue": "q", "options": {"jobId": "P"}, "children": [child]})

    return {
        "producer": does(add_flow, partial(queue.add, "single", jobId="s", **options)),
        "ann": worker(queue, fails=True),
        "operator": does(partial(queue.clean, "failed")),
    }


MODELS = (
    Model("deduplication", "Simple mode: until the job ends.", adding({}, workers=2), ONCE),
    Model("deduplication, throttle", "With a TTL.", adding({"ttl": 5000}), {"ticks": 2}),
    Model("deduplication, replace", "A delayed job is replaced.",
        adding({"replace": True}, removes, delay=1000), {"ticks": 1, **ONCE}),
    Model("deduplication, retried by hand", "A finished job is retried while another holds its id.",
        adding({}, retries), {"always": [DEDUPLICATED]}, {"deduplicated": 6}),
    Model("deduplication, freed by hand", "An id is freed while its job waits, runs or has ended.",
        adding({}, frees, adds=3), {}),
    Model("deduplication, keep the last", "keepLastIfActive.", adding(KEEP), ONCE),
    Model("deduplication, keep the last, retries", "keepLastIfActive: an attempt fails between two additions.",
        adding(KEEP, adds=3, attempts=2), NEWEST, {"newest kept": 5}),
    Model("deduplication, keep the last, stalled", "keepLastIfActive: a worker is late between two additions.",
        adding(KEEP, checker, adds=3), {"late": 1, "ticks": 1, **NEWEST}, {"newest kept": 7}, large=True),
    Model("deduplication, cleaned child", "clean of a failed flow child while another job holds its id (PyPI's port).",
        _clean_child, {"promises": (), "always": [DEDUPLICATION_LIVE]}, {"deduplication ids live": 5}),
    Model("deduplication, everything", "keepLastIfActive with replace, retries and removal.",
        adding({"keepLastIfActive": True, "replace": True}, removes, adds=3, attempts=2, workers=2),
        {"ticks": 2, "seconds": 120, **ONCE}, large=True),
)  # fmt: skip
