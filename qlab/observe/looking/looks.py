"""What an observer can look at beside pages and explanations: each a method, all read-only and bounded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qlab.observe import discover, inventory
from qlab.observe.connection import Connection
from qlab.protocol.keys import Role, queue_key

if TYPE_CHECKING:
    from qlab.observe.connected.workers import Workers
    from qlab.observe.keyspace_walk import Progress
    from qlab.observe.looking.find import Found
    from qlab.observe.looking.finished import Failure, Latency
    from qlab.observe.looking.flow import FlowNode
    from qlab.observe.looking.metrics import Metrics
    from qlab.observe.looking.schedulers import SchedulerInfo
    from qlab.protocol.states import JobState

__all__ = ["Looks"]


class Looks:
    """What an :class:`~qlab.observe.attach.Observer` can look at; the observer says where its queues are."""

    connection: Connection
    prefix: str | None
    progress: Progress | None

    def place(self, queue: str) -> tuple[str, str]:
        """Return the prefix and name of a queue.

        Raises:
            NotImplementedError: Here; the observer has its own.
        """
        raise NotImplementedError

    def find(
        self, queue: str, text: str, *, states: Iterable[JobState | str] | None = None, limit: int = 20,
        progress: Progress | None = None,
    ) -> Found:  # fmt: skip
        """Find the jobs whose id, name, data, error or return value contains a text, in upper or lower case.

        A hundred jobs are read per call; a field larger than a megabyte is skipped. Prioritized and delayed jobs come
        in the order of their turn, those of every other state the latest first.

        Args:
            queue: The queue's name, or ``prefix:name``.
            text: What to look for, as Redis holds it: data is JSON there.
            states: The states to look in; None for all.
            limit: Stop after this many, from 1 to 1,000.
            progress: Called with the number of jobs looked at, and how many there are; None: ``self.progress`` is
                called.

        Returns:
            The jobs found, and how many were looked at.

        Raises:
            QueueMissing: If there is no such queue.
            UsageError: If an argument is wrong.
        """
        from qlab.observe.looking.find import find

        return find(self.connection, self.place(queue), text, states, limit, progress or self.progress)

    def flow(self, queue: str, id: str | int) -> FlowNode:
        """Return the flow below a job: the tree of its children, each with its state and why it waits.

        Args:
            queue: The queue's name, or ``prefix:name``.
            id: The job's id.

        Returns:
            The tree, of at most 200 jobs.
        """
        from qlab.observe.looking.flow import flow

        return flow(self.connection, self.place(queue), str(id))

    def metrics(self, queue: str) -> Metrics:
        """Return how many jobs completed and failed per minute, as workers with the option ``metrics`` count them."""
        from qlab.observe.looking.metrics import metrics

        return metrics(self.connection, self.place(queue))

    def latency(self, queue: str) -> Latency:
        """Return how long the finished jobs that are still kept waited and ran: quantiles, ms."""
        from qlab.observe.looking.finished import latency

        return latency(self.connection, self.place(queue))

    def failures(self, queues: Iterable[str] | None = None) -> tuple[Failure, ...]:
        """Return the failed jobs that are still kept, by reason across queues, the most frequent first, with the latest
        of each.

        Numbers, moments, ids, quoted values, addresses and paths may differ within a group, and words never.

        Args:
            queues: The queues; None for all of Bull's and BullMQ's under the prefix.
        """
        from qlab.observe.looking.finished import failures

        if queues is None:
            found = [each for each in inventory.find(self.connection, self.prefix, self.progress)
                     if not self.connection.cluster or "{" in ":".join(each)]  # fmt: skip
            infos = discover.describe_all(self.connection, found)
            places = [place for place, info in zip(found, infos, strict=True) if not info.is_other]
        else:
            given: Any = queues
            several = isinstance(given, Iterable) and not isinstance(given, str)
            places = [self.place(queue) for queue in (given if several else [given])]
        return failures(self.connection, places)

    def workers(self, queue: str) -> Workers:
        """Return who works on a queue: connected workers, and what their connections show of them."""
        from qlab.observe.connected.clients import clients

        place = self.place(queue)
        active = self.connection.allowed("LLEN", queue_key(*place, Role.ACTIVE))
        version = self.connection.allowed("HGET", queue_key(*place, Role.META), "version")
        return clients(self.connection).of(*place, active=int(active or 0), version=version)

    def schedulers(self, queue: str) -> tuple[SchedulerInfo, ...]:
        """Return a queue's job schedulers: rule, jobs made, next moments, and how late the next one is."""
        from qlab.observe.looking.schedulers import schedulers

        return schedulers(self.connection, self.place(queue))
