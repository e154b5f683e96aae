"""Flows: jobs that wait for jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from bullmq import FlowProducer

from qlab.errors import OptionError
from qlab.lab.handles.job import Job
from qlab.lab.handles.names import check_name, check_queue_name
from qlab.lab.handles.options import check_options, checked_data, copied
from qlab.protocol import operations
from qlab.protocol.keys import job_key, parse_key
from qlab.record.step import Call
from qlab.text.escape import repr_of, shorten

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["DEEPEST", "FlowNode", "add_flow", "add_flows", "get_flow"]

DEEPEST = 100
"""The most levels of a flow: BullMQ walks it by recursion, and so do the drawings."""
_NODE = {"name", "queue", "data", "options", "children"}


class FlowNode(NamedTuple):
    """A job in a flow, with the jobs it waits for.

    Attributes:
        job: The job.
        children: Its children, each with their own.
    """

    job: Job
    children: tuple[FlowNode, ...]

    def jobs(self) -> Iterator[Job]:
        """Yield this job, then its children's, depth first."""
        yield self.job
        for child in self.children:
            yield from child.jobs()


def add_flow(lab: Lab, tree: Mapping[str, Any]) -> FlowNode:
    """Add a tree of jobs in one transaction; see :meth:`qlab.Lab.flow`."""
    node = _node(lab, tree, 1)
    asked = copied(node)
    producer = FlowProducer({"connection": lab.connection, "prefix": lab.prefix})

    def describe(added: Mapping[str, Any]) -> tuple[Call, Any]:
        id = str(added["job"].id)
        return Call(operations.FLOW, tree["queue"], id, {"flow": [asked]}), id

    title = f"{tree['queue']}: add flow {shorten(tree['name'], 40)}"
    added = lab.do(Call(operations.FLOW, tree["queue"]), title, lambda: producer.add(node), describe)
    return _handle(lab, added, tree)


def add_flows(lab: Lab, trees: Iterable[Mapping[str, Any]]) -> list[FlowNode]:
    """Add several trees of jobs in one transaction; see :meth:`qlab.Lab.flows`."""
    wanted = _listed(trees)
    nodes = [_node(lab, tree, 1) for tree in wanted]
    asked = copied(nodes)
    producer = FlowProducer({"connection": lab.connection, "prefix": lab.prefix})

    def describe(added: list[Mapping[str, Any]]) -> tuple[Call, Any]:
        return Call(operations.FLOW, facts={"jobs": len(wanted), "flow": asked}), [
            str(each["job"].id) for each in added
        ]

    title = f"add {len(wanted)} flows"
    added = lab.do(Call(operations.FLOW), title, lambda: producer.addBulk(nodes), describe)
    return [_handle(lab, each, tree) for each, tree in zip(added, wanted, strict=True)]


def get_flow(lab: Lab, queue: str, id: str, depth: int = 10, most: int = 20) -> FlowNode:
    """Return a job with its children as they are now; see :meth:`qlab.Lab.get_flow`."""
    job = lab.queue_named(queue).job(id)
    keys = [key for group in job.dependencies().values() for key in group]
    children = (parse_key(key, lab.prefix) for key in keys[:most])
    held = (
        [
            child
            for child in children
            if child.job is not None and job_key(lab.prefix, child.queue, child.job) in lab.present().state
        ]
        if depth > 1
        else []
    )
    for child in held:
        if not lab.has_queue(child.queue):
            lab.queue(child.queue)
    return FlowNode(job, tuple(get_flow(lab, child.queue, child.job or "", depth - 1, most) for child in held))


def _listed(trees: object) -> list[Mapping[str, Any]]:
    if not isinstance(trees, Iterable) or isinstance(trees, str | bytes | Mapping):
        raise OptionError(f"{repr_of(trees, 60)} are not flows; give a list of flows, each as for lab.flow.")
    return list(trees)


def _node(lab: Lab, tree: Mapping[str, Any], level: int) -> dict[str, Any]:
    """Return the tree in FlowProducer's words, checked."""
    if level > DEEPEST:
        raise OptionError(
            f"This flow contains itself, or has more than {DEEPEST} levels; give each job its own children."
        )
    _check_node(tree)
    queue = lab.queue_named(tree["queue"]) if lab.has_queue(tree["queue"]) else lab.queue(tree["queue"])
    options = {**queue.defaults, **queue.options(**tree.get("options", {}))}
    children = [_node(lab, child, level + 1) for child in tree.get("children", ())]
    node = {
        "name": tree["name"],
        "queueName": queue.name,
        "data": checked_data(tree.get("data"), options),
        "opts": options,
    }
    return {**node, "children": children} if children else node


def _check_node(tree: object) -> None:
    if not isinstance(tree, Mapping) or not {"name", "queue"} <= set(tree) <= _NODE:
        raise OptionError(
            f'{repr_of(tree, 60)} is not a flow; give {{"name", "queue"}} and, if you like, "data", '
            f'"options", "children".'
        )
    check_name(tree["name"])
    check_queue_name(tree["queue"])
    if not isinstance(tree.get("children", ()), list | tuple):
        raise OptionError(f"{repr_of(tree['children'], 60)} is not a list of children; give a list of flows.")
    check_options(tree.get("options", {}))


def _handle(lab: Lab, added: Mapping[str, Any], tree: Mapping[str, Any]) -> FlowNode:
    pairs = zip(added.get("children", ()), tree.get("children", ()), strict=True)
    children = tuple(_handle(lab, child, branch) for child, branch in pairs)
    return FlowNode(Job(lab.queue_named(tree["queue"]), added["job"]), children)
