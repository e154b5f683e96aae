"""LabFlows: the flows of a lab, jobs that wait for other jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from qlab.lab.handles.flow import FlowNode, add_flow, add_flows, get_flow
from qlab.lab.handles.names import queue_name
from qlab.lab.handles.options import checked_number

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["LabFlows"]


class LabFlows:
    """The flows of a lab."""

    def flow(self, tree: Mapping[str, Any]) -> FlowNode:
        """Add a tree of jobs in one transaction; a parent runs when its children have: BullMQ's FlowProducer.

        Args:
            tree: ``{"name", "queue"}`` and optionally ``"data"``, ``"options"`` (as for ``Queue.add``) and
                ``"children"``, a list of such trees. A queue that the lab does not have is created, without defaults.

        Returns:
            The root's job, and its children's.

        Raises:
            OptionError: If that is not a tree, or an option makes no sense.
        """
        return add_flow(cast("Lab", self), tree)

    def flows(self, trees: Iterable[Mapping[str, Any]]) -> list[FlowNode]:
        """Add several trees of jobs in one transaction, each as for :meth:`flow`: BullMQ's ``FlowProducer.addBulk``.

        Returns:
            Each root's job, and its children's. If one tree is wrong, nothing is added.
        """
        return add_flows(cast("Lab", self), trees)

    def get_flow(self, queue: str, id: str, *, depth: int = 10, most: int = 20) -> FlowNode:
        """Return a job with its children, and theirs, as they are now: npm's ``FlowProducer.getFlow``.

        Args:
            queue: The job's queue.
            id: Its id.
            depth: How many levels to look at.
            most: How many children of each job to return. Removed ones are left out.

        Returns:
            The job's node, with its children's nodes below it.

        Raises:
            QueueMissing: If the lab has no such queue.
            UsageError: If it is the queue of another lab.
            JobMissing: If there is no such job.
            OptionError: If one of the two is not such a number.
        """
        levels, children = checked_number(depth, "depth", least=1), checked_number(most, "most", least=0)
        lab = cast("Lab", self)
        return get_flow(lab, queue_name(queue, lab), id, levels, children)
