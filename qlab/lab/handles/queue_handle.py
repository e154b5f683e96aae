"""QueueHandle: BullMQ's own objects behind a queue of a lab."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.errors import OptionError
from qlab.lab import scripts
from qlab.lab.handles.job import Job
from qlab.lab.handles.options import job_options
from qlab.protocol import backoff as backoffs
from qlab.protocol.backoff import Backoff
from qlab.protocol.keys import Role, job_key
from qlab.protocol.operations import Operation
from qlab.record.step import Call
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = ["QueueHandle", "same_queue"]


class QueueHandle:
    """A queue's BullMQ ``Queue`` and ``Worker``s, its jobs' options, and its lab.

    Attributes:
        lab: The lab it belongs to.
        name: Its name.
        lock_ms: How long a worker owns a job it took, ms.
        defaults: The options every job gets unless it says otherwise, as BullMQ takes them.
    """

    def __init__(self, lab: Lab, name: str, lock_ms: int, options: Mapping[str, Any]) -> None:
        self.lab, self.name, self.lock_ms = lab, name, lock_ms
        self._strategies: dict[str, Backoff] = {}
        self._workers: dict[str, bullmq.Worker] = {}
        self.defaults = self.options(**options)

    def options(self, **given: Any) -> dict[str, Any]:
        """Return job options as BullMQ takes them; keep backoffs that BullMQ does not know for this queue's workers."""
        backoff = given.get("backoff")
        if isinstance(backoff, Backoff):
            option = backoff.to_option()
            if option["type"] not in backoffs.BUILT_IN:
                self._strategies[option["type"]] = backoff
        if isinstance(parent := given.get("parent"), Job):
            given = {**given, "parent": {"id": parent.id, "queue": f"{self.lab.prefix}:{parent.queue.name}"}}
        options = job_options(given)
        if "deduplication" in options and "ttl" in options["deduplication"]:
            self.lab.expect_ttl(Role.DEDUPLICATION, options["deduplication"]["ttl"])
        return options

    def strategy(self, attempts_made: int, type: str, error: BaseException, job: bullmq.Job) -> int:
        """Compute a wait as BullMQ's ``settings.backoffStrategy``: by the backoff of that name, or the job's own
        option.

        Args:
            attempts_made: How many attempts have failed.
            type: The backoff's name, as stored with the job.
            error: The error that ended the attempt.
            job: BullMQ's own job.

        Returns:
            The wait in ms, or -1 to fail now.

        Raises:
            OptionError: If no such backoff is known.
        """
        backoff = self._strategies.get(type) or backoffs.from_option(job.opts.get("backoff"))
        if backoff is None:
            raise OptionError(
                f"This queue has no backoff named {repr_of(type)}; "
                "give the queue or the job the backoff itself: backoff=custom(function, name)."
            )
        if isinstance(backoff, backoffs.Jittered):
            return backoff.delay_ms(attempts_made, self.lab.random.random)
        return backoff(attempts_made, type, error, job)

    @cached_property
    def _queue(self) -> bullmq.Queue:
        return bullmq.Queue(self.name, {"connection": self.lab.connection, "prefix": self.lab.prefix})

    def _worker(self, name: str) -> bullmq.Worker:
        if name not in self._workers:
            self._workers[name] = self.lab.through(lambda: self.make_worker(name, self.lock_ms))
        return self._workers[name]

    def adopt(self, name: str, options: Mapping[str, Any]) -> None:
        """Make a worker of this queue use an application's own options: lock, limiter, backoff strategy.

        Args:
            name: The worker's name.
            options: The options that the application gave its bullmq ``Worker``.
        """
        self.lock_ms = int(options.get("lockDuration", self.lock_ms))
        self.lab.expect_ttl(Role.LOCK, self.lock_ms)
        if "duration" in (limiter := options.get("limiter") or {}):
            self.lab.expect_ttl(Role.LIMITER, int(limiter["duration"]))
        own = {"name": name, "autorun": False, "connection": self.lab.connection, "prefix": self.lab.prefix}
        self._workers[name] = self.lab.through(lambda: _worker(self.name, {**options, **own}))

    async def make_worker(self, name: str, lock_ms: int, more: Mapping[str, Any] | None = None) -> bullmq.Worker:
        """Return a BullMQ worker of this queue that is driven by hand, on the lab's connection.

        Args:
            name: Its name.
            lock_ms: How long its locks last, ms.
            more: Further options, by BullMQ's names.

        Returns:
            The worker, not running.
        """
        options = {
            **(more or {}),
            "lockDuration": lock_ms,
            "settings": {"backoffStrategy": self.strategy},
            "name": name,
            "autorun": False,
        }
        return bullmq.Worker(self.name, None, {**options, "connection": self.lab.connection, "prefix": self.lab.prefix})

    async def change_delay(self, id: str, delay_ms: int) -> None:
        """Run BullMQ's `changeDelay`, which its Python port packages but does not call.

        Args:
            id: The job's id.
            delay_ms: The new delay from now, ms.
        """
        await scripts.change_delay(self._queue, id, delay_ms, self.lab.clock.now_ms)

    async def add_log(self, id: str, row: str, keep: int) -> None:
        """Run BullMQ's `addLog`, which its Python port packages but does not call.

        Args:
            id: The job's id.
            row: The row to add.
            keep: How many of the last rows to keep; 0 for all.
        """
        await scripts.add_log(self._queue, id, row, keep)

    def run_script(self, script: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Callable[[], Any]:
        """Return a call of a function of :mod:`qlab.lab.scripts` on this queue.

        Args:
            script: The function.
            args: Its arguments after the queue.

        Returns:
            A function that makes the coroutine.
        """
        return lambda: script(self._queue, *args)

    def job_key(self, id: str, role: Role = Role.JOB) -> str:
        """Return the name of a job's hash, or of a key below it.

        Args:
            id: The job's id.
            role: The role of the key below it, or JOB for the hash itself.

        Returns:
            The key's name.
        """
        return job_key(self.lab.prefix, self.name, id, role)

    def _manage(self, operation: Operation, run: Any, facts: Mapping[str, Any] | None = None) -> Any:
        return self.lab.do(Call(operation, self.name, facts=facts or {}), f"{self.name}: {operation.title}", run)


def same_queue(one: QueueHandle, other: QueueHandle) -> bool:
    """Return whether two handles are of the same queue of the same lab."""
    return one.name == other.name and one.lab is other.lab


async def _worker(queue: str, options: Mapping[str, Any]) -> bullmq.Worker:
    return bullmq.Worker(queue, None, options)
